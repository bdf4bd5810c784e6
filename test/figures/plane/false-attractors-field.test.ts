import { expect, it } from "vitest";
import { twoClouds } from "../../../src/density/examples/two-clouds.ts";
import { falseAttractorsFigure } from "../../../src/figures/plane/false-attractors-field.ts";
import { optimalReconstruction } from "../../../src/reconstruction/optimal.ts";

it("has the attractors of each panel as diamonds on its own axes", () => {
  const r = optimalReconstruction(twoClouds(), "dae", 0.5);
  const panel = (heading: string, ...places: number[][]) => ({
    ...{ heading, r, attractors: places.map((at) => ({ at: Float64Array.from(at) })) },
  });
  const points = Float64Array.of(-1, 0, 1, 1);
  const { data } = falseAttractorsFigure(points, [panel("a", [0.1, 0.2], [0.3, 0.4]), panel("b")]);
  const diamonds = data.filter(({ name }) => name === "false attractors");
  expect(diamonds).toMatchObject([
    { x: [0.1, 0.3], y: [0.2, 0.4], xaxis: "x", yaxis: "y" },
    { x: [], y: [], xaxis: "x2", yaxis: "y2" },
  ]);
});
