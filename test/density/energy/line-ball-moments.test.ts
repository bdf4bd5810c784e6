import { describe, expect, it } from "vitest";
import { EnergyDensity } from "../../../src/density/energy/energy-density.ts";
import { GaussianMixture } from "../../../src/density/gaussian/gaussian-mixture.ts";
import { localMoments } from "../../../src/density/local/local-moments.ts";

type Domain = readonly [number, number];

const moments = (expression: string, domain: Domain, at: number, radius: number) =>
  localMoments(new EnergyDensity({ expression, domain: [domain] }), Float64Array.of(at), radius);

const mixture = (mean: number, width: number): GaussianMixture =>
  new GaussianMixture([
    { weight: 0.5, mean: [mean], covariance: [[width ** 2]] },
    { weight: 0.5, mean: [0], covariance: [[1]] },
  ]);

describe("local mass and mean of energies with narrow peaks: those of the same mixture, to both stated errors", () => {
  it.each([
    [1.2345, 1e-5, 1.2, 0.2],
    [1.2345, 1e-3, 1.2, 0.0346],
    [-0.777, 2e-6, -0.7, 0.5],
    [0.3, 1e-4, 0.30005, 1e-4],
  ])("peak at %f of width %f, ball around %f of radius %f", (mean, width, at, radius) => {
    const expression = `-log(exp(-((x-(${mean}))/${width})^2/2)/${width} + exp(-x^2/2))`;
    const own = moments(expression, [-20, 20], at, radius);
    const exact = localMoments(mixture(mean, width), Float64Array.of(at), radius);
    const allowed = own.errorEstimate + exact.errorEstimate;
    expect(Math.abs(own.mass / exact.mass - 1)).toBeLessThanOrEqual(allowed);
    expect(Math.abs(own.mean[0] - exact.mean[0]) / radius).toBeLessThanOrEqual(allowed);
    expect(own.errorEstimate).toBeLessThan(1e-11);
  });
});

/** INT |t|^-a from 0 to t, and INT t |t|^-a, with signs. */
const mass = (t: number, a: number): number => (Math.sign(t) * Math.abs(t) ** (1 - a)) / (1 - a);
const moment = (t: number, a: number): number => Math.abs(t) ** (2 - a) / (2 - a);

describe("around |x - c|^-a on [-1, 1]: the closed form, within the stated error, which is below 1e-11", () => {
  it.each([
    [0.5, 0.037, 0.03, 0.1],
    [0.9, 0.037, 0, 0.5],
    [0.25, -0.4, -0.401, 1.5e-3],
    [0.7, 0.2, 0.5, 0.1],
    [-0.6, 0.2, 0.25, 0.1],
  ])("a = %f, c = %f, ball around %f of radius %f", (a, c, at, radius) => {
    const { mass: own, mean, errorEstimate } = moments(`${a / 2}*log((x-(${c}))^2)`, [-1, 1], at, radius);
    const [from, to] = [Math.max(-1, at - radius) - c, Math.min(1, at + radius) - c];
    const inside = mass(to, a) - mass(from, a);
    const exact = inside / (mass(1 - c, a) - mass(-1 - c, a));
    expect(Math.abs(own / exact - 1)).toBeLessThanOrEqual(errorEstimate + 1e-14);
    const exactMean = c + (moment(to, a) - moment(from, a)) / inside;
    expect(Math.abs(mean[0] - exactMean) / radius).toBeLessThanOrEqual(errorEstimate + 1e-13);
    expect(errorEstimate).toBeLessThan(1e-11);
  });
});

it("a singular point at the very end of the ball, which rounding puts on either side: the error says so, below 1e-8", () => {
  const { mass: own, errorEstimate } = moments("0.125*log((x+0.4)^2)", [-1, 1], -0.401, 1e-3);
  const exact = mass(2e-3, 0.25) / (mass(1.4, 0.25) - mass(-0.6, 0.25));
  expect(Math.abs(own / exact - 1)).toBeLessThanOrEqual(errorEstimate);
  expect(errorEstimate).toBeGreaterThan(1e-12);
  expect(errorEstimate).toBeLessThan(1e-8);
});

it("a ball of radius 1e-9: the mean is x0 - x0 radius^2 / 3 of a Gaussian, to 1e-6 of that shift", () => {
  const { shift } = moments("x^2/2", [-8, 8], 0.5, 1e-9);
  expect(Math.abs(shift[0] / (-0.5 * 1e-18) - 1 / 3)).toBeLessThan(1e-6);
});
