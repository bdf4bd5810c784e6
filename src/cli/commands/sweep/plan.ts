import { dirname, resolve } from "node:path";
import * as v from "valibot";
import { parseDocument } from "yaml";
import { readInputFile } from "../../../files/input-file.ts";
import { InputError } from "../../../numerics/input-error.ts";
import { list, quote } from "../../../numerics/quote.ts";
import { withNewKeys } from "../../inputs/renamed-options.ts";

/** A value of an option: `true` for a flag, a list where the option takes values separated by commas. */
export type OptionValue = string | number | boolean | readonly (string | number)[];
export type Options = Readonly<Record<string, OptionValue>>;

/** One command of a job: its name and its options, named as on the command line without the dashes. */
export interface Step {
  readonly command: string;
  readonly options: Options;
}

/** A plan: the steps of every job, and the option values in which the jobs differ. */
export interface Plan {
  /** The folder of the plan file; relative paths in its options start there. */
  readonly folder: string;
  /** The first command, whose options vary. */
  readonly first: Step;
  /** Commands that take the model of the first, one after the other. */
  readonly next: readonly Step[];
  /** The options of each job that are not common to all, in the order of the jobs. */
  readonly variations: readonly Options[];
}

/** A plan with more jobs is probably a mistake. */
const MOST_JOBS = 1_000_000;

const SCALAR = "must be a number, a text, true or false";
const item = v.union([v.string(), v.pipe(v.number(), v.finite())], "must be a number or a text");
const scalar = v.union([v.string(), v.pipe(v.number(), v.finite()), v.boolean()], SCALAR);
const value = v.lazy((input) => (Array.isArray(input) ? v.array(item) : scalar));
const options = v.record(v.string(), value, "must be options with their values, such as {hidden: 20, tied: true}");
const step = v.strictObject(
  { command: v.string("must be the name of a command"), options: v.optional(options, {}) },
  ({ expected, received }) =>
    partOf(["command", "options"], expected, received) ??
    "must be a command with its options, such as {command: modes}",
);
const schema = v.strictObject(
  {
    command: v.string("must be the name of a command, such as train"),
    options: v.optional(options, {}),
    grid: v.optional(
      v.record(
        v.string(),
        v.pipe(
          v.array(value, "must be a list of values, such as [1, 2]"),
          v.minLength(1, "must hold at least one value"),
        ),
        "must be options, each with a list of values",
      ),
    ),
    rows: v.optional(
      v.pipe(
        v.array(options, "must be a list of rows, each with options"),
        v.minLength(1, "must hold at least one row"),
      ),
    ),
    next: v.optional(v.array(step, "must be a list of commands, such as [{command: modes}]"), []),
  },
  ({ expected, received }) =>
    partOf(["command", "options", "grid", "rows", "next"], expected, received) ??
    "must hold a command and its options, such as {command: train, options: {data: spiral}}",
);

/** What is wrong with a part that is unknown or missing; undefined for what has no parts at all. */
function partOf(known: readonly string[], expected: string | null, received: string): string | undefined {
  if (expected === "never") return `is not a part of a plan here; allowed are ${list(known, "and")}`;
  return received === "undefined" ? "is missing" : undefined;
}

/**
 * Reads a plan in YAML (or JSON, which is YAML): `command`, `options` common to all jobs, and `grid` (every combination of
 * the lists) or `rows` (one job for each row); `next` lists commands that are run on the model of each job.
 * @throws InputError that names the file and what is wrong in it
 */
export function readPlan(path: string): Plan {
  const text = readInputFile(path);
  if (text === undefined) {
    throw new InputError({ argument: quote(path), problem: "does not exist; give a YAML file" });
  }
  const result = v.safeParse(schema, parseYaml(text, path), { abortEarly: true });
  if (!result.success) {
    const [{ path: where = [], message, input }] = result.issues;
    const field = where.map(({ key }) => String(key)).join(".") || "the plan";
    const problem = message.startsWith("must") ? `${message}, not ${quote(input)}` : message;
    throw new InputError({ argument: field, problem, within: path });
  }
  const { command, options: common, grid, rows, next } = withNewNames(result.output);
  if (grid && rows) {
    throw new InputError({ argument: "rows", problem: "and grid exclude each other; give one of them", within: path });
  }
  const variations = rows ?? combinations(grid ?? {}, path);
  return { folder: resolve(dirname(path)), first: { command, options: common }, next, variations };
}

/** The contents of a plan with the present names of options. */
function withNewNames({
  command,
  options,
  grid,
  rows,
  next,
}: v.InferOutput<typeof schema>): v.InferOutput<typeof schema> {
  return {
    command,
    options: withNewKeys(command, options),
    grid: grid && withNewKeys(command, grid),
    rows: rows?.map((row) => withNewKeys(command, row)),
    next: next.map((one) => ({ ...one, options: withNewKeys(one.command, one.options) })),
  };
}

/** Every combination of one value of each list; the last option varies fastest. */
function combinations(grid: Readonly<Record<string, readonly OptionValue[]>>, path: string): Options[] {
  const count = Object.values(grid).reduce((product, values) => product * values.length, 1);
  if (count > MOST_JOBS) {
    throw new InputError({ argument: "grid", allowed: `of at most ${MOST_JOBS} jobs`, problem: count, within: path });
  }
  let all: Options[] = [{}];
  for (const [name, values] of Object.entries(grid)) {
    all = all.flatMap((chosen) => values.map((one) => ({ ...chosen, [name]: one })));
  }
  return all;
}

function parseYaml(text: string, path: string): unknown {
  const refuse = (message: string, options?: ErrorOptions): InputError => {
    const reason = message.split("\n")[0].replace(/:$/, "");
    return new InputError({ argument: quote(path), problem: `cannot be read as YAML: ${reason}` }, options);
  };
  const document = parseDocument(text, { prettyErrors: true });
  // A warning, such as one of an unknown tag, is about a value that is not what the plan says.
  const [wrong] = [...document.errors, ...document.warnings];
  if (wrong?.code === "MULTIPLE_DOCS") throw refuse("the file holds several documents, and a plan is one");
  if (wrong) throw refuse(wrong.message);
  try {
    return document.toJS();
  } catch (error) {
    throw refuse(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** The steps of a plan's job: the first with the options in which this job differs. */
export function stepsOf(plan: Plan, variation: Options): readonly Step[] {
  const { first, next } = plan;
  const twice = Object.keys(variation).filter((name) => Object.hasOwn(first.options, name));
  if (twice.length > 0) {
    throw new InputError({
      argument: list(twice, "and"),
      problem: `${twice.length === 1 ? "stands" : "stand"} both in options and in grid or rows; one place is enough`,
    });
  }
  return [{ command: first.command, options: { ...first.options, ...variation } }, ...next];
}
