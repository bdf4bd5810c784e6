import { checkOneOf } from "../numerics/check.ts";
import { b1 } from "./b1-next-order.ts";
import { b2 } from "./b2-resolvent.ts";
import { b3 } from "./b3-towards-diffusion.ts";
import { b4 } from "./b4-where-they-part.ts";
import { b5 } from "./b5-local-moments-next-order.ts";
import { c1 } from "./c1-conservative-fields.ts";
import type { Claim } from "./claim.ts";
import type { ClaimReport } from "./claim-report.ts";
import { e1 } from "./e1-energy-differences.ts";
import { h1 } from "./h1-sampling.ts";
import { i1 } from "./i1-ball-integrals.ts";
import { j1 } from "./j1-second-derivative.ts";
import { m1 } from "./m1-local-moments.ts";
import { p1 } from "./p1-denoising-is-contraction.ts";
import { s1 } from "./s1-score-matching.ts";
import { t1 } from "./t1-optimal-denoiser.ts";
import { t2 } from "./t2-optimal-contraction.ts";
import { v1 } from "./v1-missing-sigma.ts";
import { x1 } from "./x1-spurious-maxima.ts";

/** Every claim of the edition, in the order of the table of verdicts. */
export const claims: readonly Claim[] = [t1, p1, t2, j1, s1, v1, c1, m1, i1, e1, h1, x1, b1, b2, b3, b4, b5];

/**
 * Measures a claim.
 * @param id the id of the claim in lower case, such as "t1"
 * @throws InputError for an id that no claim has
 */
export function verifyClaim(id: string): ClaimReport {
  checkOneOf(
    "id",
    id,
    claims.map((claim) => claim.id),
  );
  return (claims.find((claim) => claim.id === id) as Claim).verify();
}

/**
 * The claims about the same optima, which take longest to compute. If they are measured one after the other, they share the optima.
 */
export const sharingOptima: readonly string[] = ["t2", "j1", "b1", "b4", "e1"];
