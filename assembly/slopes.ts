import { CONSTANTS_BYTES, fdlibmExponential } from "./fdlibm-exponential";

/**
 * Replaces an even number of numbers u by the derivative of tanh, 4 e^(-2 |u|) / (1 + e^(-2 |u|))^2. Its relative error is a few units in
 * the last place, also where tanh is close to 1. NaN stays NaN. The operations are those of `tanh.derivative` in
 * src/autoencoder/network/activation.ts.
 * @param constants see src/numerics/vector-functions/slope-constants.ts. They are loaded, because engines would compute literals anew for
 *   every vector
 */
export function slopesInPlace(numbers: usize, count: usize, constants: usize): void {
  // 1, -2 and 4 follow those of the exponential, in the order of slope-constants.ts.
  const own = constants + CONSTANTS_BYTES;
  const one = v128.load(own);
  const minusTwo = v128.load(own, 16);
  const four = v128.load(own, 32);
  const end = numbers + (count << 3);
  for (let at = numbers; at < end; at += 16) {
    const decay = fdlibmExponential(f64x2.mul(minusTwo, f64x2.abs(v128.load(at))), constants, true);
    const sum = f64x2.add(one, decay);
    v128.store(at, f64x2.div(f64x2.mul(four, decay), f64x2.mul(sum, sum)));
  }
}
