/** The number of entries of the table from 1 to 2. Entry j is log(1 + j / 256). */
const STEPS: i64 = 256;
/** The position of the constants, after the table. They have the order of src/numerics/vector-functions/logarithm-table.ts. */
const CONSTANTS: usize = 8 * <usize>STEPS;

/**
 * log of two numbers from 1 to 2^31, to two units in the last place, also near 1. For NaN it is NaN.
 *
 * Let x = 2^e m with 1 <= m < 2, and let n = 1 + j / 256 be the largest number of the table that is not above m. Then log x =
 * e log 2 + log n + log(1 + s) with s = (m - n) / n below 1/256. The last term is computed by the first terms of its series. The next
 * term, s^8 / 8, is less than a fiftieth of a rounding of s.
 */
// @ts-expect-error
@inline
export function logarithm(x: v128, table: usize): v128 {
  const constants = table + CONSTANTS;
  const bits = i64x2.shr_u(x, 44);
  const first = (<usize>i32x4.extract_lane(bits, 0) & <usize>(STEPS - 1)) << 3;
  const second = (<usize>i32x4.extract_lane(bits, 2) & <usize>(STEPS - 1)) << 3;
  const entries = v128.load_lane<f64>(table + second, v128.load_zero<f64>(table + first), 1);
  const exponents = i64x2.shr_u(bits, 8);
  const e = f64x2.sub(
    f64x2.convert_low_i32x4_u(v128.shuffle<i32>(exponents, exponents, 0, 2, 0, 2)),
    v128.load(constants),
  );
  const one = f64x2.splat(1);
  const m = v128.or(v128.and(x, i64x2.splat(0x000fffffffffffff)), one);
  const n = v128.and(m, i64x2.splat(0xfffff00000000000));
  const s = f64x2.div(f64x2.sub(m, n), n);
  // -1/2 + s / 3 - s^2 / 4 + s^3 / 5 - s^4 / 6 + s^5 / 7
  let p = f64x2.add(v128.load(constants, 96), f64x2.mul(s, v128.load(constants, 112)));
  p = f64x2.add(v128.load(constants, 80), f64x2.mul(s, p));
  p = f64x2.add(v128.load(constants, 64), f64x2.mul(s, p));
  p = f64x2.add(v128.load(constants, 48), f64x2.mul(s, p));
  p = f64x2.add(v128.load(constants, 32), f64x2.mul(s, p));
  const rest = f64x2.add(s, f64x2.mul(f64x2.mul(s, s), p));
  // 0, or NaN if x is NaN.
  const valid = f64x2.sub(x, x);
  return f64x2.add(f64x2.add(f64x2.add(f64x2.mul(e, v128.load(constants, 16)), entries), rest), valid);
}
