// This is the exponential of FDLIBM (e_exp.c), whose notice says:
//
// Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
// Developed at SunSoft, a Sun Microsystems, Inc. business. Permission to use, copy, modify, and distribute this software is freely
// granted, provided that this notice is preserved.

/** The number of bytes of the constants of a range, two numbers each, see src/numerics/vector-functions/fdlibm-constants.ts. */
export const CONSTANTS_BYTES: usize = 16 * 18;

/**
 * exp of two numbers, with the same bits as that of FDLIBM, which engines have taken over as `Math.exp`. The constants limit the range,
 * see src/numerics/vector-functions/fdlibm-constants.ts. NaN stays NaN.
 *
 * If n is the integer nearest to x / ln 2 and r = x - n ln 2, then exp x = 2^n exp r. ln 2 has two parts, the first of which has so few
 * digits that n times it is exact. exp r is a rational function of r, with an error of less than a unit in the last place.
 *
 * @param negative whether the argument is known to be negative or 0. As a constant, it saves some steps
 */
// Inlined, because a call would take longer. The decorator is AssemblyScript's; linters skip this file because of it.
// @ts-ignore
@inline
export function fdlibmExponential(argument: v128, constants: usize, negative: bool): v128 {
  // In this order of arguments, pmax keeps NaN.
  const x = f64x2.pmax(argument, v128.load(constants));
  const one = v128.load(constants, 16);
  const size = f64x2.abs(x);
  // FDLIBM adds 1/2 with the sign of x and rounds towards 0, except near 0, where n is 0.
  const quotient = f64x2.mul(v128.load(constants, 80), x);
  let half = v128.load(constants, 64);
  if (!negative) half = v128.or(half, v128.and(x, v128.load(constants, 48)));
  const sum = negative ? f64x2.sub(quotient, half) : f64x2.add(quotient, half);
  const n = v128.and(f64x2.trunc(sum), f64x2.ge(size, v128.load(constants, 96)));
  const high = f64x2.sub(x, f64x2.mul(n, v128.load(constants, 112)));
  const low = f64x2.mul(n, v128.load(constants, 128));
  const r = f64x2.sub(high, low);
  const t = f64x2.mul(r, r);
  let series = f64x2.add(v128.load(constants, 160), f64x2.mul(t, v128.load(constants, 144)));
  series = f64x2.add(v128.load(constants, 176), f64x2.mul(t, series));
  series = f64x2.add(v128.load(constants, 192), f64x2.mul(t, series));
  series = f64x2.add(v128.load(constants, 208), f64x2.mul(t, series));
  const c = f64x2.sub(r, f64x2.mul(t, series));
  const fraction = f64x2.div(f64x2.mul(r, c), f64x2.sub(v128.load(constants, 32), c));
  const ofRest = f64x2.sub(one, f64x2.sub(f64x2.sub(low, fraction), high));
  // The last bit of a number of the size 1.5 x 2^52 is worth 1. Adding this number leaves n, with a bias, in the last bits, from which
  // it is shifted to the place of the exponent. The last factor takes back what the bias has too much.
  const power = i64x2.shl(f64x2.add(n, v128.load(constants, 224)), 52);
  const scaled = f64x2.mul(f64x2.mul(ofRest, power), v128.load(constants, 240));
  // Next to 0, FDLIBM takes 1 + x.
  const nextToZero = f64x2.lt(size, v128.load(constants, 256));
  const result = v128.bitselect(f64x2.add(one, x), scaled, nextToZero);
  if (negative) return result;
  // At 1, engines take e, from which FDLIBM is a unit in the last place away.
  return v128.bitselect(v128.load(constants, 272), result, f64x2.eq(x, one));
}
