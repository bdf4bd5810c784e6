import { checkPositive } from "../../numerics/check.ts";
import { InputError } from "../../numerics/input-error.ts";
import { exactProduct, exactSum } from "../../numerics/linear-algebra/double-double.ts";
import {
  invertPositiveDefinite,
  isPositiveDefinite,
  type PositiveDefinite,
} from "../../numerics/linear-algebra/positive-definite.ts";
import { quote } from "../../numerics/quote.ts";
import { UNIT_ROUNDOFF } from "../../numerics/unit-roundoff.ts";
import type { GaussianComponent } from "../density.ts";
import type { Covariance } from "./covariance.ts";

/** A component in the form in which it may be given, with a covariance of any form. */
export interface GaussianComponentOptions {
  readonly weight: number;
  readonly mean: readonly number[];
  /** The matrix (d x d), a variance for each axis (d), or one variance for all directions. */
  readonly covariance: Covariance;
}

/** A component with the quantities that the formulas and the error bounds need. C is the covariance with the noise's variance. */
export interface PreparedComponent {
  readonly mean: Float64Array;
  /** Inverse covariance P, (d, d). |P - C^-1|_ij <= 2^-53 |P_ij| + precisionError sqrt(P_ii P_jj). */
  readonly precision: Float64Array;
  readonly precisionError: number;
  readonly precisionTrace: number;
  /** An upper bound of the eigenvalues of what C^-1 was meant to be: noise of variance sigma^2 bounds them by 1 / sigma^2. */
  readonly largestPrecision: number;
  /** Lower triangle L with L L^T = C, (d, d). */
  readonly factor: Float64Array;
  /** Standard deviation along each axis, (d). */
  readonly deviation: Float64Array;
  /** log(weight) - (d log 2 pi + log det C) / 2, and the error of its arithmetic. */
  readonly logPeak: number;
  readonly logPeakError: number;
  /** Bounds on the errors of the entries of C, since every given number is known to half its last digit. (d, d). */
  readonly covarianceError: Float64Array;
}

/**
 * Checks a component and factorises its covariance.
 *
 * @param weight of the mixture, weights adding up to 1
 * @param noise standard deviation of the noise whose variance is added to the diagonal: it is kept beside a diagonal that is
 *   10^30 times as large
 * @param where how messages name the component
 * @throws InputError for an invalid weight, mean or covariance
 */
export function prepareComponent(
  component: GaussianComponent,
  { dim, weight, noise, where }: { dim: number; weight: number; noise: number; where: string },
): PreparedComponent {
  checkComponent(component, dim, where);
  const { covariance, asymmetry } = symmetric(component, where);
  const inverted = invertWithNoise(covariance, noise, dim);
  if (!inverted) throw notCovariance(component, where);
  const { inverse, inverseError, factor, logDeterminant, logDeterminantError } = inverted;
  const logConstant = dim * Math.log(2 * Math.PI);
  const logWeight = Math.log(weight);
  const onDiagonal = Array.from({ length: dim }, (_, a) => a * (dim + 1));
  return {
    mean: Float64Array.from(component.mean),
    precision: inverse,
    precisionError: inverseError,
    precisionTrace: onDiagonal.reduce((sum, i) => sum + inverse[i], 0),
    largestPrecision: (1 + 4 * UNIT_ROUNDOFF) / noise ** 2,
    factor,
    deviation: Float64Array.from(onDiagonal, (i) => Math.sqrt(covariance[i] + noise ** 2)),
    logPeak: logWeight - (logConstant + logDeterminant) / 2,
    logPeakError:
      logDeterminantError / 2 + 4 * UNIT_ROUNDOFF * (1 + Math.abs(logWeight) + logConstant + Math.abs(logDeterminant)),
    covarianceError: covarianceErrors(covariance, asymmetry, noise),
  };
}

/** Half the last digit of each entry; sigma may come from a square root of two squares, and is squared. */
function covarianceErrors(covariance: Float64Array, asymmetry: Float64Array, noise: number): Float64Array {
  const errors = new Float64Array(covariance.length);
  for (let i = 0; i < errors.length; i++) errors[i] = asymmetry[i] + UNIT_ROUNDOFF * Math.abs(covariance[i]);
  const dim = Math.sqrt(covariance.length);
  for (let i = 0; i < errors.length; i += dim + 1) errors[i] += 4 * UNIT_ROUNDOFF * noise ** 2;
  return errors;
}

/**
 * The checks alone, of a component of many dimensions: its inverse covariance is found when it is needed.
 * @throws InputError for an invalid weight, mean or covariance
 */
export function checkLargeComponent(component: GaussianComponent, dim: number, where: string): void {
  checkComponent(component, dim, where);
  if (!isPositiveDefinite(symmetric(component, where).covariance, dim)) throw notCovariance(component, where);
}

function checkComponent({ weight, mean }: GaussianComponent, dim: number, where: string): void {
  checkPositive(`${where}.weight`, weight);
  if (mean.length !== dim || !mean.every(Number.isFinite)) {
    throw new InputError({
      argument: `${where}.mean`,
      verb: "hold",
      allowed: `${dim} finite numbers`,
      problem: quote(mean),
    });
  }
}

/** The covariance, symmetric to the last bit, which a product of matrices is not, and by how much it was changed. (d, d) each. */
function symmetric(component: GaussianComponent, where: string): { covariance: Float64Array; asymmetry: Float64Array } {
  const { covariance, mean } = component;
  const dim = mean.length;
  const square =
    covariance.length === dim && covariance.every((row) => row.length === dim && row.every(Number.isFinite));
  if (!square) throw notCovariance(component, where);
  if (!isSymmetric(covariance)) throw notCovariance(component, where);
  const halves = { covariance: new Float64Array(dim * dim), asymmetry: new Float64Array(dim * dim) };
  for (let a = 0; a < dim; a++) {
    for (let b = 0; b < dim; b++) {
      const [entry, other] = [covariance[a][b], covariance[b][a]];
      halves.covariance[a * dim + b] = (entry + other) / 2;
      halves.asymmetry[a * dim + b] = Math.abs(entry - other) / 2;
    }
  }
  return halves;
}

/** To 1e-12 of the deviations. */
function isSymmetric(covariance: readonly (readonly number[])[]): boolean {
  const deviations = covariance.map((row, a) => Math.sqrt(row[a]));
  return covariance.every((row, a) => {
    for (let b = 0; b < a; b++) {
      if (!(Math.abs(row[b] - covariance[b][a]) <= 1e-12 * deviations[a] * deviations[b])) return false;
    }
    return row[a] >= 0;
  });
}

function notCovariance({ mean, covariance }: GaussianComponent, where: string): InputError {
  const dim = mean.length;
  return new InputError({
    argument: `${where}.covariance`,
    allowed: `a symmetric positive definite ${dim} x ${dim} matrix`,
    problem: quote(covariance),
  });
}

/** Factorises the covariance with the noise's variance on its diagonal, both to the last digit. */
function invertWithNoise(covariance: Float64Array, noise: number, dim: number): PositiveDefinite | undefined {
  if (noise === 0) return invertPositiveDefinite(covariance, undefined, dim);
  const variance = exactProduct(noise, noise);
  const high = covariance.slice();
  const low = new Float64Array(dim * dim);
  for (let i = 0; i < high.length; i += dim + 1) {
    const sum = exactSum(covariance[i], variance.hi);
    high[i] = sum.hi;
    low[i] = sum.lo + variance.lo;
  }
  return invertPositiveDefinite(high, low, dim);
}
