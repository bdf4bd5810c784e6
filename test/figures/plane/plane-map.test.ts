import { describe, expect, it } from "vitest";
import { threeBumps } from "../../../src/density/examples/three-bumps.ts";
import { twoClouds } from "../../../src/density/examples/two-clouds.ts";
import { planeMapFigure } from "../../../src/figures/plane/plane-map.ts";

const view = { x: [-1, 1], y: [-2, 3], resolution: 5 } as const;
const left = { heading: "x", values: (points: Float64Array) => points.filter((_, i) => i % 2 === 0) };
const below = { heading: "y", values: (points: Float64Array) => points.filter((_, i) => i % 2 === 1) };

describe("planeMapFigure", () => {
  const { data, layout } = planeMapFigure(twoClouds(), [left, below], view);

  it("holds each function's values in rows from bottom to top, with the density's contours over it", () => {
    expect(data.map(({ type, xaxis }) => [type, xaxis])).toEqual([
      ["heatmap", "x"],
      ["contour", "x"],
      ["heatmap", "x2"],
      ["contour", "x2"],
    ]);
    expect((data[0].z as number[][])[0]).toEqual([-1, -0.5, 0, 0.5, 1]);
    expect((data[2].z as number[][]).map((row) => row[0])).toEqual([-2, -0.75, 0.5, 1.75, 3]);
  });

  it("has one scale of colours for all, white at 0", () => {
    const { cmin, cmax, colorscale } = layout.coloraxis as { cmin: number; cmax: number; colorscale: unknown[][] };
    expect([cmin, cmax]).toEqual([-3, 3]);
    expect(colorscale[1]).toEqual([0.5, "#ffffff"]);
  });

  it("refuses what can't be drawn in one sentence", () => {
    expect(() => planeMapFigure(threeBumps(), [left], view)).toThrow("density must have dimension 2, not 1");
    expect(() => planeMapFigure(twoClouds(), [], view)).toThrow(
      "maps must hold one function of the plane or more, not 0",
    );
  });
});
