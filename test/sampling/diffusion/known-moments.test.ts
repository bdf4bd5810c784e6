import { describe, expect, it } from "vitest";
import { createRng, normals } from "../../../src/numerics/random/random.ts";
import { KnownMoments } from "../../../src/sampling/diffusion/known-moments.ts";

const mean = Float64Array.of(3, -1);
const covariance = Float64Array.of(2, 0.9, 0.9, 1);
const known = new KnownMoments(mean, covariance);
const sigma = 0.5;

/** Mean and covariance of points in the plane. */
function momentsOf(points: Float64Array): number[] {
  const n = points.length / 2;
  const average = (of: (x: number, y: number) => number): number => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += of(points[2 * i], points[2 * i + 1]);
    return sum / n;
  };
  const [mx, my] = [average((x) => x), average((_, y) => y)];
  const entry = (of: (x: number, y: number) => number): number => (average((x, y) => of(x - mx, y - my)) * n) / (n - 1);
  return [mx, my, entry((x) => x * x), entry((x, y) => x * y), entry((_, y) => y * y)];
}

describe("points that are matched to the moments of p_sigma", () => {
  const pilots = 40;
  const points = normals(createRng(1), 2 * 60, 0.3).map((x, j) => x + (j % 2));
  const matched = known.match(points, pilots, sigma);

  it("have, over the pilots, its mean, and along its principal axes its variances, to 1e-12", () => {
    const [mx, my, xx, xy, yy] = momentsOf(matched.slice(0, 2 * pilots));
    expect([mx - 3, my + 1].every((error) => Math.abs(error) < 1e-12)).toBe(true);
    // Along the axes (c, s) and (-s, c) of the covariance.
    const angle = Math.atan2(2 * 0.9, 2 - 1) / 2;
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    const along = (a: number, b: number, [p, q, r]: readonly number[]): number => a * a * p + 2 * a * b * q + b * b * r;
    for (const [a, b] of [
      [c, s],
      [-s, c],
    ]) {
      // biome-ignore format: one line
      const expected = along(a, b, [2, 0.9, 1]) + sigma ** 2;
      expect(Math.abs(along(a, b, [xx, xy, yy]) - expected)).toBeLessThan(1e-12);
    }
  });

  it("are all moved by one affine map: the middle of two goes to the middle of where they go", () => {
    const middle = Float64Array.of((points[80] + points[82]) / 2, (points[81] + points[83]) / 2);
    const more = Float64Array.of(...points, ...middle);
    const moved = known.match(more, pilots, sigma);
    expect(moved[120]).toBeCloseTo((matched[80] + matched[82]) / 2, 12);
    expect(moved[121]).toBeCloseTo((matched[81] + matched[83]) / 2, 12);
  });

  it("stay where they are where they have the moments already", () => {
    const again = known.match(matched, pilots, sigma);
    for (const [j, x] of again.entries()) expect(x).toBeCloseTo(matched[j], 12);
  });
});

it("draws of the Gaussian have the mean and the covariance of p_sigma, within 5 standard errors (20,000 draws, seed 2)", () => {
  const n = 20_000;
  const own = momentsOf(known.gaussian(createRng(2), n, sigma));
  const [xx, xy, yy] = [2.25, 0.9, 1.25];
  const errors = [xx, yy, 2 * xx * xx, xx * yy + xy * xy, 2 * yy * yy].map((variance) => Math.sqrt(variance / n));
  for (const [k, expected] of [3, -1, xx, xy, yy].entries()) {
    expect(Math.abs(own[k] - expected)).toBeLessThan(5 * errors[k]);
  }
});
