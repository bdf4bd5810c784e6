import type { Check, ClaimReport, Verdict } from "../claims/claim-report.ts";
import type { OutputKind } from "./output-kind.ts";

/** One measurement of a model, with what usually causes it where it fails. */
export interface ScoreCheck extends Check {
  /** What is measured, in one word: "scale", "error", "conservative". The same at every sigma. */
  readonly id: string;
  readonly sigma: number;
  /** Null where the check holds. */
  readonly diagnosis: string | null;
}

/** What is wrong with a model, by name. */
export type FaultName =
  | "sign"
  | "power of sigma"
  | "noise"
  | "another output"
  | "factor"
  | "unsmoothed"
  | "another sigma"
  | "not finite"
  | "not conservative"
  | "memorised"
  | "overconfident"
  | "inconsistent"
  | "false attractor"
  | "inexact";

export interface Fault {
  readonly name: FaultName;
  /** What was found and what usually causes it. */
  readonly sentence: string;
  readonly sigma: number;
}

/** Which factor of the exact score the output is; with its 95 % interval. */
export interface Scale {
  readonly factor: number;
  readonly interval: readonly [number, number];
}

/** Where the model was asked, for pictures. */
export interface Errors {
  readonly dim: number;
  readonly sigma: number;
  /** Shape (n, d). */
  readonly points: Float64Array;
  /** Length of the error of the score, times sigma; of the score itself where the truth is not known. (n) */
  readonly errors: Float64Array;
  /** The score estimate itself, shape (n, d). */
  readonly scores: Float64Array;
}

/** What a check of a model found. It is the report of a claim, "this model is a score", and is shown as one. */
export interface ScoreReport extends ClaimReport {
  readonly checks: readonly ScoreCheck[];
  readonly output: OutputKind;
  /** Null where nothing can be said of it. */
  readonly scale: Scale | null;
  /** The most fundamental first. Empty where the verdict is "holds". */
  readonly faults: readonly Fault[];
  /** What could not be measured, each a sentence. */
  readonly notMeasured: readonly string[];
  readonly errors: readonly Errors[];
  readonly sigmas: readonly number[];
  readonly verdict: Verdict;
}

/** Compares what was measured with what was predicted. */
export function scoreCheck(
  evidence: Omit<ScoreCheck, "verdict" | "diagnosis"> & { readonly diagnosis: string },
): ScoreCheck {
  const holds = Math.abs(evidence.measured - evidence.predicted) <= evidence.tolerance;
  return { ...evidence, verdict: holds ? "holds" : "fails", diagnosis: holds ? null : evidence.diagnosis };
}
