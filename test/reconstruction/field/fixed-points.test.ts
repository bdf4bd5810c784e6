import { describe, expect, it } from "vitest";
import { FinitePoints } from "../../../src/density/finite-points.ts";
import { fixedPoints } from "../../../src/reconstruction/field/fixed-points.ts";
import { optimalReconstruction } from "../../../src/reconstruction/optimal.ts";

/** The best denoiser of two points far apart: where it leads is a softmax that is 0 or 1. */
const points = Float64Array.of(0, 0, 10, 0);
const denoiser = optimalReconstruction(new FinitePoints(points, 2), "dae", 1);

describe("fixedPoints", () => {
  it("finds the two points, to 1e-12, with the starts nearer to each", () => {
    const starts = Float64Array.of(-3, 1, 4, 0, 4.9, 2, 6, 0, 30, 5);
    const sinks = fixedPoints(denoiser, starts, { steps: 50 });
    expect(sinks.map(({ starts }) => starts)).toEqual([3, 2]);
    sinks.forEach(({ at }, k) => {
      expect(Math.abs(at[0] - points[2 * k])).toBeLessThan(1e-12);
      expect(Math.abs(at[1])).toBeLessThan(1e-12);
    });
  });

  it("counts as one what is within the tolerance, and as two what is not", () => {
    const still = { dim: 1, sigma: 1, evaluate: (x: Float64Array) => x };
    const starts = Float64Array.of(0, 0.05, 0.2);
    expect(fixedPoints(still, starts)).toEqual([
      { at: Float64Array.of(0), starts: 2 },
      { at: Float64Array.of(0.2), starts: 1 },
    ]);
    expect(fixedPoints(still, starts, { tolerance: 0.3 })).toHaveLength(1);
  });

  it.each([
    [{ steps: 0 }, "steps must be a positive whole number, not 0"],
    [{ tolerance: 0 }, "tolerance must be a positive number, not 0"],
  ])("refuses %j", (options, message) => {
    expect(() => fixedPoints(denoiser, points, options)).toThrow(message);
  });

  it("refuses what leads beyond all numbers", () => {
    const away = { dim: 1, sigma: 1, evaluate: (x: Float64Array) => x.map((value) => 1e200 * value) };
    expect(() => fixedPoints(away, Float64Array.of(1))).toThrow(
      "starts must be points from which r leads to finite points",
    );
  });
});
