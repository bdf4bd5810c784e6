import ln from "@stdlib/math-base-special-ln";

/** Steps of the table from 1 to 2: entry j is log(1 + j / LOGARITHM_STEPS). */
const LOGARITHM_STEPS = 256;
/** Bias of the exponent of a float64, what an exponent is worth, and the coefficients of log(1 + s) from s^2 on. */
const CONSTANTS = [1023, Math.LN2, -1 / 2, 1 / 3, -1 / 4, 1 / 5, -1 / 6, 1 / 7];

/**
 * What assembly/logarithm.ts looks up; then its constants, each of them twice, as a vector. The logarithms are @stdlib's, so that
 * every machine has the same ones.
 */
export function logarithmTable(): Float64Array {
  const table = new Float64Array(LOGARITHM_STEPS + 2 * CONSTANTS.length);
  for (let j = 0; j < LOGARITHM_STEPS; j++) table[j] = ln(1 + j / LOGARITHM_STEPS);
  for (const [k, constant] of CONSTANTS.entries()) {
    table.fill(constant, LOGARITHM_STEPS + 2 * k, LOGARITHM_STEPS + 2 * k + 2);
  }
  return table;
}
