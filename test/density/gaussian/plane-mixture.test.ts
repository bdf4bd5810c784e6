import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GaussianMixture } from "../../../src/density/gaussian/gaussian-mixture.ts";
import { createRng, normals } from "../../../src/numerics/random/random.ts";
import { mixtures, points } from "../../support/arbitraries.ts";

it("log p in the plane is that in space, where a third coordinate is N(0, 1) and 0, but for log sqrt(2 pi), to rounding, 1e-13 of its size", () => {
  fc.assert(
    fc.property(mixtures(2), points(2), (mixture, at) => {
      const solid = new GaussianMixture(
        mixture.components.map(({ weight, mean, covariance: [first, second] }) => ({
          weight,
          mean: [...mean, 0],
          covariance: [
            [...first, 0],
            [...second, 0],
            [0, 0, 1],
          ],
        })),
      );
      const [inPlane] = mixture.logPdf(at);
      const [inSpace] = solid.logPdf(Float64Array.of(...at, 0));
      const difference = inPlane - (inSpace + Math.log(2 * Math.PI) / 2);
      expect(Math.abs(difference)).toBeLessThanOrEqual(1e-13 * Math.max(1, Math.abs(inPlane)));
    }),
  );
});

describe("log p in the plane", () => {
  const mixture = new GaussianMixture(
    [-1, 0, 2].map((x) => ({
      weight: 1 / 3,
      mean: [x, x * x],
      covariance: [
        [1, 0.3],
        [0.3, 0.5],
      ],
    })),
  );

  it("is the same bytes for a point by itself and among others, for any number of them", () => {
    const at = normals(createRng(2), 2 * 1027, 2);
    const together = mixture.logPdf(at);
    const alone = together.map((_, i) => mixture.logPdf(at.slice(2 * i, 2 * i + 2))[0]);
    expect(together).toEqual(alone);
    expect(mixture.logPdf(at.slice(0, 2 * 513))).toEqual(together.slice(0, 513));
  });

  it("is that of the mixture asked for, where two are asked in turn, one of them with more components than fit into a page", () => {
    const many = new GaussianMixture(
      Array.from({ length: 2000 }, (_, k) => ({
        weight: 1 / 2000,
        mean: [Math.cos(k), Math.sin(k)],
        covariance: [
          [1, 0],
          [0, 1],
        ],
      })),
    );
    const at = Float64Array.of(0.3, -0.2);
    const direct = many.components.reduce((sum, { mean }) => {
      return sum + Math.exp(-((at[0] - mean[0]) ** 2 + (at[1] - mean[1]) ** 2) / 2);
    }, 0);
    const before = mixture.logPdf(at);
    // A sum of 2000 numbers of one size has 2000 roundings at most.
    expect(Math.abs(many.logPdf(at)[0] - Math.log(direct / 2000 / (2 * Math.PI)))).toBeLessThan(2000 * 2 ** -53);
    expect(mixture.logPdf(at)).toEqual(before);
  });

  it("is not a number at a point that is none", () => {
    const values = mixture.logPdf(Float64Array.of(0, Number.NaN, 0, 0));
    expect(values[0]).toBeNaN();
    expect(values[1]).toBeLessThan(0);
  });
});
