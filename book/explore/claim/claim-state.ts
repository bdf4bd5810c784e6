import { claims } from "scorebook";
import type { Fields } from "../shared/address.ts";
import { choiceField } from "../shared/fields.ts";

/** Claims about the best reconstructions, which can be handed in broken: each takes a few seconds to measure. */
export const CLAIM_IDS = ["t1", "t2", "j1", "b1"] as const;
export type ClaimId = (typeof CLAIM_IDS)[number];

/** Ways to get the mathematics wrong that have all been seen in public code. */
export const BREAKAGES = ["none", "sign", "sigma", "factor"] as const;
export type Breakage = (typeof BREAKAGES)[number];

/** What the page on a claim shows. */
export interface ClaimState {
  readonly claim: ClaimId;
  readonly breakage: Breakage;
}

export const claimFields: Fields<ClaimState> = {
  claim: choiceField("t1", CLAIM_IDS),
  breakage: choiceField("none", BREAKAGES),
};

/** What is measured, as the project states it. */
export function statementOf(id: ClaimId): (typeof claims)[number] {
  return claims.find((claim) => claim.id === id) as (typeof claims)[number];
}
