import type { ClaimReport } from "../../../claims/claim-report.ts";
import { formatNumber, formatTable } from "../../output/output.ts";

/** The object that `scorebook verify --json` prints. A NaN becomes null. */
export interface VerdictJson {
  readonly claims: readonly {
    readonly id: string;
    readonly title: string;
    readonly statement: string;
    readonly hypotheses: string;
    readonly source: string;
    readonly chapter: string;
    readonly verdict: "holds" | "fails";
    readonly checks: readonly {
      readonly name: string;
      readonly predicted: number;
      readonly measured: number;
      readonly tolerance: number;
      readonly verdict: "holds" | "fails";
    }[];
    /** The order of convergence that the claim states; null if it states none. */
    readonly order: { readonly expected: number; readonly measured: number } | null;
  }[];
}

export function verdictJson(reports: readonly ClaimReport[]): VerdictJson {
  return {
    claims: reports.map(({ id, title, statement, hypotheses, source, chapter, verdict, checks, orders }) => ({
      id,
      title,
      statement,
      hypotheses,
      source,
      chapter,
      verdict,
      checks: checks.map(({ name, predicted, measured, tolerance, verdict }) => ({
        name,
        predicted,
        measured,
        tolerance,
        verdict,
      })),
      order: orders.length > 0 ? { expected: orders[0].expected, measured: orders[0].measured } : null,
    })),
  };
}

/** The verdicts as text of at most 100 columns: the measured values, the fitted orders, and one line of counts at the end. */
export function verdictTable(reports: readonly ClaimReport[]): string {
  const checks = formatTable(
    ["claim", "what", "predicted", "measured", "tolerance", "verdict"],
    reports.flatMap(({ id, checks }) =>
      checks.map(({ name, predicted, measured, tolerance, range, verdict }) => [
        id,
        name,
        range ? range.map((end) => formatNumber(end, 3)).join(" … ") : formatNumber(predicted, 7),
        formatNumber(measured, 7),
        range ? "-" : formatNumber(tolerance, 2),
        verdict,
      ]),
    ),
    [7, 42, 15, 15, 11, 9],
  );
  const fits = reports.flatMap(({ id, orders }) =>
    orders.map(({ of, parameter, expected, measured, points }) => {
      const values = points.map(({ at }) => at);
      const range = `${formatNumber(Math.max(...values), 3)} … ${formatNumber(Math.min(...values), 3)}`;
      return [id, of, formatNumber(expected, 3), measured.toFixed(3), `${parameter} = ${range}`];
    }),
  );
  const orders = formatTable(["claim", "fitted order of", "expected", "measured", "over"], fits, [7, 51, 10, 10, 21]);
  const summary = formatTable(
    ["claim", "title", "verdict"],
    reports.map(({ id, title, verdict }) => [id, title, verdict]),
    [7, 84, 9],
  );
  const failed = reports.filter((report) => report.verdict === "fails").length;
  const count = `${reports.length - failed} of ${reports.length} claims hold, ${failed} fail${failed === 1 ? "s" : ""}.`;
  return [checks, ...(fits.length > 0 ? [orders] : []), summary, count].join("\n\n");
}
