import gammaln from "@stdlib/math-base-special-gammaln";
import { UNIT_ROUNDOFF } from "../../numerics/unit-roundoff.ts";
import type { Density } from "../density.ts";
import { localExpansion } from "./local-expansion.ts";

/** Bounds on the absolute errors of `massAsymptotic` and `meanAsymptotic`, which are formulas in p, its score and Hessian. */
export interface AsymptoticErrors {
  readonly massAsymptotic: number;
  /** Shape (d). */
  readonly meanAsymptotic: Float64Array;
}

/** Units of rounding of the logarithms and powers in a volume. */
const VOLUME_ROUNDING = 16;

/**
 * Bounds on the errors of V_d delta^d p (1 + delta^2 / (2 (d + 2)) (tr Hess + |s|^2)) and x0 + delta^2 / (d + 2) s, from the errors that
 * the density states for log p, s and Hess at the point, and from rounding. They do not bound the difference of these formulas from
 * the mass and the mean of the ball.
 *
 * @param point x0, shape (d)
 * @returns undefined where the density cannot bound its errors
 */
export function asymptoticErrors(density: Density, point: Float64Array, radius: number): AsymptoticErrors | undefined {
  const errors = density.errorsAt?.(point);
  if (!errors) return undefined;
  const { dim } = density;
  const u = UNIT_ROUNDOFF;
  const score = density.score(point);
  const [logPdf] = density.logPdf(point);
  const { massExcess, shift } = localExpansion(density, point, radius);
  const logVolume = (dim / 2) * Math.log(Math.PI) - gammaln(1 + dim / 2);
  const logRadius = dim * Math.log(radius);
  let ofLaplacian = 0;
  for (let a = 0; a < dim; a++) {
    ofLaplacian += errors.hessian[a * (dim + 1)] + (2 * Math.abs(score[a]) + errors.score[a]) * errors.score[a];
  }
  const logSizes = 1 + dim + Math.abs(logPdf) + Math.abs(logVolume) + Math.abs(logRadius);
  const relative = Math.expm1(errors.logPdf[0] + VOLUME_ROUNDING * u * logSizes);
  const ofExcess = radius * ((radius / (2 * (dim + 2))) * ofLaplacian) + 8 * u * Math.abs(massExcess);
  const size = Math.exp(logPdf + logVolume + logRadius);
  return {
    massAsymptotic: size * (relative * (Math.abs(1 + massExcess) + ofExcess) + ofExcess),
    meanAsymptotic: shift.map(
      (value, a) =>
        radius * ((radius / (dim + 2)) * errors.score[a]) +
        u * (6 * Math.abs(value) + Math.abs(point[a]) + Math.abs(point[a] + value)),
    ),
  };
}
