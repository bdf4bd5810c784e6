import { describe, expect, it } from "vitest";
import type { Density } from "../../../src/density/density.ts";
import { EnergyDensity } from "../../../src/density/energy/energy-density.ts";
import { GaussianMixture } from "../../../src/density/gaussian/gaussian-mixture.ts";
import { linspace } from "../../../src/numerics/approximation/grid.ts";
import { createRng } from "../../../src/numerics/random/random.ts";
import { Dae1d } from "../../../src/reconstruction/line/dae-1d.ts";
import { Rcae1d } from "../../../src/reconstruction/line/rcae-1d.ts";
import { denoisingLoss, expectation } from "../../../src/reconstruction/losses.ts";
import { optimalReconstruction } from "../../../src/reconstruction/optimal.ts";

type Domain = readonly [number, number];

const energy = (expression: string, domain: Domain): EnergyDensity =>
  new EnergyDensity({ expression, domain: [domain] });

describe("|x|^-a on [-1, 1]: E x^2 = (1 - a) / (3 - a), 40 random a from -3 to 0.99 and places, seed 4", () => {
  it("is within the stated error, which is below 1e-9", () => {
    const rng = createRng(4);
    for (let k = 0; k < 40; k++) {
      const a = -3 + 3.99 * rng.uniform();
      const density = energy(`${a}*log(abs(x))`, [-1, 1]);
      const { value, errorEstimate } = expectation(density, (x) => x.map((at) => at * at));
      expect(Math.abs(value - (1 - a) / (3 - a))).toBeLessThanOrEqual(errorEstimate);
      expect(errorEstimate).toBeLessThan(1e-9);
    }
  });
});

describe("zeros of p: |x|^b on [-1, 1] is two problems for b >= 1, and one for b < 1", () => {
  /** p = x^2: x r in hyperbolic functions on each side, as for the wall in `hard-cases.test.ts`. */
  const half = (x: number, sigma: number): number => {
    const [sinh, cosh] = [Math.sinh(1 / sigma), Math.cosh(1 / sigma)];
    const factor = (2 * sigma ** 2 - 1 + 2 * sigma * sinh - 2 * sigma ** 2 * cosh) / (cosh / sigma - sinh);
    const [s, c] = [Math.sinh(x / sigma), Math.cosh(x / sigma)];
    return (x ** 2 + 2 * sigma ** 2 * (1 - c) + factor * s) / x;
  };

  it("x^2, rcae: each half has its own closed form, to 1e-11", () => {
    for (const sigma of [0.1, 1]) {
      const optimum = new Rcae1d(energy("-log(x^2)", [-1, 1]), sigma);
      for (const x of [0.05, 0.2, 0.5, 1]) {
        const [right, left] = optimum.evaluate(Float64Array.of(x, -x));
        expect(Math.abs(right - half(x, sigma))).toBeLessThan(1e-11);
        expect(Math.abs(left + half(x, sigma))).toBeLessThan(1e-11);
      }
    }
  });

  it("|x|^0.5: r is continuous and 0 at 0, |x|^1.5 and |x|^3: it jumps there", () => {
    const beside = (b: number): number =>
      new Rcae1d(energy(`-${b}*log(abs(x))`, [-1, 1]), 0.5).evaluate(Float64Array.of(1e-12))[0];
    expect(Math.abs(beside(0.5))).toBeLessThan(1e-5);
    expect(beside(1.5)).toBeGreaterThan(0.3);
    expect(beside(3)).toBeGreaterThan(beside(1.5));
  });
});

describe("kinks and jumps", () => {
  it("a Laplace density, dae: E[x | x~] in error functions at x~ = 0.5, to 1e-13", () => {
    // mpmath, 30 digits, sigma = 0.3: quotient of the integrals of x and 1 with exp(-|x| - (x - 0.5)^2 / 0.18).
    const [value] = new Dae1d(energy("abs(x)", [-60, 60]), 0.3).evaluate(Float64Array.of(0.5));
    expect(Math.abs(value - 0.4222746468495935)).toBeLessThan(1e-13);
  });

  it("a Laplace density, rcae: r = x - sigma^2 sign(x) (1 - exp(-k |x|)), k = (sqrt(1 + 4 / sigma^2) - 1) / 2, to 1e-11", () => {
    const sigma = 0.3;
    const k = (Math.sqrt(1 + 4 / sigma ** 2) - 1) / 2;
    const x = linspace(-4, 4, 17);
    new Rcae1d(energy("abs(x)", [-60, 60]), sigma).evaluate(x).forEach((value, i) => {
      const exact = x[i] - sigma ** 2 * Math.sign(x[i]) * (1 - Math.exp(-k * Math.abs(x[i])));
      expect(Math.abs(value - exact)).toBeLessThan(1e-11);
    });
  });

  it("a uniform density with a step, p = 2/3 and 1/3 on halves of [-1, 1]: E x = -1/6 to 1e-14", () => {
    const density = energy("log(2)*max(0, sign(x - 0))", [-1, 1]);
    expect(Math.abs(expectation(density, (x) => x).value + 1 / 6)).toBeLessThan(1e-14);
  });
});

describe("two wells far apart, with nothing between them", () => {
  const domain: Domain = [-10, 10];
  const wells = energy("-log(exp(-((x+5)/0.001)^2/2) + 2*exp(-((x-5)/0.001)^2/2))", domain);

  it.each(["dae", "rcae"] as const)("%s: near each it is that well's own line", (method) => {
    const optimum = optimalReconstruction(wells, method, 0.1);
    const shrink = 1e-6 / (1e-6 + 0.01);
    for (const [mean, x] of [
      [-5, -4.9995],
      [5, 5.001],
    ]) {
      expect(Math.abs(optimum.evaluate(Float64Array.of(x))[0] - (mean + shrink * (x - mean)))).toBeLessThan(1e-12);
    }
    const { value, errorEstimate } = optimum.optimalLoss();
    expect(Math.abs(value - shrink * 0.01)).toBeLessThanOrEqual(errorEstimate + 1e-12 * value);
  });
});

describe("a density of one's own that says nothing of its features", () => {
  const mixture = new GaussianMixture([
    { weight: 0.5, mean: [0.3333], covariance: [[1e-10]] },
    { weight: 0.5, mean: [0], covariance: [[1]] },
  ]);
  const told: Density = {
    dim: 1,
    support: mixture.support,
    features: [],
    logPdf: (x) => mixture.logPdf(x),
    score: (x) => mixture.score(x),
    hessian: (x) => mixture.hessian(x),
    sample: (rng, n) => mixture.sample(rng, n),
    effectiveSupport: (logDrop) => mixture.effectiveSupport(logDrop),
  };

  it.each([
    ["Dae1d", Dae1d],
    ["Rcae1d", Rcae1d],
  ] as const)("%s misses half of the mass, says so, and its errors cover it", (_name, Optimum) => {
    const blind = new Optimum(told, 0.3);
    const exact = new Rcae1d(mixture, 0.3);
    const loss = blind.optimalLoss();
    const expected =
      Optimum === Rcae1d ? exact.optimalLoss() : optimalReconstruction(mixture, "dae", 0.3).optimalLoss();
    // The half that was found has nearly the same contractive loss, far from the same to rounding.
    expect(Math.abs(loss.value - expected.value)).toBeGreaterThan(1e-5);
    expect(Math.abs(loss.value - expected.value)).toBeLessThanOrEqual(loss.errorEstimate);
    expect(blind.errorEstimate).toBeGreaterThan(0.1);
    expect(blind.notRuledOut).toMatch(/cannot be ruled out .* two unrelated meshes find 0\.5 and 0\.5 of a mass of 1/);
  });

  it("with its features it is the mixture, and nothing is left to rule out", () => {
    const own = new Rcae1d({ ...told, features: mixture.features }, 0.3);
    const x = Float64Array.of(0, 0.3333, 1);
    const expected = new Rcae1d(mixture, 0.3).evaluate(x);
    own.evaluate(x).forEach((value, i) => {
      expect(Math.abs(value - expected[i])).toBeLessThan(1e-12);
    });
    expect(own.notRuledOut).toBeUndefined();
    expect(new Dae1d(energy("x^2/2", [-8, 8]), 0.3).notRuledOut).toBeUndefined();
  });
});

describe("the denoising loss of any r on a domain of millions of sigma", () => {
  it.each([
    ["log(1+x^2)", [-1e6, 1e6], 0.3],
    ["3*log(1+x^2/5)", [-1e6, 1e6], 0.3],
    ["0.5*log(x) + x", [0, 1e6], 1e-5],
  ] as [string, Domain, number][])(
    "%s on %j, sigma = %f: of r = x it is sigma^2, within the error",
    (expression, domain, sigma) => {
      const { value, errorEstimate } = denoisingLoss(energy(expression, domain), (x) => x, sigma);
      expect(Math.abs(value - sigma ** 2)).toBeLessThanOrEqual(errorEstimate);
      expect(errorEstimate).toBeLessThan(1e-4 * sigma ** 2);
    },
  );
});
