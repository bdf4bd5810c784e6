/** A line of CSV (RFC 4180), without its end: a cell stands in quotes where it has to. */
export function csvLine(cells: readonly unknown[]): string {
  return cells.map(csvCell).join(",");
}

/** Numbers with every digit; what is missing, or no number, as an empty cell. */
function csvCell(value: unknown): string {
  if (typeof value === "number") return Number.isNaN(value) ? "" : String(value);
  if (value === null || value === undefined) return "";
  if (value instanceof Date) return value.toISOString();
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  return /[",\n\r]|^\s|\s$|^#/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
