import { type EstimatorName, estimatorNames } from "./estimator.ts";
import { meanOverRows } from "./held-out-loss.ts";

/** The losses of an estimator on the held-out rows, row by row. All estimators see the same rows and the same noise. */
export interface ComparedLosses {
  readonly name: EstimatorName;
  /** Shape (n). */
  readonly losses: Float64Array;
}

/** The estimator that is kept. */
export interface Choice {
  readonly chosen: EstimatorName;
  /** The estimator with the lowest loss. */
  readonly best: EstimatorName;
  /** The reason, as a sentence without its full stop. */
  readonly reason: string;
}

/**
 * The simplest estimator whose loss is within one standard error of the lowest one. The standard error is that of the difference,
 * row by row, so that rows that are hard for all estimators cancel. By Theorem 1(b) the loss of any r exceeds the lowest possible loss
 * by E|r - r*|^2. The loss therefore ranks estimators of any kind.
 * @param compared in the order of `estimatorNames`
 */
export function chooseEstimator(compared: readonly ComparedLosses[]): Choice {
  const inOrder = [...compared].sort((a, b) => estimatorNames.indexOf(a.name) - estimatorNames.indexOf(b.name));
  const means = inOrder.map(({ losses }) => meanOverRows(losses).mean);
  const best = inOrder[means.indexOf(Math.min(...means))];
  const chosen = inOrder.find((one) => one === best || isAsGood(one, best)) ?? best;
  return { chosen: chosen.name, best: best.name, reason: reasonFor(chosen.name, best.name) };
}

/** Whether the mean difference of the losses is at most its standard error. */
export function isAsGood(one: ComparedLosses, best: ComparedLosses): boolean {
  const { mean, standardError } = meanOverRows(one.losses.map((loss, i) => loss - best.losses[i]));
  return mean <= standardError;
}

function reasonFor(chosen: EstimatorName, best: EstimatorName): string {
  if (chosen === best) {
    const simplest = chosen === estimatorNames[0];
    return `${chosen} has the lowest held-out loss${simplest ? "" : ", and none that is simpler is within one standard error of it"}`;
  }
  return `${chosen} is within one standard error of the lowest held-out loss, that of ${best}, and simpler`;
}
