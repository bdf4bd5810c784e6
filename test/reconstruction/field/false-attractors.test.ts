import { describe, expect, it } from "vitest";
import { spiral } from "../../../src/density/examples/spiral.ts";
import { squareGrid } from "../../../src/numerics/approximation/grid.ts";
import { falseAttractors } from "../../../src/reconstruction/field/false-attractors.ts";
import { optimalReconstruction } from "../../../src/reconstruction/optimal.ts";
import type { IsotropicReconstruction } from "../../../src/reconstruction/reconstruction.ts";

const { curve } = spiral();
/** On the spiral, at t = 5 pi / 2, and one away from it, straight on. */
const onCurve = [0.1 * Math.PI, 0];
const away = [0.1 * Math.PI + 0.1, 0];

/** Half of the way to the first place where x is above the height, to the second elsewhere. */
function twoPlaces(height: number): IsotropicReconstruction {
  return {
    dim: 2,
    sigma: 0.01,
    evaluate: (points) =>
      points.map((value, j) => {
        const to = points[j - (j % 2) + 1] > height ? onCurve : away;
        return (value + to[j % 2]) / 2;
      }),
    jacobian: (points) =>
      Float64Array.from({ length: 2 * points.length }, (_, j) => (j % 4 === 0 || j % 4 === 3 ? 0.5 : 0)),
  };
}

describe("falseAttractors", () => {
  // Both places are at height 0, which points from above and from below come to, but don't cross: a fifth are below.
  const starts = Float64Array.from(
    [-0.5, 0.1, 0.2, 0.3, 0.4].flatMap((y) => [-1, -0.5, 0, 0.5, 1].flatMap((x) => [x, y])),
  );

  it("of two attractors, finds the one away from the curve, at 1e-9, its distance in sigmas, and the fraction of starts that end there", () => {
    const { fraction, attractors, cutoff } = falseAttractors(twoPlaces(0), starts, curve);
    expect(cutoff).toBeCloseTo(Math.sqrt(2 * Math.log(1000)), 12);
    expect(fraction).toBe(5 / 25);
    expect(attractors).toHaveLength(1);
    expect(attractors[0].starts).toBe(5);
    attractors[0].at.forEach((value, j) => {
      expect(Math.abs(value - away[j])).toBeLessThan(1e-9);
    });
    // 0.1 from a point of the curve, which does not cross its own ray at a right angle: somewhat nearer than 10 sigma.
    expect(attractors[0].distance).toBeGreaterThan(5);
    expect(attractors[0].distance).toBeLessThan(10);
  });

  it("finds nothing beyond a cut-off of 11 sigma, where the attractor is at most 10", () => {
    expect(falseAttractors(twoPlaces(0), starts, curve, { cutoff: 11 })).toEqual({
      cutoff: 11,
      fraction: 0,
      attractors: [],
    });
  });

  it("counts starts that are still on their way, which are no attractors", () => {
    const { fraction, attractors } = falseAttractors(twoPlaces(0), Float64Array.of(5, -5), curve, { steps: 1 });
    expect({ fraction, attractors }).toEqual({ fraction: 1, attractors: [] });
  });

  it("the best denoiser of the spiral has none", () => {
    const r = optimalReconstruction(spiral(), "dae", 0.03);
    expect(falseAttractors(r, squareGrid(1, 3), curve).fraction).toBe(0);
  });

  it("refuses a cut-off that is not positive", () => {
    expect(() => falseAttractors(twoPlaces(0), Float64Array.of(0, 0), curve, { cutoff: 0 })).toThrow(
      "cutoff must be a positive number, not 0",
    );
  });
});
