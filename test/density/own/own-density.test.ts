import { describe, expect, it, test } from "vitest";
import type { Density } from "../../../src/density/density.ts";
import { scoreLaplacian } from "../../../src/density/differences/score-laplacian.ts";
import { GaussianMixture } from "../../../src/density/gaussian/gaussian-mixture.ts";
import { localMoments } from "../../../src/density/local/local-moments.ts";
import { density, hessianByDifferences } from "../../../src/density/own/own-density.ts";
import { createRng } from "../../../src/numerics/random/random.ts";
import { fourthOrderTerm } from "../../../src/reconstruction/expansion.ts";
import { optimalReconstruction } from "../../../src/reconstruction/optimal.ts";
import { displacement, scoreEstimate } from "../../../src/reconstruction/reconstruction.ts";
import { runChains } from "../../../src/sampling/chains/chain-run.ts";
import { ksPValue } from "../../../src/sampling/distances/goodness-of-fit.ts";
import { exactDifference } from "../../../src/sampling/energy/energy-difference.ts";
import { metropolisHastings } from "../../../src/sampling/steps/metropolis-hastings.ts";

const NU = 31;
/** Gamma((nu + 1) / 2) / (sqrt(nu pi) Gamma(nu / 2)), nu odd: 1 / (pi sqrt nu) times 2/1 4/3 ... (nu - 1)/(nu - 2). */
const STUDENT = oddFactors(NU - 2) / (Math.PI * Math.sqrt(NU));
const studentT = density({
  dim: 1,
  logPdf: (x) => x.map((at) => Math.log(STUDENT) - ((NU + 1) / 2) * Math.log1p((at * at) / NU)),
  score: (x) => x.map((at) => (-(NU + 1) * at) / (NU + at * at)),
});

const laplace = density({
  dim: 1,
  logPdf: (x) => x.map((at) => -Math.abs(at) - Math.LN2),
  score: (x) => x.map((at) => -Math.sign(at)),
});

/** log p at 0, 1, ..., 4, straight lines between them. */
const table = [-2, -0.5, -1.5, -0.2, -3];
const slope = (x: number): number => table[cell(x) + 1] - table[cell(x)];
const cell = (x: number): number => Math.min(3, Math.max(0, Math.floor(x)));
const logZ = Math.log(
  [0, 1, 2, 3].reduce((sum, k) => sum + (Math.exp(table[k + 1]) - Math.exp(table[k])) / slope(k), 0),
);
const tabulated = density({
  dim: 1,
  support: [[0, 4]],
  features: table.map((_, k) => ({ center: Float64Array.of(k), width: Float64Array.of(0.5) })),
  logPdf: (x) => x.map((at) => table[cell(at)] + slope(at) * (at - cell(at)) - logZ),
  score: (x) => x.map(slope),
});

/** Of each density: its distribution function, and edges between which it is smooth. */
const cases: readonly (readonly [string, Density, (x: number) => number, readonly number[]])[] = [
  ["Student's t", studentT, studentCdf, [-100, -30, -10, -3, 0, 3, 10, 30, 100]],
  ["Laplace's", laplace, (x) => (x < 0 ? Math.exp(x) / 2 : 1 - Math.exp(-x) / 2), [-40, -10, -3, 0, 3, 10, 40]],
  ["a tabulated one", tabulated, tableCdf, [0, 1, 2, 3, 4]],
];

/** 2/1 4/3 ... (n + 1)/n, n odd. */
function oddFactors(n: number): number {
  let product = 1;
  for (let k = 1; k <= n; k += 2) product *= (k + 1) / k;
  return product;
}

/**
 * With an odd number of degrees of freedom, theta = atan(x / sqrt nu), in closed form (Abramowitz and Stegun 26.7.3):
 * 1/2 + [theta + sin theta (cos theta + 2/3 cos^3 theta + ... + 2/3 4/5 ... (nu - 3)/(nu - 2) cos^(nu - 2) theta)] / pi.
 */
function studentCdf(x: number): number {
  const theta = Math.atan(x / Math.sqrt(NU));
  const cos = Math.cos(theta);
  let [sum, term] = [0, cos];
  for (let k = 1; k <= NU - 2; k += 2) {
    sum += term;
    term *= ((k + 1) / (k + 2)) * cos * cos;
  }
  return 0.5 + (theta + Math.sin(theta) * sum) / Math.PI;
}

function tableCdf(x: number): number {
  let sum = 0;
  for (let k = 0; k < x; k++) {
    const end = Math.min(1, x - k);
    sum += (Math.exp(table[k]) * Math.expm1(slope(k) * end)) / slope(k);
  }
  return sum / Math.exp(logZ);
}

/** INT f over the edges by Simpson's rule with so many steps between each two: independent of what is tested. */
function simpson(f: (x: number) => number, edges: readonly number[], steps = 4000): number {
  let sum = 0;
  for (let e = 0; e + 1 < edges.length; e++) {
    const h = (edges[e + 1] - edges[e]) / steps;
    for (let k = 0; k <= steps; k++) {
      const weight = k === 0 || k === steps ? 1 : k % 2 === 1 ? 4 : 2;
      // The ends belong to the panel that they end.
      const x = edges[e] + h * (k === 0 ? 1e-12 : k === steps ? steps - 1e-12 : k);
      sum += ((weight * h) / 3) * f(x);
    }
  }
  return sum;
}

const SIGMA = 0.5;
const at = Float64Array.of(0.3, 0.9, 1.7, 2.6);

describe.each(cases)("%s density, written as functions", (_name, p, cdf, edges) => {
  const pdf = (x: number): number => Math.exp(p.logPdf(Float64Array.of(x))[0]);

  it("has the optimal denoiser E[x | x + noise], by Simpson's rule, to 1e-8 and its stated error", () => {
    const r = optimalReconstruction(p, "dae", SIGMA);
    expect(r.errorEstimate).toBeLessThan(1e-6);
    const values = r.evaluate(at);
    at.forEach((noisy, i) => {
      // The kernel's own width is among the edges, so that no panel is coarse where it is.
      const near = [-6, -3, -1, 0, 1, 3, 6].map((k) => noisy + k * SIGMA);
      const all = [...edges, ...near]
        .filter((x) => x >= edges[0] && x <= edges[edges.length - 1])
        .sort((a, b) => a - b);
      const kernel = (x: number): number => Math.exp(-(((x - noisy) / SIGMA) ** 2) / 2) * pdf(x);
      const expected = simpson((x) => x * kernel(x), all) / simpson(kernel, all);
      expect(Math.abs(values[i] - expected)).toBeLessThan(1e-8 + SIGMA ** 2 * r.errorEstimate);
    });
  });

  it("has a contractive optimum that solves sigma^2 (r'' + s r') = r - x between the kinks, by differences to 1e-4", () => {
    const r = optimalReconstruction(p, "rcae", SIGMA);
    expect(r.errorEstimate).toBeLessThan(1e-6);
    const moved = displacement(r, at);
    const h = 1e-4;
    const [above, below] = [h, -h].map((by) => r.jacobian(at.map((x) => x + by)));
    const jacobian = r.jacobian(at);
    const score = p.score(at);
    at.forEach((_, i) => {
      const curvature = (above[i] - below[i]) / (2 * h);
      expect(Math.abs(SIGMA ** 2 * (curvature + score[i] * jacobian[i]) - moved[i])).toBeLessThan(1e-4);
    });
  });

  it("has the mass and the mean of a ball, from its distribution function and by Simpson's rule, within the stated error", () => {
    const [center, radius] = [1.7, 0.2];
    const moments = localMoments(p, Float64Array.of(center), radius);
    const mass = cdf(center + radius) - cdf(center - radius);
    const mean = simpson((x) => x * pdf(x), [center - radius, center + radius], 200) / mass;
    expect(moments.errorEstimate).toBeLessThan(1e-8);
    expect(Math.abs(moments.mass / mass - 1)).toBeLessThan(moments.errorEstimate + 1e-13);
    expect(Math.abs(moments.mean[0] - mean) / radius).toBeLessThan(moments.errorEstimate + 1e-11);
  });

  it("is sampled by inversion, and left as it is by chains on its energy (5000 draws, Kolmogorov-Smirnov p > 1e-3)", () => {
    const draws = p.sample(createRng(1), 5000);
    expect(ksPValue(draws, cdf)).toBeGreaterThan(1e-3);
    const sampler = metropolisHastings({ dim: 1, energyDifference: exactDifference(p), proposal: 1 });
    const ends = runChains(sampler, createRng(2), draws, { steps: 20, burnIn: 19 }).draws;
    expect(ksPValue(ends, cdf)).toBeGreaterThan(1e-3);
    expect(ends.filter((x, i) => x !== draws[i]).length).toBeGreaterThan(2500);
  });
});

describe("what is computed in the place of what is not given", () => {
  const given = new GaussianMixture([
    { weight: 0.3, mean: [-1], covariance: [[0.16]] },
    { weight: 0.5, mean: [0.5], covariance: [[0.09]] },
    { weight: 0.2, mean: [2], covariance: [[0.36]] },
  ]);
  const { dim, features } = given;
  const functions = { dim, features, logPdf: given.logPdf.bind(given), score: given.score.bind(given) };
  const points = Float64Array.from({ length: 41 }, (_, i) => -2 + 0.125 * i);

  it("the Hessian by differences has ten digits, and an error estimate that covers its error: that of sixth order, below 1e-7 of its size", () => {
    const p = density(functions);
    const { values, errors } = hessianByDifferences(p, points);
    const exact = given.hessian(points);
    expect(p.hessian(points)).toEqual(values);
    const size = Math.max(...exact.map(Math.abs));
    values.forEach((value, i) => {
      expect(Math.abs(value - exact[i])).toBeLessThanOrEqual(Math.min(errors[i], 1e-10 * size));
      expect(errors[i]).toBeLessThan(1e-7 * size);
    });
  });

  it("the Laplacian of the score by differences has nine digits, is within its error estimate, and what needs it takes it", () => {
    const { values, errors } = scoreLaplacian(density({ ...functions, hessian: (x) => given.hessian(x) }), points);
    const exact = scoreLaplacian(given, points).values;
    const size = Math.max(...exact.map(Math.abs));
    values.forEach((value, i) => {
      expect(Math.abs(value - exact[i])).toBeLessThanOrEqual(Math.min(errors[i], 1e-9 * size));
      expect(errors[i]).toBeLessThan(1e-7 * size);
    });
    const term = fourthOrderTerm(density(functions), "rcae", points);
    fourthOrderTerm(given, "rcae", points).forEach((value, i) => {
      expect(Math.abs(value - term[i])).toBeLessThan(1e-6 * size);
    });
  });

  it("in the plane: the Hessian, and the box, outside of which p is below exp(-30) of its maximum", () => {
    const mixture = new GaussianMixture([
      {
        weight: 0.4,
        mean: [-1, 2],
        covariance: [
          [1, 0.8],
          [0.8, 1],
        ],
      },
      {
        weight: 0.6,
        mean: [3, 0],
        covariance: [
          [0.2, 0],
          [0, 2],
        ],
      },
    ]);
    const own = density({
      dim: 2,
      features: mixture.features,
      logPdf: (x) => mixture.logPdf(x),
      score: (x) => mixture.score(x),
      sample: (rng, n) => mixture.sample(rng, n),
    });
    const draws = mixture.sample(createRng(1), 20);
    const { values, errors } = hessianByDifferences(own, draws);
    mixture.hessian(draws).forEach((exact, i) => {
      expect(Math.abs(values[i] - exact)).toBeLessThanOrEqual(errors[i]);
      expect(errors[i]).toBeLessThan(1e-7);
    });
    const [[left, right], [bottom, top]] = own.effectiveSupport(30);
    const peak = Math.max(...mixture.logPdf(Float64Array.of(-1, 2, 3, 0)));
    for (let k = 0; k <= 500; k++) {
      const [x, y] = [left + ((right - left) * k) / 500, bottom + ((top - bottom) * k) / 500];
      for (const value of mixture.logPdf(Float64Array.of(left, y, right, y, x, bottom, x, top))) {
        expect(value).toBeLessThan(peak - 30);
      }
    }
  });

  it("in the plane: the contractive optimum of a Gaussian, given as functions, is its closed form within the stated error", () => {
    const gaussian = new GaussianMixture([{ weight: 1, mean: [1, -1], covariance: [0.5, 2] }]);
    const own = density({
      dim: 2,
      features: gaussian.features,
      logPdf: (x) => gaussian.logPdf(x),
      score: (x) => gaussian.score(x),
      sample: (rng, n) => gaussian.sample(rng, n),
    });
    const draws = gaussian.sample(createRng(1), 20);
    const [r, exact] = [own, gaussian].map((p) => optimalReconstruction(p, "rcae", 0.5));
    expect(r.errorEstimate).toBeLessThan(1e-4);
    const expected = scoreEstimate(exact, draws);
    scoreEstimate(r, draws).forEach((value, i) => {
      expect(Math.abs(value - expected[i])).toBeLessThan(r.errorEstimate * Math.max(1, Math.abs(expected[i])));
    });
  });

  it("finds a mode far away and a narrow one: a Gaussian of mean 1e6 and standard deviation 0.01 has mass 1", () => {
    const gaussian = new GaussianMixture([{ weight: 1, mean: [1e6], covariance: [[1e-4]] }]);
    const own = density({ dim: 1, logPdf: (x) => gaussian.logPdf(x), score: (x) => gaussian.score(x) });
    const [[lower, upper]] = own.effectiveSupport(50);
    // sqrt(2 50) = 10 standard deviations, found to 0.1 %.
    expect(Math.abs(upper - lower - 0.2)).toBeLessThan(0.001);
    const z = own.sample(createRng(1), 5000).map((x) => (x - 1e6) / 0.01);
    expect(Math.abs(z.reduce((sum, value) => sum + value, 0) / 5000)).toBeLessThan(5 / Math.sqrt(5000));
  });
});

test("a Cauchy density of one's own: its draws, and the denoiser at 0.5, sigma = 0.5, to 1e-12", () => {
  const cauchy = density({
    dim: 1,
    logPdf: (x) => x.map((at) => -Math.log(Math.PI) - Math.log1p(at * at)),
    score: (x) => x.map((at) => (-2 * at) / (1 + at * at)),
  });
  expect(ksPValue(cauchy.sample(createRng(1), 5000), (x) => 0.5 + Math.atan(x) / Math.PI)).toBeGreaterThan(1e-3);
  const denoiser = optimalReconstruction(cauchy, "dae", 0.5);
  // mpmath, 30 digits: the quotient of the integrals of y and of 1 with exp(-2 (0.5 - y)^2) / (1 + y^2).
  expect(Math.abs(denoiser.evaluate(Float64Array.of(0.5))[0] - 0.380476685837085)).toBeLessThan(1e-12);
});

test("what can't be used is refused in words", () => {
  const logPdf = (x: Float64Array): Float64Array => x.map((at) => -at * at);
  const score = (x: Float64Array): Float64Array => x.map((at) => -2 * at);
  expect(() => density({ dim: 1, logPdf, score })).toThrow(/logPdf must have mass 1, not 1.77/);
  expect(() => density({ dim: 1, logPdf, score: (x) => x.map(() => Number.NaN) })).toThrow(/features must be given/);
  expect(() => density({ dim: 1, logPdf, score, support: [[1, 0]] })).toThrow(/support\[0\] must be \[lower, upper\]/);
  expect(() => density({ dim: 2, logPdf, score })).toThrow(/features must be given in 2 dimensions/);
  const features = [{ center: Float64Array.of(0, 0, 0), width: Float64Array.of(1, 1, 1) }];
  const inSpace = density({ dim: 3, logPdf, score, features });
  expect(() => inSpace.sample(createRng(1), 1)).toThrow(/sample must be given in 3 dimensions/);
  expect(() => inSpace.effectiveSupport(10)).toThrow(/effectiveSupport must be given in 3 dimensions/);
});
