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

/**
 * One sentence for the points at which the error of the score estimate leaves fewer than three digits.
 * @param relative of each point, the largest error of an entry relative to max(1, its size)
 */
export function digitsWarning(relative: readonly number[]): string[] {
  const rows = relative.flatMap((error, i) => (error > FEW_DIGITS ? [i + 1] : []));
  if (rows.length === 0) return [];
  const largest = Math.max(...relative);
  const size = Number.isFinite(largest) ? `up to ${formatNumber(100 * largest, 2)} % of its size` : "unbounded";
  return [
    `at ${nameRows(rows)} the error of the score estimate is ${size}: float64 does not hold the numbers that were given well enough`,
  ];
}

function nameRows(rows: readonly number[]): string {
  const named = rows.slice(0, NAMED_ROWS).join(", ");
  const more = rows.length > NAMED_ROWS ? ` and ${rows.length - NAMED_ROWS} more` : "";
  return `row${rows.length === 1 ? "" : "s"} ${named}${more}`;
}
