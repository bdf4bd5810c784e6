import { describe, expect, it } from "vitest";
import { adjustedLosses, denoisingRows, lossesOf, meanOverRows } from "../../../src/autoencoder/fit/held-out-loss.ts";
import { createRng, normals } from "../../../src/numerics/random/random.ts";

const dim = 3;
const rows = normals(createRng(1), 150 * dim);

describe("held-out losses", () => {
  it.each([0.001, 0.5, 100])("of the identity are exactly d sigma^2 up to rounding, at sigma %s", (sigma) => {
    const noisy = denoisingRows(rows, dim, sigma, createRng(2));
    const losses = adjustedLosses(lossesOf(new Float64Array(noisy.noisy.length), noisy));
    const { mean, standardError } = meanOverRows(losses);
    expect(mean / (dim * sigma ** 2)).toBeCloseTo(1, 9);
    expect(standardError / (dim * sigma ** 2)).toBeLessThan(1e-9);
  });

  it.each([0.01, 0.5, 20])(
    "of r(x) = a x are a^2 d sigma^2 + (1 - a)^2 |x|^2, within 5 standard errors, at sigma %s",
    (sigma) => {
      const a = 1 / (1 + sigma ** 2);
      const noisy = denoisingRows(rows, dim, sigma, createRng(3));
      const losses = adjustedLosses(
        lossesOf(
          noisy.noisy.map((x) => (a - 1) * x),
          noisy,
        ),
      );
      const exact = Float64Array.from({ length: 150 }, (_, i) => {
        const square = rows.subarray(i * dim, (i + 1) * dim).reduce((sum, x) => sum + x * x, 0);
        return a ** 2 * dim * sigma ** 2 + (1 - a) ** 2 * square;
      });
      const { mean, standardError } = meanOverRows(losses.map((loss, i) => loss - exact[i]));
      expect(Math.abs(mean)).toBeLessThan(5 * standardError);
      // Without the control variate and the pairs the error would be that of the noise's size.
      const plain = dim * sigma ** 2 * Math.sqrt(2 / (dim * 150 * noisy.draws));
      expect(standardError).toBeLessThan(plain);
    },
  );

  it("draws noise in pairs of opposite sign, for 6000 noisy points or more of few rows", () => {
    const { noisy, clean, draws } = denoisingRows(rows, dim, 0.3, createRng(4));
    expect(draws).toBe(40);
    for (let k = 0; k < dim; k++) expect(noisy[k] - clean[k]).toBeCloseTo(clean[k] - noisy[dim + k], 14);
  });
});
