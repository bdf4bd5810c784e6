import type { Estimate } from "../../numerics/estimate.ts";
import { UNIT_ROUNDOFF } from "../../numerics/unit-roundoff.ts";
import { ComponentErrors } from "./component-errors.ts";
import type { PreparedComponent } from "./gaussian-component.ts";

/**
 * The smallest denoising loss of one Gaussian N(mu, C). With P = (C + sigma^2 I)^-1 it is sigma^2 tr(C P) = sigma^2 (d - sigma^2 tr P).
 * The first form cancels where C is close to singular, the second where sigma is large compared with C. The form with the smaller
 * error bound is returned.
 *
 * @param covariance C, (d, d)
 * @param smoothed the Gaussian with noise of variance sigma^2
 */
export function gaussianDenoisingLoss(
  covariance: readonly (readonly number[])[],
  smoothed: PreparedComponent,
  sigma: number,
): Estimate {
  const variance = sigma ** 2;
  const { precision } = smoothed;
  const dim = smoothed.mean.length;
  const errors = new ComponentErrors(smoothed);
  const first = { sum: 0, size: 0, error: 0 };
  const second = { sum: dim, size: dim, error: 0 };
  // Plain loops are used, since there may be a million entries.
  for (let a = 0; a < dim; a++) {
    const row = covariance[a];
    for (let b = 0; b < dim; b++) {
      const product = row[b] * precision[a * dim + b];
      first.sum += product;
      first.size += Math.abs(product);
      first.error += Math.abs(row[b]) * errors.precisionErrors[a * dim + b];
    }
    const own = variance * precision[a * (dim + 1)];
    second.sum -= own;
    second.size += own;
    second.error += variance * errors.precisionErrors[a * (dim + 1)];
  }
  // A rounding for each addition, and of what was given: C once, sigma^2 twice.
  const estimates = [first, second].map(({ sum, size, error }, k) => ({
    value: variance * sum,
    errorEstimate: variance * (error + ((k === 0 ? dim * dim : dim) + 8) * UNIT_ROUNDOFF * size),
  }));
  return estimates[0].errorEstimate < estimates[1].errorEstimate ? estimates[0] : estimates[1];
}
