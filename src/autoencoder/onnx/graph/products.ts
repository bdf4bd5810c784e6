import { multiplyMatrices } from "../../../numerics/linear-algebra/matrix-product.ts";
import { add, aligned } from "./arithmetic.ts";
import { reshape, sumTo } from "./sums.ts";
import { type Axis, type Operator, type Value, whole } from "./value.ts";

/** Which of two matrices is transposed before they are multiplied. */
export interface Transposed {
  readonly a?: boolean;
  readonly b?: boolean;
}

/** The product of two matrices, each of which may be transposed first. (p, q), (q, r) -> (p, r). */
export function product(a: Value, b: Value, { a: flipA = false, b: flipB = false }: Transposed = {}): Value {
  return gemm([a, b], flipA, flipB);
}

/** x W^T + b, the layer of a network: (n, inputs), (outputs, inputs), (outputs) -> (n, outputs). */
export function affine(x: Value, matrix: Value, bias: Value): Value {
  return gemm([x, matrix, bias], false, true);
}

function gemm(inputs: readonly Value[], flipA: boolean, flipB: boolean): Value {
  const [a, b] = inputs;
  const [rows, inner] = oriented(a, flipA);
  const [other, columns] = oriented(b, flipB);
  if (inner !== other) throw new Error(`matrices of shapes [${a.shape}] and [${b.shape}] don't fit together`);
  return { shape: [rows, columns], inputs, operator: gemmOperator(flipA, flipB) };
}

function gemmOperator(flipA: boolean, flipB: boolean): Operator {
  return {
    type: "Gemm",
    attributes: { transA: flipA ? 1 : 0, transB: flipB ? 1 : 0 },
    prepare: ([a, b, bias]) => {
      const [rows, columns] = [a.shape[flipA ? 1 : 0], b.shape[flipB ? 0 : 1]];
      return {
        shape: [rows, columns],
        into: (out) => {
          multiplyMatrices(a.data, b.data, { rows, columns, flipA, flipB }, out);
          if (bias) addToRows(out, bias.data);
        },
      };
    },
    // With A = op(a) and B = op(b): dA = G B^T and dB = A^T G, each transposed where op transposes.
    pullback: ({ inputs: [a, b, bias] }, g) => [
      flipA ? product(b, g, { a: flipB, b: true }) : product(g, b, { b: !flipB }),
      flipB ? product(g, a, { a: true, b: flipA }) : product(a, g, { a: !flipA }),
      ...(bias ? [sumTo(g, bias.shape)] : []),
    ],
    pushforward: ({ inputs: [a, b] }, [alongA, alongB, alongBias]) => {
      const terms = [
        alongA && everyRow(alongA, a, flipA, (rows) => product(rows, b, { a: flipA, b: flipB })),
        alongB && product(a, whole(alongB, b.shape), { a: flipA, b: flipB }),
        alongBias && aligned(alongBias, 1, 2),
      ];
      return terms.filter((term): term is Value => term != null).reduce(add);
    },
  };
}

function addToRows(rows: Float64Array, row: Float64Array): void {
  for (let start = 0; start < rows.length; start += row.length) {
    for (let j = 0; j < row.length; j++) rows[start + j] += row[j];
  }
}

/** A product with each of several directions: their rows are first put below each other in one matrix. */
function everyRow(tangent: Value, own: Value, flip: boolean, multiply: (rows: Value) => Value): Value {
  if (tangent.shape.length === own.shape.length && !flip) return multiply(tangent);
  if (flip) return multiply(whole(tangent, own.shape));
  const [directions, rows, columns] = tangent.shape;
  const all = typeof rows === "number" ? Number(directions) * rows : `${directions} ${rows}`;
  const result = multiply(reshape(tangent, [all, columns]));
  return reshape(result, [directions, rows, result.shape[1]]);
}

function oriented({ shape }: Value, flip: boolean): [Axis, Axis] {
  if (shape.length !== 2) throw new Error(`a matrix has two axes, not the shape [${shape}]`);
  return flip ? [shape[1], shape[0]] : [shape[0], shape[1]];
}
