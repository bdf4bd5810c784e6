/**
 * The constants that assembly/slopes.ts uses, in its order: the argument below which exp is 0; 1, 2 and 4; -2, the factor of |u|; then
 * those of FDLIBM's exponential. The argument from which on n is not 0 is FDLIBM's; it is close to -ln 2 / 2.
 */
const CONSTANTS = [
  ...[-746, 1, 2, 4, -2],
  ...[Math.LOG2E, 0.5, -0.3465735912322998, 0.6931471803691238, 1.9082149292705877e-10],
  // The coefficients of r - r (e^r + 1) / (e^r - 1) + 2, from the last one on.
  ...[4.1381367970572385e-8, -1.6533902205465252e-6, 6.613756321437934e-5, -0.0027777777777015593],
  ...[0.16666666666666602, 1.5 * 2 ** 52 + 2023, 2 ** -1000, -(2 ** -28)],
];

export const SLOPE_NUMBERS: number = 2 * CONSTANTS.length;

/** Each constant twice, as a vector. */
export function slopeConstants(): Float64Array {
  return Float64Array.from({ length: SLOPE_NUMBERS }, (_, j) => CONSTANTS[j >> 1]);
}
