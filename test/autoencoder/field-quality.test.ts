import { describe, expect, it } from "vitest";
import { fieldQuality, meanCosine, shareTowards } from "../../src/autoencoder/field-quality.ts";
import { spiral } from "../../src/density/spiral.ts";
import { squareGrid } from "../../src/numerics/grid.ts";
import { optimalReconstruction } from "../../src/reconstruction/optimal.ts";

describe("the mean cosine", () => {
  it("is that of the angles, whatever the lengths, leaving out vectors that are zero", () => {
    const u = Float64Array.of(1, 0, 0, 2, 3, 3, 0, 0);
    expect(meanCosine(u, u, 2)).toBeCloseTo(1, 15);
    expect(
      meanCosine(
        u,
        u.map((x) => -5 * x),
        2,
      ),
    ).toBeCloseTo(-1, 15);
    expect(meanCosine(u, Float64Array.of(0, 9, 0, 1, 7, 0, 1, 1), 2)).toBeCloseTo((0 + 1 + Math.SQRT1_2) / 3, 15);
  });
});

describe("the share of arrows towards their targets", () => {
  it("counts angles of less than 90 degrees", () => {
    const field = Float64Array.of(1, 0.1, -1, 0, 0, 1, 1, 0);
    const points = new Float64Array(8);
    const targets = Float64Array.of(1, 0, 1, 0, 1, 0, 1, 5);
    expect(shareTowards(field, points, targets, 2)).toBe(0.5);
  });
});

describe("the quality of a field", () => {
  it("is 1 for the optimal denoiser's, whose field is the exact one, in both measures but for the middle between arms", () => {
    const data = spiral();
    const r = optimalReconstruction(data, "dae", 0.01);
    const { cosine, towards } = fieldQuality(r, data, squareGrid(0.3, 12));
    expect(Math.abs(cosine - 1)).toBeLessThan(1e-12);
    expect(towards).toBeGreaterThan(0.99);
  });
});
