import { checkDensity } from "../density/check-density.ts";
import type { Density } from "../density/density.ts";
import { checkPoint, checkPositive } from "../numerics/check.ts";
import type { Claim } from "./claim.ts";
import type { Check, ClaimReport } from "./claim-report.ts";
import type { ClaimStatement } from "./claim-statement.ts";
import { report } from "./evidence/evidence.ts";
import {
  coefficientCheck,
  type LocalCase,
  type LocalParts,
  localCase,
  localCases,
  type MeasuredMoments,
  radiusOrder,
  realLocalParts,
} from "./evidence/local-cases.ts";

const about: ClaimStatement = {
  id: "m1",
  title: "Local mass and local mean",
  statement:
    "On the ball of radius δ around x₀ the mass is Z_δ = V_d δ^d [p + δ² Δp / (2 (d+2)) + o(δ³)] and the mean is m_δ = x₀ + δ² s / (d+2) + o(δ³). So an estimate of the local mean is an estimate of the score.",
  hypotheses: "p(x₀) > 0, and p is four times continuously differentiable near x₀.",
  source: "the appendix's local moments",
  stem: "m1-local-moments",
  chapter: "06-local-moments",
};

/** M1: the mass and the mean of a density on a small ball, up to δ². d = 1, 2, 3 and 10. */
export const m1: Claim<LocalParts> = {
  ...about,
  verify(parts: LocalParts = realLocalParts): ClaimReport {
    const cases = localCases();
    const orders = cases.flatMap((one) => {
      const expansion = (radius: number) => parts.expansion(one.density, one.point, radius, 2);
      return [
        radiusOrder("m_δ − x₀ − δ² s / (d+2)", 4, one, ({ radius, shift }) => {
          const { shift: expected } = expansion(radius);
          return Math.hypot(...shift.map((value, a) => value - expected[a]));
        }),
        radiusOrder("Z_δ / (V_d δ^d p) − 1 − δ² Δp / (2 (d+2) p)", 4, one, ({ radius, massExcess }) =>
          Math.abs(massExcess - expansion(radius).massExcess),
        ),
      ];
    });
    return report(
      about,
      [
        ...cases.map((one) => volumeCheck(parts, one)),
        ...cases.flatMap((one) => [massCheck(parts, one), meanCheck(parts, one)]),
      ],
      orders,
    );
  },
};

/**
 * Checks the coefficients of M1 for one density at one point, from balls of the given radius and of four smaller radii, down to a
 * quarter.
 * @param point x₀, shape (d). p(x₀) must be positive
 * @param radius the largest δ
 */
export function localMomentsOn(
  density: Density,
  point: Float64Array,
  radius: number,
  parts: LocalParts = realLocalParts,
): ClaimReport {
  checkDensity("density", density, [1, 2, 3]);
  checkPoint("point", point, density.dim);
  checkPositive("radius", radius);
  const one = localCase("your density", density, Array.from(point), radius);
  return report(
    { ...about, title: "Local mass and local mean, for your density, x₀ and δ" },
    [volumeCheck(parts, one), massCheck(parts, one), meanCheck(parts, one)],
    [],
  );
}

/** Checks that Z_δ / δ^d tends to V_d p(x₀). */
function volumeCheck({ volume }: LocalParts, one: LocalCase): Check {
  const { dim } = one.density;
  const [logPdf] = one.density.logPdf(one.point);
  const ratio = ({ mass, radius }: MeasuredMoments): number => mass / radius ** dim;
  return coefficientCheck(one, {
    name: `Z_δ / δ^d as δ → 0 against V_d p(x₀), ${one.name}`,
    power: 0,
    measured: ratio,
    error: (moments) => ratio(moments) * moments.errorEstimate,
    predicted: () => volume(dim) * Math.exp(logPdf),
  });
}

function massCheck({ expansion }: LocalParts, one: LocalCase): Check {
  return coefficientCheck(one, {
    name: `(Z_δ / (V_d δ^d p) − 1) / δ² as δ → 0 against Δp / (2 (d+2) p), ${one.name}`,
    power: 2,
    measured: ({ massExcess, radius }) => massExcess / radius ** 2,
    error: ({ errorEstimate, radius }) => errorEstimate / radius ** 2,
    predicted: (radius) => expansion(one.density, one.point, radius, 2).massExcess,
  });
}

function meanCheck({ expansion }: LocalParts, one: LocalCase): Check {
  return coefficientCheck(one, {
    name: `(m_δ − x₀) / δ² as δ → 0 against s(x₀) / (d+2), first coordinate, ${one.name}`,
    power: 2,
    measured: ({ shift, radius }) => shift[0] / radius ** 2,
    error: ({ errorEstimate, radius }) => errorEstimate / radius,
    predicted: (radius) => expansion(one.density, one.point, radius, 2).shift[0],
  });
}
