/** Number of entries; entry n mod TANH_ENTRIES is tanh(n / 32), for n from -640, where tanh is -1, to 640. */
export const TANH_ENTRIES = 2048;
const STEPS_PER_UNIT = 32n;
const LAST = 640;
/** Fractional bits of the arithmetic: so many more than a float64 has that what is rounded below is rounded correctly. */
const BITS = 256n;
const QUOTIENT_BITS = 128n;

/** tanh at the multiples of 1/32, each the nearest float64. In whole numbers, so that every machine has the same ones. */
export function tanhTable(): Float64Array {
  const one = 1n << BITS;
  // e^(2/32), by its series.
  let step = 0n;
  for (let term = one, n = 1n; term > 0n; n++) {
    step += term;
    term = (2n * term) / (STEPS_PER_UNIT * n);
  }
  const table = new Float64Array(TANH_ENTRIES);
  let power = one;
  for (let n = 1; n <= LAST; n++) {
    power = (power * step) >> BITS;
    // tanh u = (e^2u - 1) / (e^2u + 1). Number() rounds to nearest, and dividing by a power of two is exact.
    const quotient = ((power - one) << QUOTIENT_BITS) / (power + one);
    table[n] = Number(quotient) / Number(1n << QUOTIENT_BITS);
    table[TANH_ENTRIES - n] = -table[n];
  }
  return table;
}
