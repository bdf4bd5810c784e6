import { checkDensity } from "../density/check-density.ts";
import type { Density } from "../density/density.ts";
import { narrowest, scoreLaplacian } from "../density/differences/score-laplacian.ts";
import { checkOneOf, checkPoints } from "../numerics/check.ts";

/** Weights of the central difference of eighth order: f' = sum_k w_k (f(x + k h) - f(x - k h)) / h. */
const DIFFERENCE_WEIGHTS = [4 / 5, -1 / 5, 4 / 105, -1 / 280];
/** Its step in units of the narrowest feature of p: truncation, about 0.03^8, and rounding, 1e-16 / 0.03, are then both below 1e-11. */
const DIFFERENCE_STEP = 0.03;

/**
 * The term of order sigma^4 in the optimal r: Lap s / 2 + (grad s) s of the denoiser, Lap s + (grad s) s of the
 * contractive optimum. (n, d) -> (n, d).
 */
export function fourthOrderTerm(density: Density, method: "dae" | "rcae", points: Float64Array): Float64Array {
  checkDensity("density", density);
  checkOneOf("method", method, ["dae", "rcae"]);
  checkPoints("points", points, density.dim);
  const { dim } = density;
  const score = density.score(points);
  const hessian = density.hessian(points);
  const fraction = method === "dae" ? 0.5 : 1;
  return scoreLaplacian(density, points).values.map((laplacian, i) => {
    const point = Math.floor(i / dim) * dim;
    let product = 0;
    for (let a = 0; a < dim; a++) product += hessian[i * dim + a] * score[point + a];
    return fraction * laplacian + product;
  });
}

/**
 * The antisymmetric part by which the contractive optimum fails to be a gradient field: dr/dx - (dr/dx)^T = sigma^6 (A B - B A) +
 * O(sigma^8) with A = Hess(div s + |s|^2 / 2) and B = grad s. (n, d) -> (n, d, d), antisymmetric.
 *
 * A is the Jacobian of Lap s + (grad s) s, computed by differences of eighth order, to about ten digits.
 */
export function commutator(density: Density, points: Float64Array): Float64Array {
  checkDensity("density", density);
  checkPoints("points", points, density.dim);
  const { dim } = density;
  const n = points.length / dim;
  const a = jacobianByDifferences((x) => fourthOrderTerm(density, "rcae", x), points, dim, stepFor(density));
  const b = density.hessian(points);
  const result = new Float64Array(n * dim * dim);
  for (let at = 0; at < result.length; at += dim * dim) {
    for (let i = 0; i < dim; i++) {
      for (let j = 0; j < dim; j++) {
        let entry = 0;
        for (let k = 0; k < dim; k++) {
          entry += a[at + i * dim + k] * b[at + k * dim + j] - b[at + i * dim + k] * a[at + k * dim + j];
        }
        result[at + i * dim + j] = entry;
      }
    }
  }
  return result;
}

function stepFor(density: Density): number {
  return DIFFERENCE_STEP * narrowest(density);
}

/** df_i/dx_j of a smooth field. (n, d) -> (n, d, d). */
function jacobianByDifferences(
  f: (points: Float64Array) => Float64Array,
  points: Float64Array,
  dim: number,
  step: number,
): Float64Array {
  const jacobian = new Float64Array(points.length * dim);
  for (let j = 0; j < dim; j++) {
    DIFFERENCE_WEIGHTS.forEach((weight, k) => {
      const shift = (k + 1) * step;
      const [above, below] = [shift, -shift].map((by) => f(points.map((x, i) => (i % dim === j ? x + by : x))));
      for (let i = 0; i < points.length; i++) jacobian[i * dim + j] += (weight * (above[i] - below[i])) / step;
    });
  }
  return jacobian;
}
