import { CholeskyDecomposition, inverse, Matrix } from "ml-matrix";
import type { GaussianComponent } from "../../../density/density.ts";
import { add, divide, multiply, negate, subtract } from "../graph/arithmetic.ts";
import { constant } from "../graph/leaves.ts";
import { affine, product } from "../graph/products.ts";
import { softmax } from "../graph/softmax.ts";
import type { Value } from "../graph/value.ts";
import type { ReconstructionGraph } from "./network-graph.ts";

/**
 * The best denoiser of a mixture of Gaussians at one sigma. With L_k L_k^T = C_k + sigma^2 I, z_k = L_k^-1 (x - mean_k) and w the softmax of
 * log weight_k - log det L_k - |z_k|^2 / 2, the score of p_sigma is -sum_k w_k L_k^-T z_k, and r = x + sigma^2 score.
 * @param x shape (n, d)
 */
export function mixtureGraph(components: readonly GaussianComponent[], sigma: number, x: Value): ReconstructionGraph {
  const dim = components[0].mean.length;
  const count = components.length;
  const parts = components.map((component) => whitened(component, sigma));
  const size = [count * dim, dim];
  const matrix = constant(Float64Array.from(parts.flatMap(({ inverse: rows }) => rows.to1DArray())), size);
  const bias = constant(Float64Array.from(parts.flatMap(({ shift }) => shift)), [count * dim]);
  const groups = constant(
    Float64Array.from({ length: count * dim * count }, (_, j) => (Math.floor(j / count / dim) === j % count ? 1 : 0)),
    [count * dim, count],
  );
  const logPeaks = constant(
    Float64Array.from(parts, ({ logPeak }) => logPeak),
    [count],
  );
  const z = affine(x, matrix, bias);
  const weights = softmax(subtract(logPeaks, multiply(constant(1 / 2), product(multiply(z, z), groups))));
  const pulls = product(multiply(product(weights, groups, { b: true }), z), matrix);
  const displacement = multiply(constant(-sigma * sigma), pulls);
  return { displacement, reconstruction: add(x, displacement) };
}

/**
 * The best denoiser of points at one sigma: their mean with the softmax of -|x - y_i|^2 / 2 sigma^2 as weights. Differences are taken axis by
 * axis, since |x|^2 - 2 x.y + |y|^2 would lose the digits that a small sigma needs.
 * @param points shape (N, d)
 * @param x shape (n, d)
 */
export function pointsGraph(points: Float64Array, dim: number, sigma: number, x: Value): ReconstructionGraph {
  const count = points.length / dim;
  const scaled = divide(x, constant(sigma));
  let squares: Value | undefined;
  for (let a = 0; a < dim; a++) {
    const axis = constant(
      Float64Array.from({ length: dim }, (_, b) => (a === b ? 1 : 0)),
      [dim, 1],
    );
    const column = constant(
      Float64Array.from({ length: count }, (_, i) => points[i * dim + a] / sigma),
      [1, count],
    );
    const difference = subtract(product(scaled, axis), column);
    const square = multiply(difference, difference);
    squares = squares ? add(squares, square) : square;
  }
  const weights = softmax(negate(multiply(constant(1 / 2), squares as Value)));
  const reconstruction = product(weights, constant(points, [count, dim]));
  return { reconstruction, displacement: subtract(reconstruction, x) };
}

function whitened(
  { weight, mean, covariance }: GaussianComponent,
  sigma: number,
): { inverse: Matrix; shift: number[]; logPeak: number } {
  const blurred = new Matrix(covariance.map((row, a) => row.map((entry, b) => entry + (a === b ? sigma * sigma : 0))));
  const lower = new CholeskyDecomposition(blurred).lowerTriangularMatrix;
  const whitening = inverse(lower);
  const logDeterminant = lower.diagonal().reduce((sum, entry) => sum + Math.log(entry), 0);
  const shift = whitening
    .mmul(Matrix.columnVector([...mean]))
    .to1DArray()
    .map((value) => -value);
  return { inverse: whitening, shift, logPeak: Math.log(weight) - logDeterminant };
}
