import type { ClaimReport } from "scorebook";
import { rounded } from "../shared/rounded.ts";
import type { Breakage, ClaimState } from "./claim-state.ts";

/** What is wrong, in words. */
export const BREAKAGE_NAMES: Readonly<Record<Breakage, string>> = {
  none: "nothing: the mathematics is as it is",
  sign: "a wrong sign: x − r(x) for r(x) − x",
  sigma: "σ for σ²: r(x) − x is divided by σ",
  factor: "a missing factor of 2: half of r(x) − x",
};

/** The verdict, and by how much. */
export function claimSentence({ breakage }: ClaimState, { id, verdict, checks, orders }: ClaimReport): string {
  const held = checks.filter((check) => check.verdict === "holds").length;
  const [first] = orders;
  const order = first
    ? ` The error of ${first.of} falls as ${first.parameter} to the power ${rounded(first.measured)}, where the claim says ${first.expected}.`
    : "";
  const [what] = BREAKAGE_NAMES[breakage].split(":");
  const how = breakage === "none" ? "" : ` with ${what}`;
  return `Claim ${id.toUpperCase()}${how} ${verdict}: ${held} of ${checks.length} measurements are as predicted.${order}`;
}
