import type { ClaimReport } from "../claims/claim-report.ts";
import { checkFewest, checkObject } from "../numerics/check.ts";
import { formatCell } from "./format-cell.ts";
import { cellOutput } from "./kernel.ts";
import { type Columns, escapeHtml, type Rows, tableHtml, tableText } from "./table.ts";

/**
 * Shows the verdict on a claim below the cell, in one line. The evidence is folded below it: the predicted and measured values,
 * their difference and its tolerance, and the fitted orders.
 */
export function showReport(report: ClaimReport): void {
  checkObject("report", report, "the report of a claim, as its verify returns it");
  checkFewest("report.checks", report.checks, 0, "check");
  checkFewest("report.orders", report.orders, 0, "order");
  const parameters = [...new Set(report.orders.map(({ parameter }) => parameter))];
  const tables = [evidence(report), ...parameters.map((parameter) => orders(report, parameter))].filter(
    ({ rows }) => rows.length > 0,
  );
  const line = verdictLine(report);
  const html = tables.map(({ rows, columns }) => tableHtml(rows, columns)).join("\n");
  const text = tables.map(({ rows, columns }) => tableText(rows, columns)).join("\n\n");
  const folded = `<p>${escapeHtml(report.statement)}<br>Holds where: ${escapeHtml(report.hypotheses)}</p>\n${html}`;
  cellOutput().send({
    "text/html": `<details><summary><b>${escapeHtml(line)}</b></summary>\n${folded}\n</details>`,
    "text/plain": `${line}\n${report.statement}\n\n${text}`,
  });
}

/** The first line, such as "✓ T1 holds: the optimal denoiser (Theorem 1), 48 of 48 checks hold." */
function verdictLine({ id, title, source, checks, verdict }: ClaimReport): string {
  const failed = checks.filter((one) => one.verdict === "fails");
  const name = `${id.toUpperCase()} ${verdict}: ${title[0].toLowerCase()}${title.slice(1)} (${source})`;
  const count = `${checks.length - failed.length} of ${checks.length} checks hold`;
  const first = failed.length > 0 ? `; the first that fails: ${failed[0].name}` : "";
  return `${mark(verdict)} ${name}, ${count}${first}.`;
}

interface TableContent {
  readonly rows: Rows;
  readonly columns: Columns;
}

function evidence(report: ClaimReport): TableContent {
  return {
    // Fitted orders are shown in tables of their own.
    rows: report.checks
      .filter(({ fittedOrder }) => !fittedOrder)
      .map(({ name, predicted, measured, tolerance, range, verdict }) => {
        const compared = range
          ? { predicted: range.map((end) => formatCell(end, 6)).join(" … "), error: "", tolerance: "" }
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

/** The table of the orders of convergence in one parameter. */
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
