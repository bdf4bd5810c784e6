import { formatCell } from "./format-cell.ts";
import { cellOutput } from "./kernel.ts";

/** A table's rows: one object each, whose keys are the columns. */
export type Rows = readonly Readonly<Record<string, unknown>>[];
/** Which columns, in which order: their keys, or each key with its heading. */
export type Columns = readonly string[] | Readonly<Record<string, string>>;

/**
 * Shows rows as a table below the cell, as HTML and as aligned text. Numbers are right-aligned, with four significant
 * digits; true and false are ✓ and ✗.
 *
 * @param columns default: the keys of the first row
 */
export function table(rows: Rows, columns: Columns = Object.keys(rows[0] ?? {})): void {
  cellOutput().send({ "text/html": tableHtml(rows, columns), "text/plain": tableText(rows, columns) });
}

export function tableHtml(rows: Rows, columns: Columns): string {
  const heads = headings(columns);
  const style = (key: string): string => `style="text-align: ${isNumeric(rows, key) ? "right" : "left"}"`;
  const head = heads.map(([key, text]) => `<th ${style(key)}>${escapeHtml(text)}</th>`).join("");
  const body = rows.map((row) => {
    const cells = heads.map(([key]) => `<td ${style(key)}>${escapeHtml(formatCell(row[key]))}</td>`);
    return `<tr>${cells.join("")}</tr>`;
  });
  return `<table>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${body.join("\n")}\n</tbody>\n</table>`;
}

export function tableText(rows: Rows, columns: Columns): string {
  const heads = headings(columns);
  const lines = [heads.map(([, text]) => text), ...rows.map((row) => heads.map(([key]) => formatCell(row[key])))];
  const widths = heads.map((_, column) => Math.max(...lines.map((line) => [...line[column]].length)));
  const pad = (text: string, column: number): string => {
    const space = " ".repeat(widths[column] - [...text].length);
    return isNumeric(rows, heads[column][0]) ? space + text : text + space;
  };
  return lines.map((line) => line.map(pad).join("  ").trimEnd()).join("\n");
}

export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

function headings(columns: Columns): readonly (readonly [key: string, text: string])[] {
  return Array.isArray(columns) ? columns.map((key: string) => [key, key] as const) : Object.entries(columns);
}

function isNumeric(rows: Rows, key: string): boolean {
  return rows.some((row) => typeof row[key] === "number");
}
