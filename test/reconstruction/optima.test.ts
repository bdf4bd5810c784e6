import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Density } from "../../src/density/density.ts";
import { EnergyDensity } from "../../src/density/energy/energy-density.ts";
import { paper1d } from "../../src/density/examples/paper1d.ts";
import { GaussianMixture } from "../../src/density/gaussian/gaussian-mixture.ts";
import { linspace } from "../../src/numerics/approximation/grid.ts";
import { Dae1d } from "../../src/reconstruction/line/dae-1d.ts";
import { ScoreEstimate1d } from "../../src/reconstruction/line/finite-elements-1d.ts";
import { meshBetween } from "../../src/reconstruction/line/mesh-1d.ts";
import { Rcae1d } from "../../src/reconstruction/line/rcae-1d.ts";
import { optimalReconstruction } from "../../src/reconstruction/optimal.ts";
import { hessianEstimate, scoreEstimate } from "../../src/reconstruction/reconstruction.ts";

interface ReferenceCase {
  readonly density: "paper1d" | "doubleWell";
  readonly method: "dae" | "rcae";
  readonly sigma: number;
  readonly points: readonly number[];
  readonly scoreEstimate: readonly number[];
  readonly hessianEstimate: readonly number[];
  readonly optimalLoss: number | null;
}

const { cases } = JSON.parse(readFileSync(new URL("../fixtures/optima-1d.json", import.meta.url), "utf8")) as {
  cases: readonly ReferenceCase[];
};

const densities: Record<string, Density> = {
  paper1d: paper1d(),
  doubleWell: new EnergyDensity({ expression: "x^4/4 - x^2/2", domain: [[-4, 4]] }),
};

const relative = (value: number, exact: number): number => Math.abs(value - exact) / Math.max(1, Math.abs(exact));

describe.each(cases)("$method of $density, sigma = $sigma, against high-precision references", (reference) => {
  const density = densities[reference.density];
  const optimum = optimalReconstruction(density, reference.method, reference.sigma);
  const x = Float64Array.from(reference.points);
  // The error estimate speaks of p > 1e-12, and so does the promise.
  const inside = density.logPdf(x).map((logPdf) => (logPdf > Math.log(1e-12) ? 1 : 0));

  it("score estimate to 1e-9 of max(1, its size), and within the stated error", () => {
    scoreEstimate(optimum, x).forEach((value, i) => {
      if (!inside[i]) return;
      const error = relative(value, reference.scoreEstimate[i]);
      expect(error).toBeLessThan(1e-9);
      expect(error).toBeLessThanOrEqual(optimum.errorEstimate);
    });
  });

  it("Jacobian within its stated error, which is below 1e-7", () => {
    hessianEstimate(optimum, x).forEach((value, i) => {
      if (!inside[i]) return;
      const error = reference.sigma ** 2 * Math.abs(value - reference.hessianEstimate[i]);
      expect(error).toBeLessThanOrEqual(optimum.jacobianErrorEstimate);
    });
    expect(optimum.jacobianErrorEstimate).toBeLessThan(1e-7);
  });

  it.runIf(reference.optimalLoss !== null)("optimal loss to 1e-12 relative, and within its stated error", () => {
    const exact = reference.optimalLoss as number;
    const { value, errorEstimate } = optimum.optimalLoss();
    expect(Math.abs(value / exact - 1)).toBeLessThan(1e-12);
    expect(Math.abs(value - exact)).toBeLessThanOrEqual(errorEstimate + Number.EPSILON * exact);
  });
});

describe("the error estimate of the contractive optimum", () => {
  it("is below 1e-6 for every sigma from 1 to 0.0005 on the paper's density", () => {
    for (let sigma = 1; sigma > 0.0005; sigma /= 1.7) {
      expect(new Rcae1d(paper1d(), sigma).errorEstimate).toBeLessThan(1e-6);
    }
  });

  it("is honest where the mesh is too coarse: degree 14's error is below its difference to degree 10", () => {
    const sigma = 0.0625;
    const density = paper1d();
    const exact = new Rcae1d(density, sigma);
    const x = linspace(-1.2, 1.2, 241);
    const largest = (a: Float64Array, b: Float64Array): number =>
      a.reduce((worst, value, i) => Math.max(worst, relative(value, b[i])), 0);
    for (const elements of [2, 3, 4]) {
      const [coarse, fine] = [10, 14].map((degree) =>
        new ScoreEstimate1d(density, sigma, meshBetween(linspace(-1.5, 1.5, elements + 1)), degree).evaluate(x),
      );
      const error = largest(fine, scoreEstimate(exact, x));
      // Far above the error of the accurate solution, so the meshes are too coarse indeed.
      expect(error).toBeGreaterThan(1e-9);
      expect(error).toBeLessThan(largest(coarse, fine));
    }
  });
});

it("densities so wide that p is below 1e-12 everywhere have an error estimate too, and it is small", () => {
  const wide = new GaussianMixture([{ weight: 1, mean: [0], covariance: [[1e30]] }]);
  for (const optimum of [new Rcae1d(wide, 3e14), new Dae1d(wide, 3e14)]) {
    expect(optimum.errorEstimate).toBeGreaterThan(0);
    expect(optimum.errorEstimate).toBeLessThan(1e-9);
  }
});

describe("mixtures", () => {
  it.each(["dae", "rcae"] as const)(
    "with modes 20 standard deviations apart, %s: near each mode its own Gaussian's, to 1e-9",
    (method) => {
      const mixture = new GaussianMixture([
        { weight: 0.3, mean: [-10], covariance: [[1]] },
        { weight: 0.7, mean: [10], covariance: [[1]] },
      ]);
      for (const sigma of [0.5, 0.1, 0.005]) {
        const optimum = optimalReconstruction(mixture, method, sigma);
        for (const mode of [-10, 10]) {
          const x = linspace(mode - 4, mode + 4, 33);
          scoreEstimate(optimum, x).forEach((value, i) => {
            expect(Math.abs(value + (x[i] - mode) / (1 + sigma ** 2))).toBeLessThan(1e-9);
          });
        }
      }
    },
  );

  it("of very different widths: the narrow component is seen from the wide one's scale", () => {
    const mixture = new GaussianMixture([
      { weight: 0.5, mean: [3], covariance: [[1e-6]] },
      { weight: 0.5, mean: [0], covariance: [[100]] },
    ]);
    // At the narrow mode p_sigma is the narrow component's but for 1 part in 1e4 (a factor of 1e4 in width).
    const optimum = optimalReconstruction(mixture, "rcae", 1e-4);
    const x = Float64Array.of(3 - 5e-4, 3, 3 + 5e-4);
    scoreEstimate(optimum, x).forEach((value, i) => {
      expect(Math.abs(value + (x[i] - 3) / (1e-6 + 1e-8))).toBeLessThan(1);
    });
  });

  it("far outside the mass, where p has underflowed: the outer component's line, to 1e-6 of its size", () => {
    const mixture = new GaussianMixture([
      { weight: 0.5, mean: [-1], covariance: [[1]] },
      { weight: 0.5, mean: [1], covariance: [[1]] },
    ]);
    const optimum = optimalReconstruction(mixture, "rcae", 0.5);
    const [score] = scoreEstimate(optimum, Float64Array.of(60));
    expect(Math.abs(score / (-59 / 1.25) - 1)).toBeLessThan(1e-6);
  });
});

it("the contractive optimum needs 10 times the nodes for 10 times the modes, within 30 %: its cost is linear", () => {
  // Counted, not timed: the bandwidth is constant, so nodes are the cost.
  const nodes = [1, 10, 100].map((copies) => {
    const components = Array.from({ length: copies }, (_, k) => ({
      weight: 1 / copies,
      mean: [8 * k],
      covariance: [[1]],
    }));
    return new Rcae1d(new GaussianMixture(components), 0.3).size;
  });
  expect(nodes[1] / nodes[0]).toBeLessThan(10 * 1.3);
  expect(nodes[2] / nodes[1]).toBeLessThan(10 * 1.3);
});
