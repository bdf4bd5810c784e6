import type { Claim } from "../../src/claims/claim.ts";
import { claims as failing } from "./failing-claims.ts";

export { sharingOptima } from "./failing-claims.ts";

/** In the place of the edition's claims: one that holds. */
export const claims: readonly Claim[] = failing.slice(0, 1);
