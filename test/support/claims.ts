import { expect } from "vitest";
import type { Claim } from "../../src/claims/claim.ts";
import type { Check, ClaimReport } from "../../src/claims/claim-report.ts";
import { ORDER_TOLERANCE } from "../../src/claims/evidence/evidence.ts";
import { keepReport } from "./kept-reports.ts";

/** The names of the checks that fail. */
export function failures(report: ClaimReport): string[] {
  return report.checks.filter(({ verdict }) => verdict === "fails").map(({ name }) => name);
}

/** Whether a tolerance is below 1e-8, if 0 is predicted, or below 5 % of the prediction. */
export function isSmall({ predicted, tolerance }: Check): boolean {
  return tolerance < (predicted === 0 ? 1e-8 : 0.05 * Math.abs(predicted));
}

/**
 * Asserts that a claim holds: every check is within its tolerance, every order is within 0.05, and no tolerance is so large that any
 * number would pass.
 * @param discriminates whether a check's tolerance is small enough. Default: `isSmall`
 */
export function expectToHold(claim: Claim, discriminates: (check: Check) => boolean = isSmall): void {
  const report = claim.verify();
  keepReport(report);
  expect(failures(report)).toEqual([]);
  expect(report.verdict).toBe("holds");
  expect(report.id).toBe(claim.id);
  expect(ORDER_TOLERANCE).toBe(0.05);
  for (const { measured, expected } of report.orders) expect(Math.abs(measured - expected)).toBeLessThanOrEqual(0.05);
  expect(report.checks.filter((one) => !one.fittedOrder && !discriminates(one)).map(({ name }) => name)).toEqual([]);
}

/** Asserts that the verdict fails for broken mathematics, both by an exact statement and by an order, if the claim has both. */
export function expectToFail(report: ClaimReport): void {
  expect(report.verdict).toBe("fails");
  const failed = failures(report);
  if (report.orders.length > 0) expect(failed.some((name) => name.startsWith("order"))).toBe(true);
  if (report.checks.some(({ fittedOrder }) => !fittedOrder)) {
    expect(failed.some((name) => !name.startsWith("order"))).toBe(true);
  }
}
