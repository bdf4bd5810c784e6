import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EnergyDensity } from "../../../src/density/energy/energy-density.ts";
import { GaussianMixture } from "../../../src/density/gaussian/gaussian-mixture.ts";
import { DaeClosedForm } from "../../../src/reconstruction/any-dimension/dae-closed-form.ts";
import { Dae1d } from "../../../src/reconstruction/line/dae-1d.ts";
import { optimalReconstruction } from "../../../src/reconstruction/optimal.ts";
import { Dae2d } from "../../../src/reconstruction/plane/dae-2d.ts";
import { displacement } from "../../../src/reconstruction/reconstruction.ts";
import { mixtures } from "../../support/arbitraries.ts";
import { differentiate } from "../../support/differences.ts";

/** Points that fill [-size, size]^2 evenly, without a grid's symmetry. */
function scattered(count: number, size: number): Float64Array {
  return Float64Array.from(
    { length: 2 * count },
    (_, i) => size * (2 * ((((i >> 1) + 1) * [0.7548776662, 0.569840291][i % 2]) % 1) - 1),
  );
}

/**
 * The largest distance of two displacements at a point, as the error estimate has it: relative to sigma^2, or to the
 * displacement where that is larger.
 */
function distance(one: Float64Array, other: Float64Array, sigma: number): number {
  let largest = 0;
  for (let i = 0; i < one.length; i += 2) {
    const size = Math.max(sigma ** 2, Math.hypot(other[i], other[i + 1]));
    largest = Math.max(largest, Math.hypot(one[i] - other[i], one[i + 1] - other[i + 1]) / size);
  }
  return largest;
}

const box = (size: number): [number, number][] => [
  [-size, size],
  [-size, size],
];

describe("Dae2d of Gaussian mixtures", () => {
  it.each([100, 1, 0.05, 1e-3])(
    "random ones, sigma = %f: the closed form to 1e-9, within the stated errors, where p > 1e-12",
    (sigma) => {
      fc.assert(
        fc.property(mixtures(2), (mixture) => {
          const optimum = new Dae2d(mixture, sigma);
          const exact = new DaeClosedForm(mixture, mixture.smoothed(sigma), sigma);
          const all = scattered(20, 3);
          const logPdf = mixture.logPdf(all);
          const points = all.filter((_, i) => logPdf[i >> 1] > Math.log(1e-12));
          const error = distance(optimum.displacement(points), displacement(exact, points), sigma);
          expect(error).toBeLessThan(1e-9);
          // The closed form has some 16 roundings of its own.
          expect(error).toBeLessThanOrEqual(optimum.errorEstimate + 16 * Number.EPSILON);
          const slopes = exact.jacobian(points);
          optimum.jacobian(points).forEach((entry, i) => {
            expect(Math.abs(entry - slopes[i])).toBeLessThanOrEqual(
              optimum.jacobianErrorEstimate + 64 * Number.EPSILON,
            );
          });
          expect(optimum.jacobianErrorEstimate).toBeLessThan(1e-9);
          const smoothed = mixture.smoothed(sigma).logPdf(points);
          optimum.smoothedLogPdf(points).forEach((value, i) => {
            expect(Math.abs(value - smoothed[i])).toBeLessThan(1e-11 * Math.max(1, Math.abs(smoothed[i])));
          });
        }),
        { numRuns: 2, endOnFailure: true },
      );
    },
  );

  it("40 standard deviations out, where p has underflowed: the Gaussian's line, to 1e-10 of its size", () => {
    const gaussian = new GaussianMixture([
      {
        weight: 1,
        mean: [0, 0],
        covariance: [
          [1, 0],
          [0, 1],
        ],
      },
    ]);
    const [x, y] = new Dae2d(gaussian, 0.5).displacement(Float64Array.of(40, -30));
    expect(Math.abs(x / -8 - 1)).toBeLessThan(1e-10);
    expect(Math.abs(y / 6 - 1)).toBeLessThan(1e-10);
    expect(() => new Dae2d(gaussian, 0.5).evaluate(Float64Array.of(0, 1e6))).toThrow(
      /^points must lie where p is at least/,
    );
  });

  it.each([3, 0.5, 0.1])(
    "two modes between which the posterior tips over, sigma = %f: the closed form's optimal loss, to both stated errors, below 1e-10 of it",
    (sigma) => {
      const mode = (x: number) => ({
        weight: 0.5,
        mean: [x, 0],
        covariance: [
          [0.02, 0],
          [0, 0.1],
        ],
      });
      const mixture = new GaussianMixture([mode(-1), mode(1)]);
      const { value, errorEstimate } = new Dae2d(mixture, sigma).optimalLoss();
      const exact = new DaeClosedForm(mixture, mixture.smoothed(sigma), sigma).optimalLoss();
      expect(Math.abs(value - exact.value)).toBeLessThanOrEqual(errorEstimate + exact.errorEstimate);
      expect(errorEstimate).toBeLessThan(1e-10 * value);
    },
    60_000,
  );

  it("a narrow component beside a wide one, 1e-3 and 10: the closed form to 1e-9", () => {
    const mixture = new GaussianMixture([
      {
        weight: 0.5,
        mean: [3, 0],
        covariance: [
          [1e-6, 0],
          [0, 1e-6],
        ],
      },
      {
        weight: 0.5,
        mean: [0, 0],
        covariance: [
          [100, 0],
          [0, 100],
        ],
      },
    ]);
    const points = Float64Array.of(3, 0, 3.001, 0.001, 2.9, 0.05, -5, 5);
    for (const sigma of [1e-3, 0.03, 1]) {
      const exact = new DaeClosedForm(mixture, mixture.smoothed(sigma), sigma).displacement(points);
      expect(distance(new Dae2d(mixture, sigma).displacement(points), exact, sigma)).toBeLessThan(1e-9);
    }
  });
});

describe("Dae2d of separable energies on a square: each axis by itself, with walls", () => {
  const energies = [
    { name: "uniform", plane: "0*x", line: "0*x" },
    { name: "double well", plane: "x^4/4 - x^2/2 + y^4/4 - y^2/2", line: "x^4/4 - x^2/2" },
    { name: "steep", plane: "20*(x + y)", line: "20*x" },
  ].map(({ name, plane, line }) => ({
    name,
    plane: new EnergyDensity({ expression: plane, domain: box(2) }),
    line: new EnergyDensity({ expression: line, domain: [[-2, 2]] }),
  }));
  const cases = energies.flatMap((one) => [30, 1, 0.1, 1e-3].map((sigma) => ({ ...one, sigma })));

  it.each(cases)(
    "$name, sigma = $sigma: Dae1d's displacement and slope, to both stated errors, below 1e-8, walls and beyond included",
    ({ plane, line, sigma }) => {
      const optimum = new Dae2d(plane, sigma);
      const axis = new Dae1d(line, sigma);
      const points = Float64Array.of(...scattered(12, 2), 2, 2, -2, 0.3, 2 + sigma, -1.9, 0.1, -2 - 3 * sigma);
      // Positions as far out as 2 are rounded, which Dae1d's nodes are too.
      const tolerance = optimum.errorEstimate + axis.errorEstimate + (8 * 2 * Number.EPSILON) / sigma ** 2;
      const error = distance(optimum.displacement(points), axis.displacement(points), sigma);
      expect(error).toBeLessThanOrEqual(tolerance);
      expect(tolerance).toBeLessThan(1e-8);
      const slopes = axis.jacobian(points);
      optimum.jacobian(points).forEach((entry, i) => {
        const [row, column] = [(i >> 1) % 2, i % 2];
        const exact = row === column ? slopes[2 * Math.floor(i / 4) + row] : 0;
        expect(Math.abs(entry - exact)).toBeLessThan(1e-9);
      });
    },
  );

  it.each([30, 0.2, 0.1])(
    "optimal losses, sigma = %f: Dae1d's summed over the axes, to both stated errors and 1e-11",
    (sigma) => {
      for (const { plane, line } of energies) {
        const { value, errorEstimate } = new Dae2d(plane, sigma).optimalLoss();
        const axis = new Dae1d(line, sigma).optimalLoss();
        expect(Math.abs(value / (2 * axis.value) - 1)).toBeLessThan(1e-11);
        expect(Math.abs(value - 2 * axis.value)).toBeLessThanOrEqual(errorEstimate + 2 * axis.errorEstimate);
      }
    },
  );
});

describe("Dae2d of an energy with no symmetry", () => {
  const density = new EnergyDensity({
    expression: "4*(x^2 + y^2 - 1)^2 + x*y + sin(3*x)",
    domain: [
      [-1.8, 2],
      [-2, 1.9],
    ],
  });

  it.each([0.5, 0.1, 0.02])(
    "sigma = %f: the Jacobian agrees with finite differences of r, and is symmetric, to 1e-8",
    (sigma) => {
      const optimum = new Dae2d(density, sigma);
      for (const point of [Float64Array.of(0.3, -0.8), Float64Array.of(-1, 0.5), Float64Array.of(1.95, 1.9)]) {
        const jacobian = optimum.jacobian(point);
        for (const column of [0, 1]) {
          // In units of sigma, on whose scale r bends: the differences' step is 1e-3 of it.
          const difference = differentiate(
            (z) => optimum.displacement(z.map((value, a) => point[a] + sigma * value)).map((value) => value / sigma),
            new Float64Array(2),
            column,
          );
          difference.forEach((value, row) => {
            expect(Math.abs(value + (row === column ? 1 : 0) - jacobian[2 * row + column])).toBeLessThan(1e-8);
          });
        }
        expect(jacobian[1]).toBe(jacobian[2]);
      }
    },
  );

  it("is sigma^2 times the score of p_sigma, by finite differences of smoothedLogPdf, to 1e-8", () => {
    const sigma = 0.2;
    const optimum = new Dae2d(density, sigma);
    for (const point of [Float64Array.of(0.3, -0.8), Float64Array.of(2.3, 0.5)]) {
      const change = optimum.displacement(point);
      for (const axis of [0, 1]) {
        const [slope] = differentiate((x) => optimum.smoothedLogPdf(x), point, axis);
        expect(Math.abs(sigma ** 2 * slope - change[axis])).toBeLessThan(1e-8);
      }
    }
  });

  it("has error estimates below 1e-9 for sigma from 10 to 0.01", () => {
    for (const sigma of [10, 1, 0.1, 0.01]) {
      const optimum = new Dae2d(density, sigma);
      expect(optimum.errorEstimate).toBeLessThan(1e-9);
      expect(optimum.jacobianErrorEstimate).toBeLessThan(1e-9);
    }
  });

  it("is what optimalReconstruction returns; beyond 1e4 sigma from the walls it says so", () => {
    const optimum = optimalReconstruction(density, "dae", 0.1);
    expect(optimum).toBeInstanceOf(Dae2d);
    expect(() => optimum.evaluate(Float64Array.of(2000, 0))).toThrow(/^points must lie where p is at least/);
  });
});

it("far beyond a wall of the uniform square, D = 100 and 9000 sigma: sigma^2 / D inside of it, to 1e-3", () => {
  const sigma = 0.01;
  const optimum = new Dae2d(new EnergyDensity({ expression: "0*x", domain: box(1) }), sigma);
  for (const distanceInSigmas of [100, 9000]) {
    const away = distanceInSigmas * sigma;
    const [x, y] = optimum.evaluate(Float64Array.of(1 + away, 0));
    // The next term of the tail's expansion is smaller by (sigma / D)^2.
    expect(Math.abs((1 - x) / (sigma ** 2 / away) - 1)).toBeLessThan(1e-3);
    expect(Math.abs(y)).toBeLessThan(1e-12);
  }
});
