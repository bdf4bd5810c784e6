import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { CurveDistribution } from "../../../src/density/curve/smoothed-curve.ts";
import { curve10d } from "../../../src/density/examples/curve10d.ts";
import { spiral } from "../../../src/density/examples/spiral.ts";
import { wave } from "../../../src/density/examples/wave.ts";
import { linspace } from "../../../src/numerics/approximation/grid.ts";
import { compositeRule } from "../../../src/numerics/quadrature/gauss-legendre.ts";
import { createRng } from "../../../src/numerics/random/random.ts";
import { DaeClosedForm } from "../../../src/reconstruction/any-dimension/dae-closed-form.ts";
import { differentiate } from "../../support/differences.ts";
import { directPosterior } from "../../support/direct-sum.ts";

interface Reference {
  readonly sigma: number;
  readonly x: readonly number[];
  readonly logPdf: number;
  readonly score: readonly number[];
  readonly hessian: readonly number[];
  readonly scoreLaplacian: readonly number[];
}

const END_OF_CURVE = [
  0.7351280331430173, 0.6088155764781885, 0.2503261091649851, 0.9532483325113343, 0.8649318720419009,
  0.13394843140043808, -0.8522628715875685, 0.7722265839148649, 0.99902863765509, -0.7013843104264903,
];

const references: readonly Reference[] = JSON.parse(
  readFileSync(new URL("../../fixtures/smoothed-spiral.json", import.meta.url), "utf8"),
);

describe("the spiral, blurred", () => {
  it.each(references)("sigma = $sigma at $x: 40-digit references, to 1e-10 in units of sigma", (reference) => {
    const { sigma } = reference;
    const smoothed = spiral().smoothed(sigma);
    const x = Float64Array.from(reference.x);
    const close = (actual: Float64Array, expected: readonly number[], unit: number): void => {
      expect(actual).toHaveLength(expected.length);
      const scale = Math.max(1, ...expected.map((value) => Math.abs(value) * unit));
      actual.forEach((value, i) => {
        expect(Math.abs(value - expected[i]) * unit).toBeLessThan(1e-10 * scale);
      });
    };
    close(smoothed.logPdf(x), [reference.logPdf], 1);
    close(smoothed.score(x), reference.score, sigma);
    close(smoothed.hessian(x), reference.hessian, sigma ** 2);
    close(smoothed.scoreLaplacian(x), reference.scoreLaplacian, sigma ** 3);
  });

  it("10^5 away r is the point that faces x, to 1e-6, for sigma from 0.001 to 1", () => {
    // The tangent there is across the direction to x: found by hand on the arm's outside, towards (1, 0).
    for (const sigma of [0.001, 0.01, 0.1]) {
      const density = spiral();
      const [x, y] = new DaeClosedForm(density, density.smoothed(sigma), sigma).evaluate(Float64Array.of(1e5, 0));
      const t = Math.atan2(x, y) + 4 * Math.PI;
      expect(Math.abs(Math.hypot(x, y) - 0.04 * t)).toBeLessThan(1e-6);
      expect(Math.abs(Math.sin(t) + t * Math.cos(t))).toBeLessThan(1e-4);
    }
  });

  it("refuses a sigma at which the rounding of the curve shows", () => {
    expect(() => spiral().smoothed(1e-12)).toThrow(
      /^sigma must be from 1.69\d*e-8 to 1e\+75 for this curve, not 1e-12$/,
    );
  });
});

describe.each([
  { name: "spiral", density: spiral() },
  { name: "curve10d", density: curve10d() },
  { name: "wave", density: wave() },
])("$name", ({ density }) => {
  const { dim } = density;

  it.each([0.003, 0.03, 1])(
    "sigma = %d: a fine Gauss-Legendre sum over the whole curve, to 1e-10 in units of sigma",
    (sigma) => {
      const { points, shares } = fineSum(density);
      const rng = createRng(7);
      const smoothed = density.smoothed(sigma);
      for (const distance of [0, 3, 10]) {
        const x = density.sample(rng, 1).map((value) => value + (distance * sigma * rng.normal()) / Math.sqrt(dim));
        const direct = directPosterior(points, shares, x, sigma);
        const logPdf = direct.logMass - (dim / 2) * Math.log(2 * Math.PI) - dim * Math.log(sigma);
        expect(Math.abs(smoothed.logPdf(x)[0] - logPdf)).toBeLessThan(1e-10);
        smoothed.score(x).forEach((value, a) => {
          expect(Math.abs(value * sigma - direct.shift[a])).toBeLessThan(1e-10);
        });
        smoothed.hessian(x).forEach((value, i) => {
          const expected = direct.covariance[i] - (i % (dim + 1) === 0 ? 1 : 0);
          expect(Math.abs(value * sigma ** 2 - expected)).toBeLessThan(1e-10 * Math.max(1, Math.abs(expected)));
        });
        const size = Math.max(1, ...direct.skewness.map(Math.abs));
        smoothed.scoreLaplacian(x).forEach((value, a) => {
          expect(Math.abs(value * sigma ** 3 - direct.skewness[a])).toBeLessThan(1e-10 * size);
        });
      }
    },
  );

  it("velocity, largest speed and acceleration are those of position (finite differences)", () => {
    const { curve } = density;
    const [start, end] = curve.interval;
    const at = (t: Float64Array): Float64Array => {
      const position = new Float64Array(dim);
      curve.position(t[0], position, 0);
      return position;
    };
    const speedAt = (t: Float64Array): Float64Array => {
      const velocity = new Float64Array(dim);
      curve.velocity(t[0], velocity);
      return velocity;
    };
    for (const t of linspace(start, end, 37)) {
      const velocity = speedAt(Float64Array.of(t));
      differentiate(at, Float64Array.of(t), 0).forEach((value, a) => {
        expect(Math.abs(value - velocity[a])).toBeLessThan(1e-6);
      });
      expect(Math.hypot(...velocity)).toBeLessThan(curve.maxSpeed(start, t) * (1 + 1e-12));
      const acceleration = differentiate(speedAt, Float64Array.of(t), 0);
      expect(Math.hypot(...acceleration)).toBeLessThan(curve.maxAcceleration(start, t) * (1 + 1e-6));
      at(Float64Array.of(t)).forEach((value, a) => {
        expect(value).toBeGreaterThanOrEqual(curve.bounds[a][0]);
        expect(value).toBeLessThanOrEqual(curve.bounds[a][1]);
      });
    }
  });

  it("samples lie on the curve and follow it: means and squares within 4 standard errors, n = 20,000, seed 4", () => {
    const { points, shares } = fineSum(density);
    const n = 20_000;
    const draws = density.sample(createRng(4), n);
    for (let a = 0; a < dim; a++) {
      for (const power of [1, 2]) {
        const moment = (of: Float64Array, weight: (k: number) => number, p: number): number => {
          let total = 0;
          for (let k = 0; k < of.length / dim; k++) total += weight(k) * of[k * dim + a] ** p;
          return total;
        };
        const expected = moment(points, (k) => shares[k], power);
        const variance = moment(points, (k) => shares[k], 2 * power) - expected ** 2;
        const measured = moment(draws, () => 1 / n, power);
        expect(Math.abs(measured - expected)).toBeLessThan(4 * Math.sqrt(variance / n));
      }
    }
  });
});

it("curve10d stays the same curve: its end, to 1e-12", () => {
  const end = new Float64Array(10);
  curve10d().curve.position(1, end, 0);
  END_OF_CURVE.forEach((value, a) => {
    expect(Math.abs(end[a] - value)).toBeLessThan(1e-12);
  });
});

/** Nodes and shares of a quadrature that needs no adaptivity: several nodes per sigma at the smallest sigma above. */
function fineSum(density: CurveDistribution): { points: Float64Array; shares: Float64Array } {
  const { curve, dim } = density;
  const [start, end] = curve.interval;
  const { nodes, weights } = compositeRule(linspace(start, end, 2001), 8);
  const points = new Float64Array(nodes.length * dim);
  nodes.forEach((t, k) => {
    curve.position(t, points, k * dim);
  });
  return { points, shares: weights.map((weight) => weight / (end - start)) };
}
