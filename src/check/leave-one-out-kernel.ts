import { kernelWithConstants } from "../numerics/kernel-memory.ts";
import { EXPONENTIAL_NUMBERS, exponentialConstants } from "../numerics/vector-functions/fdlibm-constants.ts";

export interface BlurredRows {
  /** Shape (m, d). */
  readonly rows: Float64Array;
  readonly dim: number;
  readonly sigma: number;
}

/**
 * The scores s = sum_k w_k (row_k - x) / sigma^2 of rows that are blurred by sigma, in WebAssembly, two points x at a time
 * (assembly/leave-one-out.ts). The weights are w_k = exp(-|row_k - x|^2 / (2 sigma^2)), divided by their sum, and 0 for one row of
 * each point and for rows that are equal to the point. The score is 0 if no row is left. The bytes are those of a loop in JavaScript
 * if its `Math.exp` is FDLIBM's, as it is under Node on x64.
 *
 * @param points shape (n, d)
 * @param left the row that is left out for the i-th point
 */
export function scoresWithoutOne(
  { rows, dim, sigma }: BlurredRows,
  points: Float64Array,
  left: (i: number) => number,
): Float64Array {
  const count = rows.length / dim;
  const pair = EXPONENTIAL_NUMBERS;
  const scores = pair + 2 * dim;
  const weights = scores + 2 * dim;
  const kept = weights + 2 * (count + 1);
  const ofRows = kept + count;
  const { module, numbers } = memoryFor(ofRows + rows.length);
  numbers.set(rows, ofRows);
  const values = new Float64Array(points.length);
  const n = points.length / dim;
  for (let i = 0; i < n; i += 2) {
    // The kernel takes two points at a time, so a single point is repeated.
    const second = Math.min(i + 1, n - 1);
    for (let a = 0; a < dim; a++) {
      numbers[pair + 2 * a] = points[i * dim + a];
      numbers[pair + 2 * a + 1] = points[second * dim + a];
    }
    module.writeScores(
      8 * pair,
      8 * ofRows,
      count,
      dim,
      sigma ** 2,
      left(i),
      left(second),
      0,
      8 * weights,
      8 * kept,
      8 * scores,
    );
    for (let a = 0; a < dim; a++) {
      values[i * dim + a] = numbers[scores + 2 * a];
      values[second * dim + a] = numbers[scores + 2 * a + 1];
    }
  }
  return values;
}

/** What assembly/leave-one-out.ts exports. Places are in bytes. */
interface LeaveOneOutModule {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  writeScores(
    points: number,
    rows: number,
    count: number,
    dim: number,
    variance: number,
    first: number,
    second: number,
    constants: number,
    weights: number,
    kept: number,
    scores: number,
  ): void;
}

const memoryFor = kernelWithConstants<LeaveOneOutModule>("leave-one-out", exponentialConstants);
