import { estimatorNames } from "../../../autoencoder/fit/estimator.ts";
import type { Fit } from "../../../autoencoder/fit/fit-model.ts";
import { formatNumber, formatPath, formatSeconds, formatTable, formatWarnings } from "../../output/output.ts";
import { type DrawnPicture, describePicture } from "../../output/plot-file.ts";

/** What `scorebook fit --json` prints. */
export interface FitReport {
  readonly points: number;
  readonly dim: number;
  readonly columns: readonly string[];
  readonly sigma: number | readonly [smallest: number, largest: number];
  readonly sigmaUnit: "data" | "standard deviations";
  /** Why this sigma was taken, if none was given. */
  readonly sigmaReason: string | null;
  /**
   * The loss of r(x) = x, which is d sigma^2. For a range of sigmas it is 1, and the other losses are relative to it.
   */
  readonly identity: number;
  /** The loss of the best possible denoiser, if it is known. */
  readonly optimal: number | null;
  readonly estimators: readonly {
    readonly name: string;
    readonly loss: number;
    readonly standardError: number;
    readonly relativeToIdentity: number;
    readonly scoreError: number | null;
    readonly seconds: number;
    readonly note?: string;
  }[];
  readonly chosen: string;
  readonly reason: string;
  readonly heldOut: string;
  /** The number of rows to which the model was fitted in the end: all of them. */
  readonly modelRows: number;
  readonly grid: readonly {
    readonly sigma: number;
    readonly relativeToIdentity: Readonly<Partial<Record<string, number>>>;
    readonly standardError: Readonly<Partial<Record<string, number>>>;
    readonly chosen: string;
  }[];
  /** The file that was written, or null. */
  readonly model: string | null;
  /** The picture that was drawn, and what it shows; null if none was requested. */
  readonly plot: string | null;
  readonly caption: string | null;
  readonly warnings: readonly string[];
}

/** @param path of the file that was written @param drawn the picture, if one was drawn */
export function reportFit(fit: Fit, path: string | undefined, drawn: DrawnPicture | null = null): FitReport {
  const { points, dim, columns, sigma, sigmaReason, standardised, comparison, grid, heldOut, warnings } = fit;
  const { identity, optimal, results, chosen, reason } = comparison;
  const noFile = chosen === "identity" && path !== undefined;
  const instead = "the identity needs no file, so that one Gaussian was written instead";
  return {
    ...{ points, dim, columns, sigma, sigmaUnit: standardised ? "standard deviations" : "data", sigmaReason },
    ...{ identity, optimal, estimators: results.filter(({ name }) => name !== "identity"), chosen, reason, heldOut },
    modelRows: points,
    grid: grid.map((one) => ({
      sigma: one.sigma,
      relativeToIdentity: one.relativeToIdentity,
      standardError: one.standardError,
      chosen: one.choice.chosen,
    })),
    model: path ?? null,
    ...{ plot: drawn?.plot ?? null, caption: drawn?.caption ?? null },
    warnings: noFile ? [...warnings, instead] : warnings,
  };
}

/** The report as text for a reader. */
export function describeFit(report: FitReport): string {
  const { sigma, sigmaUnit, sigmaReason, heldOut, chosen, reason, warnings, model, grid, optimal, plot, caption } =
    report;
  const { modelRows } = report;
  const range = typeof sigma === "number" ? formatNumber(sigma, 6) : `${sigma[0]} to ${sigma[1]}`;
  const unit = sigmaUnit === "data" ? "" : " standard deviations of the columns";
  const known = optimal === null ? "the lowest loss here" : "the lowest loss there is";
  return [
    ...(grid.length > 0 ? [gridTable(report), ""] : []),
    `sigma = ${range}${unit}${sigmaReason === null ? "" : `: ${sigmaReason}`}.`,
    "",
    resultTable(report),
    "",
    `Held out: ${heldOut}.`,
    `The error of the score is sqrt(E|r - r*|^2 / E|r* - x|^2), if r* is the estimator with ${known} (Theorem 1b).`,
    `Kept: ${chosen}: ${reason}.`,
    `The model is fitted to all ${modelRows} rows, after the comparison.`,
    ...(warnings.length > 0 ? [formatWarnings(warnings).trimEnd()] : []),
    ...(plot === null || caption === null ? [] : [describePicture({ plot, caption })]),
    ...(model === null
      ? []
      : [`Written: ${model}. To use it: npx scorebook sample --model ${formatPath(model)}, or score`]),
  ].join("\n");
}

function resultTable({ sigma, identity, optimal, estimators, chosen }: FitReport): string {
  const what = typeof sigma === "number" ? "loss" : "loss / identity's";
  const head = ["", what, "standard error", "/ identity", "score's error", "time", ""];
  const others = estimators.map((one) => [
    one.name,
    formatNumber(one.loss, 4),
    formatNumber(one.standardError, 2),
    one.relativeToIdentity.toFixed(3),
    one.scoreError === null ? "" : formatNumber(one.scoreError, 2),
    formatSeconds(one.seconds),
    [one.note ?? "", one.name === chosen ? "<- kept" : ""].filter((text) => text !== "").join("  "),
  ]);
  const first = ["identity", formatNumber(identity, 4), "0", "1.000", "1", "", chosen === "identity" ? "<- kept" : ""];
  const last =
    optimal === null ? [] : [["optimum", formatNumber(optimal, 4), "", (optimal / identity).toFixed(3), "0", "", ""]];
  return formatTable(head, [first, ...others, ...last]);
}

/** Losses relative to the identity's, a row for each sigma. */
function gridTable({ grid }: FitReport): string {
  const names = estimatorNames.filter((name) => name !== "identity" && grid[0].relativeToIdentity[name] !== undefined);
  const rows = grid.map(({ sigma, relativeToIdentity, chosen }) => [
    formatNumber(sigma, 4),
    ...names.map((name) => (relativeToIdentity[name] ?? Number.NaN).toFixed(3)),
    chosen,
  ]);
  return `Losses relative to the identity's, along sigma:\n${formatTable(["sigma", ...names, "kept"], rows)}`;
}
