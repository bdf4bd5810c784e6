/** A differentiable function to minimise. */
export interface Objective {
  /** Number of variables. */
  readonly size: number;
  /** f(x), with its gradient written into `gradient`; both have shape (size). */
  evaluate(x: Float64Array, gradient: Float64Array): number;
}
