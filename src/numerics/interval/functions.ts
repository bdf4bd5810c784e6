import { add, divide, multiply, subtract, wholePower } from "./arithmetic.ts";
import { above, aboveFunction, Bounds, below, belowFunction } from "./bounds.ts";

/** A function of one number, in bounds. The result must not be one of the arguments. */
export interface BoundedFunction {
  /** Bounds of f(u) for the u at which f is defined. They are NaN if there is none. */
  value(out: Bounds, u: Bounds): void;
  /** Bounds of f'(u), from those of u and of f(u). */
  slope(out: Bounds, u: Bounds, value: Bounds): void;
  /** Whether f is defined for all u within the bounds. Default: always. */
  defined?(u: Bounds): boolean;
}

const TWO_PI = 2 * Math.PI;
const ONE = new Bounds(1, 1);
const scratch = new Bounds();
const other = new Bounds();

const BASIC: Readonly<Record<string, BoundedFunction>> = {
  exp: {
    value: (out, u) => out.set(Math.max(0, belowFunction(Math.exp(u.lower))), above(aboveFunction(Math.exp(u.upper)))),
    slope: (out, _u, value) => out.copy(value),
  },
  expm1: {
    value: (out, u) => out.set(Math.max(-1, belowFunction(Math.expm1(u.lower))), aboveFunction(Math.expm1(u.upper))),
    slope: (out, _u, value) => add(out, value, ONE),
  },
  log: logarithm(Math.log, 1),
  log2: logarithm(Math.log2, Math.LN2),
  log10: logarithm(Math.log10, Math.LN10),
  log1p: {
    value: (out, u) => increasing(out, u, Math.log1p, -1, Infinity),
    slope: (out, u) => {
      add(scratch, u, ONE);
      scratch.lower = Math.max(0, scratch.lower);
      divide(out, ONE, scratch);
    },
    defined: (u) => u.lower >= -1,
  },
  sqrt: {
    value: (out, u) => {
      increasing(out, u, Math.sqrt, 0, Infinity);
      out.lower = Math.max(0, out.lower);
    },
    slope: (out, _u, value) => halfOver(out, value),
    defined: (u) => u.lower >= 0,
  },
  cbrt: {
    value: (out, u) => increasing(out, u, Math.cbrt),
    slope: (out, _u, value) => {
      wholePower(scratch, value, -2);
      out.set(below(scratch.lower / 3), above(scratch.upper / 3));
    },
  },
  sin: {
    value: (out, u) => wave(out, u, Math.sin, Math.PI / 2),
    slope: (out, u) => wave(out, u, Math.cos, 0),
  },
  cos: {
    value: (out, u) => wave(out, u, Math.cos, 0),
    slope: (out, u) => {
      wave(scratch, u, Math.sin, Math.PI / 2);
      out.set(-scratch.upper, -scratch.lower);
    },
  },
  tan: {
    value: (out, u) => {
      if (hits(u, Math.PI / 2, Math.PI)) out.free();
      else increasing(out, u, Math.tan);
    },
    slope: (out, _u, value) => {
      wholePower(scratch, value, 2);
      add(out, scratch, ONE);
    },
  },
  asin: {
    value: (out, u) => increasing(out, u, Math.asin, -1, 1),
    slope: (out, u) => overRootOfOneMinusSquare(out, u),
    defined: (u) => u.lower >= -1 && u.upper <= 1,
  },
  acos: {
    value: (out, u) => {
      increasing(scratch, u, (x) => -Math.acos(x), -1, 1);
      out.set(-scratch.upper, -scratch.lower);
    },
    slope: (out, u) => {
      overRootOfOneMinusSquare(out, u);
      out.set(-out.upper, -out.lower);
    },
    defined: (u) => u.lower >= -1 && u.upper <= 1,
  },
  atan: {
    value: (out, u) => increasing(out, u, Math.atan),
    slope: (out, u) => {
      wholePower(scratch, u, 2);
      add(other, scratch, ONE);
      divide(out, ONE, other);
    },
  },
  sinh: {
    value: (out, u) => increasing(out, u, Math.sinh),
    slope: (out, u) => hyperbolicCosine(out, u),
  },
  cosh: {
    value: (out, u) => hyperbolicCosine(out, u),
    slope: (out, u) => increasing(out, u, Math.sinh),
  },
  tanh: {
    value: (out, u) => {
      increasing(out, u, Math.tanh);
      out.set(Math.max(-1, out.lower), Math.min(1, out.upper));
    },
    slope: (out, u) => {
      hyperbolicCosine(scratch, u);
      wholePower(out, scratch, -2);
    },
  },
  asinh: {
    value: (out, u) => increasing(out, u, Math.asinh),
    slope: (out, u) => {
      wholePower(scratch, u, 2);
      add(other, scratch, ONE);
      overRoot(out, other);
    },
  },
  acosh: {
    value: (out, u) => {
      increasing(out, u, Math.acosh, 1, Infinity);
      out.lower = Math.max(0, out.lower);
    },
    slope: (out, u) => {
      wholePower(scratch, u, 2);
      subtract(other, scratch, ONE);
      overRoot(out, other);
    },
    defined: (u) => u.lower >= 1,
  },
  atanh: {
    value: (out, u) => increasing(out, u, Math.atanh, -1, 1),
    slope: (out, u) => {
      oneMinusSquare(other, u);
      divide(out, ONE, other);
    },
    defined: (u) => u.lower >= -1 && u.upper <= 1,
  },
  abs: {
    value: (out, u) => {
      if (u.lower >= 0) out.copy(u);
      else if (u.upper <= 0) out.set(-u.upper, -u.lower);
      else out.set(0, u.magnitude);
    },
    // At 0 itself, every number between the slopes of both sides is allowed.
    slope: (out, u) => out.set(u.lower > 0 ? 1 : -1, u.upper < 0 ? -1 : 1),
  },
  sign: {
    value: (out, u) => signOf(out, u),
    slope: (out, u) => {
      // A jump has no slope, so nothing can be concluded from one.
      if (u.lower > 0 || u.upper < 0) out.set(0, 0);
      else out.free();
    },
  },
};

/** The elementary functions of one number. Everything is rounded outward. */
export const BOUNDED_FUNCTIONS: Readonly<Record<string, BoundedFunction>> = {
  ...BASIC,
  sec: reciprocal(BASIC.cos),
  csc: reciprocal(BASIC.sin),
  sech: reciprocal(BASIC.cosh),
  csch: reciprocal(BASIC.sinh),
  coth: reciprocal(BASIC.tanh),
  cot: {
    value: (out, u) => {
      if (hits(u, 0, Math.PI)) out.free();
      else out.set(belowFunction(1 / Math.tan(u.upper)), aboveFunction(1 / Math.tan(u.lower)));
    },
    slope: (out, _u, value) => {
      wholePower(scratch, value, 2);
      add(other, scratch, ONE);
      out.set(-other.upper, -other.lower);
    },
  },
};

/** Bounds of a function that is defined and increases from `first` to `last`. */
function increasing(out: Bounds, u: Bounds, f: (x: number) => number, first = -Infinity, last = Infinity): void {
  if (u.upper < first || u.lower > last) out.set(Number.NaN, Number.NaN);
  else out.set(belowFunction(f(Math.max(u.lower, first))), aboveFunction(f(Math.min(u.upper, last))));
}

function logarithm(f: (x: number) => number, scale: number): BoundedFunction {
  return {
    value: (out, u) => increasing(out, u, f, 0, Infinity),
    slope: (out, u) => {
      scratch.set(Math.max(0, u.lower) * scale, u.upper * scale);
      scratch.set(scratch.lower === 0 ? 0 : below(scratch.lower), above(scratch.upper));
      divide(out, ONE, scratch);
      out.lower = Math.max(0, out.lower);
    },
    defined: (u) => u.lower >= 0,
  };
}

/** Whether the bounds may contain phase + k period for a whole number k. */
function hits(u: Bounds, phase: number, period: number): boolean {
  const first = (u.lower - phase) / period;
  const last = (u.upper - phase) / period;
  // The period and the phase are rounded, and so are the quotients.
  const slack = 8 * Number.EPSILON * (1 + Math.max(Math.abs(first), Math.abs(last)));
  return !(Math.ceil(first - slack) > last + slack);
}

/** Bounds of a sine or a cosine whose maxima are at peak + 2 pi k. */
function wave(out: Bounds, u: Bounds, f: (x: number) => number, peak: number): void {
  const [a, b] = [f(u.lower), f(u.upper)];
  const upper = hits(u, peak, TWO_PI) ? 1 : Math.min(1, aboveFunction(Math.max(a, b)));
  const lower = hits(u, peak + Math.PI, TWO_PI) ? -1 : Math.max(-1, belowFunction(Math.min(a, b)));
  out.set(lower, upper);
}

function hyperbolicCosine(out: Bounds, u: Bounds): void {
  const [a, b] = [Math.cosh(u.lower), Math.cosh(u.upper)];
  const least = u.lower <= 0 && u.upper >= 0 ? 1 : belowFunction(Math.min(a, b));
  out.set(Math.max(1, least), aboveFunction(Math.max(a, b)));
}

/** 1 / (2 u) for u >= 0. */
function halfOver(out: Bounds, u: Bounds): void {
  out.set(below(0.5 / u.upper), u.lower === 0 ? Infinity : above(0.5 / u.lower));
  out.lower = Math.max(0, out.lower);
}

/** 1 / sqrt(u), for the part with u >= 0. */
function overRoot(out: Bounds, u: Bounds): void {
  const [low, high] = [Math.max(0, below(Math.sqrt(Math.max(0, u.lower)))), above(Math.sqrt(u.upper))];
  out.set(Math.max(0, below(1 / high)), low === 0 ? Infinity : above(1 / low));
}

/** 1 - u^2, for the part that is not negative. */
function oneMinusSquare(out: Bounds, u: Bounds): void {
  wholePower(scratch, u, 2);
  subtract(out, ONE, scratch);
  out.lower = Math.max(0, out.lower);
}

function overRootOfOneMinusSquare(out: Bounds, u: Bounds): void {
  oneMinusSquare(other, u);
  overRoot(out, other);
}

function signOf(out: Bounds, u: Bounds): void {
  out.set(u.lower > 0 ? 1 : u.lower === 0 ? 0 : -1, u.upper < 0 ? -1 : u.upper === 0 ? 0 : 1);
}

/** Bounds of the quadrant-aware angle of (v, u): what `Math.atan2(u, v)` computes. */
export function angle(out: Bounds, u: Bounds, v: Bounds): void {
  if (v.lower > 0) {
    divide(scratch, u, v);
    out.set(belowFunction(Math.atan(scratch.lower)), aboveFunction(Math.atan(scratch.upper)));
  } else if (u.lower > 0 || u.upper < 0) {
    // pi/2 - atan(v / u) above, -pi/2 - atan(v / u) below.
    divide(scratch, v, u);
    const quarter = u.lower > 0 ? Math.PI / 2 : -Math.PI / 2;
    out.set(
      below(below(quarter - aboveFunction(Math.atan(scratch.upper)))),
      above(above(quarter - belowFunction(Math.atan(scratch.lower)))),
    );
  } else out.set(below(-Math.PI), above(Math.PI));
}

/** Whether the angle of (v, u) may jump from pi to -pi within the bounds. */
export function angleMayJump(u: Bounds, v: Bounds): boolean {
  return v.lower <= 0 && u.lower <= 0 && u.upper >= 0;
}

/** Bounds of u^v = exp(v log u) for u >= 0. They are NaN if u is negative everywhere. */
export function realPower(out: Bounds, u: Bounds, v: Bounds): void {
  if (u.upper < 0) {
    out.set(Number.NaN, Number.NaN);
    return;
  }
  const base = Math.max(0, u.lower);
  const corners = [base ** v.lower, base ** v.upper, u.upper ** v.lower, u.upper ** v.upper];
  // In JavaScript 1 to an infinite power is NaN, although x^v passes through 1 at x = 1 for all v.
  const known = corners.map((corner) => (Number.isNaN(corner) ? 1 : corner));
  if (u.contains(1)) known.push(1);
  out.set(Math.max(0, below(belowFunction(Math.min(...known)))), above(aboveFunction(Math.max(...known))));
}

/** Bounds of the smaller of two numbers. */
export function smaller(out: Bounds, u: Bounds, v: Bounds): void {
  out.set(Math.min(u.lower, v.lower), Math.min(u.upper, v.upper));
}

/** Bounds of the larger of two numbers. */
export function larger(out: Bounds, u: Bounds, v: Bounds): void {
  out.set(Math.max(u.lower, v.lower), Math.max(u.upper, v.upper));
}

/** 1 / f for a function whose bounds are known. */
function reciprocal({ value, slope }: BoundedFunction): BoundedFunction {
  const [f, derivative, squared] = [new Bounds(), new Bounds(), new Bounds()];
  return {
    value: (out, u) => {
      value(f, u);
      divide(out, ONE, f);
    },
    slope: (out, u) => {
      value(f, u);
      slope(derivative, u, f);
      wholePower(squared, f, 2);
      divide(f, derivative, squared);
      out.set(-f.upper, -f.lower);
    },
  };
}

/** u v + s t, where the four are bounds: the slope of a product. */
export function sumOfProducts(out: Bounds, u: Bounds, v: Bounds, s: Bounds, t: Bounds): void {
  multiply(scratch, u, v);
  multiply(other, s, t);
  add(out, scratch, other);
}
