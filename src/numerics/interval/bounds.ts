/**
 * Bounds of a number, or of all values of a quantity: lower <= value <= upper, where either end may be infinite.
 * Both are NaN if there is no value at all, as for the square root of a function that is negative everywhere.
 *
 * Bounds are mutable, because evaluators move from box to box thousands of times and reuse them.
 */
export class Bounds {
  lower: number;
  upper: number;

  constructor(lower: number = -Infinity, upper: number = Infinity) {
    this.lower = lower;
    this.upper = upper;
  }

  set(lower: number, upper: number): void {
    this.lower = lower;
    this.upper = upper;
  }

  copy({ lower, upper }: Bounds): void {
    this.lower = lower;
    this.upper = upper;
  }

  /** Sets the bounds of any number. */
  free(): void {
    this.set(-Infinity, Infinity);
  }

  contains(value: number): boolean {
    return this.lower <= value && value <= this.upper;
  }

  /** The largest absolute value. */
  get magnitude(): number {
    return Math.max(Math.abs(this.lower), Math.abs(this.upper));
  }
}

/**
 * The largest relative error of the elementary functions of an engine. Today's engines follow fdlibm, whose errors stay below one
 * unit in the last place; four units leave room for another library.
 */
const FUNCTION_ERROR = 4 * Number.EPSILON;

/** A number below the exact value of an operation whose correctly rounded result is x. */
export function below(x: number): number {
  if (x === Infinity) return Number.MAX_VALUE;
  return x - Math.abs(x) * Number.EPSILON - Number.MIN_VALUE;
}

/** A number above that exact value. */
export function above(x: number): number {
  return -below(-x);
}

/** A number below the exact value of a function whose computed result is x; a computed 0 is taken as exact. */
export function belowFunction(x: number): number {
  if (x === Infinity) return Number.MAX_VALUE;
  return x === 0 ? 0 : x - Math.abs(x) * FUNCTION_ERROR - Number.MIN_VALUE;
}

/** A number above that exact value. */
export function aboveFunction(x: number): number {
  return -belowFunction(-x);
}
