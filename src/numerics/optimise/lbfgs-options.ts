import { checkBetween, checkNotNegative, checkWhole } from "../check.ts";
import { InputError } from "../input-error.ts";

/** The options of L-BFGS. */
export interface LbfgsOptions {
  /** The number of pairs to keep, a whole number of 1 or more. Default 100. */
  readonly history?: number;
  /** c1 of the strong Wolfe conditions, between 0 and c2. Default 1e-4. */
  readonly sufficientDecrease?: number;
  /** c2 of the strong Wolfe conditions, between c1 and 1. Default 0.9. */
  readonly curvature?: number;
  /**
   * The minimisation ends if the Euclidean norm of the gradient is below this. Default 0. It also ends if the gain of a step would be
   * below the rounding of the value.
   */
  readonly gradientTolerance?: number;
}

/**
 * The options with defaults for those that are not given.
 * @throws InputError for an option that cannot be used
 */
export function completeLbfgsOptions(options: LbfgsOptions = {}): Required<LbfgsOptions> {
  const { history = 100, sufficientDecrease = 1e-4, curvature = 0.9, gradientTolerance = 0 } = options;
  checkWhole("history", history);
  checkBetween("curvature", curvature, 0, 1);
  if (!(sufficientDecrease > 0 && sufficientDecrease < curvature)) {
    throw new InputError({
      argument: "sufficientDecrease",
      allowed: `between 0 and the curvature, ${curvature}`,
      problem: sufficientDecrease,
    });
  }
  checkNotNegative("gradientTolerance", gradientTolerance);
  return { history, sufficientDecrease, curvature, gradientTolerance };
}
