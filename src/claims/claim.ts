import type { ClaimReport } from "./claim-report.ts";
import type { Optima } from "./optima.ts";

/** A claim of the paper, ready to be measured. */
export interface Claim {
  /** "t1", "p1", ... as in the README's table. */
  readonly id: string;
  readonly title: string;
  /** Measures the claim; deterministic. */
  verify(optima?: Optima): ClaimReport;
}
