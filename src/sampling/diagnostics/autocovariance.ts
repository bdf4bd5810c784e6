import FFT from "fft.js";
import { momentsOfHalves, type SplitChains } from "./chain-quantity.ts";

/**
 * The autocovariance at each lag, averaged over the halves: (1 / n) SUM_i (x_i - mean)(x_(i + lag) - mean) with the mean of the half.
 * It is computed by a fast Fourier transform with padding, so that nothing wraps around. This takes n log n operations for n draws.
 * @returns shape (n), lags 0 to n - 1
 */
export function meanAutocovariance(split: SplitChains): Float64Array {
  const { halves, count, length } = split;
  const { means } = momentsOfHalves(split);
  let size = 2;
  while (size < 2 * length) size *= 2;
  const transform = new FFT(size);
  const input = new Float64Array(2 * size);
  const output = new Float64Array(2 * size);
  const power = new Float64Array(2 * size);
  // Two halves at a time, as real and imaginary part. Their spectra mix, but the mixed terms cancel in the sum of the squares at k
  // and at -k, and the real part of the inverse transform contains this sum only.
  for (let half = 0; half < count; half += 2) {
    for (let i = 0; i < length; i++) {
      input[2 * i] = halves[half * length + i] - means[half];
      input[2 * i + 1] = halves[(half + 1) * length + i] - means[half + 1];
    }
    transform.transform(output, input);
    for (let k = 0; k < 2 * size; k += 2) power[k] += output[k] ** 2 + output[k + 1] ** 2;
  }
  transform.inverseTransform(output, power);
  return Float64Array.from({ length }, (_, lag) => output[2 * lag] / (length * count));
}
