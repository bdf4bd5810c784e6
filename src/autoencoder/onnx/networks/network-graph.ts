import type { ActivationName } from "../../network/activation.ts";
import { parameterParts } from "../../network/deep-shape.ts";
import type { Layer } from "../../network/multi-layer.ts";
import type { OneLayer } from "../../network/one-layer.ts";
import type { ResidualNetwork } from "../../network/residual-network.ts";
import type { SigmaNetwork } from "../../network/sigma-network.ts";
import { add, subtract } from "../graph/arithmetic.ts";
import { constant } from "../graph/leaves.ts";
import { affine, product } from "../graph/products.ts";
import type { Value } from "../graph/value.ts";
import { limitedLength } from "./limited-length.ts";
import { activationOperators, residualGraph } from "./residual-graph.ts";

/** r(x) and r(x) - x as parts of a graph, both (n, d). */
export interface ReconstructionGraph {
  readonly reconstruction: Value;
  readonly displacement: Value;
}

/** A one-layer auto-encoder with its weights as constants. @param x shape (n, d) */
export function oneLayerNetworkGraph({ weights, activation }: OneLayer, x: Value): ReconstructionGraph {
  const { encoder, hiddenBias, decoder, outputBias } = weights;
  const units = activationOperator(activation.name)(layer({ matrix: encoder, bias: hiddenBias }, x));
  const reconstruction = layer({ matrix: decoder, bias: outputBias }, units);
  return { reconstruction, displacement: subtract(reconstruction, x) };
}

/** A residual network with its weights as constants. @param x shape (n, d) */
export function residualNetworkGraph(
  { weights, activation, dim, limit }: ResidualNetwork,
  x: Value,
): ReconstructionGraph {
  let units = x;
  for (const own of weights.hidden) units = activationOperator(activation.name)(layer(own, units));
  const linear = product(x, constant(weights.linear, [dim, dim]), { b: true });
  const whole = add(layer(weights.output, units), linear);
  const displacement = limit < Number.POSITIVE_INFINITY ? limitedLength(whole, constant(limit)) : whole;
  return { displacement, reconstruction: add(x, displacement) };
}

/** A network for a range of sigmas with its weights as constants. @param sigma shape (n, 1) */
export function sigmaNetworkGraph(network: SigmaNetwork, x: Value, sigma: Value): ReconstructionGraph {
  const parameters = parameterParts(network.shape).map(
    ({ name, shape, start, length }) =>
      [name, constant(network.parameters.subarray(start, start + length), shape)] as const,
  );
  return residualGraph(network, new Map(parameters), x, sigma);
}

function layer({ matrix, bias }: Layer, x: Value): Value {
  const outputs = bias.length;
  return affine(x, constant(matrix, [outputs, matrix.length / outputs]), constant(bias, [outputs]));
}

function activationOperator(name: string): (x: Value) => Value {
  const operator = activationOperators[name as ActivationName];
  if (!operator) throw new Error(`the activation ${name} has no operator`);
  return operator;
}
