import { type Distribution, hasDensity } from "../../../density/density.ts";
import { formatNumber } from "../../output/output.ts";

/** Of a number whose error is larger than this part of it, fewer than three digits are certain. */
const FEW_DIGITS = 1e-3;
/** Error estimates of meshes speak of p above 1e-12 of its maximum. */
const LOG_REGION = -Math.log(1e-12);
/** Rows that a warning names. */
const NAMED_ROWS = 5;

/** Of which points, (n, d), p is so small that the error estimate of a mesh does not speak of them. */
export function outsideOfRegion(density: Distribution, points: Float64Array): boolean[] {
  const n = points.length / density.dim;
  if (!hasDensity(density)) return new Array<boolean>(n).fill(false);
  const box = density.effectiveSupport(LOG_REGION);
  return Array.from({ length: n }, (_, i) =>
    box.some(([lower, upper], a) => !(points[i * density.dim + a] >= lower && points[i * density.dim + a] <= upper)),
  );
}

/** One sentence on the points that the error estimate does not speak of. */
export function regionWarning(outside: readonly boolean[]): string[] {
  const rows = outside.flatMap((is, i) => (is ? [i + 1] : []));
  if (rows.length === 0) return [];
  return [`at ${nameRows(rows)} p is below 1e-12 of its maximum, where the error estimates do not hold`];
}

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

function nameRows(rows: readonly number[]): string {
  const named = rows.slice(0, NAMED_ROWS).join(", ");
  const more = rows.length > NAMED_ROWS ? ` and ${rows.length - NAMED_ROWS} more` : "";
  return `row${rows.length === 1 ? "" : "s"} ${named}${more}`;
}
