import { describe, expect, it } from "vitest";
import { GaussianMixture } from "../../../src/density/gaussian/gaussian-mixture.ts";
import { createRng, normals } from "../../../src/numerics/random/random.ts";

const quantities = ["logPdf", "score", "hessian", "scoreLaplacian"] as const;

/** A mixture whose components have one variance for all directions. */
function mixtureOf(dim: number, count: number): GaussianMixture {
  const rng = createRng(dim);
  return new GaussianMixture(
    Array.from({ length: count }, (_, k) => ({
      weight: 1 / count,
      mean: Array.from(normals(rng, dim, 2)),
      covariance: 2 ** -(k % 5),
    })),
  );
}

/** log p and the score of the same mixture, by plain loops in the order of the kernel. */
function byLoops(dim: number, { components }: GaussianMixture, x: Float64Array): { logPdf: number; score: number[] } {
  const terms = components.map(({ weight, mean, covariance: [[variance]] }) => {
    const a = mean.map((m, j) => -((1 / variance) * (x[j] - m)));
    const quadratic = mean.reduce((sum, m, j) => sum - a[j] * (x[j] - m), 0);
    const logPeak = Math.log(weight) - (dim * Math.log(2 * Math.PI) + dim * Math.log(variance)) / 2;
    return { a, exponent: logPeak - quadratic / 2 };
  });
  const largest = Math.max(...terms.map(({ exponent }) => exponent));
  const parts = terms.map(({ exponent }) => Math.exp(exponent - largest));
  const total = parts.reduce((sum, part) => sum + part, 0);
  return {
    logPdf: largest + Math.log(total),
    score: Array.from(x, (_, j) => terms.reduce((sum, { a }, k) => sum + (parts[k] / total) * a[j], 0)),
  };
}

describe.each([1, 2, 3, 12])("log p of a mixture and its derivatives, d = %i", (dim) => {
  const mixture = mixtureOf(dim, 3);

  it("are log p and the score by plain loops, to 1e-14 of |log p| and of the largest component's score", () => {
    const points = normals(createRng(1), 51 * dim, 2);
    const [logPdf, score] = [mixture.logPdf(points), mixture.score(points)];
    logPdf.forEach((value, i) => {
      const loops = byLoops(dim, mixture, points.slice(i * dim, (i + 1) * dim));
      const size = 1 + Math.abs(value);
      expect(Math.abs(value - loops.logPdf)).toBeLessThan(1e-14 * size * dim);
      loops.score.forEach((one, j) => {
        // Exponents of the size of log p have errors of that size, by which parts are wrong.
        expect(Math.abs(score[i * dim + j] - one)).toBeLessThan(1e-14 * size * dim * 100);
      });
    });
  });

  it("are the same bytes for a point by itself and among others, for any number of them", () => {
    const points = normals(createRng(2), 2051 * dim, 2);
    for (const quantity of quantities) {
      const together = mixture[quantity](points);
      const size = together.length / 2051;
      for (const i of [0, 1, 510, 2050]) {
        const alone = mixture[quantity](points.slice(i * dim, (i + 1) * dim));
        expect(alone).toEqual(together.slice(i * size, (i + 1) * size));
      }
      expect(mixture[quantity](points.slice(0, 513 * dim))).toEqual(together.slice(0, 513 * size));
    }
  });

  it("are those of the mixture asked for, where two are asked in turn, one of them with more components than fit into a page", () => {
    const many = mixtureOf(dim, 3000);
    const points = normals(createRng(3), 2 * dim);
    for (const quantity of quantities) {
      const [before, ofMany] = [mixture[quantity](points), many[quantity](points)];
      expect(mixture[quantity](points)).toEqual(before);
      expect(many[quantity](points)).toEqual(ofMany);
    }
  });

  it("are not numbers at a point that is none, and numbers beside it", () => {
    const points = Float64Array.from({ length: 2 * dim }, (_, j) => (j === 0 ? Number.NaN : 0.5));
    for (const quantity of quantities) {
      const values = mixture[quantity](points);
      expect(values[0]).toBeNaN();
      expect(values.slice(values.length / 2).every(Number.isFinite)).toBe(true);
    }
  });
});
