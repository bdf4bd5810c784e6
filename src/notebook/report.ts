import type { ClaimReport } from "../claims/claim-report.ts";
import { checkFewest, checkObject } from "../numerics/check.ts";
import { cellOutput } from "./kernel.ts";
import { type Columns, escapeHtml, type Rows, tableHtml, tableText } from "./table.ts";

/**
 * Shows the evidence for a claim below the cell: what was predicted and measured, how far apart the two are and may be;
 * the fitted orders; the verdict.
 */
export function showReport(report: ClaimReport): void {
  checkObject("report", report, "the report of a claim, as its verify returns it");
  checkFewest("report.checks", report.checks, 0, "check");
  checkFewest("report.orders", report.orders, 0, "order");
  const parameters = [...new Set(report.orders.map(({ parameter }) => parameter))];
  const tables = [evidence(report), ...parameters.map((parameter) => orders(report, parameter))].filter(
    ({ rows }) => rows.length > 0,
  );
  const title = `${report.title} (${report.source})`;
  const verdict = `Verdict: the claim ${report.verdict} ${mark(report.verdict)}`;
  const html = tables.map(({ rows, columns }) => tableHtml(rows, columns)).join("\n");
  const text = tables.map(({ rows, columns }) => tableText(rows, columns)).join("\n\n");
  cellOutput().send({
    "text/html": `<p><b>${escapeHtml(title)}</b><br>${escapeHtml(report.statement)}</p>\n${html}\n<p><b>${verdict}</b></p>`,
    "text/plain": `${title}\n${report.statement}\n\n${text}\n\n${verdict}`,
  });
}

interface TableContent {
  readonly rows: Rows;
  readonly columns: Columns;
}

function evidence(report: ClaimReport): TableContent {
  return {
    // Fitted orders have a table of their own.
    rows: report.checks
      .filter(({ fittedOrder }) => !fittedOrder)
      .map(({ name, predicted, measured, tolerance, range, verdict }) => {
        const compared = range
          ? { predicted: range.join(" … "), error: "", tolerance: "" }
          : { predicted, error: Math.abs(measured - predicted), tolerance };
        return { name, measured, ...compared, verdict: mark(verdict) };
      }),
    columns: {
      name: "what is compared",
      predicted: { heading: "predicted", digits: 6 },
      measured: { heading: "measured", digits: 6 },
      error: { heading: "error", digits: 2 },
      tolerance: { heading: "allowed", digits: 2 },
      verdict: "",
    },
  };
}

/** The orders in one parameter. */
function orders(report: ClaimReport, parameter: string): TableContent {
  const verdicts = report.checks.filter(({ fittedOrder }) => fittedOrder).map(({ verdict }) => mark(verdict));
  return {
    rows: report.orders
      .map((order, i) => {
        const values = order.points.map(({ at }) => at);
        const { of, expected, measured } = order;
        const [from, to] = [Math.max(...values), Math.min(...values)];
        return { of, expected, measured, from, to, verdict: verdicts[i] };
      })
      .filter((_, i) => report.orders[i].parameter === parameter),
    columns: {
      of: `order in ${parameter} of`,
      expected: "expected",
      measured: "fitted",
      from: `from ${parameter}`,
      to: `to ${parameter}`,
      verdict: "",
    },
  };
}

function mark(verdict: ClaimReport["verdict"]): string {
  return verdict === "holds" ? "✓" : "✗";
}
