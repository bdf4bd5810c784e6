import { above, aboveFunction, Bounds, below, belowFunction } from "./bounds.ts";

const ONE = new Bounds(1, 1);

/** Bounds of -u. */
export function negate(out: Bounds, u: Bounds): void {
  out.set(-u.upper, -u.lower);
}

/** Bounds of u + v. A sum of two numbers is 0 only where it is exactly 0. */
export function add(out: Bounds, u: Bounds, v: Bounds): void {
  const lower = u.lower + v.lower;
  const upper = u.upper + v.upper;
  out.set(lower === 0 ? 0 : below(lower), upper === 0 ? 0 : above(upper));
}

/** Bounds of u - v. */
export function subtract(out: Bounds, u: Bounds, v: Bounds): void {
  const lower = u.lower - v.upper;
  const upper = u.upper - v.lower;
  out.set(lower === 0 ? 0 : below(lower), upper === 0 ? 0 : above(upper));
}

/** Bounds of u v. An infinite end stands for arbitrarily large numbers, so that 0 times it is 0. */
export function multiply(out: Bounds, u: Bounds, v: Bounds): void {
  // This is exactly 0: a 0 that was rounded outward would have no bounds after a multiplication by unbounded numbers.
  if ((u.lower === 0 && u.upper === 0) || (v.lower === 0 && v.upper === 0)) {
    out.set(0, 0);
    return;
  }
  const a = product(u.lower, v.lower);
  const b = product(u.lower, v.upper);
  const c = product(u.upper, v.lower);
  const d = product(u.upper, v.upper);
  setSigned(out, Math.min(a, b, c, d), Math.max(a, b, c, d), sign(u) * sign(v));
}

/** Bounds of u / v for all v except 0. They are infinite if v has both signs or is 0. */
export function divide(out: Bounds, u: Bounds, v: Bounds): void {
  if ((v.lower < 0 && v.upper > 0) || (v.lower === 0 && v.upper === 0)) {
    out.free();
    return;
  }
  // A zero of the divisor is at the end of its bounds, and has the sign of the other end.
  const first = v.lower === 0 ? 0 : v.lower;
  const last = v.upper === 0 ? -0 : v.upper;
  const a = quotient(u.lower, first);
  const b = quotient(u.lower, last);
  const c = quotient(u.upper, first);
  const d = quotient(u.upper, last);
  setSigned(out, Math.min(a, b, c, d), Math.max(a, b, c, d), sign(u) * (v.lower >= 0 ? 1 : -1));
}

/** Bounds of u^n for a whole number n. */
export function wholePower(out: Bounds, u: Bounds, n: number): void {
  if (n < 0) {
    wholePower(out, u, -n);
    divide(out, ONE, out);
    return;
  }
  const low = n === 2 ? u.lower * u.lower : u.lower ** n;
  const high = n === 2 ? u.upper * u.upper : u.upper ** n;
  if (n % 2 === 1) {
    out.set(u.lower === 0 ? 0 : below(belowFunction(low)), u.upper === 0 ? 0 : above(aboveFunction(high)));
  } else {
    const least = u.lower <= 0 && u.upper >= 0 ? 0 : belowFunction(Math.min(low, high));
    out.set(Math.max(0, least), above(aboveFunction(Math.max(low, high))));
  }
}

function product(x: number, y: number): number {
  return x === 0 || y === 0 ? 0 : x * y;
}

function quotient(x: number, y: number): number {
  if (x === 0) return 0;
  // For two infinite ends the quotient may be any number of that sign; other corners bound it from the other side.
  if (!Number.isFinite(x) && !Number.isFinite(y)) return 0;
  return x / y;
}

/** 1 or -1 if the bounds allow only one sign, besides 0, and NaN otherwise. */
function sign({ lower, upper }: Bounds): number {
  if (lower >= 0) return 1;
  return upper <= 0 ? -1 : Number.NaN;
}

/** Rounds outward, but not across 0 if the sign of the result is known. */
function setSigned(out: Bounds, lower: number, upper: number, sign: number): void {
  out.set(
    sign === 1 ? Math.max(0, below(lower)) : below(lower),
    sign === -1 ? Math.min(0, above(upper)) : above(upper),
  );
}
