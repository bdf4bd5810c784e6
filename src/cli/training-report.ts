import { bayesLoss } from "../autoencoder/bayes-loss.ts";
import type { Distribution } from "../density/density.ts";
import { formatNumber, formatTable } from "./output.ts";
import type { TrainingRun } from "./run-training.ts";

/** What `scorebook train --json` prints. */
export interface TrainingReport {
  /** The file that was written. */
  readonly model: string;
  readonly dim: number;
  readonly iterations: number;
  /** Standard deviation of the weights W that it began with. */
  readonly initialScale: number;
  readonly training: number;
  readonly validation: number;
  /** Of r(x) = x, on the draws of the validation loss. */
  readonly identity: number;
  /** Of the best denoiser there is, on the same draws; null where it is not known. */
  readonly optimal: number | null;
  /** Why it ended before its last iteration, or null. */
  readonly stopped: string | null;
  /** What the losses say is wrong, or null. */
  readonly advice: string | null;
}

/** Of the identity's loss: with more than this little was learnt. */
const LITTLE_LEARNT = 0.95;
/** Of the validation loss: with a training loss below this, points and noise were learnt by heart. */
const BY_HEART = 0.8;

export function reportTraining(
  { model, validationDraws, iterations }: TrainingRun,
  path: string,
  distribution: Distribution | null,
): TrainingReport {
  const { losses, stopped, options } = model.provenance;
  const known = distribution && validationDraws;
  return {
    model: path,
    dim: model.network.dim,
    iterations,
    initialScale: options.initialScale,
    ...losses,
    optimal: known ? bayesLoss(distribution, options.sigma, validationDraws) : null,
    stopped,
    advice: adviceFor(losses),
  };
}

/** What to do where the validation loss is no better than the identity's. */
export function adviceFor(losses: {
  readonly training: number;
  readonly validation: number;
  readonly identity: number;
}): string | null {
  const { training, validation, identity } = losses;
  if (validation < LITTLE_LEARNT * identity) return null;
  return training < BY_HEART * validation
    ? "The points and their noise were learnt by heart: the training loss is far below the validation loss, and that is no better than the identity's. Try more points, --redraw 20, fewer units or iterations, or a larger --sigma."
    : "Little but the identity was learnt: the validation loss is close to the identity's. Try a larger --initial-scale, more units (--hidden), more iterations, or a larger --sigma.";
}

/** The report as a person reads it. */
export function describeTraining(
  {
    model: path,
    dim,
    iterations,
    initialScale,
    training,
    validation,
    identity,
    optimal,
    stopped,
    advice,
  }: TrainingReport,
  {
    loss,
    standardised,
    chosen,
  }: { readonly loss: "dae" | "rcae"; readonly standardised: boolean; readonly chosen: boolean },
): string {
  const points = loss === "dae" ? "on the same draws" : "on the same points";
  const rows = [
    ["training", formatNumber(training, 6), loss === "dae" ? "on the points and the noise that it learnt from" : ""],
    [
      "validation",
      formatNumber(validation, 6),
      `on ${loss === "dae" ? "points and noise" : "points"} that it has not seen`,
    ],
    ["identity", formatNumber(identity, 6), `r(x) = x, ${points}`],
    ...(optimal === null ? [] : [["optimum", formatNumber(optimal, 6), `the best denoiser there is, ${points}`]]),
  ];
  const units = standardised ? " Losses and sigma are in standard deviations of the columns." : "";
  const scale = `W began with standard deviation ${formatNumber(initialScale, 3)}${chosen ? ", chosen by short trainings" : ""}`;
  const ended = stopped === null ? "" : `Ended early: ${stopped}. What is written is the best it found.\n`;
  const zeros = JSON.stringify([Array.from({ length: dim }, () => 0)]);
  return [
    formatTable(["", `${loss} loss`, ""], rows),
    "",
    `${iterations} iterations; ${scale}.${units}`,
    `${ended}${advice === null ? "" : `${advice}\n`}Written: ${path}. Use it with: npx scorebook score --model ${path} --at "${zeros}"`,
  ].join("\n");
}
