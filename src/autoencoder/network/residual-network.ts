import { checkFewest, checkObject, checkPoints, checkPositive } from "../../numerics/check.ts";
import { InputError } from "../../numerics/input-error.ts";
import { multiplyMatrices } from "../../numerics/linear-algebra/matrix-product.ts";
import { shortenTo } from "../../reconstruction/largest-displacement.ts";
import type { Reconstruction } from "../../reconstruction/reconstruction.ts";
import { checkWholePoints } from "../data/check-points.ts";
import { type Activation, silu } from "./activation.ts";
import type { Layer } from "./multi-layer.ts";

/** Weights and biases of r(x) = x + M x + c + V h(b_L + W_L ... h(b_1 + W_1 x)); matrices are row-major. */
export interface ResidualWeights {
  /** W_k and b_k of the hidden layers, from the input on; one or more. */
  readonly hidden: readonly Layer[];
  /** V, shape (d, H_L), and c, shape (d). */
  readonly output: Layer;
  /** M, shape (d, d). */
  readonly linear: Float64Array;
}

/**
 * The length of the largest array in memory (or that of one point, if it needs more), so that memory does not grow with the
 * number of points.
 */
const BLOCK = 2 ** 18;

/**
 * A residual network r(x) = x + M x + c + V h(b_L + W_L ... h(b_1 + W_1 x)): the sum of the identity, a linear map, and a network
 * with any number of hidden layers. r(x) - x may have a largest length. With M = 0 and V = 0 it is the identity, from which training starts. It is computed in
 * float64, in blocks of points; r(x) - x is computed without cancellation.
 */
export class ResidualNetwork implements Reconstruction {
  readonly dim: number;
  readonly sigma: number;
  readonly weights: ResidualWeights;
  readonly activation: Activation;
  /** The largest length of r(x) - x; a longer one is shortened to it. Infinity where there is no limit. */
  readonly limit: number;

  /**
   * @param sigma the sigma for which the network was, or will be, trained
   * @param limit see `limit`. Default: none
   * @throws InputError where the shapes of the weights don't fit together
   */
  constructor(
    weights: ResidualWeights,
    sigma: number,
    activation: Activation = silu,
    limit: number = Number.POSITIVE_INFINITY,
  ) {
    checkShapes(weights);
    checkPositive("sigma", sigma);
    if (!(limit > 0)) throw new InputError({ argument: "limit", allowed: "a positive number", problem: limit });
    this.limit = limit;
    this.dim = weights.output.bias.length;
    this.weights = weights;
    this.sigma = sigma;
    this.activation = activation;
  }

  /** @throws InputError where the numbers are not whole points */
  evaluate(points: Float64Array): Float64Array {
    return this.displacement(points).map((change, j) => change + points[j]);
  }

  /** @throws InputError where the numbers are not whole points */
  displacement(points: Float64Array): Float64Array {
    const { dim, weights } = this;
    checkWholePoints(points, dim);
    const changes = new Float64Array(points.length);
    const rows = blockRows([dim, ...weights.hidden.map(({ bias }) => bias.length)]);
    for (let i = 0; i < points.length; i += rows * dim) {
      changes.set(shortenTo(this.limit, this.#change(points.subarray(i, i + rows * dim)), dim), i);
    }
    return changes;
  }

  /**
   * I + M + V diag(h') W_L ... diag(h') W_1, exact.
   * @throws InputError where the numbers are not whole points
   */
  jacobian(points: Float64Array): Float64Array {
    const { dim } = this;
    return this.displacementJacobian(points).map((slope, j) => slope + ((j % (dim * dim)) % (dim + 1) === 0 ? 1 : 0));
  }

  /** dr/dx - I. @throws InputError where the numbers are not whole points */
  displacementJacobian(points: Float64Array): Float64Array {
    const { dim, weights } = this;
    checkWholePoints(points, dim);
    const jacobians = new Float64Array(points.length * dim);
    const rows = blockRows([dim, ...weights.hidden.map(({ bias }) => bias.length)].map((width) => width * dim));
    for (let i = 0; i < points.length; i += rows * dim) {
      jacobians.set(this.#slopes(points.subarray(i, i + rows * dim)), i * dim);
    }
    if (this.limit < Number.POSITIVE_INFINITY) this.#shortenSlopes(points, jacobians);
    return jacobians;
  }

  /** M x + c + V h(...) of a block, before it is shortened. */
  #change(points: Float64Array): Float64Array {
    const { dim, weights, activation } = this;
    let units = points;
    for (const layer of weights.hidden) units = apply(layer, units).map(activation.value);
    const change = apply(weights.output, units);
    const linear = timesTransposed(points, weights.linear, dim);
    for (let j = 0; j < change.length; j++) change[j] += linear[j];
    return change;
  }

  /** dr/dx - I of a block, before r - x is shortened: the derivatives of the layers along every axis, which are rows of one matrix, (n d, units). */
  #slopes(points: Float64Array): Float64Array {
    const { dim, weights, activation } = this;
    const n = points.length / dim;
    let units = points;
    let slopes: Float64Array | undefined;
    for (const { matrix, bias } of weights.hidden) {
      const sums = apply({ matrix, bias }, units);
      const width = bias.length;
      const own = slopes ? timesTransposed(slopes, matrix, width) : alongAxes(matrix, dim, n);
      for (let row = 0; row < n * dim; row++) {
        const at = Math.floor(row / dim) * width;
        for (let k = 0; k < width; k++) own[row * width + k] *= activation.derivative(sums[at + k]);
      }
      slopes = own;
      units = sums.map(activation.value);
    }
    return this.#together(timesTransposed(slopes as Float64Array, weights.output.matrix, dim));
  }

  /** Where v = r - x is longer than the limit L, the derivative of L v / |v| in place of v': L / |v| (v' - v v^T v' / |v|^2). */
  #shortenSlopes(points: Float64Array, jacobians: Float64Array): void {
    const { dim, limit } = this;
    for (let i = 0; i < points.length; i += dim) {
      const change = this.#change(points.subarray(i, i + dim));
      const length = Math.hypot(...change);
      if (length <= limit) continue;
      const own = jacobians.subarray(i * dim, (i + dim) * dim);
      for (let b = 0; b < dim; b++) {
        let along = 0;
        for (let a = 0; a < dim; a++) along += (change[a] / length) * own[a * dim + b];
        for (let a = 0; a < dim; a++) {
          own[a * dim + b] = (limit / length) * (own[a * dim + b] - (change[a] / length) * along);
        }
      }
    }
  }

  /** Turns rows (point, axis) of derivatives of the layers into dr_a/dx_b minus the identity's, (n, d, d). */
  #together(rows: Float64Array): Float64Array {
    const { dim, weights } = this;
    const jacobians = new Float64Array(rows.length);
    for (let j = 0; j < rows.length; j++) {
      const [i, a, b] = [Math.floor(j / (dim * dim)), Math.floor(j / dim) % dim, j % dim];
      jacobians[j] = rows[(i * dim + b) * dim + a] + weights.linear[a * dim + b];
    }
    return jacobians;
  }
}

/** The number of points in a block. */
function blockRows(widths: readonly number[]): number {
  return Math.max(1, Math.floor(BLOCK / Math.max(...widths)));
}

/** Each row x -> W x + b. (n, inputs) -> (n, outputs). */
function apply({ matrix, bias }: Layer, rows: Float64Array): Float64Array {
  const sums = timesTransposed(rows, matrix, bias.length);
  for (let j = 0; j < sums.length; j++) sums[j] += bias[j % bias.length];
  return sums;
}

function timesTransposed(rows: Float64Array, matrix: Float64Array, outputs: number): Float64Array {
  const inputs = matrix.length / outputs;
  return multiplyMatrices(rows, matrix, { rows: rows.length / inputs, columns: outputs, flipB: true });
}

/** W along each axis: its columns as rows, again for each of n points. (H, d) -> (n d, H). */
function alongAxes(matrix: Float64Array, dim: number, n: number): Float64Array {
  const width = matrix.length / dim;
  return Float64Array.from({ length: n * matrix.length }, (_, j) => {
    return matrix[(j % width) * dim + (Math.floor(j / width) % dim)];
  });
}

function checkShapes(weights: ResidualWeights): void {
  checkObject("weights", weights, "hidden, output and linear");
  const { hidden, output, linear } = weights;
  checkFewest("weights.hidden", hidden, 1, "layer");
  checkObject("weights.output", output, "matrix and bias");
  checkPoints("weights.linear", linear, 1);
  const dim = output.bias.length;
  const wrong = (argument: string, allowed: string, problem: number): InputError =>
    new InputError({ argument, allowed, problem: `${problem} numbers`, verb: "hold" });
  if (dim === 0) throw wrong("output.bias", "one number or more", 0);
  let inputs = dim;
  const layers = hidden.map((layer, k) => [`hidden[${k}]`, layer] as const);
  for (const [name, { matrix, bias }] of [...layers, ["output", output] as const]) {
    if (bias.length === 0) throw wrong(`${name}.bias`, "one number or more", 0);
    if (matrix.length !== bias.length * inputs) {
      throw wrong(`${name}.matrix`, `${bias.length} x ${inputs} numbers, as the biases say`, matrix.length);
    }
    inputs = bias.length;
  }
  if (linear.length !== dim * dim) throw wrong("linear", `${dim} x ${dim} numbers`, linear.length);
}
