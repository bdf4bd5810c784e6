import { describe, expect, it } from "vitest";
import { spiral } from "../../../src/density/examples/spiral.ts";
import { FinitePoints } from "../../../src/density/finite-points.ts";
import { GaussianMixture } from "../../../src/density/gaussian/gaussian-mixture.ts";
import { linspace } from "../../../src/numerics/approximation/grid.ts";
import { integrate } from "../../../src/numerics/quadrature/integrate.ts";
import { createRng } from "../../../src/numerics/random/random.ts";
import { monteCarloExpectation } from "../../../src/reconstruction/any-dimension/monte-carlo-expectation.ts";
import { optimalReconstruction } from "../../../src/reconstruction/optimal.ts";

describe("the optimal denoising loss", () => {
  it.each([0.3, 0.5, 1, 3, 100])(
    "two points at ±1, sigma = %d: E sech^2((1 + sigma z) / sigma^2), to 1e-10 of it and within its estimate",
    (sigma) => {
      const points = new FinitePoints(Float64Array.of(-1, 1), 1);
      const { value, errorEstimate } = optimalReconstruction(points, "dae", sigma).optimalLoss();
      // E[y | x] = tanh(x / sigma^2), so the variance is sech^2 of that; x = 1 + sigma z by symmetry.
      const exact = integrate(
        (z) =>
          z.map((t) => Math.exp(-(t * t) / 2) / Math.sqrt(2 * Math.PI) / Math.cosh((1 + sigma * t) / sigma ** 2) ** 2),
        linspace(-12, 12, 97),
      ).value;
      expect(Math.abs(value / exact - 1)).toBeLessThan(1e-10);
      expect(Math.abs(value - exact)).toBeLessThanOrEqual(errorEstimate);
    },
  );

  it("two points in the plane: the same as on the line that they are on, to 1e-10", () => {
    const sigma = 0.6;
    const flat = new FinitePoints(Float64Array.of(0, 0, 1.2, 1.6), 2);
    const line = new FinitePoints(Float64Array.of(0, 2), 1);
    const [inPlane, onLine] = [flat, line].map(
      (points) => optimalReconstruction(points, "dae", sigma).optimalLoss().value,
    );
    expect(Math.abs(inPlane / onLine - 1)).toBeLessThan(1e-10);
  });

  it.each([2, 3, 6])("a Gaussian in %i dimensions: d sigma^2 v / (v + sigma^2), within its estimate", (dim) => {
    const [v, sigma] = [0.5, 0.4];
    const covariance = Array.from({ length: dim }, (_, a) => Array.from({ length: dim }, (_, b) => (a === b ? v : 0)));
    const gaussian = new GaussianMixture([{ weight: 1, mean: new Array<number>(dim).fill(0.3), covariance }]);
    const { value, errorEstimate } = optimalReconstruction(gaussian, "dae", sigma).optimalLoss();
    const exact = (dim * sigma ** 2 * v) / (v + sigma ** 2);
    expect(Math.abs(value - exact)).toBeLessThanOrEqual(errorEstimate + 1e-14);
    expect(errorEstimate).toBeLessThan(0.01 * exact);
  });

  it("the spiral at sigma = 0.3: E|r(x + noise) - x|^2 over 5,000 draws, seed 2, within 4 standard errors; stated to 1e-9", () => {
    const sigma = 0.3;
    const density = spiral();
    const optimum = optimalReconstruction(density, "dae", sigma);
    const { value, errorEstimate } = optimum.optimalLoss();
    const rng = createRng(2);
    const drawn = monteCarloExpectation(
      density,
      (clean) => {
        const r = optimum.evaluate(clean.map((x) => x + sigma * rng.normal()));
        return Float64Array.from({ length: clean.length / 2 }, (_, i) => {
          return (r[2 * i] - clean[2 * i]) ** 2 + (r[2 * i + 1] - clean[2 * i + 1]) ** 2;
        });
      },
      createRng(3),
      5_000,
    );
    expect(Math.abs(drawn.value - value)).toBeLessThan(4 * drawn.standardError);
    expect(errorEstimate).toBeLessThan(1e-9 * value);
  });

  it("scattered points that no lattice covers, and points in 3 dimensions: a standard error, and the error estimate is three of them and rounding", () => {
    const rng = createRng(5);
    const scattered = new FinitePoints(
      Float64Array.from({ length: 4000 }, () => rng.normal()),
      2,
    );
    const inSpace = new FinitePoints(
      Float64Array.from({ length: 300 }, () => rng.normal()),
      3,
    );
    for (const [points, sigma] of [
      [scattered, 0.002],
      [inSpace, 0.3],
    ] as const) {
      const { value, errorEstimate, standardError } = optimalReconstruction(points, "dae", sigma).optimalLoss();
      expect(value).toBeGreaterThan(0);
      const rounding = errorEstimate - 3 * (standardError ?? Number.NaN);
      expect(rounding).toBeGreaterThan(0);
      expect(rounding).toBeLessThan(1e-9 * value);
      expect(errorEstimate).toBeLessThan(0.5 * value);
    }
  });

  it("the spiral at sigma = 1e-6, where a lattice around it would have a billion nodes: the noise along it, sigma^2, to 1e-4", () => {
    const { value, standardError } = optimalReconstruction(spiral(), "dae", 1e-6).optimalLoss();
    expect(standardError).toBeGreaterThan(0);
    expect(Math.abs(value / 1e-12 - 1)).toBeLessThan(1e-4);
  });

  it.each([
    [1e-3, 0.03],
    [1e-6, 0.001],
    [1e-8, 0.0001],
    [1e-8, 0.4],
  ])(
    "two clouds thin across the line through them, 1 - correlation %d, sigma %d: the sum of the factors' losses",
    (rest, sigma) => {
      const covariance = [
        [1, 1 - rest],
        [1 - rest, 1],
      ];
      const along = (mean: number, weight: number) => ({ weight, mean: [mean], covariance: [[2 - rest]] });
      const plane = new GaussianMixture([
        { weight: 0.4, mean: [-1, -1], covariance },
        { weight: 0.6, mean: [1.5, 1.5], covariance },
      ]);
      const line = new GaussianMixture([along(-Math.SQRT2, 0.4), along(1.5 * Math.SQRT2, 0.6)]);
      const across = (sigma ** 2 * rest) / (rest + sigma ** 2);
      const { value, errorEstimate } = optimalReconstruction(plane, "dae", sigma).optimalLoss();
      const factor = optimalReconstruction(line, "dae", sigma).optimalLoss();
      expect(Math.abs(value - factor.value - across)).toBeLessThanOrEqual(errorEstimate + factor.errorEstimate);
      expect(errorEstimate).toBeLessThan(1e-7 * value);
    },
  );

  it("a needle in a wide Gaussian: the same loss along the axes and turned by 0.7, to its stated error, below 1e-8", () => {
    for (const thin of [1e-2, 1e-6, 1e-10]) {
      const [cosine, sine] = [Math.cos(0.7), Math.sin(0.7)];
      const needle = (angle: boolean): GaussianMixture => {
        const [c, s] = angle ? [cosine, sine] : [1, 0];
        const covariance = [
          [c * c + thin * s * s, (1 - thin) * c * s],
          [(1 - thin) * c * s, s * s + thin * c * c],
        ];
        return new GaussianMixture([
          {
            weight: 0.5,
            mean: [0, 0],
            covariance: [
              [1.5, 0],
              [0, 1.5],
            ],
          },
          { weight: 0.5, mean: [0.1 * c, 0.1 * s], covariance },
        ]);
      };
      const sigma = Math.sqrt(thin);
      const [straight, turned] = [false, true].map((angle) =>
        optimalReconstruction(needle(angle), "dae", sigma).optimalLoss(),
      );
      expect(Math.abs(straight.value - turned.value)).toBeLessThanOrEqual(
        straight.errorEstimate + turned.errorEstimate,
      );
      expect(turned.errorEstimate).toBeLessThan(Math.max(1e-8, 1e-14 / thin) * turned.value);
    }
  });

  it("needles that cross: a standard error in place of a mesh that may miss them, 4 of them to an average of other draws", () => {
    const crossed = new GaussianMixture([
      {
        weight: 0.5,
        mean: [0, 0],
        covariance: [
          [1, 0],
          [0, 1e-6],
        ],
      },
      {
        weight: 0.5,
        mean: [0, 0.1],
        covariance: [
          [0.7, 0.6999993],
          [0.6999993, 0.7],
        ],
      },
    ]);
    const { value, standardError = 0 } = optimalReconstruction(crossed, "dae", 0.001).optimalLoss();
    expect(standardError).toBeGreaterThan(0);
    const smoothed = crossed.smoothed(0.001);
    const other = monteCarloExpectation(
      smoothed,
      (points) => {
        const hessian = smoothed.hessian(points);
        return Float64Array.from(
          { length: points.length / 2 },
          (_, i) => 1e-6 * (2 + 1e-6 * (hessian[4 * i] + hessian[4 * i + 3])),
        );
      },
      createRng(12),
      40_000,
    );
    expect(Math.abs(value - other.value)).toBeLessThan(4 * Math.hypot(standardError, other.standardError));
  });
});
