// The exponential is that of FDLIBM (e_exp.c), whose notice says:
//
// Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
// Developed at SunSoft, a Sun Microsystems, Inc. business. Permission to use, copy, modify, and distribute this software is freely
// granted, provided that this notice is preserved.
import { slopeConstants } from "./layout";

/**
 * Replaces an even number of numbers u by the derivative of tanh, 4 e^(-2 |u|) / (1 + e^(-2 |u|))^2. Its relative error is a few units in
 * the last place, also where tanh is close to 1. NaN stays NaN.
 *
 * The operations are those of `tanh.derivative` in src/autoencoder/network/activation.ts. The exponential is that of FDLIBM, operation
 * by operation, so that it has the same bits as `Math.exp` of engines that have taken over FDLIBM. If n is the integer nearest to
 * x / ln 2 and r = x - n ln 2, then exp x = 2^n exp r. ln 2 has two parts, the first of which has so few digits that n times it is exact.
 * exp r is a rational function of r, with an error of less than a unit in the last place.
 */
export function slopesInPlace(numbers: usize, count: usize): void {
  // Constants are loaded, because engines would compute literals anew for every vector.
  const constants = slopeConstants;
  const least = v128.load(constants);
  const one = v128.load(constants, 16);
  const two = v128.load(constants, 32);
  const four = v128.load(constants, 48);
  const end = numbers + (count << 3);
  for (let at = numbers; at < end; at += 16) {
    // At -746, exp is 0 in float64. In this order of arguments, pmax keeps NaN.
    const x = f64x2.pmax(f64x2.mul(f64x2.abs(v128.load(at)), v128.load(constants, 64)), least);
    // FDLIBM rounds x / ln 2 towards 0 after it has subtracted 1/2, except near 0, where n is 0.
    const rounded = f64x2.trunc(f64x2.sub(f64x2.mul(v128.load(constants, 80), x), v128.load(constants, 96)));
    const n = v128.and(rounded, f64x2.le(x, v128.load(constants, 112)));
    const high = f64x2.sub(x, f64x2.mul(n, v128.load(constants, 128)));
    const low = f64x2.mul(n, v128.load(constants, 144));
    const r = f64x2.sub(high, low);
    const t = f64x2.mul(r, r);
    let series = f64x2.add(v128.load(constants, 176), f64x2.mul(t, v128.load(constants, 160)));
    series = f64x2.add(v128.load(constants, 192), f64x2.mul(t, series));
    series = f64x2.add(v128.load(constants, 208), f64x2.mul(t, series));
    series = f64x2.add(v128.load(constants, 224), f64x2.mul(t, series));
    const c = f64x2.sub(r, f64x2.mul(t, series));
    const fraction = f64x2.div(f64x2.mul(r, c), f64x2.sub(two, c));
    const ofRest = f64x2.sub(one, f64x2.sub(f64x2.sub(low, fraction), high));
    // The last bit of a number of the size 1.5 x 2^52 is worth 1. Adding this number leaves n + 1000, with the bias of exponents, in
    // the last bits. The smallest powers of two are not normal numbers, so that the factor 2^-1000 follows on its own.
    const power = i64x2.shl(f64x2.add(n, v128.load(constants, 240)), 52);
    const scaled = f64x2.mul(f64x2.mul(ofRest, power), v128.load(constants, 256));
    // For the smallest arguments, FDLIBM takes 1 + x.
    const decay = v128.bitselect(f64x2.add(one, x), scaled, f64x2.gt(x, v128.load(constants, 272)));
    const sum = f64x2.add(one, decay);
    v128.store(at, f64x2.div(f64x2.mul(four, decay), f64x2.mul(sum, sum)));
  }
}
