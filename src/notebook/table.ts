import { checkFewest, checkLength, checkObject, checkWhole } from "../numerics/check.ts";
import { formatCell } from "./format-cell.ts";
import { cellOutput } from "./kernel.ts";

/** The rows of a table. Each is an object whose keys are the columns. */
export type Rows = readonly Readonly<Record<string, unknown>>[];
/** The heading of a column, and the number of significant digits of its numbers. Default: 4 digits. */
export interface Column {
  readonly heading: string;
  readonly digits?: number;
}
/** The columns in their order, either as keys, or as keys with headings. */
export type Columns = readonly string[] | Readonly<Record<string, string | Column>>;

/**
 * Shows rows as a table below the cell, as HTML and as aligned text. Numbers are right-aligned and have four significant digits,
 * unless the column has another number of digits. True and false are shown as ✓ and ✗.
 *
 * @param columns default: the keys of the first row
 */
export function table(rows: Rows, columns?: Columns): void {
  checkFewest("rows", rows, 0, "row");
  const shown = columns ?? Object.keys(rows[0] ?? {});
  checkObject("columns", shown, "keys of the rows, or each key with its heading");
  cellOutput().send({ "text/html": tableHtml(rows, shown), "text/plain": tableText(rows, shown) });
}

/**
 * Shows a table below the cell, from headings and rows of values.
 * @param headings the headings of the columns
 * @param rows rows with one value for each column
 * @param digits the number of significant digits in all columns except the first. Default 6
 */
export function tableOf(headings: readonly string[], rows: readonly (readonly unknown[])[], digits = 6): void {
  checkFewest("headings", headings, 1, "heading");
  checkFewest("rows", rows, 0, "row");
  rows.forEach((row, i) => {
    checkLength(`rows[${i}]`, row, headings.length, "values, one for each heading");
  });
  checkWhole("digits", digits, 1);
  const columns = headings.map((heading, k) => [`${k}`, k === 0 ? heading : { heading, digits }] as const);
  // JavaScript enumerates the keys 0, 1, 2 … in ascending order, which is the order of the columns.
  table(
    rows.map((row) => Object.fromEntries(row.map((value, k) => [`${k}`, value]))),
    Object.fromEntries(columns),
  );
}

export function tableHtml(rows: Rows, columns: Columns): string {
  const cell = (tag: "th" | "td", text: string, { numeric }: Field): string =>
    `<${tag} style="text-align: ${numeric ? "right" : "left"}">${escapeHtml(text)}</${tag}>`;
  const fields = fieldsOf(rows, columns);
  const head = fields.map((field) => cell("th", field.heading, field)).join("");
  const body = rows.map((row) => `<tr>${fields.map((field) => cell("td", textOf(row, field), field)).join("")}</tr>`);
  return `<table>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${body.join("\n")}\n</tbody>\n</table>`;
}

export function tableText(rows: Rows, columns: Columns): string {
  const fields = fieldsOf(rows, columns);
  const lines = [fields.map(({ heading }) => heading), ...rows.map((row) => fields.map((field) => textOf(row, field)))];
  const widths = fields.map((_, column) => Math.max(...lines.map((line) => [...line[column]].length)));
  const pad = (text: string, column: number): string => {
    const space = " ".repeat(widths[column] - [...text].length);
    return fields[column].numeric ? space + text : text + space;
  };
  return lines.map((line) => line.map(pad).join("  ").trimEnd()).join("\n");
}

export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

interface Field extends Required<Column> {
  readonly key: string;
  readonly numeric: boolean;
}

function fieldsOf(rows: Rows, columns: Columns): readonly Field[] {
  const entries: [string, string | Column][] = Array.isArray(columns)
    ? columns.map((key: string) => [key, key])
    : Object.entries(columns);
  return entries.map(([key, column]) => {
    const { heading, digits = 4 } = typeof column === "string" ? { heading: column } : column;
    return { key, heading, digits, numeric: rows.some((row) => typeof row[key] === "number") };
  });
}

function textOf(row: Readonly<Record<string, unknown>>, { key, digits }: Field): string {
  return formatCell(row[key], digits);
}
