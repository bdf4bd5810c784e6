import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Density } from "../../../src/density/density.ts";
import { EnergyDensity } from "../../../src/density/energy/energy-density.ts";
import { GaussianMixture } from "../../../src/density/gaussian/gaussian-mixture.ts";
import { createRng } from "../../../src/numerics/random/random.ts";
import { Rcae1d } from "../../../src/reconstruction/line/rcae-1d.ts";
import { Rcae2d } from "../../../src/reconstruction/plane/rcae-2d.ts";
import { scoreEstimate } from "../../../src/reconstruction/reconstruction.ts";

const mixture = new GaussianMixture([
  {
    weight: 0.4,
    mean: [-1, 0.3],
    covariance: [
      [0.3, 0.1],
      [0.1, 0.2],
    ],
  },
  {
    weight: 0.6,
    mean: [0.8, -0.4],
    covariance: [
      [0.2, -0.05],
      [-0.05, 0.4],
    ],
  },
]);

/** The default solution for a density and sigma: several tests need the same ones, and each takes up to a second. */
function defaultSolution(density: Density, sigma: number): Rcae2d {
  const own = solutions.get(density) ?? new Map<number, Rcae2d>();
  solutions.set(density, own);
  const solution = own.get(sigma) ?? new Rcae2d(density, sigma);
  own.set(sigma, solution);
  return solution;
}

const solutions = new Map<Density, Map<number, Rcae2d>>();

/** Draws of the density where p is above 1e-6 of its maximum. */
function draws(density: GaussianMixture, n: number): Float64Array {
  const points = density.smoothed(0.4).sample(createRng(5), n);
  const logPdf = density.logPdf(points);
  const peak = density
    .logPdf(Float64Array.from(density.components.flatMap(({ mean }) => [...mean])))
    .reduce((a, b) => Math.max(a, b));
  return points.filter((_, i) => logPdf[i >> 1] > peak - 13.8);
}

function largestDifference(a: Float64Array, b: Float64Array): number {
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i])), 0);
}

describe("Rcae2d of Gaussian data", () => {
  it("is mu + Sigma (Sigma + sigma^2 I)^-1 (x - mu) to 1e-10, and says so, for random covariances and sigmas", () => {
    const size = fc.double({ min: 0.3, max: 1.5, noNaN: true });
    const slant = fc.double({ min: -0.8, max: 0.8, noNaN: true });
    fc.assert(
      fc.property(size, size, slant, fc.double({ min: -2, max: 0.3, noNaN: true }), (a, b, correlation, logSigma) => {
        const covariance = [
          [a * a, correlation * a * b],
          [correlation * a * b, b * b],
        ];
        const gaussian = new GaussianMixture([{ weight: 1, mean: [0.7, -0.2], covariance }]);
        const sigma = 10 ** logSigma;
        const optimum = new Rcae2d(gaussian, sigma);
        const points = draws(gaussian, 100);
        const error = largestDifference(scoreEstimate(optimum, points), gaussian.smoothed(sigma).score(points));
        expect(error * sigma ** 2).toBeLessThan(1e-10);
        expect(error).toBeLessThanOrEqual(optimum.errorEstimate * 20);
        // L = tr[sigma^2 Sigma (Sigma + sigma^2 I)^-1] = d sigma^2 - sigma^4 tr (Sigma + sigma^2 I)^-1.
        const [u, v] = [a * a + sigma ** 2, b * b + sigma ** 2];
        const trace = (u + v) / (u * v - (correlation * a * b) ** 2);
        const loss = optimum.optimalLoss();
        expect(Math.abs(loss.value - 2 * sigma ** 2 + sigma ** 4 * trace)).toBeLessThan(1e-12 * sigma ** 2);
      }),
      { seed: 2, numRuns: 8 },
    );
  }, 120_000);
});

describe("Rcae2d of a product of densities is the product of their optima", () => {
  const ex = "x^4/4 - x^2/2";
  const ey = "x^2/2 + 0.3*sin(3*x)";
  const product = new EnergyDensity({
    expression: `${ex} + ${ey.replaceAll("x", "y")}`,
    domain: [
      [-2, 2],
      [-1, 1.5],
    ],
  });
  const alongX = new EnergyDensity({ expression: ex, domain: [[-2, 2]] });
  const alongY = new EnergyDensity({ expression: ey, domain: [[-1, 1.5]] });

  it.each([1, 0.3, 0.1])(
    "behind hard walls, corners included, sigma = %f: within the stated errors, r to 1e-9",
    (sigma) => {
      const optimum = new Rcae2d(product, sigma);
      const [x, y] = [new Rcae1d(alongX, sigma), new Rcae1d(alongY, sigma)];
      for (const a of [-2, -1.9, -1, 0.3, 1.2, 2]) {
        for (const b of [-1, -0.5, 0.2, 1.3, 1.5]) {
          const g = scoreEstimate(optimum, Float64Array.of(a, b));
          const expected = [scoreEstimate(x, Float64Array.of(a))[0], scoreEstimate(y, Float64Array.of(b))[0]];
          const error = Math.hypot(g[0] - expected[0], g[1] - expected[1]);
          expect(error).toBeLessThanOrEqual(Math.max(1, Math.hypot(...expected)) * (optimum.errorEstimate + 1e-12));
          expect(error * sigma ** 2).toBeLessThan(1e-9);
          const jacobian = optimum.jacobian(Float64Array.of(a, b));
          const slopes = [x.jacobian(Float64Array.of(a))[0], 0, 0, y.jacobian(Float64Array.of(b))[0]];
          expect(largestDifference(jacobian, Float64Array.from(slopes))).toBeLessThanOrEqual(
            optimum.jacobianErrorEstimate + x.jacobianErrorEstimate + y.jacobianErrorEstimate,
          );
        }
      }
      const loss = optimum.optimalLoss();
      const sum = x.optimalLoss().value + y.optimalLoss().value;
      expect(Math.abs(loss.value - sum)).toBeLessThanOrEqual(loss.errorEstimate + x.optimalLoss().errorEstimate);
    },
    120_000,
  );
});

describe("Rcae2d of a mixture", () => {
  it.each([1, 0.3, 0.05])(
    "sigma = %f: states errors below 1e-8 of r, and holds them against a solution a hundred times finer",
    (sigma) => {
      const optimum = defaultSolution(mixture, sigma);
      const reference = new Rcae2d(mixture, sigma, { resolution: sigma === 1 ? 3e-9 : 1e-8 });
      expect(optimum.errorEstimate * sigma ** 2).toBeLessThan(1e-8);
      const points = draws(mixture, 500);
      const [found, expected] = [scoreEstimate(optimum, points), scoreEstimate(reference, points)];
      const relative = found.map((value, i) => {
        const size = Math.hypot(expected[i], expected[i ^ 1]);
        return (value - expected[i]) / Math.max(1, size);
      });
      const zero = new Float64Array(relative.length);
      expect(largestDifference(relative, zero)).toBeLessThanOrEqual(optimum.errorEstimate + reference.errorEstimate);
      expect(largestDifference(optimum.jacobian(points), reference.jacobian(points))).toBeLessThanOrEqual(
        optimum.jacobianErrorEstimate + reference.jacobianErrorEstimate,
      );
      const [loss, referenceLoss] = [optimum.optimalLoss(), reference.optimalLoss()];
      expect(Math.abs(loss.value - referenceLoss.value)).toBeLessThanOrEqual(
        loss.errorEstimate + referenceLoss.errorEstimate,
      );
    },
    240_000,
  );

  it("its Jacobian is the derivative of r, to 1e-7", () => {
    const optimum = defaultSolution(mixture, 0.3);
    const [x, y, h] = [0.1, -0.3, 1e-4];
    const along = (dx: number, dy: number): Float64Array => optimum.evaluate(Float64Array.of(x + dx, y + dy));
    const [right, left, up, down] = [along(h, 0), along(-h, 0), along(0, h), along(0, -h)];
    const differences = [0, 1].flatMap((i) => [(right[i] - left[i]) / (2 * h), (up[i] - down[i]) / (2 * h)]);
    expect(largestDifference(optimum.jacobian(Float64Array.of(x, y)), Float64Array.from(differences))).toBeLessThan(
      1e-7,
    );
  }, 60_000);

  it("solves further out where points ask for it, and says where that is too far", () => {
    const gaussian = new GaussianMixture([
      {
        weight: 1,
        mean: [0, 0],
        covariance: [
          [1, 0.3],
          [0.3, 1],
        ],
      },
    ]);
    const optimum = new Rcae2d(gaussian, 0.5);
    const far = Float64Array.of(8, 8);
    const error = largestDifference(scoreEstimate(optimum, far), gaussian.smoothed(0.5).score(far));
    expect(error).toBeLessThan(1e-9);
    expect(() => optimum.evaluate(Float64Array.of(60, 60))).toThrow(/^points must lie where p is at least/);
  }, 60_000);
});

describe("Rcae2d with a tolerance", () => {
  const ring = new EnergyDensity({
    expression: "8*(x^2 + y^2 - 1)^2 + x/2",
    domain: [
      [-2, 2],
      [-2, 2],
    ],
  });
  const box = new EnergyDensity({
    expression: "x*y + sin(3*x)",
    domain: [
      [0, 1],
      [0, 1],
    ],
  });

  it.each([
    ["a mixture", 0.3, mixture],
    ["a mixture", 0.1, mixture],
    ["a ring", 0.3, ring],
    ["a box with hard walls", 0.1, box],
  ])(
    "%s (sigma = %f): states an error within the tolerance that is one, as the default solution shows",
    (_what, sigma, density) => {
      const points = density.sample(createRng(3), 300);
      const exact = defaultSolution(density, sigma);
      const expected = scoreEstimate(exact, points);
      for (const tolerance of [0.1, 1e-2, 1e-3, 1e-4, 1e-6]) {
        const optimum = new Rcae2d(density, sigma, { tolerance });
        expect(optimum.errorEstimate).toBeLessThanOrEqual(tolerance);
        const found = scoreEstimate(optimum, points);
        const relative = found.map(
          (value, i) => (value - expected[i]) / Math.max(1, Math.hypot(expected[i], expected[i ^ 1])),
        );
        const error = largestDifference(relative, new Float64Array(relative.length));
        expect(error).toBeLessThanOrEqual(optimum.errorEstimate + exact.errorEstimate);
        expect(largestDifference(optimum.jacobian(points), exact.jacobian(points))).toBeLessThanOrEqual(
          optimum.jacobianErrorEstimate + exact.jacobianErrorEstimate,
        );
        const [loss, reference] = [optimum.optimalLoss(), exact.optimalLoss()];
        expect(Math.abs(loss.value - reference.value)).toBeLessThanOrEqual(
          loss.errorEstimate + reference.errorEstimate,
        );
      }
    },
    120_000,
  );

  it.each([0, -1, Number.NaN])("of %d is refused", (tolerance) => {
    expect(() => new Rcae2d(box, 0.3, { tolerance })).toThrow(`tolerance must be a positive number, not ${tolerance}`);
  });

  it("that rounding does not allow is refused, with what it allows", () => {
    expect(() => new Rcae2d(box, 0.3, { tolerance: 1e-15 })).toThrow(
      /^tolerance must be at least \S+ for this density, which is what rounding may change, not 1e-15$/,
    );
  }, 60_000);
});

it("a point outside of the domain, and a density too thin to resolve, are refused in one sentence", () => {
  const box = new EnergyDensity({
    expression: "x*y",
    domain: [
      [0, 1],
      [0, 1],
    ],
  });
  expect(() => new Rcae2d(box, 0.3).evaluate(Float64Array.of(1.5, 0.5))).toThrow(
    /^points must lie where p is at least/,
  );
  const thin = new GaussianMixture([
    {
      weight: 1,
      mean: [0, 0],
      covariance: [
        [1, 0.99999],
        [0.99999, 1],
      ],
    },
  ]);
  expect(() => new Rcae2d(thin, 0.3)).toThrow(/^density must be resolved, with its contractive optimum, by \d+ cells/);
}, 60_000);
