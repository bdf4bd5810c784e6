/** The largest degree of a series. */
export const MAX_DEGREE = 40;
/** Ranges are rounded up to powers of 2^(1/8), so that one series serves many ranges. */
export const RANGES_PER_OCTAVE = 8;
/** The binary logarithm of the smallest range. */
export const LOWEST_OCTAVE = -10;
const SMALLEST_RANGE = 2 ** LOWEST_OCTAVE;

const logFactorial = new Float64Array(MAX_DEGREE + 3);
for (let k = 2; k < logFactorial.length; k++) logFactorial[k] = logFactorial[k - 1] + Math.log(k);

const logNumber = Float64Array.from(logFactorial, (_, k) => Math.log(k));

const series = new Map<number, Float64Array>();

/** z rounded up to the next range that has a series. */
export function rangeFor(z: number): number {
  if (z <= SMALLEST_RANGE) return SMALLEST_RANGE;
  return 2 ** (Math.ceil(RANGES_PER_OCTAVE * Math.log2(z)) / RANGES_PER_OCTAVE);
}

/**
 * The truncated Chebyshev series of exp(s) for |s| <= range. It has the accuracy of a Taylor series of twice the degree.
 * @returns the coefficients of s^k / k! for k = 0 to `degree`, which are close to 1
 */
export function economizedExponential(range: number, degree: number): Float64Array {
  const key = Math.round(RANGES_PER_OCTAVE * Math.log2(range)) * (MAX_DEGREE + 1) + degree;
  const known = series.get(key);
  if (known) return known;
  const coefficients = economizedSeries(range, degree)[degree];
  series.set(key, coefficients);
  return coefficients;
}

/** The polynomials of all degrees up to the given one, as `economizedExponential` returns them. */
export function economizedSeries(range: number, degree: number): readonly Float64Array[] {
  const coefficients = new Float64Array(degree + 1);
  const powers: Float64Array[] = [];
  // Chebyshev polynomials T_k(s / range), lowest power first, by T_k = 2 x T_{k-1} - T_{k-2}.
  let previous = new Float64Array(degree + 1);
  let current = new Float64Array(degree + 1);
  current[0] = 1;
  for (let k = 0; k <= degree; k++) {
    const factor = (k === 0 ? 1 : 2) * modifiedBessel(k, range);
    for (let j = 0; j <= k; j++) coefficients[j] += factor * current[j];
    powers.push(coefficients.slice(0, k + 1));
    const next = previous.map((value, j) => (j === 0 ? 0 : (k === 0 ? 1 : 2) * current[j - 1]) - value);
    [previous, current] = [current, next];
  }
  return powers.map((partial) => partial.map((value, k) => (value * Math.exp(logFactorial[k])) / range ** k));
}

/**
 * The logarithm of a bound on the error of that polynomial, and of its derivatives up to an order. The omitted terms are 2
 * I_k(range) T_k, with I_k(z) <= (z/2)^k / k! exp(z^2 / (4 (k + 1))), and each derivative multiplies the bound of T_k by at most
 * k^2. The sum of all terms after the first one is at most as large as the first one. For a degree at which this is not certain,
 * the bound is infinite.
 */
export function logEconomizationError(range: number, logRange: number, degree: number, order: number): number {
  const k = degree + 1;
  if (k < range || degree < 2 * order) return Infinity;
  return (
    2 * Math.LN2 +
    k * (logRange - Math.LN2) -
    logFactorial[k] +
    (range * range) / (4 * (k + 1)) +
    order * (2 * logNumber[k] - logRange)
  );
}

/** I_k(z) by its power series, whose terms are all positive. */
function modifiedBessel(k: number, z: number): number {
  let term = Math.exp(k * Math.log(z / 2) - logFactorial[k]);
  let sum = term;
  for (let m = 1; term > sum * 1e-18; m++) {
    term *= (z / 2) ** 2 / (m * (m + k));
    sum += term;
  }
  return sum;
}
