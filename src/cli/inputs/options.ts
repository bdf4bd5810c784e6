import { Option } from "commander";
import { InputError } from "../../numerics/input-error.ts";
import { list, quote } from "../../numerics/quote.ts";
import { parseCount, parsePositive } from "./number.ts";
import { RequiredOption } from "./required-option.ts";

// The options that several commands share. Descriptions continue both "give ..." and "needs a value after it: ...".

export type Method = "dae" | "rcae";
const methods: readonly Method[] = ["dae", "rcae"];

/** The largest seed that `createRng` takes. */
const LARGEST_SEED = 2 ** 32 - 1;

export function densityOption(): RequiredOption {
  return new RequiredOption(
    "--density <D>",
    'the density p: paper1d, spiral, curve10d, JSON of kind "gaussianMixture", "energy" or "points", a file that holds such JSON, or a file of points',
  );
}

export const methodDescription = "the loss to minimise: dae (denoising) or rcae (contractive)";

export function methodOption(): RequiredOption {
  const option = new RequiredOption("--method <M>", methodDescription);
  option.argParser((text: string) => parseMethod(text, "--method"));
  return option;
}

/** @throws InputError that names the option */
export function parseMethod(text: string, option: string): Method {
  return parseOneOf(text, methods, option);
}

/** One of some names. @throws InputError that names the option */
export function parseOneOf<Name extends string>(text: string, names: readonly Name[], option: string): Name {
  const name = names.find((known) => known === text);
  if (name === undefined)
    throw new InputError({ argument: option, problem: `must be ${list(names, "or")}, not ${quote(text)}` });
  return name;
}

/** An option whose value is a whole number from `least` to `largest`; its name is the first word of the flags. */
export function countOption(flags: string, description: string, largest: number, least = 1): Option {
  const [name] = flags.split(" ");
  return new Option(flags, description).argParser((text) => parseCount(text, name, largest, least));
}

export function seedOption(): Option {
  const description = "the seed of all random numbers; the same seed gives the same file";
  return countOption("--seed <K>", description, LARGEST_SEED).default(1);
}

export function sigmaOption(): RequiredOption {
  const option = new RequiredOption("--sigma <S>", "the corruption level sigma, a positive number such as 0.31");
  option.argParser((text: string) => parsePositive(text, "--sigma"));
  return option;
}

export function toleranceOption(): Option {
  const description =
    "the largest error that is allowed in the score estimate, relative to max(1, its size); above 1e-8 the contractive optimum in 2 dimensions takes less time";
  return new Option("--tolerance <T>", description).argParser((text) => parsePositive(text, "--tolerance"));
}

export function pointsOption(): RequiredOption {
  return new RequiredOption(
    "--at <POINTS>",
    "the points, as a JSON array of arrays such as [[0],[0.5]], or a file of points",
  );
}
