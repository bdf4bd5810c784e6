import { checkWhole } from "../../numerics/check.ts";
import type { Rng } from "../../numerics/random/random.ts";
import { checkRng } from "../../numerics/random/random.ts";
import { lengthBetween } from "../rescale.ts";
import { checkSamples } from "./check-samples.ts";

const DIRECTIONS = 200;

/**
 * The sliced Wasserstein distance of order 2: the square root of the mean of W2² over directions u of the unit sphere, where W2 is
 * the Wasserstein distance of the projections u . x and u . y (Bonneel, Rabin, Peyré and Pfister, Journal of Mathematical Imaging
 * and Vision 51, 2015). It is a length, in the units of the points. In one dimension, W2² = INT_0^1 (Qx(t) - Qy(t))² dt with the
 * quantile functions. These are step functions, so that the integral is exact for samples of any two sizes.
 *
 * For y = x + m it is |m| / sqrt(d), apart from the random choice of directions. Between two samples of the same distribution it is
 * not 0, and distributions that are closer than that cannot be distinguished.
 * @param x shape (n, d)
 * @param y shape (m, d)
 * @param rng the random numbers for the directions. In one dimension there is only one direction, and nothing is drawn
 * @param directions the number of directions. Default 200
 * @throws InputError for samples that are not finite points of that dimension, and for a number of directions that is not a positive
 * integer
 */
export function slicedWasserstein(
  x: Float64Array,
  y: Float64Array,
  dim: number,
  rng: Rng,
  directions: number = DIRECTIONS,
): number {
  checkSamples(x, y, dim, 1);
  checkRng("rng", rng);
  checkWhole("directions", directions);
  return lengthBetween(x, y, (a, b) => alongDirections(a, b, dim, rng, directions));
}

function alongDirections(x: Float64Array, y: Float64Array, dim: number, rng: Rng, directions: number): number {
  if (dim === 1) return Math.sqrt(transport(x.slice().sort(), y.slice().sort()));
  const alongX = new Float64Array(x.length / dim);
  const alongY = new Float64Array(y.length / dim);
  let sum = 0;
  for (let k = 0; k < directions; k++) {
    const direction = uniformDirection(rng, dim);
    project(x, direction, alongX);
    project(y, direction, alongY);
    sum += transport(alongX.sort(), alongY.sort());
  }
  return Math.sqrt(sum / directions);
}

function uniformDirection(rng: Rng, dim: number): Float64Array {
  for (;;) {
    const direction = Float64Array.from({ length: dim }, () => rng.normal());
    const norm = Math.sqrt(direction.reduce((sum, value) => sum + value * value, 0));
    if (norm > 0) return direction.map((value) => value / norm);
  }
}

function project(points: Float64Array, direction: Float64Array, along: Float64Array): void {
  const dim = direction.length;
  for (let i = 0; i < along.length; i++) {
    let sum = 0;
    for (let a = 0; a < dim; a++) sum += points[i * dim + a] * direction[a];
    along[i] = sum;
  }
}

/** INT_0^1 (Qx(t) - Qy(t))² dt of two samples in ascending order. */
function transport(x: Float64Array, y: Float64Array): number {
  const n = x.length;
  const m = y.length;
  // The levels t are whole numbers in units of 1 / (n m), so that rounding misses none of them.
  let level = 0;
  let sum = 0;
  for (let i = 0, j = 0; i < n && j < m; ) {
    const endX = (i + 1) * m;
    const endY = (j + 1) * n;
    const next = Math.min(endX, endY);
    sum += (next - level) * (x[i] - y[j]) ** 2;
    level = next;
    if (endX === next) i += 1;
    if (endY === next) j += 1;
  }
  return sum / (n * m);
}
