import type { LossesAtSigma } from "./compare-estimators.ts";

/** The purpose of the estimator. */
export const purposes = ["denoising", "sampling", "modes"] as const;
export type Purpose = (typeof purposes)[number];

/** The sigmas that are tried, in units of the data's standard deviation. */
export const SIGMA_GRID: readonly number[] = [0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 1];

/** A sigma, and the reason for it, as a sentence without its full stop. */
export interface SigmaChoice {
  readonly sigma: number;
  readonly reason: string;
}

/** The fraction of the identity's loss at which half of the noise is removed. */
const HALF = 0.5;

/**
 * The sigma that a purpose needs, from the relative losses along a grid.
 *
 * - denoising: the smallest sigma at which the chosen estimator removes half of the noise. Below it, the data's own variation
 *   cannot be told apart from the noise. If the noise of the data is known, give its sigma instead.
 * - sampling: the smallest sigma at which the chosen estimator is better than the memorised rows and than one Gaussian. Draws are
 *   blurred by sigma, so it should be small; but below this sigma the score is that of single rows, or not known.
 * - modes: the sigma at which the loss of the kept estimator, in units of the identity's, is farthest below that of one Gaussian.
 *   By Theorem 1(b), p_sigma differs most from a Gaussian there, and a Gaussian has only one mode.
 */
export function chooseSigma(grid: readonly LossesAtSigma[], purpose: Purpose): SigmaChoice {
  if (purpose === "modes") return forModes(grid);
  return purpose === "sampling" ? forSampling(grid) : forDenoising(grid);
}

function forDenoising(grid: readonly LossesAtSigma[]): SigmaChoice {
  const found = grid.find((one) => kept(one) <= HALF);
  if (found)
    return { sigma: found.sigma, reason: "it is the smallest sigma of the grid at which half of the noise is removed" };
  const { sigma } = grid[grid.length - 1];
  return { sigma, reason: "it is the largest sigma of the grid, and at none of them is half of the noise removed" };
}

function forSampling(grid: readonly LossesAtSigma[]): SigmaChoice {
  const learnt = grid.find(({ choice }) => ["mixture", "one-layer", "deep"].includes(choice.chosen));
  if (learnt) {
    const reason = `it is the smallest sigma of the grid at which an estimator that learnt more than the rows, ${learnt.choice.chosen}, is better than one Gaussian`;
    return { sigma: learnt.sigma, reason };
  }
  const { sigma } = grid[0];
  return {
    sigma,
    reason:
      "it is the smallest sigma of the grid, and at none of them is anything learnt that one Gaussian or the points don't say",
  };
}

function forModes(grid: readonly LossesAtSigma[]): SigmaChoice {
  const gains = grid.map((one) => (one.relativeToIdentity.gaussian ?? 1) - kept(one));
  const largest = Math.max(...gains);
  const { sigma } = grid[gains.indexOf(largest)];
  return largest > 0
    ? { sigma, reason: "it is the sigma of the grid at which the data differ most from one Gaussian" }
    : { sigma, reason: "at no sigma of the grid do the data differ from one Gaussian, which has one mode" };
}

/** The relative loss of the estimator that is kept at a sigma. */
function kept({ relativeToIdentity, choice }: LossesAtSigma): number {
  return relativeToIdentity[choice.chosen] ?? 1;
}
