/**
 * A number of some 32 digits: the sum hi + lo of two float64 with |lo| <= 2^-53 |hi| (Dekker 1971).
 * This is own code, because the packages on npm that do this are no longer maintained, and only five short functions are needed here.
 */
export interface DoubleDouble {
  readonly hi: number;
  readonly lo: number;
}

/**
 * The largest relative error of one operation below: 15 * 2^-106, that of a division (Joldes, Muller and Popescu 2017). A root has less.
 */
export const DOUBLE_DOUBLE_ROUNDING: number = 15 * 2 ** -106;
/** Splits a float64 into two halves of 26 digits: 2^27 + 1 (Veltkamp). */
const SPLITTER = 134217729;

/** a + b without error. */
export function exactSum(a: number, b: number): DoubleDouble {
  const hi = a + b;
  const rest = hi - a;
  return { hi, lo: a - (hi - rest) + (b - rest) };
}

/** a b without error, for |a| and |b| below 1e299 and a product that is 0 or above 1e-290. */
export function exactProduct(a: number, b: number): DoubleDouble {
  const hi = a * b;
  const aScaled = SPLITTER * a;
  const aHigh = aScaled - (aScaled - a);
  const aLow = a - aHigh;
  const bScaled = SPLITTER * b;
  const bHigh = bScaled - (bScaled - b);
  const bLow = b - bHigh;
  return { hi, lo: aLow * bLow - (hi - aHigh * bHigh - aLow * bHigh - aHigh * bLow) };
}

/** x + y. */
export function add(x: DoubleDouble, y: DoubleDouble): DoubleDouble {
  const high = exactSum(x.hi, y.hi);
  const low = exactSum(x.lo, y.lo);
  const first = normalised(high.hi, high.lo + low.hi);
  return normalised(first.hi, low.lo + first.lo);
}

/** x - y. */
export function subtract(x: DoubleDouble, y: DoubleDouble): DoubleDouble {
  return add(x, { hi: -y.hi, lo: -y.lo });
}

/** x y. */
export function multiply(x: DoubleDouble, y: DoubleDouble): DoubleDouble {
  const product = exactProduct(x.hi, y.hi);
  return normalised(product.hi, product.lo + (x.hi * y.lo + x.lo * y.hi));
}

/** x / y. */
export function divide(x: DoubleDouble, y: DoubleDouble): DoubleDouble {
  const quotient = x.hi / y.hi;
  const rest = subtract(x, multiply(y, { hi: quotient, lo: 0 }));
  return normalised(quotient, rest.hi / y.hi);
}

/** The square root of x > 0: the float64 one, and one step of Newton's. */
export function squareRoot(x: DoubleDouble): DoubleDouble {
  const root = Math.sqrt(x.hi);
  const rest = subtract(x, exactProduct(root, root));
  return normalised(root, rest.hi / (2 * root));
}

/** hi + lo for |lo| <= |hi|. */
function normalised(hi: number, lo: number): DoubleDouble {
  const sum = hi + lo;
  return { hi: sum, lo: lo - (sum - hi) };
}
