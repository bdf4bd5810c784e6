import { list } from "../../numerics/quote.ts";
import { standardising } from "../data/scaling.ts";
import { repeatedRows } from "./held-out-rows.ts";

/** With fewer rows than this, a standard error is not reliable. */
const FEW = 20;
/** A column is discrete if it has at most this number of different values, each of which occurs many times on average. */
const DISCRETE = 10;
const TIMES_EACH = 5;
/**
 * A column's standard deviation may exceed that of a Gaussian with the same quartiles by this factor; beyond, outliers make up its variance.
 */
const FAR_OUT = 20;
/** The distance between the quartiles of a standard Gaussian. */
const QUARTILES_APART = 1.349;
/** The largest fraction of rows that are exceptions from a column's usual value, so that they are 10 standard deviations away or more. */
const RARE = 0.01;
/** The number of names in a list before "and N more". */
const NAMES = 5;

/**
 * Properties of the data that a reader of the table should know: sentences without their full stops.
 * @param rows shape (n, d)
 * @param columns names, (d)
 */
export function dataWarnings(rows: Float64Array, columns: readonly string[]): string[] {
  const dim = columns.length;
  const n = rows.length / dim;
  const distinct = columns.map((_, a) => distinctValues(rows, dim, a));
  const named = (which: (values: number) => boolean): string[] => columns.filter((_, a) => which(distinct[a]));
  const warnings: string[] = [];
  const constant = named((values) => values === 1);
  if (constant.length > 0) {
    warnings.push(
      `${described(constant, "is", "are")} constant: the best denoiser returns the constant, and the score says nothing more about such a column`,
    );
  }
  const rare = columns.filter((_, a) => isRarelyElse(rows, dim, a));
  if (rare.length > 0) {
    warnings.push(
      `${described(rare, "has", "have")} one and the same value in 99 of 100 rows or more: the others are too few to learn from, and in standard deviations they are so far out that every estimator is unreliable there; leave ${rare.length === 1 ? "the column" : "the columns"} out, or take the columns as they are (--no-standardise)`,
    );
  }
  const discrete = columns.filter((name, a) => {
    return distinct[a] > 1 && distinct[a] <= DISCRETE && n >= TIMES_EACH * distinct[a] && !rare.includes(name);
  });
  if (discrete.length > 0) {
    warnings.push(
      `${described(discrete, "takes", "take")} few different values: with a sigma below their distance the score only points at the nearest value`,
    );
  }
  const farOut = columns.filter((_, a) => varianceIsFarOut(rows, dim, a));
  if (farOut.length > 0) {
    warnings.push(
      `${described(farOut, "has", "have")} a few values so far out that they make up its standard deviation, more than ${FAR_OUT} times that of the middle half: in such units the other rows are one point; leave those rows out, or take the columns as they are (--no-standardise)`,
    );
  }
  const repeated = repeatedRows(rows, dim);
  if (repeated > 0) {
    const what = repeated === 1 ? "1 row is equal to an earlier one" : `${repeated} rows are equal to earlier ones`;
    warnings.push(`${what}; equal rows are held out together, so that none is tested that was learnt from`);
  }
  if (n < FEW) warnings.push(`${n} rows are few: standard errors are not to be trusted`);
  else if (n < 3 * dim)
    warnings.push(`there are ${n} rows for ${dim} columns: the covariances depend strongly on their shrinkage`);
  return warnings;
}

function described(names: readonly string[], one: string, many: string): string {
  const shown = names.slice(0, NAMES);
  const rest = names.length - shown.length;
  const all = list(rest > 0 ? [...shown, `${rest} more`] : shown, "and");
  return names.length === 1 ? `column ${all} ${one}` : `columns ${all} ${many}`;
}

/** Whether a column has another value than its usual one, but in a small fraction of the rows only. */
function isRarelyElse(rows: Float64Array, dim: number, a: number): boolean {
  const values = rows.filter((_, j) => j % dim === a).sort();
  const n = values.length;
  // A value that so many rows share is also the median.
  const usual = values[n >> 1];
  const exceptions = values.reduce((count, value) => count + (value === usual ? 0 : 1), 0);
  return exceptions > 0 && exceptions <= RARE * n;
}

/** Whether a few outliers make up the standard deviation of a column. */
function varianceIsFarOut(rows: Float64Array, dim: number, a: number): boolean {
  const values = rows.filter((_, j) => j % dim === a).sort();
  const n = values.length;
  const middleHalf = values[Math.floor((3 * (n - 1)) / 4)] - values[Math.ceil((n - 1) / 4)];
  return middleHalf > 0 && standardising(values, 1).scale[0] > (FAR_OUT * middleHalf) / QUARTILES_APART;
}

/** The number of different values in a column, counted up to one more than a discrete column has. */
function distinctValues(rows: Float64Array, dim: number, a: number): number {
  const values = new Set<number>();
  for (let j = a; j < rows.length && values.size <= DISCRETE; j += dim) values.add(rows[j]);
  return values.size;
}
