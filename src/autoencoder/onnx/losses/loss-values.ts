import { multiply, subtract } from "../graph/arithmetic.ts";
import { pushforward } from "../graph/gradient.ts";
import { constant } from "../graph/leaves.ts";
import { product } from "../graph/products.ts";
import { sumOfSquares } from "../graph/squares.ts";
import { sumOfAll } from "../graph/sums.ts";
import type { Value } from "../graph/value.ts";

/** sum_i |r_i - x_i|^2 over the points of a batch, (n, d): of r at corrupted points the DAE loss, times n. */
export function squaredError(r: Value, clean: Value): Value {
  return sumOfSquares(subtract(r, clean));
}

/**
 * sum_i |dr/dx (x_i)|_F^2 over the points of a batch, exact: from the derivatives along all d axes, d times the work of r.
 * @param r shape (n, d)
 * @param x what r is computed from, shape (n, d)
 */
export function exactPenalty(r: Value, x: Value): Value {
  const dim = Number(x.shape[1]);
  const axes = Float64Array.from({ length: dim * dim }, (_, j) => (j % (dim + 1) === 0 ? 1 : 0));
  // All points have the same directions.
  return sumOfSquares(pushforward(r, new Map([[x, constant(axes, [dim, 1, dim])]])));
}

/**
 * A random estimate of the same: for directions v whose entries have mean 0, variance 1 and no correlation, |J v|^2 has the mean |J|_F^2
 * (Hutchinson, 1989).
 * @param probes k directions for each point, shape (k, n, d): the average over them is taken
 */
export function probedPenalty(r: Value, x: Value, probes: Value): Value {
  const changes = pushforward(r, new Map([[x, probes]]));
  return multiply(constant(1 / Number(probes.shape[0])), sumOfSquares(changes));
}

/**
 * The same for one layer in closed form: with s = h'(b + W x), |V diag(s) W|_F^2 = s . K s with K = (V^T V) * (W W^T), entry by
 * entry. It takes less work than the derivatives along all axes where H < d^2.
 * @param slopes s, shape (n, H)
 * @param decoder V, shape (d, H), or of tied weights null
 */
export function oneLayerPenalty(slopes: Value, encoder: Value, decoder: Value | null): Value {
  const inputs = product(encoder, encoder, { b: true });
  const outputs = decoder ? product(decoder, decoder, { a: true }) : inputs;
  return sumOfAll(multiply(product(slopes, multiply(outputs, inputs)), slopes));
}
