import type { Claim } from "./claim.ts";

/** Every claim of the edition, in the order of the table of verdicts. */
export const claims: readonly Claim[] = [];
