import { describe, expect, it } from "vitest";
import type { Density } from "../../../src/density/density.ts";
import { EnergyDensity } from "../../../src/density/energy/energy-density.ts";
import { threeBumps } from "../../../src/density/examples/three-bumps.ts";
import { createRng } from "../../../src/numerics/random/random.ts";
import { type LangevinEstimate, RcaeLangevin } from "../../../src/reconstruction/any-dimension/rcae-langevin.ts";
import { Rcae1d } from "../../../src/reconstruction/line/rcae-1d.ts";
import { expectGaussianOptimum } from "../../support/gaussian-optimum.ts";

/**
 * Largest |z| of k comparisons at a confidence of 1 - 1e-6 for all together (Bonferroni): the normal quantile of
 * 1 - 1e-6 / (2 k) is below this for k up to 100.
 */
const LARGEST_Z = 5.8;
/** What other methods' errors and rounding may add. */
const ROUNDING = 1e-9;

/** How far off estimates are in standard errors, with their bias taken off. */
function largestZ({ value, standardError, biasEstimate }: LangevinEstimate, exact: Float64Array): number {
  return value.reduce((worst, one, i) => {
    const excess = Math.max(0, Math.abs(one - exact[i]) - biasEstimate[i] - ROUNDING);
    return Math.max(worst, excess === 0 ? 0 : excess / standardError[i]);
  }, 0);
}

function langevin(density: Density, sigma: number, seed: number, options = {}): RcaeLangevin {
  return new RcaeLangevin(density, sigma, { rng: createRng(seed), ...options });
}

/** A double well as formula, on a domain whose walls no path gets to. */
const doubleWell: EnergyDensity = new EnergyDensity({ expression: "x^4/4 - x^2", domain: [[-5, 5]] });

describe.each([
  { name: "three-Gaussian mixture", density: threeBumps() as Density },
  { name: "double well", density: doubleWell as Density },
])("Langevin to an exponential time against finite elements, $name", ({ density }) => {
  it.each([0.0625, 0.3125])("r, dr/dx and the loss within 5.8 standard errors and the bias, σ = %d", (sigma) => {
    const points = Float64Array.of(-0.9, 0.1, 0.8, 1.9);
    const reference = new Rcae1d(density, sigma);
    const optimum = langevin(density, sigma, 11, { samples: 100 });
    const estimate = optimum.estimate(points);
    expect(largestZ(estimate, reference.evaluate(points))).toBeLessThan(LARGEST_Z);
    expect(largestZ(optimum.estimateJacobian(points), reference.jacobian(points))).toBeLessThan(LARGEST_Z);
    expect(Math.max(...estimate.standardError)).toBeLessThan(0.05 * sigma);
    if (density instanceof EnergyDensity) return;
    const { value, standardError, errorEstimate } = optimum.optimalLoss();
    expect(Math.abs(value - reference.optimalLoss().value)).toBeLessThan(
      errorEstimate + (LARGEST_Z - 4) * standardError,
    );
  });
});

describe.each([1, 2, 10])("Gaussian data in d = %i, against μ + Σ (Σ + σ²)⁻¹ (x − μ)", (dim) => {
  it("r and its Jacobian within 5.8 standard errors, the bias and 1e-9; below 1e-6 in all", () => {
    expectGaussianOptimum(dim, 0.4, (density, points, r, jacobian) => {
      const optimum = langevin(density, 0.4, 3, { samples: 16 });
      const estimate = optimum.estimate(points);
      expect(largestZ(estimate, r)).toBeLessThan(LARGEST_Z);
      expect(largestZ(optimum.estimateJacobian(points), jacobian)).toBeLessThan(LARGEST_Z);
      // Antithetic pairs of a linear drift: the noise cancels.
      expect(Math.max(...estimate.standardError)).toBeLessThan(1e-12);
      expect(Math.max(...estimate.biasEstimate)).toBeLessThan(1e-6);
    });
  });
});

describe("the stated errors", () => {
  it("are those of 60 seeds: chi-square of r, of dr/dx and of the loss within its 1e-4 and 1 - 1e-4 quantiles", {
    timeout: 60_000,
  }, () => {
    const [points, sigma, density] = [Float64Array.of(0.1), 0.25, threeBumps()];
    const reference = new Rcae1d(density, sigma);
    const exact = [reference.evaluate(points)[0], reference.jacobian(points)[0], reference.optimalLoss().value];
    const chiSquare = [0, 0, 0];
    for (let seed = 1; seed <= 60; seed++) {
      const optimum = langevin(density, sigma, seed, { samples: 100 });
      const [r, slope] = [optimum.estimate(points), optimum.estimateJacobian(points)];
      const loss = optimum.optimalLoss();
      chiSquare[0] += ((r.value[0] - exact[0]) / r.standardError[0]) ** 2;
      chiSquare[1] += ((slope.value[0] - exact[1]) / slope.standardError[0]) ** 2;
      chiSquare[2] += ((loss.value - exact[2]) / loss.standardError) ** 2;
    }
    // Quantiles of chi-square with 60 degrees of freedom.
    for (const one of chiSquare) {
      expect(one).toBeGreaterThan(27.5);
      expect(one).toBeLessThan(109.5);
    }
  });

  it("name the bias of steps that are too long: off by more than 1e-4 and 1000 standard errors, and by 0.1 to 1 times the bias estimate", () => {
    expectGaussianOptimum(1, 1, (density, points, r) => {
      const { value, standardError, biasEstimate } = langevin(density, 1, 1, {
        samples: 16,
        stepsPerTime: 1,
        halvings: 2,
      }).estimate(points);
      value.forEach((one, i) => {
        const off = Math.abs(one - r[i]);
        expect(off).toBeGreaterThan(Math.max(1e-4, 1000 * standardError[i]));
        expect(off).toBeLessThan(biasEstimate[i]);
        expect(off).toBeGreaterThan(0.1 * biasEstimate[i]);
      });
    });
  });
});

describe("walls", () => {
  const density = new EnergyDensity({ expression: "x", domain: [[0, 1]] });
  const points = Float64Array.of(0, 0.15, 0.5, 1);

  it.each([0.1, 0.5])("paths are reflected: r within 5.8 standard errors and the bias, σ = %d", (sigma) => {
    const estimate = langevin(density, sigma, 5).estimate(points);
    expect(largestZ(estimate, new Rcae1d(density, sigma).evaluate(points))).toBeLessThan(LARGEST_Z);
    expect(Math.max(...estimate.standardError)).toBeLessThan(0.05 * sigma);
  });

  it("in a corner of the plane: coordinates that are independent are reflected each by itself", () => {
    const square = new EnergyDensity({
      expression: "x + 0*y",
      domain: [
        [0, 1],
        [0, 2],
      ],
    });
    const estimate = langevin(square, 0.3, 5, { samples: 60 }).estimate(Float64Array.of(0.05, 1.9));
    const along = new Rcae1d(density, 0.3).evaluate(Float64Array.of(0.05))[0];
    const across = new Rcae1d(new EnergyDensity({ expression: "0*x", domain: [[0, 2]] }), 0.3);
    expect(largestZ(estimate, Float64Array.of(along, across.evaluate(Float64Array.of(1.9))[0]))).toBeLessThan(
      LARGEST_Z,
    );
  });

  it("there is no Jacobian and no loss, and the message says so", () => {
    const optimum = langevin(density, 0.3, 1);
    expect(() => optimum.jacobian(points)).toThrow(/wall/);
    expect(() => optimum.optimalLoss()).toThrow(/walls/);
  });
});

describe("as a function", () => {
  const density = threeBumps();

  it("r of a point does not depend on what else is asked, the same seed gives the same bytes, another one others", () => {
    const samples = 20;
    const one = langevin(density, 0.3, 1, { samples });
    const together = one.evaluate(Float64Array.of(0.2, 1));
    expect(one.evaluate(Float64Array.of(1))[0]).toBe(together[1]);
    expect(langevin(density, 0.3, 1, { samples }).evaluate(Float64Array.of(0.2))[0]).toBe(together[0]);
    expect(langevin(density, 0.3, 2, { samples }).evaluate(Float64Array.of(0.2))[0]).not.toBe(together[0]);
  });

  it("states errors of the score estimate and of dr/dx, and keeps to them at three points in the bulk", () => {
    const sigma = 0.3;
    const points = Float64Array.of(-0.8, 0.5, 1.7);
    const optimum = langevin(density, sigma, 1, { samples: 100 });
    const exact = new Rcae1d(density, sigma);
    const [g, exactG] = [optimum, exact].map((one) => one.displacement(points).map((change) => change / sigma ** 2));
    const [slope, exactSlope] = [optimum.jacobian(points), exact.jacobian(points)];
    points.forEach((_, i) => {
      expect(Math.abs(g[i] - exactG[i])).toBeLessThan(optimum.errorEstimate * Math.max(1, Math.abs(exactG[i])));
      expect(Math.abs(slope[i] - exactSlope[i])).toBeLessThan(optimum.jacobianErrorEstimate);
    });
    expect(optimum.errorEstimate).toBeLessThan(0.5);
    expect(optimum.jacobianErrorEstimate).toBeLessThan(0.5);
  });

  it.each([
    ["samples", { samples: 1.5 }],
    ["stepsPerTime", { stepsPerTime: 0 }],
    ["halvings", { halvings: 1 }],
  ])("refuses %s that it can't use, by name", (name, options) => {
    expect(() => langevin(density, 0.3, 1, options)).toThrow(new RegExp(`^${name} must be a .*whole number`));
  });

  it("refuses a sigma that would take too long, and points without density", () => {
    expect(() => langevin(density, 100, 1)).toThrow(/^sigma must be at most/);
    expect(() => langevin(doubleWell, 0.3, 1).evaluate(Float64Array.of(6))).toThrow(
      /^points must lie where the density lives, not at/,
    );
  });
});
