import { type Scaling, toScaled } from "../../../autoencoder/data/scaling.ts";
import type { TrainingData } from "../../../autoencoder/data/training-data.ts";
import { bayesRisk, type Draws } from "../../../autoencoder/training/bayes-risk.ts";
import type { Distribution } from "../../../density/density.ts";
import { shrunkCovariance } from "../../../density/estimate/shrunk-covariance.ts";
import { WhitenedComponents } from "../../../density/estimate/whitened-components.ts";
import { formatNumber, formatPath, formatTable } from "../../output/output.ts";
import type { TrainingRun } from "./run-training.ts";

/** What `scorebook train --json` prints. */
export interface TrainingReport {
  /** The file that was written. */
  readonly model: string;
  readonly iterations: number;
  /** The engine and its precision, such as "the fused kernel, float64". */
  readonly engine: string;
  /** The standard deviation of the initial weights W. */
  readonly initialScale: number;
  readonly training: number;
  readonly validation: number;
  /** The loss of r(x) = x, on the draws of the validation loss. */
  readonly identity: number;
  /** The loss of the best possible denoiser, on the same draws; null if it is not known. */
  readonly optimal: number | null;
  /**
   * The loss of one Gaussian that is fitted to the training points (`scorebook fit`), on the same draws; null for the loss rcae.
   */
  readonly gaussian: number | null;
  /** Why the training ended before its last iteration, or null. */
  readonly stopped: string | null;
  /** A sentence on what is wrong according to the losses, or null. */
  readonly advice: string | null;
}

/** A network whose loss is above this fraction of the loss of the identity has learnt little. */
const LITTLE_LEARNT = 0.95;
/**
 * If the training loss is below this fraction of the validation loss, the network has memorised points and noise. The second fraction
 * applies to a network that has learnt little.
 */
const MEMORISED = 0.5;
const MEMORISED_AND_LITTLE = 0.8;

export function reportTraining(
  { model, validationDraws, iterations }: TrainingRun,
  path: string,
  distribution: Distribution | null,
  data: TrainingData,
): TrainingReport {
  const { losses, stopped, options, engine = "the fused kernel" } = model.provenance;
  const known = distribution && validationDraws;
  const gaussian = validationDraws && gaussianLoss(data, model.scaling, options.sigma, validationDraws);
  return {
    model: path,
    iterations,
    engine: `${engine}, ${options.precision ?? "float64"}`,
    initialScale: options.initialScale,
    ...losses,
    optimal: known ? bayesRisk(distribution, options.sigma, validationDraws) : null,
    gaussian,
    stopped,
    advice: adviceFor({ ...losses, gaussian }, { loss: options.loss, standardised: model.scaling !== null }),
  };
}

/** The denoising loss of one Gaussian with the training points' shrunk covariance, in the coordinates that the network sees. */
function gaussianLoss({ training, dim }: TrainingData, scaling: Scaling | null, sigma: number, draws: Draws): number {
  const { mean, covariance } = shrunkCovariance(scaling ? toScaled(training, scaling) : training, dim);
  const parameters = { dim, weights: Float64Array.of(1), means: [mean], covariances: [covariance] };
  const score = new WhitenedComponents(parameters, sigma).score(draws.noisy);
  let sum = 0;
  for (let j = 0; j < score.length; j++) sum += (draws.noisy[j] + sigma ** 2 * score[j] - draws.clean[j]) ** 2;
  return sum / (score.length / dim);
}

/**
 * The mean of the data, with enough digits to lie among the data.
 * @returns shape (d)
 */
export function examplePoint({ mean, scale }: Scaling): number[] {
  return Array.from(mean, (value, a) => {
    const digits = Math.ceil(Math.log10(Math.abs(value) / scale[a])) + 1;
    return Number(value.toPrecision(Math.min(17, Math.max(2, Number.isFinite(digits) ? digits : 2))));
  });
}

/** A sentence on what is wrong and what to do, if the losses say that something is wrong; otherwise null. */
export function adviceFor(
  losses: {
    readonly training: number;
    readonly validation: number;
    readonly identity: number;
    readonly gaussian?: number | null;
  },
  { loss, standardised }: { readonly loss: "dae" | "rcae"; readonly standardised: boolean },
): string | null {
  const { training, validation, identity, gaussian = null } = losses;
  const little = validation >= LITTLE_LEARNT * identity;
  if (little && training > identity) {
    const scaling = standardised ? "" : " or, where the columns have different sizes, --standardise";
    return `The network has not yet learnt even the identity, r(x) = x. Try more iterations${scaling}.`;
  }
  if (training < (little ? MEMORISED_AND_LITTLE : MEMORISED) * validation) {
    const [what, replicates] =
      loss === "dae" ? ["the points and their noise", "--noise-replicates 20, "] : ["the points", ""];
    return `The network memorised ${what}: the training loss is far below the validation loss. Try ${replicates}more points, fewer units or iterations, or a larger --sigma.`;
  }
  if (gaussian !== null && gaussian < validation && gaussian < LITTLE_LEARNT * identity) {
    return "One Gaussian, a linear denoiser, has a lower loss than this network. npx scorebook fit compares more estimators, deep networks among them, and keeps the best.";
  }
  return little
    ? "The network learnt little beyond the identity: the validation loss is close to that of the identity. Try a larger --initial-scale, more units (--hidden), more iterations, or a larger --sigma."
    : null;
}

/** What the text of the report needs in addition to the report. */
export interface TrainingContext {
  readonly loss: "dae" | "rcae";
  readonly standardised: boolean;
  /** Whether the initial scale was chosen by short trainings. */
  readonly chosen: boolean;
  /** A point among the data, for the example. */
  readonly example: readonly number[];
}

/** The report as text for a reader. */
export function describeTraining(report: TrainingReport, context: TrainingContext): string {
  const {
    model: path,
    iterations,
    engine,
    initialScale,
    training,
    validation,
    identity,
    optimal,
    gaussian,
    stopped,
    advice,
  } = report;
  const { loss, standardised, chosen, example } = context;
  const same = loss === "dae" ? "on the same draws" : "on the same points";
  const seen = loss === "dae" ? "points and noise" : "points";
  const rows = [
    ["training", formatNumber(training, 6), `on the ${seen} that the network learnt from`],
    ["validation", formatNumber(validation, 6), `on ${seen} that the network has not seen`],
    ["identity", formatNumber(identity, 6), `r(x) = x, ${same}`],
    ...(gaussian === null ? [] : [["gaussian", formatNumber(gaussian, 6), `one Gaussian, a linear denoiser, ${same}`]]),
    ...(optimal === null ? [] : [["optimum", formatNumber(optimal, 6), `the best denoiser there is, ${same}`]]),
  ];
  const how = `the initial W has standard deviation ${formatNumber(initialScale, 3)}${chosen ? ", chosen by short trainings" : ""}`;
  return [
    formatTable(["", `${loss} loss`, ""], rows),
    "",
    `${iterations} iterations by ${engine}; ${how}.`,
    ...(standardised ? ["Losses and sigma are in standard deviations of the columns."] : []),
    ...(stopped === null ? [] : [`Ended early: ${stopped}. The best network that was found is written.`]),
    ...(advice === null ? [] : [advice]),
    `Written: ${path}. To use it: npx scorebook score --model ${formatPath(path)} --at "${JSON.stringify([example])}"`,
  ].join("\n");
}
