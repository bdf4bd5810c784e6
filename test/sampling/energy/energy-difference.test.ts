import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OneLayer, TiedOneLayer } from "../../../src/autoencoder/network/one-layer.ts";
import { GaussianMixture } from "../../../src/density/gaussian/gaussian-mixture.ts";
import { createRng, normals } from "../../../src/numerics/random/random.ts";
import { optimalReconstruction } from "../../../src/reconstruction/optimal.ts";
import {
  exactDifference,
  firstOrderDifference,
  pathDifference,
} from "../../../src/sampling/energy/energy-difference.ts";
import { gaussLegendreRule, midpointRule, trapezoidRule } from "../../../src/sampling/energy/path-rule.ts";

const SIGMA = 0.4;
const gaussian = new GaussianMixture([{ weight: 1, mean: [0.3], covariance: [[0.84]] }]);
const denoiser = optimalReconstruction(gaussian, "dae", SIGMA);
const coordinate = fc.double({ min: -5, max: 5, noNaN: true });

/** Of a Gaussian, -log p is (x - mean)^2 / 2 variance. */
const energy = (x: number): number => (x - 0.3) ** 2 / 2 / (0.84 + SIGMA ** 2);

describe("energy differences", () => {
  it("of Gaussian data: midpoint, trapezoid and Gauss are exact, to 1e-13; the first order misses δ² / 2 (v + σ²), downhill is negative", () => {
    fc.assert(
      fc.property(coordinate, coordinate, (x, y) => {
        const [from, to] = [Float64Array.of(x), Float64Array.of(y)];
        const exact = energy(y) - energy(x);
        for (const rule of [midpointRule, trapezoidRule, gaussLegendreRule(3)]) {
          expect(Math.abs(pathDifference(denoiser, rule)(from, to)[0] - exact)).toBeLessThan(1e-13 * (1 + 25));
        }
        expect(Math.abs(exactDifference(gaussian.smoothed(SIGMA))(from, to)[0] - exact)).toBeLessThan(1e-12);
        const missed = exact - firstOrderDifference(denoiser)(from, to)[0];
        expect(Math.abs(missed - (y - x) ** 2 / 2 / (0.84 + SIGMA ** 2))).toBeLessThan(1e-12);
      }),
    );
    expect(firstOrderDifference(denoiser)(Float64Array.of(2), Float64Array.of(1.9))[0]).toBeLessThan(0);
  });

  it("takes a batch as it takes pairs one by one, to the last bit, in any dimension", () => {
    const network = someNetwork(3, 7);
    const rng = createRng(3);
    const [from, to] = [normals(rng, 15), normals(rng, 15)];
    for (const difference of [
      firstOrderDifference(network),
      pathDifference(network, midpointRule),
      pathDifference(network, gaussLegendreRule(4)),
    ]) {
      const together = difference(from, to);
      expect(together.length).toBe(5);
      together.forEach((value, i) => {
        expect(difference(from.slice(3 * i, 3 * i + 3), to.slice(3 * i, 3 * i + 3))[0]).toBe(value);
      });
    }
  });

  it("of a network that is no gradient field is antisymmetric by symmetric rules, to 1e-13, and depends on the path by more than 1e-3", () => {
    const network = someNetwork(2, 12);
    const [a, b, c] = [Float64Array.of(-1, 0), Float64Array.of(1, 0.2), Float64Array.of(0, 1.5)];
    const difference = pathDifference(network, gaussLegendreRule(40));
    expect(Math.abs(difference(a, b)[0] + difference(b, a)[0])).toBeLessThan(1e-13);
    expect(Math.abs(difference(a, b)[0] + difference(b, c)[0] + difference(c, a)[0])).toBeGreaterThan(1e-3);
    // Along one line it adds up all the same.
    const middle = Float64Array.of(0, 0.1);
    expect(Math.abs(difference(a, middle)[0] + difference(middle, b)[0] - difference(a, b)[0])).toBeLessThan(1e-12);
  });

  it("of a network with tied weights is that of its energy over σ², by 40-point Gauss to 1e-12", () => {
    const rng = createRng(2);
    const tied = new TiedOneLayer(
      { encoder: normals(rng, 9 * 2), hiddenBias: normals(rng, 9), outputBias: normals(rng, 2) },
      SIGMA,
    );
    const [from, to] = [normals(rng, 10), normals(rng, 10)];
    const [before, after] = [tied.energy(from), tied.energy(to)];
    pathDifference(tied, gaussLegendreRule(40))(from, to).forEach((value, i) => {
      expect(Math.abs(value - (after[i] - before[i]) / SIGMA ** 2)).toBeLessThan(1e-12 * (1 + Math.abs(value)));
    });
  });

  it("refuses pairs that don't match", () => {
    expect(() => firstOrderDifference(denoiser)(new Float64Array(2), new Float64Array(3))).toThrow(
      "from and to must hold as many points as each other, of 1 coordinates, not 2 and 3 numbers",
    );
    expect(() => pathDifference(someNetwork(2, 3), midpointRule)(new Float64Array(3), new Float64Array(3))).toThrow(
      "of 2 coordinates",
    );
  });
});

/** An untied network with random weights. */
function someNetwork(dim: number, hidden: number): OneLayer {
  const rng = createRng(8);
  return new OneLayer(
    {
      encoder: normals(rng, hidden * dim),
      hiddenBias: normals(rng, hidden),
      decoder: normals(rng, dim * hidden, 0.3),
      outputBias: normals(rng, dim),
    },
    SIGMA,
  );
}
