import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GaussianMixture } from "../../../src/density/gaussian-mixture.ts";
import { isotropicLocalMoments } from "../../../src/density/local/isotropic-local-moments.ts";
import { localExpansion } from "../../../src/density/local/local-expansion.ts";
import { localMoments } from "../../../src/density/local/local-moments.ts";
import { createRng } from "../../../src/numerics/random/random.ts";

function mixture(dim: number): GaussianMixture {
  const isotropic = (variance: number): number[][] =>
    Array.from({ length: dim }, (_, i) => Array.from({ length: dim }, (_, j) => (i === j ? variance : 0)));
  return new GaussianMixture([
    { weight: 0.6, mean: new Array<number>(dim).fill(0), covariance: isotropic(1) },
    { weight: 0.4, mean: Array.from({ length: dim }, (_, j) => 0.8 - 0.2 * j), covariance: isotropic(0.6) },
  ]);
}

const numbers = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });

/** Mixtures of up to three isotropic Gaussians in 2 to 12 dimensions, with a point. */
const mixturesWithPoint = fc.integer({ min: 2, max: 12 }).chain((dim) => {
  const vector = (bound: number): fc.Arbitrary<number[]> =>
    fc.array(numbers(-bound, bound), { minLength: dim, maxLength: dim });
  const component = fc.record({ weight: numbers(0.1, 1), mean: vector(2), variance: numbers(0.1, 2) });
  return fc.tuple(fc.array(component, { minLength: 1, maxLength: 3 }), vector(3)).map(([components, point]) => {
    const total = components.reduce((sum, { weight }) => sum + weight, 0);
    const density = new GaussianMixture(
      components.map(({ weight, mean, variance }) => ({
        weight: weight / total,
        mean,
        covariance: mean.map((_, i) => mean.map((_, j) => (i === j ? variance : 0))),
      })),
    );
    return { density, point: Float64Array.from(point) };
  });
});

describe("isotropicLocalMoments", () => {
  it("leave less than 5e-6 beside the expansion of order 2 and 5e-8 beside that of order 4, on balls of a tenth of the length over which p changes: random mixtures, 2 to 12 dimensions", () => {
    fc.assert(
      fc.property(mixturesWithPoint, ({ density, point }) => {
        const [score, hessian] = [density.score(point), density.hessian(point)];
        const length = 1 / Math.sqrt(1 + Math.hypot(...score) ** 2 + Math.hypot(...hessian));
        const { massExcess, shift } = isotropicLocalMoments(density, point, 0.1 * length);
        for (const [order, bound] of [
          [2, 5e-6],
          [4, 5e-8],
        ] as const) {
          const expansion = localExpansion(density, point, 0.1 * length, order);
          expect(Math.abs(massExcess - expansion.massExcess)).toBeLessThan(bound);
          const miss = shift.map((value, a) => (value - expansion.shift[a]) / length);
          expect(Math.hypot(...miss)).toBeLessThan(bound);
        }
      }),
      { numRuns: 50 },
    );
  });

  it.each([2, 3])("in %i-D are those of quadrature in all directions, to 1e-14", (dim) => {
    const point = Float64Array.from({ length: dim }, (_, j) => 0.4 - 0.3 * j);
    const exact = localMoments(mixture(dim), point, 0.5, createRng(1));
    const { massExcess, shift, errorEstimate } = isotropicLocalMoments(mixture(dim), point, 0.5);
    expect(Math.abs(massExcess - exact.massExcess)).toBeLessThan(1e-14);
    for (let a = 0; a < dim; a++) expect(Math.abs(shift[a] - exact.shift[a])).toBeLessThan(1e-14);
    expect(errorEstimate).toBeLessThan(1e-13);
  });

  it("in 10-D agree with the Monte Carlo of localMoments within 4 of its standard errors, on a large ball, seed 1", () => {
    const point = Float64Array.from({ length: 10 }, (_, j) => 0.3 * Math.cos(j));
    const exact = isotropicLocalMoments(mixture(10), point, 1.5);
    const drawn = localMoments(mixture(10), point, 1.5, createRng(1));
    const allowed = 4 * drawn.errorEstimate;
    expect(Math.abs(drawn.massExcess - exact.massExcess)).toBeLessThan(allowed * (1 + exact.massExcess));
    for (let a = 0; a < 10; a++) expect(Math.abs(drawn.shift[a] - exact.shift[a]) / 1.5).toBeLessThan(allowed);
    // Far more than these errors: the ball is large enough to tell.
    expect(Math.abs(exact.massExcess)).toBeGreaterThan(100 * allowed);
    expect(Math.hypot(...exact.shift) / 1.5).toBeGreaterThan(20 * allowed);
  });

  it("at the mean of a single component nothing is shifted", () => {
    const [component] = mixture(4).components;
    const { shift } = isotropicLocalMoments(
      new GaussianMixture([{ ...component, weight: 1 }]),
      new Float64Array(4),
      0.7,
    );
    expect([...shift]).toEqual([0, 0, 0, 0]);
  });

  it("refuse one dimension, elongated components and a radius of 0", () => {
    const elongated = new GaussianMixture([
      {
        weight: 1,
        mean: [0, 0],
        covariance: [
          [1, 0],
          [0, 2],
        ],
      },
    ]);
    expect(() => isotropicLocalMoments(mixture(1), Float64Array.of(0), 1)).toThrow(/2 dimensions or more, not 1/);
    expect(() => isotropicLocalMoments(elongated, Float64Array.of(0, 0), 1)).toThrow(/components\[0\].covariance must/);
    expect(() => isotropicLocalMoments(mixture(2), Float64Array.of(0, 0), 0)).toThrow(/radius must be a positive/);
  });
});
