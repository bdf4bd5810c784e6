import type { ClaimReport } from "./claim-report.ts";
import type { ClaimStatement } from "./claim-statement.ts";

/**
 * A claim of the paper, ready to be measured.
 * @typeParam Parts what the claim is made of (formulas, reconstructions); tests hand in broken ones and see the verdict turn
 */
export interface Claim<Parts = unknown> extends ClaimStatement {
  /** Measures the claim; deterministic. */
  verify(parts?: Parts): ClaimReport;
}
