/** A number with a bound on its error, which the method that computed it states. */
export interface Estimate {
  readonly value: number;
  /** A conservative estimate of the absolute error. */
  readonly errorEstimate: number;
  /** The standard error, if the value is an average over random draws. The error estimate is three standard errors or more. */
  readonly standardError?: number;
  /** An upper bound of the bias, if the mean over random draws differs from the exact value. */
  readonly biasEstimate?: number;
}
