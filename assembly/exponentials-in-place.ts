import { CONSTANTS_BYTES, fdlibmExponential } from "./fdlibm-exponential";

/**
 * Replaces numbers by their exp, with the bits of FDLIBM for any argument. NaN stays NaN.
 * @param count a multiple of four: two vectors together take less time than one after the other
 * @param constants those of the range "negative", which those of the range "normal" follow
 */
export function exponentialsInPlace(numbers: usize, count: usize, constants: usize): void {
  const zero = f64x2.splat(0);
  const end = numbers + (count << 3);
  for (let at = numbers; at < end; at += 32) {
    const one = v128.load(at);
    const other = v128.load(at, 16);
    // Few exponents of the weights of quadratures are positive.
    if (v128.any_true(v128.or(f64x2.gt(one, zero), f64x2.gt(other, zero)))) {
      v128.store(at, ofAnySign(one, constants));
      v128.store(at, ofAnySign(other, constants), 16);
    } else {
      const first = fdlibmExponential(one, constants, true);
      const second = fdlibmExponential(other, constants, true);
      v128.store(at, first);
      v128.store(at, second, 16);
    }
  }
}

function ofAnySign(x: v128, constants: usize): v128 {
  const ofNegative = fdlibmExponential(x, constants, true);
  // At 710, exp is infinite in float64. In this order of arguments, pmin keeps NaN.
  const ofPositive = fdlibmExponential(f64x2.pmin(x, f64x2.splat(710)), constants + CONSTANTS_BYTES, false);
  return v128.bitselect(ofNegative, ofPositive, f64x2.le(x, f64x2.splat(0)));
}
