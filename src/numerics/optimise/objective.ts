/** A differentiable function to minimise. */
export interface Objective {
  /** The number of variables. */
  readonly size: number;
  /** Returns f(x), and writes its gradient into `gradient`. x and `gradient` have the shape (size). */
  evaluate(x: Float64Array, gradient: Float64Array): number;
}
