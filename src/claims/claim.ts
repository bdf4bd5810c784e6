import type { ClaimReport } from "./claim-report.ts";
import type { ClaimStatement } from "./claim-statement.ts";

/**
 * A claim of the paper, ready to be measured.
 * @typeParam Parts the formulas and reconstructions that the claim is about. Tests pass broken ones and check that the claim fails
 */
export interface Claim<Parts = unknown> extends ClaimStatement {
  /** Measures the claim. The result is deterministic. */
  verify(parts?: Parts): ClaimReport;
}
