import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Density } from "../../../src/density/density.ts";
import { EnergyDensity } from "../../../src/density/energy/energy-density.ts";
import { paper1d } from "../../../src/density/examples/paper1d.ts";
import {
  relativeBiLaplacian,
  relativeLaplacian,
  relativeLaplacianGradient,
} from "../../../src/density/local/relative-laplacians.ts";
import { mixtures, points } from "../../support/arbitraries.ts";
import { differentiate } from "../../support/differences.ts";

/** Each of the three from finite differences of the one before: largest error, relative to the size of its terms. */
function largestError(density: Density, at: Float64Array): number {
  const { dim } = density;
  const [center] = density.logPdf(at);
  /** p(x) / p(x0) times a field that is relative to p(x): differences of it are relative to p(x0). */
  const weighted = (field: (x: Float64Array) => Float64Array) => (x: Float64Array) => {
    const ratio = Math.exp(density.logPdf(x)[0] - center);
    return field(x).map((value) => value * ratio);
  };
  const divergence = (field: (x: Float64Array) => Float64Array): number =>
    Array.from(at, (_, j) => differentiate(weighted(field), at, j)[j]).reduce((sum, value) => sum + value, 0);
  const laplacian = relativeLaplacian(density, at);
  const gradient = relativeLaplacianGradient(density, at);
  const scale = 1 + Math.hypot(...density.score(at)) ** 2 + Math.hypot(...density.hessian(at));
  const errors = [
    Math.abs(divergence((x) => density.score(x)) - laplacian) / scale,
    Math.abs(divergence((x) => relativeLaplacianGradient(density, x)) - relativeBiLaplacian(density, at)) / scale ** 2,
  ];
  for (let j = 0; j < dim; j++) {
    const difference = differentiate(
      weighted((x) => Float64Array.of(relativeLaplacian(density, x))),
      at,
      j,
    );
    errors.push(Math.abs(difference[0] - gradient[j]) / scale ** 1.5);
  }
  return Math.max(...errors);
}

describe("relative Laplacian, its gradient and the bi-Laplacian", () => {
  it.each([1, 2, 3, 5])("of random mixtures in %i-D agree with finite differences, to 1e-6 of their size", (dim) => {
    fc.assert(
      fc.property(mixtures(dim), points(dim), (mixture, x) => {
        expect(largestError(mixture, x)).toBeLessThan(1e-6);
      }),
    );
  });

  it("of energies in 1-D and 2-D agree with finite differences, to 1e-6 of their size", () => {
    const plane = new EnergyDensity({
      expression: "x^4/4 - x^2/2 + x*y/3 + y^4/6 + sin(x + 2*y)/4",
      domain: [
        [-4, 4],
        [-4, 4],
      ],
    });
    for (const x of [-1.1, -0.4, 0.2, 0.7, 1]) {
      expect(largestError(paper1d(), Float64Array.of(x))).toBeLessThan(1e-6);
      for (const y of [-1.3, 0.1, 0.9]) expect(largestError(plane, Float64Array.of(x, y))).toBeLessThan(1e-6);
    }
  });

  it("the bi-Laplacian of another density is refused by name", () => {
    const { dim, support, features, logPdf, score, hessian, scoreLaplacian, sample, effectiveSupport } = paper1d();
    const other = { dim, support, features, logPdf, score, hessian, scoreLaplacian, sample, effectiveSupport };
    expect(() => relativeBiLaplacian(other, Float64Array.of(0))).toThrow(/must be a GaussianMixture or an EnergyDens/);
  });
});
