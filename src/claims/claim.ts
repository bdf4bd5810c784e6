import type { ClaimReport } from "./claim-report.ts";

/**
 * A claim of the paper, ready to be measured.
 * @typeParam Parts what the claim is made of (formulas, reconstructions); tests hand in broken ones and see the verdict turn
 */
export interface Claim<Parts = unknown> {
  /** "t1", "p1", ... as in the README's table. */
  readonly id: string;
  readonly title: string;
  /** Measures the claim; deterministic. */
  verify(parts?: Parts): ClaimReport;
}
