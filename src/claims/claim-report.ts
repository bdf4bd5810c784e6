import type { ClaimStatement } from "./claim-statement.ts";

/** One number of evidence: what the paper predicts, what was measured, and how far apart they may be. */
export interface Check {
  /** What is compared, with its parameter, e.g. "r*(x) by quadrature against Tweedie, sigma = 0.31". */
  readonly name: string;
  readonly predicted: number;
  readonly measured: number;
  /** Largest |measured - predicted| that is allowed. */
  readonly tolerance: number;
  /** The origin of the tolerance: rounding, the method's stated error, discretisation, a standard error. */
  readonly toleranceReason: string;
  /** Set where only a range is predicted, [least, most]: `predicted` is then its middle, and `tolerance` half its length. */
  readonly range?: readonly [number, number];
  /** Set where the check is that of a fitted order: the i-th such check belongs to the i-th of the report's orders. */
  readonly fittedOrder?: true;
  readonly verdict: Verdict;
}

export type Verdict = "holds" | "fails";

/** A convergence rate: errors e(h) ~ C h^order as a parameter h goes to 0. */
export interface OrderFit {
  readonly expected: number;
  readonly measured: number;
  /** The quantity whose errors these are, e.g. "r_DAE(x) - x - sigma^2 s(x)". */
  readonly of: string;
  /** The symbol of the parameter: "σ" of a corruption, "δ" of a radius. */
  readonly parameter: string;
  /** The points the order was fitted on: the parameter's value and the error there. */
  readonly points: readonly { readonly at: number; readonly error: number }[];
}

/** A claim of the paper with the evidence for it. Notebooks, `scorebook verify` and the tests read the same report. */
export interface ClaimReport extends ClaimStatement {
  readonly checks: readonly Check[];
  /** Every fitted rate of the claim; the first one is the rate that the claim states. */
  readonly orders: readonly OrderFit[];
  readonly verdict: Verdict;
}
