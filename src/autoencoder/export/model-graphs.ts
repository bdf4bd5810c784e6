import { InputError } from "../../numerics/input-error.ts";
import { isClosedForm, type Model, modelDim, modelSigmas, networkOf } from "../model/trained-model.ts";
import { OneLayer } from "../network/one-layer.ts";
import { ResidualNetwork } from "../network/residual-network.ts";
import { SigmaNetwork } from "../network/sigma-network.ts";
import { add, divide, multiply, subtract } from "../onnx/graph/arithmetic.ts";
import { pushforward } from "../onnx/graph/gradient.ts";
import { constant, input } from "../onnx/graph/leaves.ts";
import type { Value } from "../onnx/graph/value.ts";
import { mixtureGraph, pointsGraph } from "../onnx/networks/closed-form-graph.ts";
import {
  oneLayerNetworkGraph,
  type ReconstructionGraph,
  residualNetworkGraph,
  sigmaNetworkGraph,
} from "../onnx/networks/network-graph.ts";
import type { NamedGraph } from "../onnx/program.ts";

/** A model as graphs: its outputs at points, and its derivative along directions. */
export interface ModelGraphs {
  /** Input `x` (n, d), and `sigma` (n, 1) of a network for a range of sigmas; outputs `r` and `score`, both (n, d). */
  readonly values: NamedGraph;
  /** The same inputs and `v` (n, d); output `jvp` (n, d), dr/dx v. */
  readonly derivative: NamedGraph;
}

/**
 * Every kind of model as graphs, in the data's own units.
 * @param sigma the sigma, in the units that the model was made in; a fitted density for a range of sigmas needs it. A network for a range
 *   takes sigma as an input, unless it is given here
 * @throws InputError for a sigma that the model does not take, or one that is missing
 */
export function modelGraphs(model: Model, sigma?: number): ModelGraphs {
  const dim = modelDim(model);
  const x = input("x", ["n", dim]);
  const v = input("v", ["n", dim]);
  const [smallest, largest] = modelSigmas(model);
  const asInput = !isClosedForm(model) && smallest < largest && sigma === undefined;
  const noise = asInput ? input("sigma", ["n", 1]) : constant(levelOf(model, sigma));
  const { scaling } = model;
  const scale = scaling && constant(scaling.scale, [dim]);
  const mean = scaling && constant(scaling.mean, [dim]);
  const own = scale && mean ? divide(subtract(x, mean), scale) : x;
  const inner = innerGraph(model, own, asInput ? noise : undefined, sigma);
  const displacement = scale ? multiply(scale, inner.displacement) : inner.displacement;
  const r = scale && mean ? add(mean, multiply(scale, inner.reconstruction)) : inner.reconstruction;
  const deviation = scale ? multiply(noise, scale) : noise;
  const score = divide(divide(displacement, deviation), deviation);
  const inputs = asInput ? [x, noise] : [x];
  const units = scaling ? "standard deviations of the data's columns" : "the data's own units";
  const level = asInput ? `sigma from ${smallest} to ${largest}` : `sigma = ${levelOf(model, sigma)}`;
  const description = `A model of scorebook, ${level}, in ${units}; x, r and score are in the data's own units.`;
  const descriptions = {
    x: "Points, (n, d).",
    sigma: `Standard deviation of the noise at each point, (n, 1), in ${units}.`,
    v: "A direction at each point, (n, d).",
    r: "The reconstruction r(x), (n, d).",
    score: "(r(x) - x) / sigma^2, an estimate of the gradient of log p_sigma, (n, d).",
    jvp: "The Jacobian-vector product dr/dx v, (n, d).",
  };
  const jvp = add(v, pushforward(displacement, new Map([[x, v]])));
  return {
    values: { inputs, outputs: { r, score }, description, descriptions },
    derivative: { inputs: [...inputs, v], outputs: { jvp }, description, descriptions },
  };
}

/** The sigma that is written into the graph. */
function levelOf(model: Model, sigma: number | undefined): number {
  return isClosedForm(model) ? model.at(sigma).sigma : networkOf(model, sigma).sigma;
}

/** r and r - x in the coordinates that the model was made in. */
function innerGraph(model: Model, x: Value, noise: Value | undefined, sigma: number | undefined): ReconstructionGraph {
  if (isClosedForm(model)) {
    const level = levelOf(model, sigma);
    const { density } = model;
    return density.kind === "points"
      ? pointsGraph(density.points, density.dim, level, x)
      : mixtureGraph(density.components, level, x);
  }
  if (noise && model.network instanceof SigmaNetwork) return sigmaNetworkGraph(model.network, x, noise);
  const network = networkOf(model, sigma);
  if (network instanceof OneLayer) return oneLayerNetworkGraph(network, x);
  if (network instanceof ResidualNetwork) return residualNetworkGraph(network, x);
  throw new InputError({ argument: "model", problem: "is of a kind that has no graph" });
}
