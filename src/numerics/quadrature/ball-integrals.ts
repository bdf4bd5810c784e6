import gamma from "@stdlib/math-base-special-gamma";
import gammaln from "@stdlib/math-base-special-gammaln";
import { checkPositive, checkWhole } from "../check.ts";
import type { Estimate } from "../estimate.ts";
import { InputError } from "../input-error.ts";
import { UNIT_ROUNDOFF } from "../unit-roundoff.ts";

/**
 * The largest number of dimensions, since more powers would fill the memory. From 437 dimensions on, the volume of the unit ball is
 * below the range of float64.
 */
const MOST_DIMENSIONS = 1_000_000;
/** The smallest normal float64. Smaller numbers have fewer digits. */
const SMALLEST_NORMAL = 2.3e-308;
/** The smallest power of the radius that stays a normal number if up to 340 Gammas, each above 0.88, multiply it. */
const SMALLEST_POWER = 1e-280;
/** The relative error of the library's Gamma, which its authors state: below 33, and above. */
const GAMMA_ERROR = { small: 1e-15, large: 2.4e-15 };
const LARGE_GAMMA = 33;
/** The error of the library's log Gamma in units of rounding, relative to max(1, its size). */
const GAMMALN_ROUNDING = 8;

/** The domain over which a monomial is integrated. */
export interface MonomialDomain {
  /** Whether to integrate over the sphere |x| = radius instead of the ball |x| <= radius. Default false. */
  readonly sphere?: boolean;
  /** The radius. Default 1. */
  readonly radius?: number;
}

/**
 * INT prod |x_j|^{a_j} over the ball or the sphere of R^d, for real a_j >= 0 (Folland's formula, the paper's appendix):
 *
 *   ball    radius^(d + sum a) prod Gamma((a_j + 1) / 2) / Gamma(1 + (d + sum a) / 2)
 *   sphere  2 radius^(d - 1 + sum a) prod Gamma((a_j + 1) / 2) / Gamma((d + sum a) / 2)
 *
 * Accuracy: see `absoluteMonomialEstimate`.
 *
 * @param powers a_j, one for each dimension
 * @throws InputError for invalid powers and radii, and if the integral is too large or too small for a float64
 */
export function absoluteMonomialIntegral(powers: readonly number[], domain: MonomialDomain = {}): number {
  return absoluteMonomialEstimate(powers, domain).value;
}

/**
 * `absoluteMonomialIntegral` with a bound on its error. If no Gamma overflows, the error is a few units of rounding for each
 * factor. Otherwise the integral is computed by logarithms, whose absolute errors are relative errors of the integral. Powers and
 * radius are assumed to have an error in the last digit, and whole powers to be exact: d log Gamma(z) = psi(z) dz, and |psi(z)| <
 * log(1 + z) + 1 / z.
 */
export function absoluteMonomialEstimate(
  powers: readonly number[],
  { sphere = false, radius = 1 }: MonomialDomain = {},
): Estimate {
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
  const given = errorOfArguments(powers, { below, exponent, radius });
  // Gamma(171.6) is the largest finite value in float64.
  if (below < 170 && radius ** exponent >= SMALLEST_POWER) {
    const gammas = powers.reduce((product, power) => product * gamma((power + 1) / 2), factor * radius ** exponent);
    const value = gammas / gamma(below);
    const ofGammas = powers.reduce((sum, power) => sum + gammaError((power + 1) / 2), gammaError(below));
    const rounding = ofGammas + (powers.length + 6) * UNIT_ROUNDOFF;
    if (gammas < Infinity && value >= SMALLEST_NORMAL) return { value, errorEstimate: value * (given + rounding) };
  }
  const terms = [
    Math.log(factor),
    exponent * Math.log(radius),
    -gammaln(below),
    ...powers.map((power) => gammaln((power + 1) / 2)),
  ];
  const logarithm = terms.reduce((sum, term) => sum + term, 0);
  const value = Math.exp(logarithm);
  const sizes = terms.reduce((sum, term) => sum + Math.abs(term), 0);
  // Each term has an error of several units, and each partial sum has one of one unit. Gamma(1) and Gamma(2), whose logarithms are 0,
  // count like the others.
  const rounding = (GAMMALN_ROUNDING + terms.length) * UNIT_ROUNDOFF * (1 + sizes);
  if (value >= SMALLEST_NORMAL && value < Infinity) {
    return { value, errorEstimate: value * Math.expm1(given + rounding) };
  }
  throw new InputError({
    argument: "powers and radius",
    allowed: "such that the integral is a number from 1e-307 to 1e308",
    problem: `10^${(logarithm / Math.LN10).toFixed(0)}`,
  });
}

function gammaError(z: number): number {
  return z < LARGE_GAMMA ? GAMMA_ERROR.small : GAMMA_ERROR.large;
}

/** The relative error of the integral that errors in the last digits of powers and radius cause. */
function errorOfArguments(
  powers: readonly number[],
  { below, exponent, radius }: { below: number; exponent: number; radius: number },
): number {
  const psi = (z: number): number => Math.log1p(z) + 1 / z;
  const whole = powers.every(Number.isInteger);
  const ofPowers = powers.map((power) => (Number.isInteger(power) ? 0 : UNIT_ROUNDOFF * (1 + power)));
  const ofDegree = whole ? 0 : ofPowers.reduce((sum, error) => sum + error, powers.length * UNIT_ROUNDOFF * exponent);
  const throughGammas = powers.reduce((sum, power, j) => sum + psi((power + 1) / 2) * ofPowers[j], 0);
  const throughRadius = radius === 1 ? 0 : exponent * UNIT_ROUNDOFF + Math.abs(Math.log(radius)) * ofDegree;
  return throughGammas + psi(below) * ofDegree + throughRadius;
}

/**
 * INT prod x_j^{a_j} for whole a_j >= 0. It is the integral of absolute values if all a_j are even, and zero by symmetry otherwise.
 */
export function monomialIntegral(powers: readonly number[], domain: MonomialDomain = {}): number {
  return monomialEstimate(powers, domain).value;
}

/** `monomialIntegral` with a bound on its error, see `absoluteMonomialEstimate`. A 0 by symmetry is exact. */
export function monomialEstimate(powers: readonly number[], domain: MonomialDomain = {}): Estimate {
  if (!Array.isArray(powers) || !powers.every(Number.isInteger)) {
    throw new InputError({
      argument: "powers",
      allowed: "whole numbers",
      problem: JSON.stringify(powers),
      advice: "a negative number has no real power that is not whole",
    });
  }
  const estimate = absoluteMonomialEstimate(powers, domain);
  return powers.every((power) => power % 2 === 0) ? estimate : { value: 0, errorEstimate: 0 };
}

/** V_d, the volume of the unit ball of R^d. */
export function unitBallVolume(dim: number): number {
  checkWhole("dim", dim, 1, MOST_DIMENSIONS);
  return absoluteMonomialIntegral(new Array<number>(dim).fill(0));
}

/** INT x^T A x over the ball |x| <= radius: V_d radius^(d + 2) tr A / (d + 2). @param matrix A, any square matrix, shape (d, d) */
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
 * The average of prod x_j^{a_j} over the unit ball, as a fraction of whole numbers. It is 0 unless all a_j are even; then it is
 * prod (a_j - 1)!! / ((d + 2) (d + 4) ... (d + sum a)). It is `monomialIntegral` divided by V_d, where all Gammas cancel.
 *
 * @param powers a_j, whole numbers from 0 up, one for each dimension
 * @returns the numerator and the denominator, which are exact below 2^53 and not reduced
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
