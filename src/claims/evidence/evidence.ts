import { convergenceOrder } from "../../numerics/approximation/convergence-order.ts";
import type { Check, ClaimReport, OrderFit, Verdict } from "../claim-report.ts";
import type { ClaimStatement } from "../claim-statement.ts";

/** The largest difference of a fitted order from the theory. */
export const ORDER_TOLERANCE = 0.05;

/** Compares a measured number with the predicted one. A measured NaN fails. */
export function check(evidence: Omit<Check, "verdict">): Check {
  const close = Math.abs(evidence.measured - evidence.predicted) <= evidence.tolerance;
  return { ...evidence, verdict: close ? "holds" : "fails" };
}

/** Checks that a measured number is in a range, if the theory predicts only a range. */
export function checkRange(
  range: readonly [number, number],
  evidence: Pick<Check, "name" | "measured" | "toleranceReason">,
): Check {
  const [least, most] = range;
  return check({ ...evidence, range, predicted: (least + most) / 2, tolerance: (most - least) / 2 });
}

/**
 * Fits the order of error(h) over the given values of a parameter h. The symbol of the parameter is σ unless another one is given.
 */
export function fitOrder(
  of: string,
  expected: number,
  values: readonly number[],
  error: (value: number) => number,
  parameter = "σ",
): OrderFit {
  const points = values.map((at) => ({ at, error: error(at) }));
  // An error that is 0 or NaN has no order. The result NaN fails for any expected order.
  const measured = points.every(({ error: size }) => size > 0) ? convergenceOrder(points).order : Number.NaN;
  return { of, parameter, expected, measured, points };
}

function orderCheck({ of, parameter, expected, measured }: OrderFit): Check {
  return check({
    name: `order in ${parameter} of ${of}`,
    fittedOrder: true,
    predicted: expected,
    measured,
    tolerance: ORDER_TOLERANCE,
    toleranceReason: `the effect of the next power of ${parameter} over the fitted range`,
  });
}

/** Makes a report. Its verdict is "holds" if all checks hold. Each fitted order is a check too. */
export function report(about: ClaimStatement, checks: readonly Check[], orders: readonly OrderFit[]): ClaimReport {
  const all = [...checks, ...orders.map(orderCheck)];
  const verdict: Verdict = all.length > 0 && all.every((one) => one.verdict === "holds") ? "holds" : "fails";
  return { ...about, checks: all, orders, verdict };
}
