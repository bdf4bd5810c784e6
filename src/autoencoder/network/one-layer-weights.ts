/** Weights and biases of r(x) = c + V h(b + W x), with d inputs and H hidden units; matrices are row-major. */
export interface OneLayerWeights {
  /** W, shape (H, d): row k holds the weights of hidden unit k. */
  readonly encoder: Float64Array;
  /** b, shape (H). */
  readonly hiddenBias: Float64Array;
  /** V, shape (d, H). */
  readonly decoder: Float64Array;
  /** c, shape (d). */
  readonly outputBias: Float64Array;
}
