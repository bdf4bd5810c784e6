import { InputError } from "../../../numerics/input-error.ts";
import { checkEngine, type SampleOptions } from "./sampling-options.ts";

export const diffusions = ["ladder", "flow"] as const;
export type DiffusionName = (typeof diffusions)[number];

/** The options of `scorebook sample --method ladder|flow`. */
export interface DiffusionOptions extends Omit<SampleOptions, "method"> {
  readonly method: DiffusionName;
  readonly largestSigma?: number;
  readonly levels?: number;
  readonly levelSteps?: number;
}

/** The options of the methods that go through many sigmas. */
export const FOR_DIFFUSION = ["--largest-sigma", "--levels", "--level-steps"] as const;
/** The options of the methods that stay at one sigma. */
const FOR_CHAINS = ["--energy", "--nodes", "--steps", "--burn-in", "--thin", "--proposal", "--warm-up", "--explain"];

/**
 * @param given the options that were typed
 * @throws InputError for options that exclude each other
 */
export function checkDiffusion(options: DiffusionOptions, given: readonly string[]): void {
  const { model, density, sigma, method } = options;
  const refuse = (argument: string, problem: string): InputError => new InputError({ argument, problem });
  if (model === undefined && density === undefined) {
    throw refuse("--model", "is required without --density; give a file that scorebook fit wrote");
  }
  if (model !== undefined && density !== undefined) {
    throw refuse("--density", "does not go with --model; give one of the two");
  }
  if (density !== undefined && sigma === undefined) {
    throw refuse("--sigma", "is required with --density; give the smallest corruption level, a positive number");
  }
  checkEngine(options);
  const other = FOR_CHAINS.find((name) => given.includes(name));
  if (other)
    throw refuse(other, `is for the methods mh, mala and langevin; ${method} has --levels and --largest-sigma`);
  if (method === "flow" && given.includes("--level-steps")) {
    throw refuse("--level-steps", "is for the method ladder; the flow makes one step from each level to the next");
  }
}
