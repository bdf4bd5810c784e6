import { table } from "./layout";

/** Where the constants begin, behind the 2048 entries of the table; in the order of src/autoencoder/tanh-table.ts. */
const CONSTANTS: usize = 8 * 2048;

/**
 * tanh of an even number of numbers, in place, to 3 units in the last place, also next to 0 (of -0 it is 0); NaN stays NaN.
 *
 * With n the multiple of 1/32 next to z and h = z - n, tanh z = (tanh n + tanh h) / (1 + tanh n tanh h). The first is
 * looked up, the second, |h| <= 1/64, is the beginning of Taylor's series, whose next term is less than a unit.
 */
export function tanhInPlace(numbers: usize, count: usize): void {
  // Globals are not kept in registers; and constants, were they not loaded, engines would make anew for every vector.
  const values = table;
  const constants = values + CONSTANTS;
  const most = v128.load(constants);
  const least = f64x2.neg(most);
  const rounder = v128.load(constants, 16);
  const seventh = v128.load(constants, 32);
  const fifth = v128.load(constants, 48);
  const third = v128.load(constants, 64);
  const one = v128.load(constants, 80);
  const end = numbers + (count << 3);
  for (let at = numbers; at < end; at += 16) {
    // From 20 on tanh is 1. In this order, pmax and pmin hand on NaN.
    const z = f64x2.pmin(f64x2.pmax(v128.load(at), least), most);
    // The last bit of a number as large as 1.5 x 2^47 is worth 1/32: adding it rounds, and leaves 32 n in the last bits.
    const rounded = f64x2.add(z, rounder);
    const h = f64x2.sub(z, f64x2.sub(rounded, rounder));
    // Modulo 2048, so that whatever bits a NaN has there is an entry.
    const first = (<usize>i32x4.extract_lane(rounded, 0) & 2047) << 3;
    const second = (<usize>i32x4.extract_lane(rounded, 2) & 2047) << 3;
    const t = v128.load_lane<f64>(values + second, v128.load_zero<f64>(values + first), 1);
    const s = f64x2.mul(h, h);
    const p = f64x2.add(f64x2.mul(s, f64x2.add(f64x2.mul(s, seventh), fifth)), third);
    const u = f64x2.add(h, f64x2.mul(f64x2.mul(h, s), p));
    v128.store(at, f64x2.div(f64x2.add(t, u), f64x2.add(one, f64x2.mul(t, u))));
  }
}
