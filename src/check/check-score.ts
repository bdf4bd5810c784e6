import type { ClaimStatement } from "../claims/claim-statement.ts";
import { checkDistribution } from "../density/check-density.ts";
import type { Distribution } from "../density/density.ts";
import { checkFewest, checkObject, checkPoints, checkPositive, checkWhole } from "../numerics/check.ts";
import { InputError } from "../numerics/input-error.ts";
import { chooseOutput } from "./choose-output.ts";
import { noisyDraws } from "./draws.ts";
import { type Evidence, evidenceFromDensity, evidenceFromRows } from "./evidence.ts";
import { findFaults } from "./faults.ts";
import { agreeing, type FoundReading, findReading } from "./find-reading.ts";
import { acrossSigmas } from "./measures/across-sigmas.ts";
import { attractorChecks } from "./measures/attractors.ts";
import { derivativeChecks } from "./measures/derivatives.ts";
import { errorChecks } from "./measures/error.ts";
import { lossChecks } from "./measures/loss.ts";
import { finiteCheck, scaleCheck, scaleOf } from "./measures/scale.ts";
import type { OutputKind } from "./output-kind.ts";
import { readScores } from "./reading.ts";
import type { Errors, ScoreCheck, ScoreReport } from "./score-report.ts";
import type { Subject } from "./subject.ts";
import { TestedField } from "./tested-field.ts";
import { checkOutput, type TestedModel } from "./tested-model.ts";
import { truthAt } from "./truth.ts";

/** Options of `checkScore`. The truth is a density, held-out rows, or both. */
export interface ScoreCheckOptions {
  /** The true density, if it is known. */
  readonly density?: Distribution;
  /**
   * Rows that the model was not trained on, shape (n, d). They are the clean points. Without a density they also take its place.
   */
  readonly rows?: Float64Array;
  /** The standard deviations of the noise at which the model is checked. Default: the model's own. */
  readonly sigmas?: readonly number[];
  /** The kind of output. Default "auto": the kind that the model declares, or else the kind that fits best. */
  readonly output?: OutputKind | "auto";
  /** The largest relative error of the score that counts as right. Default 0.2. */
  readonly tolerance?: number;
  /**
   * The number of pairs of a clean and a noisy point. Default 4000 with a density and 2000 with rows, fewer in many dimensions.
   */
  readonly points?: number;
  /** Default 1. */
  readonly seed?: number;
  /** Called after each sigma, with the number of sigmas that are done and the number of all sigmas. */
  readonly onSigma?: (done: number, of: number) => void;
}

const DEFAULT_TOLERANCE = 0.2;
const DEFAULT_PAIRS = { density: 4000, rows: 2000 };
/** The default number of pairs for densities in the plane whose p_sigma is an integral at every point. */
const PAIRS_BY_QUADRATURE = 1000;
/** The largest number of coordinates in the draws, unless `points` is given. */
const MOST_NUMBERS = 64_000;
const FEWEST_ROWS = 10;
const LARGEST_SEED = 2 ** 32 - 1;

const about: ClaimStatement = {
  id: "check",
  title: "Is it a score?",
  statement:
    "The model's outputs give grad log p_sigma, where p_sigma is the density of x + sigma eps: with the right sign and scale, wherever noisy points fall, as the gradient of one function, and consistently at all sigmas.",
  hypotheses: "The density, or the rows, are those that the model was made for, and sigma is a standard deviation.",
  source: "Theorem 1",
  stem: "check-score",
  chapter: "11-is-it-a-score",
};

/**
 * Checks whether a model is a score. It compares the model with the exact score of a density, or with held-out rows, and names
 * what is wrong. If the outputs are of another kind than declared, one check fails and names the kind; the other checks measure
 * the score that the outputs contain.
 * @throws InputError for options that cannot be used, and for outputs that do not have the shape of their kind
 */
export async function checkScore(model: TestedModel, options: ScoreCheckOptions): Promise<ScoreReport> {
  const plan = planOf(model, options);
  const { sigmas, tolerance } = plan;
  const kind = await outputOf(model, plan);
  const evidences = await mapInTurn(sigmas, async (sigma) => {
    const field = new TestedField(model, kind, sigma);
    const evidence = await evidenceFor(field, plan);
    return { field, evidence, reading: await findReading(evidence, kind, sigma, tolerance) };
  });
  const found = agreeing(evidences.map(({ reading }) => reading));
  const checks: ScoreCheck[] = [];
  const subjects: Subject[] = [];
  const errors: Errors[] = [];
  const scales: { factor: number; standardError: number; weight: number }[] = [];
  const covarianceRatios: number[] = [];
  const asymmetries: number[] = [];
  for (const [k, { field, evidence }] of evidences.entries()) {
    const reading = found[k];
    const subject = await subjectOf(field, evidence, reading, plan);
    const scale = await scaleOf(field, evidence, plan.density !== undefined);
    const attractors = await attractorChecks(subject);
    const derivatives = await derivativeChecks(subject);
    checks.push(
      finiteCheck(evidence, field),
      scaleCheck(scale, reading, field, tolerance),
      ...errorChecks(subject),
      ...lossChecks(subject),
      ...derivatives.checks,
      ...attractors.checks,
    );
    if (subjects.length > 0) checks.push(await acrossSigmas(subjects[subjects.length - 1], subject));
    subjects.push(subject);
    errors.push(errorsOf(subject));
    scales.push({ ...scale.factor, weight: 1 / Math.max(scale.factor.standardError, 1e-12) ** 2 });
    covarianceRatios.push(attractors.covarianceRatio);
    asymmetries.push(derivatives.asymmetry);
    plan.onSigma?.(k + 1, sigmas.length);
  }
  const faults = findFaults({ checks, subjects, found, covarianceRatios, asymmetries });
  const verdict = checks.every((one) => one.verdict === "holds") ? "holds" : "fails";
  return {
    ...about,
    checks,
    orders: [],
    verdict,
    output: kind,
    scale: pooled(scales),
    faults,
    notMeasured: notMeasured(plan, model),
    errors,
    sigmas,
  };
}

/** Applies f to the items one after the other, since a process answers one question at a time. */
async function mapInTurn<T, R>(items: readonly T[], f: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await f(item));
  return results;
}

/** The options after the checks, with defaults filled in. */
export interface CheckPlan {
  readonly dim: number;
  readonly density?: Distribution | undefined;
  readonly rows?: Float64Array | undefined;
  /** The sigmas, from the smallest to the largest. */
  readonly sigmas: readonly number[];
  readonly output: OutputKind | "auto";
  readonly tolerance: number;
  readonly pairs: number;
  readonly seed: number;
  readonly onSigma?: ((done: number, of: number) => void) | undefined;
}

function planOf(model: TestedModel, options: ScoreCheckOptions): CheckPlan {
  checkObject("model", model, "a model, with dim and evaluate", { methods: ["evaluate"], numbers: ["dim"] });
  checkObject("options", options, "a density or rows, and sigmas");
  const { dim } = model;
  const { density, rows, output = "auto", tolerance = DEFAULT_TOLERANCE, seed = 1, onSigma } = options;
  if (output !== "auto") checkOutput("output", output);
  checkPositive("tolerance", tolerance);
  checkWhole("seed", seed, 1, LARGEST_SEED);
  if (density) checkDistribution("density", density);
  if (rows) checkPoints("rows", rows, dim, FEWEST_ROWS);
  if (!density && !rows) throw new InputError({ argument: "density", problem: "or rows must be given" });
  if (density && density.dim !== dim) {
    throw new InputError({
      argument: "density",
      verb: "have",
      allowed: `dimension ${dim}, like the model`,
      problem: density.dim,
    });
  }
  const most = density ? pairsOf(density) : DEFAULT_PAIRS.rows;
  const pairs = options.points ?? Math.max(200, Math.min(most, Math.floor(MOST_NUMBERS / dim)));
  checkWhole("points", pairs, 100, 1_000_000);
  return { dim, density, rows, sigmas: sigmasOf(model, options.sigmas), output, tolerance, pairs, seed, onSigma };
}

function pairsOf(density: Distribution): number {
  return density.smoothed || density.dim === 1 ? DEFAULT_PAIRS.density : PAIRS_BY_QUADRATURE;
}

function sigmasOf(model: TestedModel, given: readonly number[] | undefined): number[] {
  const sigmas = given ?? (model.sigma === undefined ? [] : [model.sigma]);
  checkFewest("sigmas", sigmas, 1, "positive number");
  sigmas.forEach((sigma, k) => {
    checkPositive(`sigmas[${k}]`, sigma);
  });
  const different = [...new Set(sigmas)].sort((a, b) => a - b);
  if (!model.takesSigma && different.length > 1) {
    const problem = `${different.length} numbers; the model has no input for sigma`;
    throw new InputError({ argument: "sigmas", verb: "hold", allowed: "one number", problem });
  }
  return different;
}

async function outputOf(model: TestedModel, plan: CheckPlan): Promise<OutputKind> {
  if (plan.output !== "auto") return plan.output;
  if (model.output) return model.output;
  const sigma = plan.sigmas[0];
  const evidenceOf = (kind: OutputKind): Promise<Evidence> => evidenceFor(new TestedField(model, kind, sigma), plan);
  return (await chooseOutput(evidenceOf, sigma)).kind;
}

async function evidenceFor(field: TestedField, plan: CheckPlan): Promise<Evidence> {
  const draws = noisyDraws(plan, field.sigma, plan.pairs, plan.seed);
  return plan.density ? evidenceFromDensity(field, plan.density, draws) : evidenceFromRows(field, plan, draws, plan);
}

/** The model by the reading that was found. If the reading has another sigma, the noise has that sigma too. */
async function subjectOf(
  field: TestedField,
  evidence: Evidence,
  { reading }: FoundReading,
  plan: CheckPlan,
): Promise<Subject> {
  const { dim, density, tolerance, seed } = plan;
  const { sigma } = reading;
  const same = sigma === field.sigma;
  const draws = same ? evidence.draws : noisyDraws(plan, sigma, plan.pairs, seed);
  const scores = same
    ? readScores(evidence.outputs, draws.noisy, reading, field.mixture)
    : await field.scores(draws.noisy, reading);
  // A score that is not finite counts as zero here; the check "finite" counts such outputs.
  for (let j = 0; j < scores.length; j++) if (!Number.isFinite(scores[j])) scores[j] = 0;
  const truth = density && !reading.unsmoothed ? truthAt(density, sigma) : undefined;
  const exact = truth?.score(draws.noisy);
  const size = Math.sqrt(scores.reduce((sum, score) => sum + score ** 2, 0) / (scores.length / dim)) || 1;
  const largest = evidence.outputs.reduce((most, output) => Math.max(most, Math.abs(output) || 0), 0);
  const perOutput = readScores(Float64Array.of(1), Float64Array.of(0), { ...reading, factor: 1 }, field.mixture)[0];
  const rounding =
    (8 * Math.sqrt(dim) * field.roundoff * largest * Math.abs(perOutput)) / size + (truth?.errorEstimate ?? 0);
  return { field, reading, sigma, dim, draws, scores, density, truth, exact, tolerance, rounding, seed };
}

/**
 * The length of the error of each score times sigma, for pictures. If the truth is not known, the score takes the place of its error.
 */
function errorsOf({ sigma, dim, draws, scores, exact }: Subject): Errors {
  const n = draws.noisy.length / dim;
  const errors = Float64Array.from({ length: n }, (_, i) => {
    let square = 0;
    for (let j = i * dim; j < (i + 1) * dim; j++) square += (scores[j] - (exact?.[j] ?? 0)) ** 2;
    return sigma * Math.sqrt(square);
  });
  return { dim, sigma, points: draws.noisy, errors, scores };
}

/** The mean of the factors at all sigmas, weighted by the inverse of their variances, with its 95 % interval. */
function pooled(scales: readonly { factor: number; standardError: number; weight: number }[]): ScoreReport["scale"] {
  const total = scales.reduce((sum, { weight }) => sum + weight, 0);
  const factor = scales.reduce((sum, one) => sum + (one.weight / total) * one.factor, 0);
  if (!Number.isFinite(factor)) return null;
  // 95 % of a normal distribution is within 1.96 standard deviations.
  const half = 1.96 / Math.sqrt(total);
  return { factor, interval: [factor - half, factor + half] };
}

function notMeasured({ density, rows, sigmas }: CheckPlan, model: TestedModel): string[] {
  const list: string[] = [];
  if (!density && rows) {
    list.push(
      "Without a density, the error of the score at a point or in a region is not known; the denoising loss gives only its mean product with the score.",
      "It is not known by how much the denoising loss exceeds the optimal one; the losses of one Gaussian and of the rows are only upper bounds of the optimal loss.",
    );
  }
  if (model.takesSigma && sigmas.length === 1)
    list.push("With one sigma, the agreement of several sigmas is not measured; give several sigmas.");
  return list;
}
