import * as v from "valibot";
import { InputError } from "../../numerics/input-error.ts";
import { describeIssue } from "../../numerics/schema-issue.ts";
import type { Scaling } from "../data/scaling.ts";
import type { Provenance } from "./provenance.ts";

// What the files of all models have in common.

export const count: v.GenericSchema<number> = v.pipe(v.number(), v.integer(), v.minValue(1));
export const positive: v.GenericSchema<number> = v.pipe(v.number(), v.finite(), v.gtValue(0));

const vector = v.pipe(
  v.array(v.pipe(v.number(), v.finite())),
  v.transform((values) => Float64Array.from(values)),
);

/** A scaling, or null. */
export const storedScaling: v.GenericSchema<unknown, Scaling | null> = v.nullable(
  v.strictObject({
    mean: vector,
    scale: v.pipe(
      vector,
      v.check((values) => values.every((value) => value > 0), "must be positive"),
    ),
  }),
);

export const storedDataSource: v.GenericSchema<Provenance["data"]> = v.strictObject({
  source: v.string(),
  training: count,
  validation: count,
  sha256: v.string(),
  columns: v.exactOptional(v.array(v.string())),
});

export const storedLosses: v.GenericSchema<Provenance["losses"]> = v.strictObject({
  training: v.number(),
  validation: v.number(),
  identity: v.number(),
});

/** The reason for refusing a file whose content has another form. */
export function notWhole(issue: v.BaseIssue<unknown>): InputError {
  return unusable(`is not a whole model: ${describeIssue(issue)}`);
}

/** A caller that knows the origin of the text names it in place of "the text". */
export function unusable(problem: string): InputError {
  return new InputError({ argument: "the text", problem });
}
