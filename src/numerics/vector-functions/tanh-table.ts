/** The number of entries. Entry n mod TANH_ENTRIES is tanh(n / 32), for n from -640, where tanh is -1, to 640. */
export const TANH_ENTRIES = 2048;
/** The constants that assembly/tanh.ts uses for the rest of an argument. Each one is stored twice, as a vector. */
const CONSTANTS = [20, -20, 1.5 * 2 ** 47, -17 / 315, 2 / 15, -1 / 3, 1];
/** The length of the whole table. */
export const TANH_NUMBERS: number = TANH_ENTRIES + 2 * CONSTANTS.length;
const STEPS_PER_UNIT = 32n;
const LAST = 640;
/**
 * The number of fractional bits of the arithmetic. It is so much larger than that of a float64 that the results are rounded
 * correctly.
 */
const BITS = 256n;
const QUOTIENT_BITS = 128n;

/**
 * The table of tanh at the multiples of 1/32, rounded to the nearest float64. It is computed with integers, so that it is the same
 * on every machine. The constants of the kernel follow.
 */
export function tanhTable(): Float64Array {
  const one = 1n << BITS;
  // e^(2/32), by its series.
  let step = 0n;
  for (let term = one, n = 1n; term > 0n; n++) {
    step += term;
    term = (2n * term) / (STEPS_PER_UNIT * n);
  }
  const table = new Float64Array(TANH_NUMBERS);
  for (const [k, constant] of CONSTANTS.entries()) table.fill(constant, TANH_ENTRIES + 2 * k, TANH_ENTRIES + 2 * k + 2);
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
