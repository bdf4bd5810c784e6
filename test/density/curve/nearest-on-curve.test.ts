import { describe, expect, it } from "vitest";
import { distancesToCurve, nearestOnCurve } from "../../../src/density/curve/nearest-on-curve.ts";
import type { ParametricCurve } from "../../../src/density/curve/parametric-curve.ts";
import { curve10d } from "../../../src/density/examples/curve10d.ts";
import { spiral } from "../../../src/density/examples/spiral.ts";
import { createRng } from "../../../src/numerics/random/random.ts";

const halfCircle: ParametricCurve = {
  dim: 2,
  interval: [0, Math.PI],
  bounds: [
    [-1, 1],
    [0, 1],
  ],
  position: (t, target, start) => {
    target[start] = Math.cos(t);
    target[start + 1] = Math.sin(t);
  },
  velocity: (t, target) => {
    target[0] = -Math.sin(t);
    target[1] = Math.cos(t);
  },
  maxSpeed: () => 1,
  maxAcceleration: () => 1,
};

describe("nearestOnCurve", () => {
  it("is x / |x| on a half circle, to 1e-7, and its ends below", () => {
    const rng = createRng(1);
    const points = Float64Array.from({ length: 400 }, (_, j) => (j % 2 === 0 ? rng.normal() : Math.abs(rng.normal())));
    const nearest = nearestOnCurve(halfCircle, points);
    for (let j = 0; j < points.length; j += 2) {
      const length = Math.hypot(points[j], points[j + 1]);
      expect(Math.abs(nearest[j] - points[j] / length)).toBeLessThan(1e-7);
      expect(Math.abs(nearest[j + 1] - points[j + 1] / length)).toBeLessThan(1e-7);
    }
    const ends = nearestOnCurve(halfCircle, Float64Array.of(0.2, -2, -0.2, -2));
    for (const [j, value] of [1, 0, -1, 0].entries()) expect(Math.abs(ends[j] - value)).toBeLessThan(1e-7);
  });

  it("is no farther from a point than any of 100,000 points of the spiral, but for 1e-9", () => {
    const { curve } = spiral();
    const rng = createRng(2);
    const points = Float64Array.from({ length: 20 }, () => 2 * rng.uniform() - 1);
    const nearest = nearestOnCurve(curve, points);
    const at = new Float64Array(2);
    const leastDistance = new Float64Array(10).fill(Number.POSITIVE_INFINITY);
    for (let k = 0; k < 100_000; k++) {
      curve.position(3 + (12 * k) / 99_999, at, 0);
      for (let i = 0; i < 10; i++) {
        leastDistance[i] = Math.min(leastDistance[i], Math.hypot(points[2 * i] - at[0], points[2 * i + 1] - at[1]));
      }
    }
    leastDistance.forEach((least, i) => {
      const distance = Math.hypot(points[2 * i] - nearest[2 * i], points[2 * i + 1] - nearest[2 * i + 1]);
      expect(distance).toBeLessThan(least + 1e-9);
    });
  });

  it("is no farther from a point than any of 4096 points of the spiral, near and far, but for 1e-9", () => {
    const { curve } = spiral();
    const rng = createRng(3);
    const scan = new Float64Array(2 * 4096);
    for (let k = 0; k < 4096; k++) curve.position(3 + (12 * k) / 4095, scan, 2 * k);
    for (const size of [0.01, 1, 100]) {
      const points = Float64Array.from({ length: 200 }, () => size * (2 * rng.uniform() - 1));
      for (const [i, distance] of distancesToCurve(curve, points).entries()) {
        let least = Number.POSITIVE_INFINITY;
        for (let k = 0; k < scan.length; k += 2) {
          least = Math.min(least, Math.hypot(scan[k] - points[2 * i], scan[k + 1] - points[2 * i + 1]));
        }
        expect(distance).toBeLessThan(least + 1e-9);
      }
    }
  });

  it("distances are those to the nearest points, to rounding", () => {
    const { curve, dim } = curve10d();
    const points = curve10d().smoothed(0.3).sample(createRng(3), 20);
    const nearest = nearestOnCurve(curve, points);
    distancesToCurve(curve, points).forEach((distance, i) => {
      const to = Array.from({ length: dim }, (_, a) => points[i * dim + a] - nearest[i * dim + a]);
      expect(Math.abs(distance - Math.hypot(...to))).toBeLessThan(1e-14);
    });
  });
});
