import type { SummationRounding } from "../blurred/kernel-moments.ts";

/**
 * The dimension from which on products stand for differences, and half the squared radius of a block then, less d: see
 * assembly/points-block.ts.
 */
export const PRODUCTS_FROM = 8;
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
  return { relative: (dim + 10) * unitRoundoff, squares: 4 * extent ** 2, lengths: 2 * extent, sums: 0 };
}

/**
 * The rounding of sums by products of matrices. With a, b and c of `ProductSums`, the numbers a . b, |a|^2 / 2 and |b|^2 / 2 add up to
 * at most (|a| + |b|)^2 / 2 <= |t|^2 + 4 |a|^2, and the exponent has 5 d / 4 + 20 roundings of that size: d + 1 for the product, with
 * |b|^2 / 2 as a term of it; d / 4 + 7 for each square, which is four sums side by side; 6 for a and b, of 3 roundings each; 5 for the
 * shift, the exponential and the logarithm of the sum. A sum over a block of points has as many roundings as the block has points.
 * @param squaredLength |a|^2
 * @param block the number of points of a block
 */
export function productRounding(
  dim: number,
  squaredLength: number,
  block: number,
  unitRoundoff: number,
): SummationRounding {
  return {
    relative: (1.25 * dim + 20) * unitRoundoff,
    squares: 4 * squaredLength,
    lengths: 2 * Math.sqrt(squaredLength),
    sums: (block + 4) * unitRoundoff,
  };
}

/** The rounding of sums that are computed in one of two ways. */
export function largerRounding(one: SummationRounding, other: SummationRounding): SummationRounding {
  return {
    relative: Math.max(one.relative, other.relative),
    squares: Math.max(one.squares, other.squares),
    lengths: Math.max(one.lengths, other.lengths),
    sums: Math.max(one.sums, other.sums),
  };
}
