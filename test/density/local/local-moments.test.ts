import { describe, expect, it } from "vitest";
import type { Density } from "../../../src/density/density.ts";
import { EnergyDensity } from "../../../src/density/energy/energy-density.ts";
import { spiral } from "../../../src/density/examples/spiral.ts";
import { GaussianMixture } from "../../../src/density/gaussian/gaussian-mixture.ts";
import { localMoments } from "../../../src/density/local/local-moments.ts";
import { convergenceOrder } from "../../../src/numerics/approximation/convergence-order.ts";
import { createRng } from "../../../src/numerics/random/random.ts";
import { withoutBallMoments } from "../../support/without-ball-moments.ts";

function mixture(dim: number): GaussianMixture {
  const diagonal = (value: number): number[][] =>
    Array.from({ length: dim }, (_, i) => Array.from({ length: dim }, (_, j) => (i === j ? value : 0)));
  return new GaussianMixture([
    { weight: 0.6, mean: new Array<number>(dim).fill(0), covariance: diagonal(1) },
    { weight: 0.4, mean: new Array<number>(dim).fill(1.5), covariance: diagonal(0.3) },
  ]);
}

describe("localMoments", () => {
  it("in 1-D are the mass and the mean of a truncated exponential, to 1e-8 and within the stated error", () => {
    // p = e^-x / (1 - e^-4) on [0, 4]; the ball [0.2, 1.8].
    const density = new EnergyDensity({ expression: "x", domain: [[0, 4]] });
    const { mass, mean, errorEstimate } = localMoments(density, Float64Array.of(1), 0.8);
    const z = -Math.expm1(-4);
    const exactMass = (Math.exp(-0.2) - Math.exp(-1.8)) / z;
    const exactMean = (1.2 * Math.exp(-0.2) - 2.8 * Math.exp(-1.8)) / (Math.exp(-0.2) - Math.exp(-1.8));
    expect(Math.abs(mass / exactMass - 1)).toBeLessThan(1e-8);
    expect(Math.abs(mean[0] - exactMean)).toBeLessThan(1e-8);
    expect(Math.abs(mean[0] - exactMean)).toBeLessThanOrEqual(2 * errorEstimate + 4 * Number.EPSILON);
  });

  it("of a constant density in a corner of the plane: a quarter of a disc, center of mass 4 r / (3 pi), to 1e-8", () => {
    const density = new EnergyDensity({
      expression: "0",
      domain: [
        [0, 1],
        [0, 1],
      ],
    });
    const { mass, mean } = localMoments(density, Float64Array.of(0, 0), 0.5);
    expect(Math.abs(mass - Math.PI / 16)).toBeLessThan(1e-8);
    for (const value of mean) expect(Math.abs(value - 2 / (3 * Math.PI))).toBeLessThan(1e-8);
  });

  it.each([1, 2, 3])("in %i-D the asymptotic forms are left at order 4 in the radius, within 0.05", (dim) => {
    const density = withoutBallMoments(mixture(dim));
    const point = new Float64Array(dim).fill(0.4);
    const errors = [0.2, 0.15, 0.1].map((radius) => {
      const { mass, mean, massAsymptotic, meanAsymptotic } = localMoments(density, point, radius);
      return { at: radius, mass: Math.abs(massAsymptotic / mass - 1), mean: Math.abs(meanAsymptotic[0] - mean[0]) };
    });
    for (const key of ["mass", "mean"] as const) {
      const { order } = convergenceOrder(errors.map((one) => ({ at: one.at, error: one[key] })));
      expect(Math.abs(order - 4)).toBeLessThan(0.05);
    }
  });

  it.each([0.05, 100])(
    "in 5-D, by points of the ball or draws from p, are those by components within 4 stated standard errors, radius %d, seed 1",
    (radius) => {
      const point = new Float64Array(5).fill(0.4);
      const exact = localMoments(mixture(5), point, radius);
      const drawn = localMoments(withoutBallMoments(mixture(5)), point, radius, createRng(1));
      const { standardError = Number.NaN, errorEstimate } = drawn;
      expect(Math.abs(drawn.mass / exact.mass - 1)).toBeLessThan(4 * standardError + 1e-12);
      drawn.mean.forEach((value, axis) => {
        expect(Math.abs(value - exact.mean[axis]) / radius).toBeLessThan(4 * standardError);
      });
      expect(standardError).toBeLessThan(0.002);
      expect(errorEstimate).toBe(3 * standardError);
      expect(exact.standardError).toBeUndefined();
    },
  );

  it("keep their digits where p underflows: 60 standard deviations out the mean leans to the mass, by r² s / 3", () => {
    const density = new GaussianMixture([{ weight: 1, mean: [0], covariance: [[1]] }]);
    const { mean, meanAsymptotic } = localMoments(withoutBallMoments(density), Float64Array.of(60), 1e-4);
    expect(Math.abs((mean[0] - 60) / (meanAsymptotic[0] - 60) - 1)).toBeLessThan(1e-5);
  });

  /** Half of the mass is N(0, I), half is in a spot: of 1000 numbers on a line through the ball, none need be in it. */
  const withSpot = (dim: number, deviation: number): Density => {
    const ball = (variance: number): number[][] =>
      Array.from({ length: dim }, (_, a) => Array.from({ length: dim }, (_, b) => (a === b ? variance : 0)));
    const spot = Array.from({ length: dim }, (_, a) => (a === 0 ? 3.1234 : 0.3));
    return withoutBallMoments(
      new GaussianMixture([
        { weight: 0.5, mean: new Array<number>(dim).fill(0), covariance: ball(1) },
        { weight: 0.5, mean: spot, covariance: ball(deviation ** 2) },
      ]),
    );
  };

  it.each([
    [1, 0.01, 10],
    [1, 0.001, 10],
    [2, 0.01, 10],
  ])(
    "in %i-D find what is narrow, of deviation %d: mass 1, mean in the middle, radius %d, to 1e-8",
    (dim, deviation, radius) => {
      const { mass, mean, errorEstimate } = localMoments(
        withSpot(dim, deviation),
        new Float64Array(dim).fill(0.2),
        radius,
      );
      expect(Math.abs(mass - 1)).toBeLessThan(1e-8);
      expect(Math.abs(mean[0] - 1.5617)).toBeLessThan(1e-7);
      expect(errorEstimate).toBeLessThan(1e-8);
    },
  );

  it.each([1, 2, 3])("of a ball far larger than where p is are those of p, in %i-D: 1 and its mean, to 1e-9", (dim) => {
    const density = mixture(dim);
    const whole = localMoments(withoutBallMoments(density), new Float64Array(dim).fill(0.3), 1e4);
    const expected = density.components.reduce((sum, { weight, mean }) => sum + weight * mean[0], 0);
    expect(Math.abs(whole.mass - 1)).toBeLessThan(1e-9);
    expect(Math.abs(whole.mean[0] - expected)).toBeLessThan(1e-9);
  });

  it("from where p is exp(-1250) of what it is elsewhere in the ball: mass 1 and the mean, to 1e-9", () => {
    const density = new GaussianMixture([{ weight: 1, mean: [0], covariance: [[0.0001]] }]);
    const { mass, mean } = localMoments(withoutBallMoments(density), Float64Array.of(0.5), 1);
    expect(Math.abs(mass - 1)).toBeLessThan(1e-9);
    expect(Math.abs(mean[0])).toBeLessThan(1e-9);
  });

  it("of a curve blurred by 1/25 of the radius take fewer than a million values of p, for all its features", () => {
    const blurred = spiral().smoothed(0.02);
    let values = 0;
    const counting: Density = {
      ...{ dim: 2, support: blurred.support, features: blurred.features },
      logPdf: (points) => {
        values += points.length / 2;
        return blurred.logPdf(points);
      },
      score: (points) => blurred.score(points),
      hessian: (points) => blurred.hessian(points),
      scoreLaplacian: (points) => blurred.scoreLaplacian(points),
      effectiveSupport: (logDrop) => blurred.effectiveSupport(logDrop),
      sample: (rng, n) => blurred.sample(rng, n),
    };
    const { errorEstimate } = localMoments(counting, Float64Array.of(0.3, 0.3), 0.5);
    expect(blurred.features.length).toBeGreaterThan(100);
    expect(errorEstimate).toBeLessThan(1e-8);
    expect(values).toBeLessThan(1_000_000);
  });

  it.each([
    ["by components", mixture(2)],
    ["by quadrature", withoutBallMoments(mixture(2))],
  ])("of radius 1e200, %s, are all of p, 1 and its mean to 1e-9; the asymptotic forms overflow", (_how, density) => {
    const moments = localMoments(density, Float64Array.of(0.25, 0.25), 1e200);
    expect(Math.abs(moments.mass - 1)).toBeLessThan(1e-9);
    for (const value of moments.mean) expect(Math.abs(value - 0.6)).toBeLessThan(1e-9);
    expect(Math.abs(moments.massAsymptotic)).toBe(Infinity);
    for (const value of moments.meanAsymptotic) expect(Math.abs(value)).toBe(Infinity);
  });

  it("refuse a radius that is not positive, a point outside of the support, and 4-D without random numbers", () => {
    const density = new EnergyDensity({ expression: "x", domain: [[0, 4]] });
    expect(() => localMoments(density, Float64Array.of(1), 0)).toThrow(/radius must be a positive number, not 0/);
    expect(() => localMoments(withoutBallMoments(mixture(4)), new Float64Array(4), 1)).toThrow(
      /rng must be given in more than 3/,
    );
    expect(() => localMoments(density, Float64Array.of(5), 1)).toThrow(/point must lie where the density is positive/);
  });
});
