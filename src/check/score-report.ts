import type { Check, ClaimReport, Verdict } from "../claims/claim-report.ts";
import type { OutputKind } from "./output-kind.ts";

/** One measurement of a model, with the usual cause if the check fails. */
export interface ScoreCheck extends Check {
  /** The id of the measurement, such as "scale", "error" or "conservative". It is the same at every sigma. */
  readonly id: string;
  readonly sigma: number;
  /** A sentence about what is wrong and its usual cause. Null if the check holds. */
  readonly diagnosis: string | null;
}

/** The names of the faults that a model can have. */
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
  /** What is wrong, and the usual cause. */
  readonly sentence: string;
  readonly sigma: number;
}

/** The factor of the output relative to the exact score, with its 95 % interval. */
export interface Scale {
  readonly factor: number;
  readonly interval: readonly [number, number];
}

/** The errors at the points at which the model was evaluated, for pictures. */
export interface Errors {
  readonly dim: number;
  readonly sigma: number;
  /** Shape (n, d). */
  readonly points: Float64Array;
  /** The length of the error of the score times sigma, shape (n). If the truth is not known, the length of the score times sigma. */
  readonly errors: Float64Array;
  /** The score estimate itself, shape (n, d). */
  readonly scores: Float64Array;
}

/** The result of a check. It is the report of the claim "this model is a score", and is shown like the report of any claim. */
export interface ScoreReport extends ClaimReport {
  readonly checks: readonly ScoreCheck[];
  readonly output: OutputKind;
  /** Null if the factor cannot be determined. */
  readonly scale: Scale | null;
  /** The faults, the most fundamental one first. Empty if the verdict is "holds". */
  readonly faults: readonly Fault[];
  /** The measurements that could not be made, each as a sentence. */
  readonly notMeasured: readonly string[];
  readonly errors: readonly Errors[];
  readonly sigmas: readonly number[];
  readonly verdict: Verdict;
}

/** Makes a check from a measured and a predicted number. */
export function scoreCheck(
  evidence: Omit<ScoreCheck, "verdict" | "diagnosis"> & { readonly diagnosis: string },
): ScoreCheck {
  const holds = Math.abs(evidence.measured - evidence.predicted) <= evidence.tolerance;
  return { ...evidence, verdict: holds ? "holds" : "fails", diagnosis: holds ? null : evidence.diagnosis };
}
