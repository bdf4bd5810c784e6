import { table } from "./layout";

/**
 * tanh of two numbers, to 3 units in the last place, also next to 0 (of -0 it is 0); NaN stays NaN.
 * `table` holds tanh at multiples of 1/32; as an argument, because globals are not kept in registers.
 *
 * With n the multiple of 1/32 next to z and h = z - n, tanh z = (tanh n + tanh h) / (1 + tanh n tanh h). The first is
 * looked up, the second, |h| <= 1/64, is the beginning of Taylor's series, whose next term is less than a unit.
 */
export function tanh2(z: v128, table: usize): v128 {
  // From 20 on tanh is 1. In this order, pmax and pmin hand on NaN.
  z = f64x2.pmin(f64x2.pmax(z, f64x2.splat(-20)), f64x2.splat(20));
  // The last bit of a number as large as 1.5 x 2^47 is worth 1/32: adding it rounds, and leaves 32 n in the last bits.
  const rounder = f64x2.splat(211106232532992);
  const rounded = f64x2.add(z, rounder);
  const h = f64x2.sub(z, f64x2.sub(rounded, rounder));
  // Modulo 2048, so that whatever bits a NaN has there is an entry.
  const first = (<usize>i32x4.extract_lane(rounded, 0) & 2047) << 3;
  const second = (<usize>i32x4.extract_lane(rounded, 2) & 2047) << 3;
  const t = v128.load_lane<f64>(table + second, v128.load_zero<f64>(table + first), 1);
  const s = f64x2.mul(h, h);
  let p = f64x2.add(f64x2.mul(s, f64x2.splat(-17.0 / 315.0)), f64x2.splat(2.0 / 15.0));
  p = f64x2.add(f64x2.mul(s, p), f64x2.splat(-1.0 / 3.0));
  const u = f64x2.add(h, f64x2.mul(f64x2.mul(h, s), p));
  return f64x2.div(f64x2.add(t, u), f64x2.add(f64x2.splat(1), f64x2.mul(t, u)));
}

/** tanh of an even number of numbers, in place. */
export function tanhInPlace(numbers: usize, count: usize): void {
  const values = table;
  for (let at = numbers; at < numbers + (count << 3); at += 16) v128.store(at, tanh2(v128.load(at), values));
}
