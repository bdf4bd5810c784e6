import type { SummationRounding } from "../blurred/kernel-moments.ts";

/** assembly/points-block.ts: from which dimension on products stand for differences, and half the squared radius of a block then, less d. */
const PRODUCTS_FROM = 8;
const LARGEST_HALF_SQUARE = 40;
/** Radius of the largest node that is taken as a whole, in units of sigma. */
export const NODE_RADIUS = 2;

/**
 * The rounding of the kernel's sums. With t = (x - y) / sigma, d + 10 roundings relative to t^2 / 2 (two of the difference, squared; d of
 * adding; those of 1 / sigma, of the factor, and two of the exponential). A node taken as a whole has a = t + b in place of t, |b| at
 * most 2; a product has a and b, which are at most D and |t| + D long, D^2 / 2 <= 40 + d: (|t| + 2 D)^2 / 2 <= |t|^2 + 4 D^2.
 * First moments are sums of b - a.
 */
export function summationRounding(dim: number, unitRoundoff: number): SummationRounding {
  const extent = dim < PRODUCTS_FROM ? NODE_RADIUS : Math.sqrt(2 * (LARGEST_HALF_SQUARE + dim));
  return { relative: (dim + 10) * unitRoundoff, squares: 4 * extent ** 2, lengths: 2 * extent };
}
