import { InputError } from "../../numerics/input-error.ts";
import { quote } from "../../numerics/quote.ts";

/** A covariance as it may be given: one variance for all directions, a variance for each axis, or the matrix (d x d). */
export type Covariance = number | readonly number[] | readonly (readonly number[])[];

/**
 * The covariance as a matrix, shape (d, d). A matrix is returned as it is; it is checked where it is factorised.
 * @param name how messages name the covariance: "components[0].covariance"
 * @throws InputError for variances that are not positive numbers, or are not d
 */
export function covarianceMatrix(covariance: Covariance, dim: number, name: string): readonly (readonly number[])[] {
  if (isMatrix(covariance)) return covariance;
  const variances = typeof covariance === "number" ? new Array<number>(dim).fill(covariance) : covariance;
  if (!Array.isArray(variances) || variances.length !== dim || !variances.every(isVariance)) {
    throw new InputError({
      argument: name,
      allowed: `a positive variance, ${dim} of them, or a ${dim} x ${dim} matrix`,
      problem: quote(covariance),
    });
  }
  return variances.map((variance, a) => {
    const row = new Array<number>(dim).fill(0);
    row[a] = variance;
    return row;
  });
}

function isMatrix(covariance: Covariance): covariance is readonly (readonly number[])[] {
  return Array.isArray(covariance) && covariance.some((row) => typeof row === "object");
}

function isVariance(value: unknown): boolean {
  return typeof value === "number" && value > 0 && Number.isFinite(value);
}
