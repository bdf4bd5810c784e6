import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EnergyDensity } from "../../src/density/energy/energy-density.ts";
import { GaussianMixture } from "../../src/density/gaussian/gaussian-mixture.ts";
import { createRng } from "../../src/numerics/random/random.ts";
import { DaeClosedForm } from "../../src/reconstruction/any-dimension/dae-closed-form.ts";
import { monteCarloExpectation } from "../../src/reconstruction/any-dimension/monte-carlo-expectation.ts";
import { contractiveLoss, denoisingLoss, expectation } from "../../src/reconstruction/losses.ts";
import { mixtures } from "../support/arbitraries.ts";

/** r(x) = A x + b in the plane. */
const A = [
  [0.7, 0.2],
  [-0.1, 0.9],
];
const b = [0.1, -0.3];
const linear = {
  evaluate: (points: Float64Array) =>
    points.map((_, i) => {
      const [x, y] = points.subarray(2 * (i >> 1));
      return A[i % 2][0] * x + A[i % 2][1] * y + b[i % 2];
    }),
  jacobian: (points: Float64Array) =>
    Float64Array.from({ length: 2 * points.length }, (_, i) => A[(i >> 1) % 2][i % 2]),
};

/** Both losses of r(x) = A x + b: E|(A - I) x + b|^2 + sigma^2 |A|_F^2, from a mixture's means and covariances. */
function linearLoss({ components }: GaussianMixture, sigma: number): number {
  const perComponent = components.map(({ weight, mean, covariance }) =>
    [0, 1].reduce((sum, row) => {
      const v = A[row].map((entry, column) => entry - (row === column ? 1 : 0));
      const bias = v[0] * mean[0] + v[1] * mean[1] + b[row];
      const variance = v[0] ** 2 * covariance[0][0] + 2 * v[0] * v[1] * covariance[0][1] + v[1] ** 2 * covariance[1][1];
      return sum + weight * (bias ** 2 + variance);
    }, 0),
  );
  return perComponent.reduce((sum, value) => sum + value, 0) + sigma ** 2 * A.flat().reduce((sum, a) => sum + a * a, 0);
}

const three = new GaussianMixture([
  {
    weight: 0.3,
    mean: [-1.5, 0],
    covariance: [
      [0.3, 0.1],
      [0.1, 0.2],
    ],
  },
  {
    weight: 0.5,
    mean: [1, 1],
    covariance: [
      [0.2, -0.1],
      [-0.1, 0.4],
    ],
  },
  {
    weight: 0.2,
    mean: [0.5, -1.5],
    covariance: [
      [0.1, 0],
      [0, 0.6],
    ],
  },
]);

/** p = 1/4 on [-1, 1]^2. */
const square = new EnergyDensity({
  expression: "0*x",
  domain: [
    [-1, 1],
    [-1, 1],
  ],
});

describe("expectation, 2-D", () => {
  it("moments of random mixtures: to 1e-10, and within the error estimate", () => {
    fc.assert(
      fc.property(mixtures(2), (density) => {
        const { value, errorEstimate } = expectation(density, (x) =>
          Float64Array.from({ length: x.length / 2 }, (_, i) => x[2 * i] * x[2 * i + 1]),
        );
        const exact = density.components.reduce(
          (sum, { weight, mean, covariance }) => sum + weight * (covariance[0][1] + mean[0] * mean[1]),
          0,
        );
        expect(Math.abs(value - exact)).toBeLessThan(1e-10);
        expect(Math.abs(value - exact)).toBeLessThanOrEqual(errorEstimate);
      }),
      { numRuns: 10 },
    );
  });

  it("a component 1e-3 wide beside one of width 10: total mass and mean to 1e-11", () => {
    const spherical = (mean: number[], variance: number) => ({
      weight: 0.5,
      mean,
      covariance: [
        [variance, 0],
        [0, variance],
      ],
    });
    const mixture = new GaussianMixture([spherical([3, 0], 1e-6), spherical([0, 0], 100)]);
    expect(Math.abs(expectation(mixture, (x) => new Float64Array(x.length / 2).fill(1)).value - 1)).toBeLessThan(1e-11);
    const first = (x: Float64Array): Float64Array => x.filter((_, i) => i % 2 === 0);
    expect(Math.abs(expectation(mixture, first).value - 1.5)).toBeLessThan(1e-11);
  });

  it("asks for f only where p counts, within the domain: E[log(1 - x^2)] on the square, to 1e-10", () => {
    const { value } = expectation(square, (x) =>
      Float64Array.from({ length: x.length / 2 }, (_, i) => Math.log(1 - x[2 * i] ** 2)),
    );
    expect(Math.abs(value - (2 * Math.LN2 - 2))).toBeLessThan(1e-10);
  });
});

describe("denoisingLoss, 2-D", () => {
  it.each([20, 1, 0.3, 0.1, 0.01, 1e-4])(
    "of a linear r under a mixture of three, sigma = %f: the closed form to 1e-12, and within the error estimate",
    (sigma) => {
      const { value, errorEstimate } = denoisingLoss(three, linear.evaluate, sigma);
      const exact = linearLoss(three, sigma);
      expect(Math.abs(value / exact - 1)).toBeLessThan(1e-12);
      expect(Math.abs(value - exact)).toBeLessThanOrEqual(errorEstimate);
      expect(errorEstimate).toBeLessThan(1e-11 * exact);
    },
  );

  it.each([1, 0.1])("of sines on a square with hard walls, sigma = %f: the closed form to 1e-11", (sigma) => {
    // E|sin k(x + e) - x|^2 for each axis, x uniform: E sin^2 = (1 - E cos 2kx E cos 2ke) / 2, and so on.
    const k = 2;
    const [damping, damping2] = [Math.exp(-((k * sigma) ** 2) / 2), Math.exp(-2 * (k * sigma) ** 2)];
    const cross = Math.sin(k) / k ** 2 - Math.cos(k) / k;
    const exact = 2 * ((1 - damping2 * (Math.sin(2 * k) / (2 * k))) / 2 - 2 * damping * cross + 1 / 3);
    const { value, errorEstimate } = denoisingLoss(square, (x) => x.map((t) => Math.sin(k * t)), sigma);
    expect(Math.abs(value / exact - 1)).toBeLessThan(1e-11);
    expect(Math.abs(value - exact)).toBeLessThanOrEqual(errorEstimate);
  });

  it.each([1, 0.2, 0.01])(
    "sigma = %f: L(r) - L(r*) is the integral of p_sigma |r - r*|^2, to both error estimates, which are below 1e-10",
    (sigma) => {
      const smoothed = three.smoothed(sigma);
      const optimum = new DaeClosedForm(three, smoothed, sigma);
      const r = (x: Float64Array): Float64Array => x.map((t) => 0.9 * Math.tanh(t));
      const loss = denoisingLoss(three, r, sigma);
      const least = denoisingLoss(three, (x) => optimum.evaluate(x), sigma);
      const excess = expectation(smoothed, (x) => {
        const [own, best] = [r(x), optimum.evaluate(x)];
        return Float64Array.from(
          { length: x.length / 2 },
          (_, i) => (own[2 * i] - best[2 * i]) ** 2 + (own[2 * i + 1] - best[2 * i + 1]) ** 2,
        );
      });
      const tolerance = loss.errorEstimate + least.errorEstimate + excess.errorEstimate;
      expect(tolerance).toBeLessThan(1e-10);
      expect(Math.abs(loss.value - least.value - excess.value)).toBeLessThanOrEqual(tolerance);
    },
  );

  it("admits to an r that is rough within the noise: 0.1 of the loss or more in its error estimate", () => {
    const { value, errorEstimate } = denoisingLoss(three, (x) => x.map((t) => Math.sin(200 * t)), 1);
    expect(errorEstimate).toBeGreaterThan(0.1 * value);
  });
});

describe("contractiveLoss, 2-D", () => {
  it.each([1, 0.01])("of a linear r, sigma = %f: the closed form to 1e-12, and within the error estimate", (sigma) => {
    const { value, errorEstimate } = contractiveLoss(three, linear, sigma);
    const exact = linearLoss(three, sigma);
    expect(Math.abs(value / exact - 1)).toBeLessThan(1e-12);
    expect(Math.abs(value - exact)).toBeLessThanOrEqual(errorEstimate);
  });
});

describe("in 3 dimensions", () => {
  const standard = new GaussianMixture([
    {
      weight: 1,
      mean: [0, 0, 0],
      covariance: [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
    },
  ]);
  const squares = (x: Float64Array): Float64Array =>
    Float64Array.from({ length: x.length / 3 }, (_, i) => x[3 * i] ** 2 + x[3 * i + 1] ** 2 + x[3 * i + 2] ** 2);

  it("quadrature is refused in a sentence that names monteCarloExpectation", () => {
    const identity = { evaluate: (x: Float64Array) => x, jacobian: (x: Float64Array) => x };
    for (const attempt of [
      () => expectation(standard, squares),
      () => denoisingLoss(standard, identity.evaluate, 1),
      () => contractiveLoss(standard, identity, 1),
    ]) {
      expect(attempt).toThrow(/1 or 2 dimensions .* not 3; monteCarloExpectation/);
    }
  });

  it("monteCarloExpectation: E|x|^2 = 3 within 4 standard errors (seed 1, p = 6e-5), which is sqrt(6 / n) to 3 %", () => {
    const { value, standardError } = monteCarloExpectation(standard, squares, createRng(1), 100_000);
    expect(Math.abs(value - 3)).toBeLessThan(4 * standardError);
    expect(Math.abs(standardError / Math.sqrt(6 / 100_000) - 1)).toBeLessThan(0.03);
    expect(() => monteCarloExpectation(standard, squares, createRng(1), 1)).toThrow(/n must be/);
  });
});
