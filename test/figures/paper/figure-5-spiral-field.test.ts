import { describe, expect, it } from "vitest";
import { committedModel, committedModels } from "../../../src/autoencoder/plans/committed-models.ts";
import { spiral } from "../../../src/density/examples/spiral.ts";
import { figure5, spiralFieldFigure } from "../../../src/figures/paper/figure-5-spiral-field.ts";
import { createRng } from "../../../src/numerics/random/random.ts";
import { optimalReconstruction } from "../../../src/reconstruction/optimal.ts";

interface Trace {
  readonly name?: string;
  readonly mode: string;
  readonly fill?: string;
  readonly xaxis: string;
  readonly x: (number | null)[];
  readonly y: (number | null)[];
}

/** Begin and end of the shafts of a panel. */
function shafts(data: readonly Record<string, unknown>[], xaxis: string): { from: number[]; to: number[] }[] {
  const { x, y } = (data as unknown as Trace[]).find(
    (t) => t.mode === "lines" && !t.fill && t.xaxis === xaxis,
  ) as Trace;
  return Array.from({ length: x.length / 3 }, (_, k) => ({
    from: [x[3 * k], y[3 * k]] as number[],
    to: [x[3 * k + 1], y[3 * k + 1]] as number[],
  }));
}

describe("figure 5", () => {
  const { data, layout } = figure5.build();

  it("has the field over [-1, 1]^2 and close up over [-0.3, 0.3]^2, on axes of one scale", () => {
    expect(layout).toMatchObject({
      xaxis: { range: [-1, 1] },
      yaxis: { range: [-1, 1], scaleanchor: "x" },
      xaxis2: { range: [-0.3, 0.3] },
      yaxis2: { range: [-0.3, 0.3], scaleanchor: "x2" },
    });
    for (const axis of ["x", "x2"]) expect(shafts(data, axis)).toHaveLength(441);
  });

  it("has 400 points of the spiral on top of both, those within the panel", () => {
    const points = (data as unknown as Trace[]).filter(({ name }) => name === "data");
    expect(points.map(({ xaxis }) => xaxis)).toEqual(["x", "x2"]);
    expect(points[0].x).toHaveLength(400);
    for (const value of [...points[1].x, ...points[1].y]) expect(Math.abs(value as number)).toBeLessThanOrEqual(0.3);
  });

  it("no arrow is longer than the distance between two, and farther out than 0.9 they are 5 times as long as within 0.5, on average", () => {
    const lengths = shafts(data, "x").map(({ from, to }) => ({
      length: Math.hypot(to[0] - from[0], to[1] - from[1]),
      radius: Math.hypot(...from),
    }));
    for (const { length } of lengths) expect(length).toBeLessThanOrEqual(2 / 21);
    const mean = (some: readonly { length: number }[]) => some.reduce((sum, one) => sum + one.length / some.length, 0);
    const outside = mean(lengths.filter(({ radius }) => radius > 0.9));
    expect(mean(lengths.filter(({ radius }) => radius < 0.5))).toBeLessThan(outside / 5);
  });

  it("names the model it shows, so that it can be trained again: the first of those in models/", () => {
    expect(figure5.models?.[0]).toBe(committedModels[0]);
    expect(figure5.build()).toEqual(
      spiralFieldFigure(committedModel(committedModels[0]).network, spiral().sample(createRng(5), 400)),
    );
  });
});

it("the best denoiser's arrows lead to the nearest point: one beside the end of the spiral points to it", () => {
  const r = optimalReconstruction(spiral(), "dae", 0.01);
  const { data } = spiralFieldFigure(r, new Float64Array(0));
  const arrows = shafts(data, "x");
  const { from, to } = arrows[arrows.length - 1];
  expect(from[0]).toBeGreaterThan(0.9);
  // Towards the lower left, where the spiral is.
  expect(to[0]).toBeLessThan(from[0]);
  expect(to[1]).toBeLessThan(from[1]);
});
