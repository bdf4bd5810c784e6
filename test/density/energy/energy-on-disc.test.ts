import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EnergyDensity } from "../../../src/density/energy/energy-density.ts";
import { localMoments } from "../../../src/density/local/local-moments.ts";
import references from "../../fixtures/energy-discs.json" with { type: "json" };
import { mixturesTwice, twice } from "../../support/mixture-as-energy.ts";

const square = (half: number) =>
  [
    [-half, half],
    [-half, half],
  ] as const;

/** Both within the error that is stated of them: of the mass relative to it, of the mean in radii. */
function expectWithin(
  own: ReturnType<typeof localMoments>,
  exact: { mass: number; mean: ArrayLike<number> },
  radius: number,
  allowed: number,
): void {
  expect(Math.abs(own.mass / exact.mass - 1)).toBeLessThanOrEqual(allowed);
  own.mean.forEach((value, a) => {
    // The mean is rounded once it is back at its place.
    const rounding = Number.EPSILON * Math.abs(value);
    expect(Math.abs(value - exact.mean[a])).toBeLessThanOrEqual(allowed * radius + rounding);
  });
}

describe("local mass and mean of energies in the plane agree with mpmath (energy-discs.py), within their errors", () => {
  it.each(references.map((one) => [one.expression, one.center, one.radius, one] as const))(
    "%s around %j, radius %d",
    (expression, center, radius, { half, mass, mean }) => {
      const density = new EnergyDensity({ expression, domain: square(half) });
      const own = localMoments(density, Float64Array.from(center), radius);
      expectWithin(own, { mass: Number(mass), mean: mean.map(Number) }, radius, own.errorEstimate);
      // Jumps across boxes are the worst.
      const allowed = expression.includes("sign") ? 1e-3 : /abs|max/.test(expression) ? 1e-6 : 1e-10;
      expect(own.errorEstimate).toBeLessThan(allowed);
    },
  );
});

describe("local mass and mean of a mixture written as an energy: those by components, within both errors", () => {
  it("8 random mixtures, deviations from 0.01 to 1, and random discs; the stated errors are below 1e-9", () => {
    const disc = fc.record({
      at: fc.tuple(fc.integer({ min: -120, max: 120 }), fc.integer({ min: -120, max: 120 })),
      logRadius: fc.integer({ min: -30, max: 5 }),
    });
    fc.assert(
      fc.property(mixturesTwice(), disc, ({ mixture, energy }, { at, logRadius }) => {
        const center = Float64Array.from(at, (value) => value / 100);
        const radius = 10 ** (logRadius / 10);
        // Far from everything, exp(-E) as it is written has underflowed.
        fc.pre(mixture.logPdf(center)[0] > -600);
        const [own, exact] = [energy, mixture].map((p) => localMoments(p, center, radius));
        expectWithin(own, exact, radius, own.errorEstimate + exact.errorEstimate);
        expect(own.errorEstimate).toBeLessThan(1e-9);
      }),
      { numRuns: 8 },
    );
  });

  it.each([
    [0.001, [1.2, 0.3], [0, 0], 1.5],
    [0.001, [1.2, 0.3], [0, 0], Math.hypot(1.2, 0.3)],
    [0.0004, [-0.31, 0.77], [-0.3, 0.5], 0.3],
    [0.003, [0.5, 0.5], [0.5, 0.5], 0.003],
  ])(
    "a well of width %d at %j beside one of width 1, disc around %j of radius %d; the errors are below 1e-11",
    (width, mean, at, radius) => {
      const isotropic = (weight: number, own: number[], variance: number) => ({
        weight,
        mean: own,
        covariance: [
          [variance, 0],
          [0, variance],
        ],
      });
      const { mixture, energy } = twice([isotropic(0.5, mean, width ** 2), isotropic(0.5, [0, 0], 1)]);
      const [own, exact] = [energy, mixture].map((p) => localMoments(p, Float64Array.from(at), radius));
      expectWithin(own, exact, radius, own.errorEstimate + exact.errorEstimate);
      expect(own.errorEstimate).toBeLessThan(1e-11);
    },
  );
});

it("work is bounded: of a disc with too many waves, where the whole has next to no mass, it is refused in a sentence", () => {
  const density = new EnergyDensity({
    expression: "200*min(1,x^2+y^2) + 30*(1+sin(70*x*y))*max(0,x-2)",
    domain: square(4),
  });
  const around = (x: number, y: number, radius: number) => localMoments(density, Float64Array.of(x, y), radius);
  expect(() => around(3, 3, 0.9)).toThrow(/^expression must vary less on \[2.1, 3.9\] x \[2.1, 3.9\]: 16000 panels/);
  expect(around(3, 3, 0.09).errorEstimate).toBeLessThan(1e-10);
});
