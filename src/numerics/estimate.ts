/** A number with a bound on its error, as the method that computed it states it. */
export interface Estimate {
  readonly value: number;
  /** Absolute error, estimated conservatively. */
  readonly errorEstimate: number;
  /** Where the value is an average over random draws: its standard deviation. The error estimate is three of them or more. */
  readonly standardError?: number;
  /** Where the mean over random draws differs from what is meant: by how much, at most. */
  readonly biasEstimate?: number;
}
