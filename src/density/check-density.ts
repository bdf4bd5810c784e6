import { checkObject } from "../numerics/check.ts";
import { InputError } from "../numerics/input-error.ts";
import { list, quote } from "../numerics/quote.ts";
import type { Density, Distribution } from "./density.ts";

/** @throws InputError for an argument that is not a distribution */
export function checkDistribution(argument: string, distribution: Distribution): void {
  const allowed = "a distribution, such as a density, finite points or a curve";
  checkObject(argument, distribution, allowed, { methods: ["sample"], numbers: ["dim"] });
}

/**
 * @param dims the dimensions that it may have; all if not given
 * @throws InputError for an argument that is not a density, or has another dimension
 */
export function checkDensity(argument: string, density: Density, dims?: readonly number[]): void {
  const allowed = "a density, with logPdf and score";
  checkObject(argument, density, allowed, { methods: ["logPdf", "score", "sample"], numbers: ["dim"] });
  if (dims === undefined || dims.includes(density.dim)) return;
  throw new InputError({
    argument,
    verb: "have",
    allowed: `dimension ${list(dims.map(String), "or")}`,
    problem: quote(density.dim),
  });
}
