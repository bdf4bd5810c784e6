import { describe, expect, it } from "vitest";
import { spiral } from "../../../src/density/examples/spiral.ts";
import { squareGrid } from "../../../src/numerics/approximation/grid.ts";
import { falseAttractors } from "../../../src/reconstruction/field/false-attractors.ts";
import { optimalReconstruction } from "../../../src/reconstruction/optimal.ts";

const { curve } = spiral();
/** On the spiral, at t = 5 pi / 2, and one away from it, straight on. */
const onCurve = [0.1 * Math.PI, 0];
const away = [0.1 * Math.PI + 0.1, 0];

/** Half of the way to the first place where x is above the height, to the second elsewhere. */
function twoPlaces(height: number): Parameters<typeof falseAttractors>[0] {
  return {
    dim: 2,
    sigma: 0.01,
    evaluate: (points) =>
      points.map((value, j) => {
        const to = points[j - (j % 2) + 1] > height ? onCurve : away;
        return (value + to[j % 2]) / 2;
      }),
  };
}

describe("falseAttractors", () => {
  it("of two attractors, finds the one away from the curve, at 1e-9, and the fraction of starts that end there", () => {
    // Both places are at height 0, which points from above and from below come to, but don't cross: a fifth are below.
    const starts = Float64Array.from(
      [-0.5, 0.1, 0.2, 0.3, 0.4].flatMap((y) => [-1, -0.5, 0, 0.5, 1].flatMap((x) => [x, y])),
    );
    const { fraction, attractors } = falseAttractors(twoPlaces(0), starts, curve, { distance: 0.05, steps: 200 });
    expect(fraction).toBe(5 / 25);
    expect(attractors).toHaveLength(1);
    expect(attractors[0].starts).toBe(5);
    attractors[0].at.forEach((value, j) => {
      expect(Math.abs(value - away[j])).toBeLessThan(1e-9);
    });
    expect(attractors[0].distance).toBeGreaterThan(0.05);
    expect(attractors[0].distance).toBeLessThan(0.1);
  });

  it("the best denoiser of the spiral has none", () => {
    const r = optimalReconstruction(spiral(), "dae", 0.03);
    expect(falseAttractors(r, squareGrid(1, 3), curve, { distance: 0.05, steps: 30 })).toEqual({
      fraction: 0,
      attractors: [],
    });
  });

  it("refuses a distance that is not positive", () => {
    expect(() => falseAttractors(twoPlaces(0), Float64Array.of(0, 0), curve, { distance: 0 })).toThrow(
      "distance must be a positive number, not 0",
    );
  });
});
