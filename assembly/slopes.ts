import { fdlibmExponential } from "./fdlibm-exponential";
import { slopeConstants } from "./layout";

/** The position of 1, -2 and 4, after the constants of the exponential. They have the order of slope-constants.ts. */
const OWN: usize = 16 * 18;

/**
 * Replaces an even number of numbers u by the derivative of tanh, 4 e^(-2 |u|) / (1 + e^(-2 |u|))^2. Its relative error is a few units in
 * the last place, also where tanh is close to 1. NaN stays NaN. The operations are those of `tanh.derivative` in
 * src/autoencoder/network/activation.ts.
 */
export function slopesInPlace(numbers: usize, count: usize): void {
  // Constants are loaded, because engines would compute literals anew for every vector.
  const constants = slopeConstants;
  const one = v128.load(constants + OWN);
  const minusTwo = v128.load(constants + OWN, 16);
  const four = v128.load(constants + OWN, 32);
  const end = numbers + (count << 3);
  for (let at = numbers; at < end; at += 16) {
    const decay = fdlibmExponential(f64x2.mul(minusTwo, f64x2.abs(v128.load(at))), constants, true);
    const sum = f64x2.add(one, decay);
    v128.store(at, f64x2.div(f64x2.mul(four, decay), f64x2.mul(sum, sum)));
  }
}
