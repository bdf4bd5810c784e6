/** The number of entries of the table for each doubling. Entry j is 2^(j / 2048), from whose bits j << 41 has been subtracted. */
const STEPS: i32 = 2048;
/** The position of the constants, after the table. They have the order of src/numerics/vector-functions/exponential-table.ts. */
const CONSTANTS: usize = 8 * STEPS;

/**
 * exp of two numbers below 700. The error is at most two units in the last place plus 2 |x| roundings. For numbers below -640 the
 * result is exp(-640). For NaN it is any number.
 *
 * If n is the integer nearest to 2048 x / ln 2 and h = x - n ln 2 / 2048, then exp x = 2^(n / 2048) exp h. The last 11 bits of n
 * give the first factor from the table, and its other bits are added to the exponent. For the second factor |h| < 1.7e-4, so that a
 * few terms of Taylor's series suffice; the next term is 3e-17.
 */
// Inlined, because a call would take a third of the time. The decorator is AssemblyScript's; linters skip this file because of it.
// @ts-ignore
@inline
export function exponential(x: v128, table: usize): v128 {
  const constants = table + CONSTANTS;
  const z = f64x2.pmax(x, v128.load(constants));
  // The last bit of a number of the size 1.5 x 2^52 is worth 1. Adding this number rounds, and leaves n in the last bits.
  const rounder = v128.load(constants, 32);
  const rounded = f64x2.add(f64x2.mul(z, v128.load(constants, 16)), rounder);
  const h = f64x2.sub(z, f64x2.mul(f64x2.sub(rounded, rounder), v128.load(constants, 48)));
  const first = (<usize>i32x4.extract_lane(rounded, 0) & (STEPS - 1)) << 3;
  const second = (<usize>i32x4.extract_lane(rounded, 2) & (STEPS - 1)) << 3;
  const entries = v128.load_lane<f64>(table + second, v128.load_zero<f64>(table + first), 1);
  // The exponent begins at bit 52, and n >> 11 must be added to it. Entries lack j << 41, so n << 41 is added as a whole.
  const power = i64x2.add(entries, i64x2.shl(rounded, 41));
  const rest = f64x2.add(v128.load(constants, 64), f64x2.mul(h, v128.load(constants, 80)));
  const less = f64x2.add(h, f64x2.mul(f64x2.mul(h, h), rest));
  return f64x2.add(power, f64x2.mul(power, less));
}

/** exp of one number. */
export function exponentialOf(x: f64, table: usize): f64 {
  return f64x2.extract_lane(exponential(f64x2.splat(x), table), 0);
}

/** Replaces an even number of numbers by their exp. */
export function exponentialInPlace(numbers: usize, count: usize, table: usize): void {
  for (let at = numbers; at < numbers + 8 * count; at += 16) v128.store(at, exponential(v128.load(at), table));
}
