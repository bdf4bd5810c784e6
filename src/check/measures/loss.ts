import { rowDots } from "../../reconstruction/field/vector-field.ts";
import { perRow } from "../draws.ts";
import { gainOf } from "../evidence.ts";
import { gaussianScores, leaveOneOutScores } from "../references.ts";
import { type ScoreCheck, scoreCheck } from "../score-report.ts";
import { meanOf, ratioOf } from "../statistics.ts";
import { STANDARD_ERRORS, type Subject } from "../subject.ts";

/**
 * Checks the denoising loss E|r(x) - x_0|^2 of r = x + sigma^2 score: its excess over the optimal loss (Theorem 1b), and whether it
 * is d sigma^2 - E|r - x|^2, the loss that the length of the step implies (V1). Without a density, it also compares the loss with
 * that of one Gaussian and that of the other rows.
 */
export function lossChecks(subject: Subject): ScoreCheck[] {
  return [...excessCheck(subject), promiseCheck(subject), ...(subject.truth ? [] : referenceChecks(subject))];
}

/** Checks that L(r) - L(r*) = E|r - r*|^2. Both sides are measured on the same draws, relative to the gain of r*. */
function excessCheck({ exact, scores, draws, dim, sigma, rounding }: Subject): ScoreCheck[] {
  if (!exact) return [];
  const target = draws.clean.map((x, j) => (x - draws.noisy[j]) / sigma ** 2);
  const squared = (read: Float64Array): Float64Array => {
    const error = read.map((value, j) => value - target[j]);
    return rowDots(error, error, dim);
  };
  const best = squared(exact);
  const excess = squared(scores).map((loss, i) => loss - best[i]);
  const error = scores.map((value, j) => value - exact[j]);
  const distance = rowDots(error, error, dim);
  const size = meanOf(rowDots(exact, exact, dim)).value;
  const cross = meanOf(
    perRow(
      excess.map((value, i) => (value - distance[i]) / size),
      draws.replicates,
    ),
  );
  const share = (values: Float64Array): number => meanOf(values).value / size;
  return [
    scoreCheck({
      id: "excess loss",
      sigma,
      name: `excess of the denoising loss over that of r*, compared with E|r - r*|^2 (Theorem 1b), relative to the gain of r* over r(x) = x, sigma = ${sigma}`,
      predicted: share(distance),
      measured: share(excess),
      tolerance: STANDARD_ERRORS * (cross.standardError / draws.replicates) + rounding,
      toleranceReason: "5 standard errors of the difference on the same draws, rounding",
      diagnosis:
        "The optimal denoiser of the density is not optimal for these points: the points were not drawn from the given density.",
    }),
  ];
}

/** Checks V1: the loss of the right r is d sigma^2 - E|r - x|^2. For other r the difference is 2 sigma^4 E[score . (score - s)]. */
function promiseCheck({ scores, draws, dim, sigma, tolerance, rounding }: Subject): ScoreCheck {
  const target = draws.clean.map((x, j) => (x - draws.noisy[j]) / sigma ** 2);
  const error = scores.map((value, j) => value - target[j]);
  const sizes = rowDots(scores, scores, dim);
  // |target|^2 takes the place of its mean d / sigma^2: it is correlated with the loss, which makes the standard error smaller.
  const difference = rowDots(error, error, dim).map((loss, i) => {
    let noise = 0;
    for (let j = i * dim; j < (i + 1) * dim; j++) noise += target[j] ** 2;
    return (loss - noise + sizes[i]) / 2;
  });
  const { value, standardError } = ratioOf(perRow(difference, draws.replicates), perRow(sizes, draws.replicates));
  return scoreCheck({
    id: "promised loss",
    sigma,
    name: `difference of the denoising loss and d sigma^2 - E|r - x|^2 (V1), relative to E|r - x|^2, sigma = ${sigma}`,
    predicted: 0,
    measured: value,
    tolerance: tolerance * (1 + tolerance) + STANDARD_ERRORS * standardError + rounding,
    toleranceReason:
      "the effect of an error along the score as large as the given tolerance, 5 standard errors, rounding",
    diagnosis:
      value > 0
        ? "The model takes longer steps than the points justify: it is too certain. Usually it has memorised its training points, or was trained with less noise."
        : "The model takes shorter steps than the points justify. Usually it was trained with more noise, or on a scale of the data that is too large.",
  });
}

/** Checks whether the loss is as low as the losses of two denoisers that need no network. */
function referenceChecks({ scores, draws, sigma, tolerance }: Subject): ScoreCheck[] {
  const references = [
    {
      id: "one Gaussian",
      name: "one Gaussian with the mean and the covariance of the rows",
      read: gaussianScores(draws),
    },
    { id: "the rows", name: "the other rows blurred by sigma", read: leaveOneOutScores(draws) },
  ];
  const own = gainOf(scores, draws);
  return references.map(({ id, name, read }) => {
    const gain = gainOf(read, draws);
    const size = Math.abs(gain.value);
    return scoreCheck({
      id,
      sigma,
      name: `fraction of the denoising gain of ${name} that the model misses, sigma = ${sigma}`,
      predicted: 0,
      measured: Math.max(0, (gain.value - own.value) / size),
      tolerance: tolerance + (STANDARD_ERRORS * Math.hypot(gain.standardError, own.standardError)) / size,
      toleranceReason: "the given tolerance, 5 standard errors",
      diagnosis: `The model denoises worse than ${id === "the rows" ? "the other rows do" : "one Gaussian does"}: it has not learnt the data, or was trained on data of another scale.`,
    });
  });
}
