/** The number of entries for each doubling. Entry j stands for 2^(j / EXPONENTIAL_STEPS). */
export const EXPONENTIAL_STEPS = 2048;
const CONSTANTS = 6;
/** The number of entries and constants of the table. */
export const EXPONENTIAL_TABLE_LENGTH: number = EXPONENTIAL_STEPS + 2 * CONSTANTS;
/** Smaller exponents are replaced by this one, since their exponentials times a distance would leave the range of fast arithmetic. */
const SMALLEST = -640;
/** n << this adds n / EXPONENTIAL_STEPS to the exponent of a float64, after the last 11 bits of n have been subtracted. */
const SHIFT = 41n;
/**
 * The number of fractional bits of the arithmetic. It is so much larger than that of a float64 that the results are rounded
 * correctly.
 */
const BITS = 256n;
const ONE = 1n << BITS;
const RESULT_BITS = 128n;

/**
 * The table that assembly/exponential.ts reads. It has the numbers 2^(j / 2048), rounded to the nearest float64, from whose bits j
 * << 41 is subtracted. The constants follow, each one twice, as a vector. The table is computed with integers, so that it is the
 * same on every machine.
 */
export function exponentialTable(): Float64Array {
  const log2 = logarithmOfTwo();
  const step = exponentialOf(log2 / BigInt(EXPONENTIAL_STEPS));
  const constants = [
    SMALLEST,
    1 / toNumber(log2 / BigInt(EXPONENTIAL_STEPS)),
    1.5 * 2 ** 52,
    toNumber(log2 / BigInt(EXPONENTIAL_STEPS)),
    1 / 2,
    1 / 6,
  ];
  const table = new Float64Array(EXPONENTIAL_TABLE_LENGTH);
  const bits = new BigUint64Array(table.buffer);
  let power = ONE;
  for (let j = 0; j < EXPONENTIAL_STEPS; j++) {
    table[j] = toNumber(power);
    bits[j] -= BigInt(j) << SHIFT;
    power = (power * step) >> BITS;
  }
  for (const [k, constant] of constants.entries()) {
    table.fill(constant, EXPONENTIAL_STEPS + 2 * k, EXPONENTIAL_STEPS + 2 * k + 2);
  }
  return table;
}

/** ln 2 = sum of 1 / (k 2^k), with BITS fractional bits. */
function logarithmOfTwo(): bigint {
  let sum = 0n;
  for (let k = 1n; k <= BITS; k++) sum += ONE / (k << k);
  return sum;
}

/** exp(x) by its series. */
function exponentialOf(x: bigint): bigint {
  let sum = 0n;
  for (let term = ONE, n = 1n; term > 0n; n++) {
    sum += term;
    term = ((term * x) >> BITS) / n;
  }
  return sum;
}

/** Number() rounds to nearest, and dividing by a power of two is exact. */
function toNumber(x: bigint): number {
  return Number(x >> (BITS - RESULT_BITS)) / Number(1n << RESULT_BITS);
}
