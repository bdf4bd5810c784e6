import type { OneLayerShape } from "../../network/parameters.ts";
import { add, multiply, subtract } from "../graph/arithmetic.ts";
import { constant, input } from "../graph/leaves.ts";
import { affine, product } from "../graph/products.ts";
import { sumOfSquares } from "../graph/squares.ts";
import { reshape, sum } from "../graph/sums.ts";
import type { Value } from "../graph/value.ts";
import { oneLayerInputs, oneLayerOutput, oneLayerUnits } from "../networks/one-layer-graph.ts";
import type { NamedGraph } from "../program.ts";

/** The largest dimension in which the sums below take less time than the arrays that they avoid. */
export const FEW_DIMENSIONS = 3;

/**
 * sum_i |r(x~_i) - x_i|^2 of r(x) = c + V tanh(b + W x), and its gradient in the order that is fastest in few dimensions: what
 * `lossWithGradient` of the denoising graph computes, up to rounding.
 *
 * With e = 2 (r(x~) - x), h the hidden values, u = 1 - h^2 and y = (x~, 1), the derivative with respect to (W, b) is
 *
 *     d_kb = sum_a V_ak Q_abk,   Q_abk = sum_i e_ia y_ib u_ik,
 *
 * Q is one product of a matrix of d (d + 1) rows with u. Reverse mode would compute e V, (n, H), multiply it by u, and read the
 * result twice more, for W and for b. Where d is small, such arrays take longer than all products.
 */
export function denoisingInFewDimensions(shape: OneLayerShape): NamedGraph {
  const { dim, hidden, tied } = shape;
  const parameters = oneLayerInputs(shape);
  const [noisy, clean] = [input("noisy", ["n", dim]), input("clean", ["n", dim])];
  const units = oneLayerUnits(parameters, noisy);
  const error = subtract(oneLayerOutput(parameters, units), clean);
  const e = multiply(constant(2), error);
  const slopes = subtract(constant(1), multiply(units, units));
  // The last column of y is 1. It is added, because the other columns are x~ times an identity matrix.
  const y = affine(noisy, identity(dim + 1, dim), unitVector(dim + 1));
  const pairs = multiply(reshape(e, ["n", dim, 1]), reshape(y, ["n", 1, dim + 1]));
  const q = product(reshape(pairs, ["n", dim * (dim + 1)]), slopes, { a: true });
  const decoder = parameters.get("V") ?? product(identity(dim, dim), parameters.get("W") as Value, { b: true });
  const d = sum(multiply(reshape(q, [dim, dim + 1, hidden]), reshape(decoder, [dim, 1, hidden])), [-3]);
  const dW = product(d, identity(dim + 1, dim), { a: true });
  const db = reshape(product(reshape(unitVector(dim + 1), [1, dim + 1]), d), [hidden]);
  const outputs = {
    loss: sumOfSquares(error),
    ...(tied ? { dW: add(dW, product(units, e, { a: true })) } : { dW, dV: product(e, units, { a: true }) }),
    db,
    dc: sum(e, [-2]),
  };
  return { inputs: [...parameters.values(), noisy, clean], outputs };
}

/** Ones on the diagonal, shape (rows, columns). */
function identity(rows: number, columns: number): Value {
  const entries = Float64Array.from({ length: rows * columns }, (_, j) => (j % (columns + 1) === 0 ? 1 : 0));
  return constant(entries, [rows, columns]);
}

/** Zeros, and a one at the end. */
function unitVector(length: number): Value {
  return constant(new Float64Array(length).fill(1, length - 1), [length]);
}
