import { rowDots } from "../../reconstruction/field/vector-field.ts";
import { perRow } from "../draws.ts";
import { gainOf } from "../evidence.ts";
import { gaussianScores, leaveOneOutScores } from "../references.ts";
import { type ScoreCheck, scoreCheck } from "../score-report.ts";
import { meanOf, ratioOf } from "../statistics.ts";
import { STANDARD_ERRORS, type Subject } from "../subject.ts";

/**
 * What the denoising loss E|r(x) - x_0|^2 says, r = x + sigma^2 score: its excess over the best possible one (Theorem 1b), and whether
 * it is the one that the length of the step promises, d sigma^2 - E|r - x|^2 (V1). Against rows: whether it is below that of one
 * Gaussian, and that of the other rows.
 */
export function lossChecks(subject: Subject): ScoreCheck[] {
  return [...excessCheck(subject), promiseCheck(subject), ...(subject.truth ? [] : referenceChecks(subject))];
}

/** L(r) - L(r*) = E|r - r*|^2 for every r: both sides on the same draws, as shares of what the best r gains. */
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
      name: `excess of the denoising loss over the best against E|r - r*|^2 (Theorem 1b), as shares of what the best gains over r(x) = x, sigma = ${sigma}`,
      predicted: share(distance),
      measured: share(excess),
      tolerance: STANDARD_ERRORS * (cross.standardError / draws.replicates) + rounding,
      toleranceReason: "5 standard errors of the difference on the same draws, rounding",
      diagnosis:
        "The best denoiser of the density is not the best one of these points: the points were not drawn from the density that was given.",
    }),
  ];
}

/** V1: of the right r, the loss is d sigma^2 - E|r - x|^2. The difference is 2 sigma^4 E[score . (score - s)]. */
function promiseCheck({ scores, draws, dim, sigma, tolerance, rounding }: Subject): ScoreCheck {
  const target = draws.clean.map((x, j) => (x - draws.noisy[j]) / sigma ** 2);
  const error = scores.map((value, j) => value - target[j]);
  const sizes = rowDots(scores, scores, dim);
  // |target|^2 has mean d / sigma^2 and goes up and down with the loss.
  const difference = rowDots(error, error, dim).map((loss, i) => {
    let noise = 0;
    for (let j = i * dim; j < (i + 1) * dim; j++) noise += target[j] ** 2;
    return (loss - noise + sizes[i]) / 2;
  });
  const { value, standardError } = ratioOf(perRow(difference, draws.replicates), perRow(sizes, draws.replicates));
  return scoreCheck({
    id: "promised loss",
    sigma,
    name: `denoising loss against d sigma^2 - E|r - x|^2 (V1), relative to E|r - x|^2, sigma = ${sigma}`,
    predicted: 0,
    measured: value,
    tolerance: tolerance * (1 + tolerance) + STANDARD_ERRORS * standardError + rounding,
    toleranceReason: "what an error of the tolerance that points along the score does, 5 standard errors, rounding",
    diagnosis:
      value > 0
        ? "The model takes longer steps than the points bear out: it is more certain than it may be. Usually it has memorised its training points, or was trained with less noise."
        : "The model takes shorter steps than the points bear out. Usually it was trained with more noise, or on a scale of the data that is too large.",
  });
}

/** Whether the loss is as low as without any network. */
function referenceChecks({ scores, draws, sigma, tolerance }: Subject): ScoreCheck[] {
  const references = [
    {
      id: "one Gaussian",
      name: "of one Gaussian with the mean and covariance of the rows",
      read: gaussianScores(draws),
    },
    { id: "the rows", name: "of the other rows themselves, blurred by sigma", read: leaveOneOutScores(draws) },
  ];
  const own = gainOf(scores, draws);
  return references.map(({ id, name, read }) => {
    const gain = gainOf(read, draws);
    const size = Math.abs(gain.value);
    return scoreCheck({
      id,
      sigma,
      name: `gain of the denoising loss that is missing to that ${name}, as a share of it, sigma = ${sigma}`,
      predicted: 0,
      measured: Math.max(0, (gain.value - own.value) / size),
      tolerance: tolerance + (STANDARD_ERRORS * Math.hypot(gain.standardError, own.standardError)) / size,
      toleranceReason: "the tolerance that was asked for, 5 standard errors",
      diagnosis: `The model denoises worse than ${id === "the rows" ? "the other rows do by themselves" : "one Gaussian does"}: it has not learnt the data, or was trained on data of another scale.`,
    });
  });
}
