import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { threeBumps } from "../../../src/density/examples/three-bumps.ts";
import { localExpansion } from "../../../src/density/local/local-expansion.ts";
import { localMoments } from "../../../src/density/local/local-moments.ts";
import { unitBallVolume } from "../../../src/numerics/quadrature/ball-integrals.ts";
import { mixtures, points } from "../../support/arbitraries.ts";

describe("localExpansion", () => {
  it.each([
    [1, 100],
    [2, 30],
    [3, 5],
  ])(
    "in %i-D leaves less than 3e-5 at order 2 and 2e-7 at order 4, on balls of a tenth of the length over which p changes: %i random mixtures and points",
    (dim, numRuns) => {
      fc.assert(
        fc.property(mixtures(dim), points(dim), (mixture, x) => {
          // Derivatives of order k of p, relative to p, are of the size 1 / length^k.
          const length = 1 / Math.sqrt(1 + Math.hypot(...mixture.score(x)) ** 2 + Math.hypot(...mixture.hessian(x)));
          const radius = 0.1 * length;
          const moments = localMoments(mixture, x, radius);
          const pdf = Math.exp(mixture.logPdf(x)[0]);
          const massExcess = moments.mass / (pdf * unitBallVolume(dim) * radius ** dim) - 1;
          for (const [order, bound] of [
            [2, 3e-5],
            [4, 2e-7],
          ] as const) {
            const expansion = localExpansion(mixture, x, radius, order);
            expect(Math.abs(massExcess - expansion.massExcess)).toBeLessThan(bound);
            const miss = moments.mean.map((value, a) => (value - x[a] - expansion.shift[a]) / length);
            expect(Math.hypot(...miss)).toBeLessThan(bound);
          }
        }),
        { numRuns },
      );
    },
  );

  it("refuses a radius that is not positive", () => {
    expect(() => localExpansion(threeBumps(), Float64Array.of(0), -1)).toThrow(/radius must be a positive number/);
  });
});
