import gamma from "@stdlib/math-base-special-gamma";
import gammaln from "@stdlib/math-base-special-gammaln";
import { checkPositive, checkWhole } from "../check.ts";
import { InputError } from "../input-error.ts";

/** From 437 dimensions on the volume of the unit ball is below the float64s; far beyond, its powers fill the memory. */
const MOST_DIMENSIONS = 1_000_000;
/** Below it float64s have fewer digits. */
const SMALLEST_NORMAL = 2.3e-308;

/** Where a monomial is integrated. */
export interface MonomialDomain {
  /** Over the sphere |x| = radius instead of the ball |x| <= radius. Default false. */
  readonly sphere?: boolean;
  /** Default 1. */
  readonly radius?: number;
}

/**
 * INT prod |x_j|^{a_j} over the ball or the sphere of R^d, for real a_j >= 0 (Folland's formula, the paper's appendix):
 *
 *   ball    radius^(d + sum a) prod Gamma((a_j + 1) / 2) / Gamma(1 + (d + sum a) / 2)
 *   sphere  2 radius^(d - 1 + sum a) prod Gamma((a_j + 1) / 2) / Gamma((d + sum a) / 2)
 *
 * Accuracy: a few units of rounding where no Gamma overflows, else 1e-13 or so through logarithms.
 *
 * @param powers a_j, one per dimension
 * @throws InputError for powers and radii that are none, and where the integral is too large or too small for a float64
 */
export function absoluteMonomialIntegral(
  powers: readonly number[],
  { sphere = false, radius = 1 }: MonomialDomain = {},
): number {
  if (!Array.isArray(powers) || powers.length === 0 || !powers.every((power) => power >= 0 && Number.isFinite(power))) {
    throw new InputError({
      argument: "powers",
      verb: "hold",
      allowed: "one number from 0 up per dimension",
      problem: JSON.stringify(powers),
    });
  }
  checkPositive("radius", radius);
  const degree = powers.reduce((sum, power) => sum + power, powers.length);
  const below = sphere ? degree / 2 : 1 + degree / 2;
  const [factor, exponent] = sphere ? [2, degree - 1] : [1, degree];
  // Gamma(171.6) is the largest that is a number.
  if (below < 170) {
    const gammas = powers.reduce((product, power) => product * gamma((power + 1) / 2), factor * radius ** exponent);
    if (gammas >= SMALLEST_NORMAL && gammas < Infinity) return gammas / gamma(below);
  }
  const logarithm = powers.reduce(
    (sum, power) => sum + gammaln((power + 1) / 2),
    Math.log(factor) + exponent * Math.log(radius) - gammaln(below),
  );
  const value = Math.exp(logarithm);
  if (value >= SMALLEST_NORMAL && value < Infinity) return value;
  throw new InputError({
    argument: "powers and radius",
    allowed: "such that the integral is a number from 1e-307 to 1e308",
    problem: `10^${(logarithm / Math.LN10).toFixed(0)}`,
  });
}

/** INT prod x_j^{a_j}, whole a_j >= 0: zero by symmetry unless all are even, then the integral of absolute values. */
export function monomialIntegral(powers: readonly number[], domain: MonomialDomain = {}): number {
  if (!Array.isArray(powers) || !powers.every(Number.isInteger)) {
    throw new InputError({
      argument: "powers",
      allowed: "whole numbers",
      problem: JSON.stringify(powers),
      advice: "x^a has no sign for others",
    });
  }
  const value = absoluteMonomialIntegral(powers, domain);
  return powers.every((power) => power % 2 === 0) ? value : 0;
}

/** V_d, the volume of the unit ball of R^d. */
export function unitBallVolume(dim: number): number {
  checkWhole("dim", dim, 1, MOST_DIMENSIONS);
  return absoluteMonomialIntegral(new Array<number>(dim).fill(0));
}

/** INT x^T A x over the ball of a radius: V_d radius^(d + 2) tr A / (d + 2). @param matrix A, (d, d), any square matrix */
export function quadraticFormIntegral(matrix: readonly (readonly number[])[], radius = 1): number {
  const dim = Array.isArray(matrix) ? matrix.length : 0;
  if (dim === 0 || !matrix.every((row) => row.length === dim && row.every(Number.isFinite))) {
    throw new InputError({
      argument: "matrix",
      allowed: "square and hold finite numbers",
      problem: JSON.stringify(matrix),
    });
  }
  const trace = matrix.reduce((sum, row, i) => sum + row[i], 0);
  const powers = Array.from({ length: dim }, (_, j) => (j === 0 ? 2 : 0));
  return trace * absoluteMonomialIntegral(powers, { radius });
}

/**
 * The average of prod x_j^{a_j} over the unit ball, a fraction in whole numbers: 0 unless all a_j are even, else
 * prod (a_j - 1)!! / ((d + 2) (d + 4) ... (d + sum a)). It is `monomialIntegral` over V_d, where all Gammas cancel.
 *
 * @param powers a_j, whole numbers from 0 up, one per dimension
 * @returns numerator and denominator, exact below 2^53, not reduced
 */
export function monomialAverage(powers: readonly number[]): readonly [numerator: number, denominator: number] {
  if (
    !Array.isArray(powers) ||
    powers.length === 0 ||
    !powers.every((power) => power >= 0 && Number.isInteger(power))
  ) {
    throw new InputError({
      argument: "powers",
      verb: "hold",
      allowed: "one whole number from 0 up per dimension",
      problem: JSON.stringify(powers),
    });
  }
  if (powers.some((power) => power % 2 === 1)) return [0, 1];
  let numerator = 1;
  let denominator = 1;
  let degree = 0;
  for (const power of powers) {
    for (let odd = power - 1; odd > 1; odd -= 2) numerator *= odd;
    degree += power;
  }
  for (let even = 2; even <= degree; even += 2) denominator *= powers.length + even;
  return [numerator, denominator];
}
