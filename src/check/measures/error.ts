import { rowDots } from "../../reconstruction/field/vector-field.ts";
import { perRow } from "../draws.ts";
import { eigenvaluesOf } from "../eigenvalues.ts";
import { type ScoreCheck, scoreCheck } from "../score-report.ts";
import { ratioOf, rootOf } from "../statistics.ts";
import { STANDARD_ERRORS, type Subject } from "../subject.ts";

/** The fraction of the draws, those with the lowest p_sigma, that count as outside. */
const OUTSIDE = 0.02;
/** A region with fewer draws is left out. */
const FEWEST = 20;
/** Above this dimension the region between modes is left out, since the eigenvalues of all Hessians take too long. */
const MOST_DIM = 12;
const MOST_DRAWS = 1500;

/** Checks the relative error of the scores, sqrt(E|s_model - s|^2 / E|s|^2) over p_sigma: of all draws, and region by region. */
export function errorChecks(subject: Subject): ScoreCheck[] {
  const { exact, scores, dim, sigma, tolerance, rounding, draws } = subject;
  if (!exact) return [];
  const error = scores.map((value, j) => value - exact[j]);
  const [errors, sizes] = [rowDots(error, error, dim), rowDots(exact, exact, dim)];
  const whole = rootOf(ratioOf(perRow(errors, draws.replicates), perRow(sizes, draws.replicates)));
  const meanSize = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
  const regions = regionsOf(subject);
  const n = regions.reduce((sum, { rows }) => sum + rows.length, 0);
  return [
    scoreCheck({
      id: "error",
      sigma,
      name: `relative error of the score over p_sigma, sigma = ${sigma}`,
      predicted: 0,
      measured: whole.value,
      tolerance: tolerance + STANDARD_ERRORS * whole.standardError + rounding,
      toleranceReason: "the given tolerance, 5 standard errors, rounding",
      diagnosis:
        "The model is not the score of the density. Usually the network is too small, was trained for too short a time, or was trained on other data.",
    }),
    ...regions.map(({ name, rows }) => {
      const share = rows.length / n;
      const own = rows.map((i) => errors[i]);
      const mean = rootOf(ratioOf(own, new Array<number>(own.length).fill(meanSize)));
      return scoreCheck({
        id: "region",
        sigma,
        name: `error ${name} (${(100 * share).toFixed(0)} % of p_sigma), relative to the mean size of the score, sigma = ${sigma}`,
        predicted: 0,
        measured: mean.value,
        tolerance: (tolerance + rounding) / Math.sqrt(share) + STANDARD_ERRORS * mean.standardError,
        toleranceReason:
          "the error that would reach the given tolerance over p_sigma if it were in this region only, 5 standard errors",
        diagnosis: causes[name],
      });
    }),
  ];
}

const causes: Readonly<Record<string, string>> = {
  "in the bulk": "The error is in the bulk of the data: the network is too small, or was trained for too short a time.",
  "between modes": "The error is between the modes, where few noisy points fall: train with more noise or more data.",
  outside: "The error is outside the data, where almost no noisy point falls, so that the network is arbitrary there.",
};

interface Region {
  readonly name: string;
  readonly rows: number[];
}

/**
 * Divides the draws into regions. The draws with the lowest p_sigma are outside. Draws at which log p_sigma is convex in some
 * direction are between modes. The others are in the bulk.
 */
function regionsOf({ truth, draws, dim }: Subject): Region[] {
  if (!truth?.logPdf) return [];
  const n = Math.min(MOST_DRAWS, draws.noisy.length / dim);
  const points = draws.noisy.subarray(0, n * dim);
  const logPdf = truth.logPdf(points);
  const limit = [...logPdf].sort((a, b) => a - b)[Math.floor(OUTSIDE * n)];
  const hessian = dim <= MOST_DIM ? truth.hessian(points) : undefined;
  const kinds = Array.from(logPdf, (value, i) => {
    if (value < limit) return "outside";
    return hessian && Math.max(...eigenvaluesOf(hessian.subarray(i * dim * dim, (i + 1) * dim * dim), dim)) > 0
      ? "between modes"
      : "in the bulk";
  });
  return ["in the bulk", "between modes", "outside"]
    .map((name) => ({ name, rows: kinds.flatMap((kind, i) => (kind === name ? [i] : [])) }))
    .filter(({ rows }) => rows.length >= FEWEST);
}
