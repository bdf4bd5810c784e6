import { checkOneOf } from "../../numerics/check.ts";
import { checkReconstruction } from "../../reconstruction/check-reconstruction.ts";
import type { IsotropicReconstruction } from "../../reconstruction/reconstruction.ts";
import { checkWholePoints } from "../data/check-points.ts";
import { OneLayer } from "../network/one-layer.ts";
import type { ResidualNetwork } from "../network/residual-network.ts";
import { pushforward } from "./graph/gradient.ts";
import { constant, input } from "./graph/leaves.ts";
import { batchRows } from "./losses/graph-loss.ts";
import { oneLayerNetworkGraph, residualNetworkGraph } from "./networks/network-graph.ts";
import { type Fed, inPrecision, type NamedGraph, type Precision, type Program, zeros } from "./program.ts";
import { type OnnxOptions, onnxProgram } from "./runtime.ts";

export interface OnnxReconstructionOptions extends OnnxOptions {
  /** Default "float64". */
  readonly precision?: Precision;
}

/** A reconstruction that ONNX Runtime computes. */
export interface OnnxReconstruction extends IsotropicReconstruction {
  readonly precision: Precision;
  displacement(points: Float64Array): Float64Array;
  /** Frees the memory of the session. */
  close(): void;
}

/**
 * The reconstruction of a network, computed by ONNX Runtime. Up to rounding it is what the network's own `evaluate` computes,
 * many times faster for wide or deep networks. The points are taken in blocks, so memory does not grow with their number.
 * `loadOnnxRuntime` must have been awaited.
 * @throws InputError where ONNX Runtime is not loaded
 */
export function onnxReconstruction(
  network: OneLayer | ResidualNetwork,
  { precision = "float64", ...options }: OnnxReconstructionOptions = {},
): OnnxReconstruction {
  checkReconstruction("network", network);
  checkOneOf("precision", precision, ["float64", "float32"]);
  const { dim, sigma } = network;
  const x = input("x", ["n", dim]);
  const graph = network instanceof OneLayer ? oneLayerNetworkGraph(network, x) : residualNetworkGraph(network, x);
  const width = Math.max(dim, widest(network));
  const open = (value: NamedGraph["outputs"][string]): Program => {
    return onnxProgram({ inputs: [x], outputs: { value } }, precision, options);
  };
  const changes = open(graph.displacement);
  let slopes: Program | undefined;
  return {
    dim,
    sigma,
    precision,
    displacement: (points) =>
      byBlocks(changes, points, { dim, rows: batchRows(width, precision), shape: (n) => [n, dim] }),
    evaluate(points) {
      return this.displacement(points).map((change, j) => change + points[j]);
    },
    jacobian(points) {
      slopes ??= open(pushforward(graph.displacement, new Map([[x, constant(axes(dim), [dim, 1, dim])]])));
      const rows = batchRows(width * dim, precision);
      return byBlocks(slopes, points, { dim, rows, shape: (n) => [dim, n, dim], place: jacobiansOf });
    },
    close: () => {
      changes.close();
      slopes?.close();
    },
  };
}

/** The way in which a program is applied to a block of points. */
interface Blocks {
  readonly dim: number;
  readonly rows: number;
  /** Shape of the result for n points. */
  shape(n: number): number[];
  /** Rearranges the result; by default it stays as it is. */
  place?(values: Float64Array, n: number, dim: number): Float64Array;
}

function byBlocks(program: Program, points: Float64Array, { dim, rows, shape, place }: Blocks): Float64Array {
  checkWholePoints(points, dim);
  const n = points.length / dim;
  const perPoint = shape(1).reduce((product, axis) => product * axis, 1);
  const all = new Float64Array(n * perPoint);
  for (let from = 0; from < n; from += rows) {
    const to = Math.min(n, from + rows);
    const data = inPrecision(points.subarray(from * dim, to * dim), program.precision);
    const value: Fed = { data: zeros((to - from) * perPoint, program.precision), shape: shape(to - from) };
    program.run({ x: { data, shape: [to - from, dim] } }, { value });
    const values = Float64Array.from(value.data);
    all.set(place ? place(values, to - from, dim) : values, from * perPoint);
  }
  return all;
}

/** From derivatives of r(x) - x, (axis, point, coordinate), to dr_a/dx_b, (point, a, b). */
function jacobiansOf(values: Float64Array, n: number, dim: number): Float64Array {
  const jacobians = new Float64Array(values.length);
  for (let i = 0; i < n; i++) {
    for (let a = 0; a < dim; a++) {
      for (let b = 0; b < dim; b++) {
        jacobians[(i * dim + a) * dim + b] = values[(b * n + i) * dim + a] + (a === b ? 1 : 0);
      }
    }
  }
  return jacobians;
}

function axes(dim: number): Float64Array {
  return Float64Array.from({ length: dim * dim }, (_, j) => (j % (dim + 1) === 0 ? 1 : 0));
}

function widest(network: OneLayer | ResidualNetwork): number {
  return network instanceof OneLayer
    ? network.hidden
    : Math.max(...network.weights.hidden.map(({ bias }) => bias.length));
}
