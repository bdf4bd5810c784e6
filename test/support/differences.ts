/** The step h of the central differences. It balances the truncation error h^4 of the extrapolated formula and the rounding error / h. */
const STEP = 1e-3;

/**
 * The derivative of f along axis j at x by central differences with one Richardson extrapolation, O(h^4).
 * f maps (d) to any number of values.
 */
export function differentiate(f: (x: Float64Array) => Float64Array, x: Float64Array, j: number): Float64Array {
  const central = (h: number): Float64Array => {
    const at = (shift: number): Float64Array => f(x.map((value, k) => (k === j ? value + shift : value)));
    const [above, below] = [at(h), at(-h)];
    return above.map((value, k) => (value - below[k]) / (2 * h));
  };
  const [coarse, fine] = [central(STEP), central(STEP / 2)];
  return fine.map((value, k) => (4 * value - coarse[k]) / 3);
}
