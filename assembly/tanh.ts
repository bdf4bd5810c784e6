import { table } from "./layout";

/**
 * The position of the constants, after the 2048 entries of the table, in the order of src/numerics/vector-functions/tanh-table.ts.
 */
const CONSTANTS: usize = 8 * 2048;

/**
 * Replaces a multiple of four numbers by their tanh, to 3 units in the last place, also near 0. For -0 it is 0, and NaN stays NaN.
 *
 * If n is the multiple of 1/32 nearest to z and h = z - n, then tanh z = (tanh n + tanh h) / (1 + tanh n tanh h). tanh n is read from
 * the table. For tanh h, |h| <= 1/64, and the first terms of Taylor's series are used; the next term is less than a unit in the last
 * place.
 *
 * Two vectors, y and z, take each step together. This saves a tenth of the time, because the processor computes one while it waits
 * for the other.
 */
export function tanhInPlace(numbers: usize, count: usize): void {
  // Local variables are kept in registers, and globals are not. Constants are loaded, because engines would compute literals anew
  // for every vector.
  const values = table;
  const constants = values + CONSTANTS;
  const rounder = v128.load(constants, 32);
  const seventh = v128.load(constants, 48);
  const fifth = v128.load(constants, 64);
  const third = v128.load(constants, 80);
  const one = v128.load(constants, 96);
  const end = numbers + (count << 3);
  for (let at = numbers; at < end; at += 32) {
    // From 20 on tanh is 1. In this order of arguments, pmax and pmin keep NaN. No registers are left for these two constants.
    const most = v128.load(constants);
    const least = v128.load(constants, 16);
    const y = f64x2.pmin(f64x2.pmax(v128.load(at), least), most);
    const z = f64x2.pmin(f64x2.pmax(v128.load(at, 16), least), most);
    // The last bit of a number of the size 1.5 x 2^47 is worth 1/32. Adding this number rounds, and leaves 32 n in the last bits.
    const yRounded = f64x2.add(y, rounder);
    const zRounded = f64x2.add(z, rounder);
    const yRest = f64x2.sub(y, f64x2.sub(yRounded, rounder));
    const zRest = f64x2.sub(z, f64x2.sub(zRounded, rounder));
    // The index is taken modulo 2048, so that it is in the table for any bits of a NaN.
    const yFirst = (<usize>i32x4.extract_lane(yRounded, 0) & 2047) << 3;
    const zFirst = (<usize>i32x4.extract_lane(zRounded, 0) & 2047) << 3;
    const ySecond = (<usize>i32x4.extract_lane(yRounded, 2) & 2047) << 3;
    const zSecond = (<usize>i32x4.extract_lane(zRounded, 2) & 2047) << 3;
    const yEntry = v128.load_lane<f64>(values + ySecond, v128.load_zero<f64>(values + yFirst), 1);
    const zEntry = v128.load_lane<f64>(values + zSecond, v128.load_zero<f64>(values + zFirst), 1);
    const ySquare = f64x2.mul(yRest, yRest);
    const zSquare = f64x2.mul(zRest, zRest);
    const yFactor = f64x2.add(f64x2.mul(ySquare, f64x2.add(f64x2.mul(ySquare, seventh), fifth)), third);
    const zFactor = f64x2.add(f64x2.mul(zSquare, f64x2.add(f64x2.mul(zSquare, seventh), fifth)), third);
    const yTanh = f64x2.add(yRest, f64x2.mul(f64x2.mul(yRest, ySquare), yFactor));
    const zTanh = f64x2.add(zRest, f64x2.mul(f64x2.mul(zRest, zSquare), zFactor));
    v128.store(at, f64x2.div(f64x2.add(yEntry, yTanh), f64x2.add(one, f64x2.mul(yEntry, yTanh))));
    v128.store(at, f64x2.div(f64x2.add(zEntry, zTanh), f64x2.add(one, f64x2.mul(zEntry, zTanh))), 16);
  }
}
