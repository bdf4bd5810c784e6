import type { SummationRounding } from "../blurred/kernel-moments.ts";

/**
 * The dimension from which on products stand for differences, and half the squared radius of a block then, less d: see
 * assembly/points-block.ts.
 */
const PRODUCTS_FROM = 8;
const LARGEST_HALF_SQUARE = 40;
/** The radius of the largest node that is taken as a whole, in units of sigma. */
export const NODE_RADIUS = 2;

/**
 * The rounding of the kernel's sums. With t = (x - y) / sigma, the exponent t^2 / 2 has d + 10 roundings: two for the difference, which
 * is squared, d for the additions, and the others for 1 / sigma, for the factor, and two for the exponential. For a node taken as a
 * whole, a = t + b stands for t, with |b| at most 2. For a product, a and b are at most |t| + D and D long, with D^2 / 2 <= 40 + d, so
 * that (|t| + 2 D)^2 / 2 <= |t|^2 + 4 D^2. First moments are sums of b - a.
 */
export function summationRounding(dim: number, unitRoundoff: number): SummationRounding {
  const extent = dim < PRODUCTS_FROM ? NODE_RADIUS : Math.sqrt(2 * (LARGEST_HALF_SQUARE + dim));
  return { relative: (dim + 10) * unitRoundoff, squares: 4 * extent ** 2, lengths: 2 * extent };
}
