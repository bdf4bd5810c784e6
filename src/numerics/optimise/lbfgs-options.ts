import { InputError } from "../input-error.ts";

/** What can be chosen about L-BFGS. */
export interface LbfgsOptions {
  /** How many pairs to keep, a whole number of 1 or more; 100 if not given. */
  readonly history?: number;
  /** c1 of the strong Wolfe conditions, between 0 and c2; 1e-4 if not given. */
  readonly sufficientDecrease?: number;
  /** c2 of the strong Wolfe conditions, between c1 and 1; 0.9 if not given. */
  readonly curvature?: number;
  /**
   * The Euclidean norm of the gradient that is small enough; 0 if not given. Without it a minimisation ends by itself
   * where what a step can gain is lost in the rounding of the value.
   */
  readonly gradientTolerance?: number;
}

/**
 * The options with what was not given filled in.
 * @throws InputError for one that can't be used
 */
export function completeLbfgsOptions(options: LbfgsOptions = {}): Required<LbfgsOptions> {
  const { history = 100, sufficientDecrease = 1e-4, curvature = 0.9, gradientTolerance = 0 } = options;
  if (!(Number.isInteger(history) && history >= 1)) {
    throw new InputError(`history must be a whole number of 1 or more, not ${history}`);
  }
  if (!(curvature > 0 && curvature < 1)) {
    throw new InputError(`curvature must be between 0 and 1, not ${curvature}`);
  }
  if (!(sufficientDecrease > 0 && sufficientDecrease < curvature)) {
    throw new InputError(
      `sufficientDecrease must be between 0 and the curvature, ${curvature}, not ${sufficientDecrease}`,
    );
  }
  if (!(gradientTolerance >= 0)) throw new InputError(`gradientTolerance must be 0 or more, not ${gradientTolerance}`);
  return { history, sufficientDecrease, curvature, gradientTolerance };
}
