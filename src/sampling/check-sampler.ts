import { checkObject } from "../numerics/check.ts";
import type { ChainState, Sampler, StepInfo } from "./sampler.ts";

/** @throws InputError for what is not a sampler */
export function checkSampler<State extends ChainState, Info extends StepInfo>(
  argument: string,
  sampler: Sampler<State, Info>,
): void {
  checkObject(argument, sampler, "a sampler, with dim, start and step", {
    methods: ["start", "step"],
    numbers: ["dim"],
  });
}
