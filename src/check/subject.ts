import type { Distribution } from "../density/density.ts";
import type { NoisyDraws } from "./draws.ts";
import type { Reading } from "./reading.ts";
import type { TestedField } from "./tested-field.ts";
import type { Truth } from "./truth.ts";

/** A model's scores at one sigma, by the reading that was found, and the truth with which they are compared. */
export interface Subject {
  readonly field: TestedField;
  readonly reading: Reading;
  readonly sigma: number;
  readonly dim: number;
  readonly draws: NoisyDraws;
  /** The model's scores at the noisy points, shape (n, d). */
  readonly scores: Float64Array;
  /** The true density, if it is given. */
  readonly density?: Distribution | undefined;
  readonly truth?: Truth | undefined;
  /** The exact score at the noisy points, shape (n, d). */
  readonly exact?: Float64Array | undefined;
  /** The largest relative error of the score that counts as right. */
  readonly tolerance: number;
  /** The rounding error of the model's scores plus the error of the exact scores, relative to their size. */
  readonly rounding: number;
  readonly seed: number;
}

/** An error of more than this number of standard errors is not due to chance: its probability is one in two million. */
export const STANDARD_ERRORS = 5;
