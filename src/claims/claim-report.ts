import type { ClaimStatement } from "./claim-statement.ts";

/** One number of evidence: the prediction of the paper, the measured number, and the tolerance of their difference. */
export interface Check {
  /** The quantities that are compared, with their parameter, such as "r*(x) by quadrature against Tweedie, sigma = 0.31". */
  readonly name: string;
  readonly predicted: number;
  readonly measured: number;
  /** The largest |measured - predicted| that is allowed. */
  readonly tolerance: number;
  /** The origin of the tolerance: rounding, the method's stated error, discretisation, a standard error. */
  readonly toleranceReason: string;
  /** Set if only a range [least, most] is predicted. `predicted` is then its middle, and `tolerance` half of its length. */
  readonly range?: readonly [number, number];
  /** Set if the check is about a fitted order. The i-th of these checks belongs to the i-th order of the report. */
  readonly fittedOrder?: true;
  readonly verdict: Verdict;
}

export type Verdict = "holds" | "fails";

/** A convergence rate: errors e(h) ~ C h^order as a parameter h goes to 0. */
export interface OrderFit {
  readonly expected: number;
  readonly measured: number;
  /** The quantity that is the error, such as "r_DAE(x) - x - sigma^2 s(x)". */
  readonly of: string;
  /** The symbol of the parameter: "σ" for noise, "δ" for a radius. */
  readonly parameter: string;
  /** The points of the fit: values of the parameter with their errors. */
  readonly points: readonly { readonly at: number; readonly error: number }[];
}

/** A claim of the paper with the evidence for it. Notebooks, `scorebook verify` and the tests read the same report. */
export interface ClaimReport extends ClaimStatement {
  readonly checks: readonly Check[];
  /** Every fitted rate of the claim. The first one is the rate that the claim states. */
  readonly orders: readonly OrderFit[];
  readonly verdict: Verdict;
}
