import * as v from "valibot";
import { checkObject } from "../check.ts";
import { encodedNumbers, encodeNumbers } from "../encoded-numbers.ts";
import { InputError } from "../input-error.ts";
import { dot } from "../linear-algebra/vectors.ts";
import type { LbfgsState } from "./lbfgs.ts";

/** A state of L-BFGS in a form that JSON can represent. The numbers are in base64, which is exact. */
export interface EncodedLbfgsState {
  readonly iteration: number;
  readonly evaluations: number;
  readonly x: string;
  readonly value: string;
  readonly gradient: string;
  readonly pairs: readonly { readonly step: string; readonly change: string }[];
  readonly stopped: string | null;
}

/** The state for a checkpoint. A minimisation that continues from the decoded state (`decodeState`) gives the same bytes. */
export function encodeState(state: LbfgsState): EncodedLbfgsState {
  checkObject("state", state, "a state, as startLbfgs returns it", { numbers: ["iteration", "value"] });
  const { iteration, evaluations, x, value, gradient, pairs, stopped } = state;
  return {
    iteration,
    evaluations,
    x: encodeNumbers(x),
    value: encodeNumbers(Float64Array.of(value)),
    gradient: encodeNumbers(gradient),
    pairs: pairs.map(({ step, change }) => ({ step: encodeNumbers(step), change: encodeNumbers(change) })),
    stopped,
  };
}

/**
 * The state from which `encodeState` made `json`.
 * @param json the parsed contents of a file, which are checked
 * @throws InputError for the first invalid part
 */
export function decodeState(json: unknown): LbfgsState {
  const result = v.safeParse(encodedState, json, { abortEarly: true });
  if (!result.success) {
    const [issue] = result.issues;
    const path = v.getDotPath(issue);
    if (path === null) throw new InputError({ argument: "checkpoint", problem: issue.message });
    const problem =
      issue.expected === "never" ? "is not a field of it" : issue.input === undefined ? "is missing" : issue.message;
    throw new InputError({ argument: `checkpoint.${path}`, problem });
  }
  const { value, x, gradient, pairs, ...rest } = result.output;
  for (const [name, vector] of [
    ["gradient", gradient] as const,
    ...pairs.flatMap(
      ({ step, change }, k) =>
        [
          [`pairs.${k}.step`, step],
          [`pairs.${k}.change`, change],
        ] as const,
    ),
  ]) {
    if (vector.length !== x.length) {
      throw new InputError({
        argument: `checkpoint.${name}`,
        verb: "hold",
        allowed: `${x.length} numbers, as x does`,
        problem: vector.length,
      });
    }
  }
  if (value.length !== 1)
    throw new InputError({ argument: "checkpoint.value", verb: "hold", allowed: "one number", problem: value.length });
  return {
    ...rest,
    x,
    value: value[0],
    gradient,
    gradientNorm: Math.sqrt(dot(gradient, gradient)),
    pairs: pairs.map((pair) => ({ ...pair, curvature: dot(pair.step, pair.change) })),
  };
}

const COUNT = "must be a whole number, 0 or more";
const count = v.pipe(v.number(COUNT), v.integer(COUNT), v.minValue(0, COUNT));

const OBJECT = "must be what a minimisation was saved as";
const encodedState = v.strictObject(
  {
    iteration: count,
    evaluations: count,
    x: encodedNumbers,
    value: encodedNumbers,
    gradient: encodedNumbers,
    pairs: v.array(v.strictObject({ step: encodedNumbers, change: encodedNumbers }, OBJECT), OBJECT),
    stopped: v.nullable(v.string("must be a sentence or null")),
  },
  OBJECT,
);
