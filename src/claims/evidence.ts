import { fitPowerLaw } from "../numerics/order-fit.ts";
import type { Check, ClaimReport, OrderFit, Verdict } from "./claim-report.ts";

/** A fitted order may miss the theory by this much. */
export const ORDER_TOLERANCE = 0.05;

/** Compares a measured number with the predicted one. A measurement that is not a number fails. */
export function check(evidence: Omit<Check, "verdict">): Check {
  const close = Math.abs(evidence.measured - evidence.predicted) <= evidence.tolerance;
  return { ...evidence, verdict: close ? "holds" : "fails" };
}

/** The order of errors(sigma) over the given sigmas. */
export function fitOrder(
  of: string,
  expected: number,
  sigmas: readonly number[],
  error: (sigma: number) => number,
): OrderFit {
  const points = sigmas.map((sigma) => ({ sigma, error: error(sigma) }));
  return { of, expected, measured: fitPowerLaw(points).order, points };
}

function orderCheck({ of, expected, measured }: OrderFit): Check {
  return check({
    name: `order in σ of ${of}`,
    fittedOrder: true,
    predicted: expected,
    measured,
    tolerance: ORDER_TOLERANCE,
    toleranceReason: "the next power of σ, over the fitted range",
  });
}

/** A report whose verdict is that every check holds; each fitted order is a check of its own. */
export function report(
  claim: Pick<ClaimReport, "id" | "title" | "statement" | "source">,
  checks: readonly Check[],
  orders: readonly OrderFit[],
): ClaimReport {
  const all = [...checks, ...orders.map(orderCheck)];
  const verdict: Verdict = all.length > 0 && all.every((one) => one.verdict === "holds") ? "holds" : "fails";
  return { ...claim, checks: all, orders, verdict };
}
