import gamma from "@stdlib/math-base-special-gamma";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type BallFormulas, i1, realFormulas } from "../../src/claims/i1-ball-integrals.ts";
import { absoluteMonomialIntegral, quadraticFormIntegral } from "../../src/numerics/quadrature/ball-integrals.ts";
import { expectToFail, expectToHold, failures } from "../support/claims.ts";

const degree = (powers: readonly number[]): number => powers.reduce((sum, power) => sum + power, powers.length);

/** Formulas got wrong in one way each, and a check that has to notice. */
const breakages: readonly { name: string; formulas: Partial<BallFormulas>; noticed: RegExp }[] = [
  {
    name: "a wrong sign",
    formulas: { absoluteMonomial: (powers, domain) => -absoluteMonomialIntegral(powers, domain) },
    noticed: /slice by slice/,
  },
  {
    name: "a Gamma argument off by 1/2 below the fraction",
    formulas: {
      absoluteMonomial: (powers, domain) => {
        const below = degree(powers) / 2 + (domain.sphere ? 0 : 1);
        return (absoluteMonomialIntegral(powers, domain) * gamma(below)) / gamma(below + 0.5);
      },
    },
    noticed: /angle by angle.*\n.*exp\(−\|x\|²\)/s,
  },
  {
    name: "Gamma(a_j / 2 + 1) for Gamma((a_j + 1) / 2)",
    formulas: {
      absoluteMonomial: (powers, domain) =>
        powers.reduce(
          (value, power) => (value * gamma(power / 2 + 1)) / gamma((power + 1) / 2),
          absoluteMonomialIntegral(powers, domain),
        ),
    },
    noticed: /slice by slice/,
  },
  {
    name: "the ball's radius to one power less",
    formulas: {
      absoluteMonomial: (powers, domain) =>
        absoluteMonomialIntegral(powers, domain) / (domain.sphere ? 1 : (domain.radius ?? 1)),
    },
    noticed: /over the ball of radius 0.6, slice by slice/,
  },
  {
    name: "the sphere's radius to the ball's power",
    formulas: {
      absoluteMonomial: (powers, domain) =>
        absoluteMonomialIntegral(powers, domain) * (domain.sphere ? (domain.radius ?? 1) : 1),
    },
    noticed: /over the sphere of radius 0.6/,
  },
  {
    name: "the factor 2 of the sphere missing",
    formulas: {
      absoluteMonomial: (powers, domain) => absoluteMonomialIntegral(powers, domain) / (domain.sphere ? 2 : 1),
    },
    noticed: /angle by angle/,
  },
  {
    name: "odd monomials that don't vanish",
    formulas: { monomial: absoluteMonomialIntegral },
    noticed: /∫ x\^\(3\).*∫ b·x/s,
  },
  {
    name: "1/d for 1/(d + 2) in the quadratic form",
    formulas: {
      quadraticForm: (matrix, radius) => (quadraticFormIntegral(matrix, radius) * (matrix.length + 2)) / matrix.length,
    },
    noticed: /xᵀA x.*d = 2.*xᵀA x.*d = 10/s,
  },
];

describe("claim i1", () => {
  it("holds, every check within its tolerance", { timeout: 60_000 }, () => {
    expectToHold(i1);
  });

  it.each(breakages)("fails with $name", { timeout: 60_000 }, ({ formulas, noticed }) => {
    const report = i1.verify({ ...realFormulas, ...formulas });
    expectToFail(report);
    expect(failures(report).join("\n")).toMatch(noticed);
  });
});

describe("quadraticFormIntegral", () => {
  const matrices = fc.integer({ min: 1, max: 10 }).chain((dim) =>
    fc.array(fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: dim, maxLength: dim }), {
      minLength: dim,
      maxLength: dim,
    }),
  );

  it("is the sum of the entries times their monomials' integrals, to 1e-13: random matrices, 1 to 10 dimensions", () => {
    fc.assert(
      fc.property(matrices, fc.double({ min: 0.1, max: 2, noNaN: true }), (matrix, radius) => {
        let sum = 0;
        let magnitude = 0;
        matrix.forEach((row, i) => {
          row.forEach((entry, j) => {
            const powers = row.map((_, k) => Number(k === i) + Number(k === j));
            const term = entry * realFormulas.monomial(powers, { radius });
            sum += term;
            magnitude += Math.abs(term);
          });
        });
        expect(Math.abs(quadraticFormIntegral(matrix, radius) - sum)).toBeLessThanOrEqual(1e-13 * magnitude + 1e-300);
      }),
    );
  });

  it.each([[[]], [[[1, 2]]], [[[Number.NaN]]]])("refuses the matrix %j", (matrix) => {
    expect(() => quadraticFormIntegral(matrix)).toThrow(/matrix must be square and hold finite numbers/);
  });
});
