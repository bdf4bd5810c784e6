/** 1, 2, the bit of the sign, 1/2, 1 / ln 2, the smallest |x| for which n is not 0, which is close to ln 2 / 2, and both parts of ln 2. */
const REDUCTION = [1, 2, -0, 0.5, Math.LOG2E, 0.3465735912322998, 0.6931471803691238, 1.9082149292705877e-10];
/** The coefficients of r - r (e^r + 1) / (e^r - 1) + 2 = P1 r^2 + ... + P5 r^10, from P5 to P1. */
const SERIES = [
  ...[4.1381367970572385e-8, -1.6533902205465252e-6, 6.613756321437934e-5],
  ...[-0.0027777777777015593, 0.16666666666666602],
];
/** Adding this number leaves an integer in the last bits of a float64. */
const ROUNDER = 1.5 * 2 ** 52;
/** The bias of the exponent of a float64. */
const BIAS = 1023;
/**
 * The number by which exponents are raised, which the last factor takes back: where results may be smaller than all normal numbers,
 * they become so by this factor, and above 2^1023, where 2^n is too large, they become so.
 */
const RAISED = { negative: 1000, normal: -1 };
const NEXT_TO_ZERO = 2 ** -28;

/** The arguments: those from -700 to 710, or all that are negative or 0, where the exponential may become 0. */
export type ExponentialRange = "normal" | "negative";

/** The number of constants; each one is stored twice, as a vector. */
export const FDLIBM_CONSTANTS: number = 1 + REDUCTION.length + SERIES.length + 4;

/** The constants that assembly/fdlibm-exponential.ts reads. They begin with the smallest argument, which replaces smaller ones. */
export function fdlibmConstants(range: ExponentialRange): Float64Array {
  const raised = RAISED[range];
  const smallest = range === "negative" ? -746 : -700;
  const ends = [ROUNDER + BIAS + raised, 2 ** -raised, NEXT_TO_ZERO, Math.E];
  return vectorsOf([smallest, ...REDUCTION, ...SERIES, ...ends]);
}

/** The number of numbers of `exponentialConstants`. */
export const EXPONENTIAL_NUMBERS: number = 4 * FDLIBM_CONSTANTS;

/** The constants that assembly/exponentials-in-place.ts reads. */
export function exponentialConstants(): Float64Array {
  return Float64Array.from([...fdlibmConstants("negative"), ...fdlibmConstants("normal")]);
}

/** Each number twice. */
export function vectorsOf(numbers: readonly number[]): Float64Array {
  return Float64Array.from({ length: 2 * numbers.length }, (_, j) => numbers[j >> 1]);
}
