import { formatNumber } from "./output.ts";

/** A number whose relative error is larger than this has fewer than three certain digits. */
const FEW_DIGITS = 1e-3;
/** The largest number of rows that a warning names. */
const NAMED_ROWS = 5;

/** Numbers at points and their errors; null at a point where either is not known. */
interface WithErrors {
  readonly values: readonly (readonly number[] | null)[] | null;
  readonly errors: readonly (readonly number[] | null)[] | null;
}

/**
 * One sentence for the points at which an error leaves fewer than three digits of the largest entry.
 * @param what the numbers are: "the score estimate"
 * @param why so few digits are left
 */
export function digitsWarning(what: string, { values, errors }: WithErrors, why: string): string[] {
  const largest = (row: readonly number[] | null | undefined): number => Math.max(0, ...(row ?? []).map(Math.abs));
  const relative = (errors ?? []).map((row, i) => largest(row) / Math.max(1, largest(values?.[i])));
  const rows = relative.flatMap((error, i) => (error > FEW_DIGITS ? [i + 1] : []));
  if (rows.length === 0) return [];
  const most = Math.max(...relative);
  const size = Number.isFinite(most) ? `up to ${formatNumber(most, 2)} times max(1, its size)` : "without a bound";
  return [`at ${nameRows(rows)} the error of ${what} is ${size}, ${why}`];
}

/** "row 3", "rows 1, 2 and 7 more". @param rows counted from 1 */
export function nameRows(rows: readonly number[]): string {
  const named = rows.slice(0, NAMED_ROWS).join(", ");
  const more = rows.length > NAMED_ROWS ? ` and ${rows.length - NAMED_ROWS} more` : "";
  return `row${rows.length === 1 ? "" : "s"} ${named}${more}`;
}
