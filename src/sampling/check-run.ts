import { checkLength, checkObject } from "../numerics/check.ts";
import type { ChainDraws } from "./chain-run.ts";

/** @throws InputError for what is not what `runChains` returns */
export function checkRun(argument: string, run: ChainDraws): void {
  checkObject(argument, run, "the draws of chains, as runChains returns them", { numbers: ["dim", "chains", "kept"] });
  checkLength(`${argument}.draws`, run.draws, run.dim * run.chains * run.kept);
}
