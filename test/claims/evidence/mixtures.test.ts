import { describe, expect, it } from "vitest";
import { gaussianCases, mixtureCases, unrelatedGaussians } from "../../../src/claims/evidence/mixtures.ts";
import type { Estimate } from "../../../src/numerics/estimate.ts";

describe.each([...mixtureCases, ...gaussianCases])("averages over $name", ({ density, average }) => {
  const { dim } = density;

  it.each([0, 0.5])(
    "blurred by σ = %d, have its mass, mean and second moments within their stated errors, which are below 1e-7",
    (sigma) => {
      const over = average(sigma);
      const { components } = sigma === 0 ? density : density.smoothed(sigma);
      const mixed = (moment: (mean: readonly number[], covariance: readonly (readonly number[])[]) => number): number =>
        components.reduce((sum, { weight, mean, covariance }) => sum + weight * moment(mean, covariance), 0);
      const node = (k: number, a: number): number => over.nodes[k * dim + a];
      const agree = ({ value, errorEstimate }: Estimate, expected: number): void => {
        expect(errorEstimate).toBeLessThan(1e-7);
        expect(Math.abs(value - expected)).toBeLessThanOrEqual(errorEstimate);
      };
      agree(
        over.of(() => 1),
        1,
      );
      for (let a = 0; a < dim; a++) {
        agree(
          over.of((k) => node(k, a)),
          mixed((mean) => mean[a]),
        );
        for (const b of [0, a, dim - 1]) {
          agree(
            over.of((k) => node(k, a) * node(k, b)),
            mixed((mean, covariance) => covariance[a][b] + mean[a] * mean[b]),
          );
        }
      }
    },
  );

  it("of |s|² and of −Δ log p are the same within their stated errors, which are below 1e-7", () => {
    const over = average();
    const [score, hessian] = [density.score(over.nodes), density.hessian(over.nodes)];
    const sum = (count: number, term: (a: number) => number): number =>
      Array.from({ length: count }, (_, a) => term(a)).reduce((total, value) => total + value, 0);
    const squares = over.of((k) => sum(dim, (a) => score[k * dim + a] ** 2));
    const curvature = over.of((k) => sum(dim, (a) => -hessian[(k * dim + a) * dim + a]));
    const allowed = squares.errorEstimate + curvature.errorEstimate;
    expect(allowed).toBeLessThan(1e-7);
    expect(Math.abs(squares.value - curvature.value)).toBeLessThan(allowed);
  });
});

it.each([3, 10])("covariances in d = %d are full: no entry is below 1e-5", (dim) => {
  const turned = [...mixtureCases, ...gaussianCases].filter(({ density }) => density.dim === dim);
  for (const density of [...turned.map((one) => one.density), unrelatedGaussians(dim)]) {
    for (const entry of density.components.flatMap(({ covariance }) => covariance.flat())) {
      expect(Math.abs(entry)).toBeGreaterThan(1e-5);
    }
  }
});
