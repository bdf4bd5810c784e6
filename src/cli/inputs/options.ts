import { InputError } from "../../numerics/input-error.ts";
import { list, quote } from "../../numerics/quote.ts";
import { RequiredOption } from "../required-option.ts";
import { parsePositive } from "./number.ts";

// The options that several commands share. Descriptions continue both "give ..." and "needs a value after it: ...".

export type Method = "dae" | "rcae";
const methods: readonly Method[] = ["dae", "rcae"];

export function densityOption(): RequiredOption {
  return new RequiredOption(
    "--density <D>",
    'the density p: paper1d, spiral, curve10d, JSON of kind "gaussianMixture", "energy" or "points", a file that holds such JSON, or a CSV file of points',
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
  const method = methods.find((known) => known === text);
  if (!method) throw new InputError(`${option}: must be ${list(methods, "or")}, not ${quote(text)}`);
  return method;
}

export function sigmaOption(): RequiredOption {
  const option = new RequiredOption("--sigma <S>", "the corruption level sigma, a positive number such as 0.31");
  option.argParser((text: string) => parsePositive(text, "--sigma"));
  return option;
}

export function pointsOption(): RequiredOption {
  return new RequiredOption(
    "--at <POINTS>",
    "the points, as a JSON array of arrays such as [[0],[0.5]], or a CSV file with one point per line",
  );
}
