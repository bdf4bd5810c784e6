import type { Command } from "commander";
import { InputError } from "../../../numerics/input-error.ts";
import { list, quote } from "../../../numerics/quote.ts";
import { isKnownName, type Job } from "./job.ts";
import type { Options, OptionValue, Step } from "./plan.ts";

/** The options that name the files which a command of a sweep writes, relative to the folder of its job. */
interface Outputs {
  /** Options that the sweep sets; a plan cannot set them. */
  readonly fixed: Readonly<Record<string, string>>;
  /** Options that the sweep sets if the plan does not. */
  readonly defaults?: (options: Options) => Options;
}

const OUTPUTS: Readonly<Record<string, Outputs>> = {
  train: {
    fixed: { out: "model.json", checkpoint: "checkpoint.json" },
    // One job on each core is faster than several threads for one job. The fused kernel gives the same bytes on every machine, and
    // with any number of threads; a precision is for ONNX Runtime.
    defaults: ({ precision }) => ({ threads: 1, ...(precision === undefined && { engine: "fused" }) }),
  },
  fit: { fixed: { out: "model.json" } },
  sample: { fixed: { out: "draws.csv" } },
  check: { fixed: {} },
  modes: { fixed: {} },
  loss: { fixed: {} },
  verify: { fixed: {} },
};

/** The model that a step leaves for the steps after it. */
const MODEL = "model.json";

/** The commands whose model the steps after it can use. */
const MAKES_MODEL = ["train", "fit"];

/**
 * Checks that commands and options of a job exist, before anything is run.
 * @throws InputError that names the first thing that is wrong
 */
export function checkSteps(program: Command, steps: readonly Step[]): void {
  steps.forEach(({ command, options }, index) => {
    const known = sweepable(program);
    const found = program.commands.find((one) => one.name() === command);
    if (!found || !known.includes(command)) {
      throw new InputError({ argument: "command", allowed: list(known, "or"), problem: quote(command) });
    }
    if (index > 0 && !MAKES_MODEL.includes(steps[0].command)) {
      throw new InputError({
        argument: "next",
        problem: `needs a first command that makes a model: ${list(MAKES_MODEL, "or")}`,
      });
    }
    const fixed = [...Object.keys(OUTPUTS[command].fixed), "json", ...(index > 0 ? ["model"] : [])];
    const allowed = [...new Set([...optionNames(found), ...argumentNames(found)])].filter(
      (name) => !fixed.includes(name),
    );
    for (const name of Object.keys(options)) {
      if (fixed.includes(name))
        throw new InputError({
          argument: name,
          problem: `is set by the sweep itself; leave it out of the options of ${command}`,
        });
      if (!allowed.includes(name)) {
        throw new InputError({
          argument: quote(name),
          problem: `is not an option of ${command}; allowed are ${list(allowed, "and")}`,
        });
      }
    }
  });
}

/** The options that name a file, or data or a density that the commands know by name. */
const FILES = ["data", "model", "start", "reference"];

/**
 * Checks that the files of a job exist, before anything is run.
 * @throws InputError that names the first file that is missing
 */
export function checkFiles(job: Job): void {
  for (const { options, files } of job.steps) {
    for (const name of FILES) {
      if (!Object.hasOwn(options, name) || name in files || isKnownName(options[name])) continue;
      throw new InputError({
        argument: name,
        problem: `names no file: there is no ${quote(options[name])}; a relative path starts at the folder of the plan`,
      });
    }
  }
}

/** The commands that a sweep can run. */
function sweepable(program: Command): string[] {
  return program.commands.map((command) => command.name()).filter((name) => Object.hasOwn(OUTPUTS, name));
}

function optionNames(command: Command): string[] {
  const names = command.options.map(({ long }) => long?.replace(/^--(no-)?/, "") ?? "");
  return [...new Set(names)].filter((name) => name !== "json");
}

function argumentNames(command: Command): string[] {
  return command.registeredArguments.map((argument) => argument.name().toLowerCase());
}

/**
 * The command-line arguments of a step, for a process whose working directory is the folder of the job.
 * @param fromOut turns a path relative to the folder of the sweep into a path relative to the folder of the job
 */
export function argumentsOf(
  program: Command,
  step: Step & { readonly files: Readonly<Record<string, string>> },
  index: number,
  fromOut: (path: string) => string,
): string[] {
  const { command, options, files } = step;
  const found = program.commands.find((one) => one.name() === command);
  if (!found) throw new Error(`no command ${command}`);
  const { fixed, defaults } = OUTPUTS[command];
  const located = Object.fromEntries(
    Object.entries(options).map(([name, value]) => [name, name in files ? fromOut(String(value)) : value]),
  );
  const all: Record<string, OptionValue> = {
    ...defaults?.(options),
    ...located,
    ...fixed,
    ...(index > 0 && { model: MODEL }),
  };
  if (found.options.some(({ long }) => long === "--json")) all.json = true;
  const positional = argumentNames(found).flatMap((name) => (name in all ? [String(all[name])] : []));
  const flags = Object.entries(all).flatMap(([name, value]) => {
    if (argumentNames(found).includes(name)) return [];
    // An option that is off unless it is given needs no word for false; one that is decided by the data has a word of its own.
    if (value === false) return found.options.some(({ long }) => long === `--no-${name}`) ? [`--no-${name}`] : [];
    if (value === true) return [`--${name}`];
    // The value follows an equals sign, because it may begin with a dash.
    return [`--${name}=${Array.isArray(value) ? value.join(",") : value}`];
  });
  return [command, ...positional, ...flags];
}
