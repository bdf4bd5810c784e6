import { describe, expect, it } from "vitest";
import {
  fieldQuality,
  fractionTowards,
  jacobianAsymmetry,
  meanCosine,
} from "../../../src/autoencoder/model/field-quality.ts";
import { spiral } from "../../../src/density/examples/spiral.ts";
import { squareGrid } from "../../../src/numerics/approximation/grid.ts";
import { optimalReconstruction } from "../../../src/reconstruction/optimal.ts";

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
    expect(meanCosine(u, new Float64Array(8), 2)).toBeNaN();
    expect(meanCosine(u, Float64Array.of(0, 9, 0, 1, 7, 0, 1, 1), 2)).toBeCloseTo((0 + 1 + Math.SQRT1_2) / 3, 15);
  });
});

describe("the share of arrows towards their targets", () => {
  it("counts angles of less than 90 degrees", () => {
    const field = Float64Array.of(1, 0.1, -1, 0, 0, 1, 1, 0);
    const points = new Float64Array(8);
    const targets = Float64Array.of(1, 0, 1, 0, 1, 0, 1, 5);
    expect(fractionTowards(field, points, targets, 2)).toBe(0.5);
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

describe("the asymmetry of a Jacobian", () => {
  const linear = (matrix: number[]) => ({
    dim: 2,
    sigma: 1,
    evaluate: (points: Float64Array) => points,
    jacobian: (points: Float64Array) => Float64Array.from({ length: 2 * points.length }, (_, j) => matrix[j % 4]),
  });

  it("is 0 of a symmetric matrix, 2 of a rotation by 90 degrees, and of others |J - J^T| / |J|", () => {
    const points = new Float64Array(6);
    expect(jacobianAsymmetry(linear([1, 2, 2, 5]), points)).toBe(0);
    expect(jacobianAsymmetry(linear([0, -1, 1, 0]), points)).toBeCloseTo(2, 15);
    expect(jacobianAsymmetry(linear([1, 1, 0, 1]), points)).toBeCloseTo(Math.sqrt(2 / 3), 15);
  });
});
