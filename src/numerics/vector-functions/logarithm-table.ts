import ln from "@stdlib/math-base-special-ln";

/** The number of entries of the table from 1 to 2. Entry j is log(1 + j / LOGARITHM_STEPS). */
const LOGARITHM_STEPS = 256;
/** The bias of the exponent of a float64, the factor log 2 of an exponent, and the coefficients of log(1 + s) from s^2 on. */
const CONSTANTS = [1023, Math.LN2, -1 / 2, 1 / 3, -1 / 4, 1 / 5, -1 / 6, 1 / 7];

/**
 * The table that assembly/logarithm.ts reads, followed by the constants, each one twice, as a vector. The logarithms are those of
 * @stdlib, so that they are the same on every machine.
 */
export function logarithmTable(): Float64Array {
  const table = new Float64Array(LOGARITHM_STEPS + 2 * CONSTANTS.length);
  for (let j = 0; j < LOGARITHM_STEPS; j++) table[j] = ln(1 + j / LOGARITHM_STEPS);
  for (const [k, constant] of CONSTANTS.entries()) {
    table.fill(constant, LOGARITHM_STEPS + 2 * k, LOGARITHM_STEPS + 2 * k + 2);
  }
  return table;
}
