import * as v from "valibot";
import { encodedNumbers } from "../../numerics/encoded-numbers.ts";
import { InputError } from "../../numerics/input-error.ts";
import { describeIssue } from "../../numerics/schema-issue.ts";
import { fromStored } from "../training/option-names.ts";
import { storedCurve } from "../training/stored-training.ts";
import type { CurvePoint } from "../training/training-options.ts";
import type { ResidualTrainingOptions } from "./residual-options.ts";

/** A training that was interrupted, as JSON can hold it. */
export interface ResidualCheckpoint {
  readonly format: "scorebook-residual-checkpoint";
  /** The options as they were given, with the engine that computed. */
  readonly options: ResidualTrainingOptions;
  /** The hash of the data, see `dataHash`. */
  readonly data: string;
  readonly descent: object;
  readonly best: { readonly step: number; readonly loss: string; readonly parameters: string };
  readonly curve: readonly CurvePoint[];
  /** Losses of the steps since the last point of the curve. */
  readonly recent: string;
  /** The averaged parameters, where they are averaged. */
  readonly average?: string;
}

/** The best network so far. */
export interface BestNetwork {
  readonly step: number;
  readonly loss: number;
  readonly parameters: Float64Array;
}

/** The content of a checkpoint, decoded. */
export interface SavedTraining {
  readonly descent: unknown;
  readonly best: BestNetwork;
  readonly curve: readonly CurvePoint[];
  readonly recent: Float64Array;
  readonly average?: Float64Array;
}

/**
 * Reads the contents of a checkpoint.
 * @param checkpoint as it was parsed from a file
 * @throws InputError for an invalid checkpoint
 */
export function parseCheckpoint(
  checkpoint: unknown,
): SavedTraining & { readonly options: ResidualTrainingOptions; readonly data: string } {
  const result = v.safeParse(checkpointSchema, checkpoint, { abortEarly: true });
  if (!result.success) {
    const [issue] = result.issues;
    const problem = `does not hold the state of a training of a residual network: ${describeIssue(issue)}`;
    throw new InputError({ argument: "checkpoint", problem });
  }
  const { options, best, ...rest } = result.output;
  // `completeResidualOptions` checks the values.
  return {
    ...rest,
    options: fromStored(options) as unknown as ResidualTrainingOptions,
    best: { ...best, loss: best.loss[0] },
  };
}

const checkpointSchema = v.strictObject({
  format: v.literal("scorebook-residual-checkpoint"),
  options: v.looseObject({}),
  data: v.string(),
  descent: v.looseObject({}),
  best: v.strictObject({
    step: v.pipe(v.number(), v.integer(), v.minValue(0)),
    loss: v.pipe(encodedNumbers, v.length(1)),
    parameters: encodedNumbers,
  }),
  curve: storedCurve,
  recent: encodedNumbers,
  average: v.exactOptional(encodedNumbers),
});
