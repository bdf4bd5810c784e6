import { createRng, type Rng } from "../../numerics/random/random.ts";
import type { TrainingData } from "../data/training-data.ts";

/** The rows for training, and the rows on which the loss is measured. */
export interface Fold {
  readonly data: TrainingData;
  /** Shape (m, d). */
  readonly test: Float64Array;
}

/** The way in which the held-out loss is measured. */
export interface HeldOut {
  readonly folds: readonly Fold[];
  /** All rows, for the kept estimator. */
  readonly final: TrainingData;
  /** A description in words. */
  readonly how: string;
}

/** With fewer rows than this, a third is not held out; each row is held out once instead. */
export const FEW_ROWS = 1000;
const FOLDS = 5;
/** The fraction of the rows that is held out, where there are many. */
const TEST_SHARE = 1 / 3;
const MOST_TEST_ROWS = 2000;
/** The fraction of the training rows that decides on early stopping and on the number of components. */
const VALIDATION_SHARE = 0.15;
const MOST_VALIDATION_ROWS = 4000;
/** The same for the estimator that is kept. Its choices are made; only early stopping needs these rows. */
const FINAL_VALIDATION_SHARE = 0.1;
/** The stream of the seed that splits the rows. */
const STREAM = 53;

/**
 * Splits rows. From `FEW_ROWS` rows on a third is held out, at most 2000 rows. Of fewer rows, each is held out once, in five folds.
 * Equal rows are always on the same side, so that no tested row was seen in training.
 * @param rows shape (n, d), 2 different rows or more
 */
export function holdOut(rows: Float64Array, dim: number, seed: number): HeldOut {
  const groups = shuffled(equalRows(rows, dim), createRng(seed, STREAM));
  const n = rows.length / dim;
  if (n >= FEW_ROWS && groups.length > FOLDS) {
    const [test, learn] = splitGroups(groups, Math.min(MOST_TEST_ROWS, Math.round(TEST_SHARE * n)));
    const folds = [{ data: trainingData(rows, dim, learn), test: taken(rows, dim, test.flat()) }];
    const how = `${count(test)} of ${n} rows, drawn at random, by what was fitted to the others`;
    return { folds, final: trainingData(rows, dim, groups, FINAL_VALIDATION_SHARE), how };
  }
  const folds = Math.min(FOLDS, groups.length);
  const parts = Array.from({ length: folds }, (_, k) => groups.filter((_, i) => i % folds === k));
  return {
    folds: parts.map((test) => {
      const learn = parts.filter((part) => part !== test).flat();
      return { data: trainingData(rows, dim, learn), test: taken(rows, dim, test.flat()) };
    }),
    final: trainingData(rows, dim, groups, FINAL_VALIDATION_SHARE),
    how: `all ${n} rows, each by what was fitted without it, in ${folds} folds`,
  };
}

/** Some rows for training and some for validation; a single group serves as both. */
function trainingData(
  rows: Float64Array,
  dim: number,
  groups: readonly (readonly number[])[],
  validationShare: number = VALIDATION_SHARE,
): TrainingData {
  const wanted = Math.min(MOST_VALIDATION_ROWS, Math.max(1, Math.round(validationShare * count(groups))));
  const [validation, training] = splitGroups(groups, wanted);
  const [first, second] = training.length > 0 ? [training, validation] : [groups, groups];
  return { dim, training: taken(rows, dim, first.flat()), validation: taken(rows, dim, second.flat()) };
}

/** The first groups, until they hold the given number of rows, and the other groups. */
function splitGroups(groups: readonly (readonly number[])[], wanted: number): [number[][], number[][]] {
  let [rows, many] = [0, 0];
  while (many < groups.length && rows < wanted) rows += groups[many++].length;
  const copy = groups.map((group) => [...group]);
  return [copy.slice(0, many), copy.slice(many)];
}

/** The numbers of the rows, grouped so that equal rows are together. */
function equalRows(rows: Float64Array, dim: number): number[][] {
  const groups = new Map<string, number[]>();
  for (let i = 0; i < rows.length / dim; i++) {
    const key = rows.subarray(i * dim, (i + 1) * dim).join();
    const group = groups.get(key);
    if (group) group.push(i);
    else groups.set(key, [i]);
  }
  return [...groups.values()];
}

/** The number of rows that are equal to an earlier one. */
export function repeatedRows(rows: Float64Array, dim: number): number {
  return rows.length / dim - equalRows(rows, dim).length;
}

function shuffled<T>(values: T[], rng: Rng): T[] {
  for (let i = values.length - 1; i > 0; i--) {
    const j = Math.floor(rng.uniform() * (i + 1));
    [values[i], values[j]] = [values[j], values[i]];
  }
  return values;
}

function taken(rows: Float64Array, dim: number, which: readonly number[]): Float64Array {
  const chosen = new Float64Array(which.length * dim);
  which.forEach((i, k) => {
    chosen.set(rows.subarray(i * dim, (i + 1) * dim), k * dim);
  });
  return chosen;
}

function count(groups: readonly (readonly number[])[]): number {
  return groups.reduce((sum, group) => sum + group.length, 0);
}
