import { describe, expect, it } from "vitest";
import { EnergyDensity } from "../../../src/density/energy/energy-density.ts";
import { InputError } from "../../../src/numerics/input-error.ts";
import { gaussLegendre } from "../../../src/numerics/quadrature/gauss-legendre.ts";
import { Dae1d } from "../../../src/reconstruction/line/dae-1d.ts";
import { lineMesh } from "../../../src/reconstruction/line/mesh-1d.ts";
import { optimalReconstruction } from "../../../src/reconstruction/optimal.ts";

/** Nodes, and weights times exp(-E), of equal panels that are much narrower than the waves of E. */
function nodesOf(energy: (x: number) => number, [lower, upper]: readonly [number, number], panels: number) {
  const rule = gaussLegendre(8);
  const half = (upper - lower) / panels / 2;
  const x = Float64Array.from({ length: 8 * panels }, (_, i) => {
    return lower + half * (2 * Math.floor(i / 8) + 1 + rule.nodes[i % 8]);
  });
  return { x, weights: x.map((at, i) => half * rule.weights[i % 8] * Math.exp(-energy(at))) };
}

/** Mass, mean and variance of the clean point given the corrupted one, by plain sums. */
function posterior({ x, weights }: ReturnType<typeof nodesOf>, corrupted: number, sigma: number) {
  let [mass, first, second] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const offset = x[i] - corrupted;
    const weight = weights[i] * Math.exp(-((offset / sigma) ** 2) / 2);
    mass += weight;
    first += weight * offset;
    second += weight * offset * offset;
  }
  return { mass, shift: first / mass, variance: second / mass - (first / mass) ** 2 };
}

describe("the denoiser of an energy with thousands of waves, as plain sums over all of them have it", () => {
  it.each([
    ["cos(2000*x)", (x: number) => Math.cos(2000 * x), [-10, 10], 0.3, 80_000],
    ["x^2/9+2*cos(1500*x)", (x: number) => (x * x) / 9 + 2 * Math.cos(1500 * x), [-6, 6], 0.1, 40_000],
    ["sin(3000*x)-x", (x: number) => Math.sin(3000 * x) - x, [0, 5], 0.02, 40_000],
  ] as [string, (x: number) => number, [number, number], number, number][])(
    "%s: r and dr/dx within the stated errors, which are below 1e-10 of r; of more than 1000 panels",
    (expression, energy, domain, sigma, panels) => {
      const density = new EnergyDensity({ expression, domain: [domain] });
      expect(lineMesh(density, 80).panels.length).toBeGreaterThan(1000);
      const dae = new Dae1d(density, sigma);
      expect(dae.errorEstimate).toBeLessThan(1e-10);
      const nodes = nodesOf(energy, domain, panels);
      const middle = (domain[0] + domain[1]) / 2;
      for (const at of [middle + 0.01234, middle + sigma, domain[0], domain[1] - 0.4 * sigma, domain[1] + 3 * sigma]) {
        const exact = posterior(nodes, at, sigma);
        const [shift] = dae.displacement(Float64Array.of(at));
        // The plain sums lose a digit or two in the difference.
        const rounding = 1e-13 * sigma;
        expect(Math.abs(shift - exact.shift)).toBeLessThanOrEqual(
          dae.errorEstimate * Math.max(sigma ** 2, Math.abs(exact.shift)) + rounding,
        );
        const [slope] = dae.jacobian(Float64Array.of(at));
        expect(Math.abs(slope - exact.variance / sigma ** 2)).toBeLessThanOrEqual(dae.jacobianErrorEstimate + 1e-12);
      }
    },
  );

  it("cos(2000*x) on [-1, 1], sigma = 0.1: the loss is the plain sum's over a lattice, to 1e-12 of it", () => {
    const density = new EnergyDensity({ expression: "cos(2000*x)", domain: [[-1, 1]] });
    const nodes = nodesOf((x) => Math.cos(2000 * x), [-1, 1], 8_000);
    // Over the corrupted point the trapezoidal rule converges faster than any power.
    const step = 0.1 / 4;
    let [mass, loss] = [0, 0];
    for (let k = -80; k <= 80; k++) {
      const own = posterior(nodes, k * step, 0.1);
      if (!(own.mass > 0)) continue;
      mass += own.mass;
      loss += own.mass * own.variance;
    }
    const { value, errorEstimate } = new Dae1d(density, 0.1).optimalLoss();
    expect(Math.abs(value - loss / mass)).toBeLessThanOrEqual(errorEstimate + 1e-12 * value);
    expect(errorEstimate).toBeLessThan(1e-12 * value);
  });
});

it("the contractive optimum of as many waves is refused in a sentence", () => {
  const density = new EnergyDensity({ expression: "cos(2000*x)", domain: [[-10, 10]] });
  expect(() => optimalReconstruction(density, "rcae", 0.3)).toThrow(InputError);
  expect(() => optimalReconstruction(density, "rcae", 0.3)).toThrow(
    /density must be resolved by 20000 elements on \[-10, 10\]/,
  );
});
