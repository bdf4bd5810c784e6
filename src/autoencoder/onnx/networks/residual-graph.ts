import { largestDisplacement } from "../../../reconstruction/largest-displacement.ts";
import type { ActivationName } from "../../network/activation.ts";
import { type DeepShape, parameterParts } from "../../network/deep-shape.ts";
import { noiseCoordinate, type SigmaRange } from "../../network/sigma-network.ts";
import { skipScaling } from "../../network/skip-scaling.ts";
import { add, divide, multiply, negate, subtract } from "../graph/arithmetic.ts";
import { log, sigmoid, silu, softplus, sqrt, tanh } from "../graph/functions.ts";
import { constant, input } from "../graph/leaves.ts";
import { affine, product } from "../graph/products.ts";
import type { Value } from "../graph/value.ts";
import { limitedLength } from "./limited-length.ts";

/** What a graph has of a residual network: its size, its sigmas and the standard deviation of the data, see `SigmaNetwork`. */
export interface ResidualPlan {
  readonly shape: DeepShape;
  readonly sigmas: SigmaRange;
  readonly dataScale: number;
}

/** r(x, sigma) as part of a graph, and what it is made of. */
export interface ResidualGraph {
  /** r(x) - x, (n, d). */
  readonly displacement: Value;
  /** r(x). */
  readonly reconstruction: Value;
  /** F(input x), (n, d): the network without the scaling. */
  readonly network: Value;
  /** Factors of r = x + lessThanOne x + output F(input x): numbers, or (n, 1). */
  readonly scaling: { readonly lessThanOne: Value; readonly input: Value; readonly output: Value };
}

/** The activations of networks, as operators. */
export const activationOperators: Readonly<Record<ActivationName, (x: Value) => Value>> = {
  tanh,
  sigmoid,
  softplus,
  silu,
};

/** The parameters as inputs of a graph, under the names that `parameterParts` gives them. */
export function parameterInputs(shape: DeepShape): Map<string, Value> {
  return new Map(parameterParts(shape).map(({ name, shape: axes }) => [name, input(name, axes)]));
}

/**
 * The network as part of a graph.
 * @param x where r is evaluated, shape (n, d)
 * @param sigma the standard deviation of the corruption of each point, shape (n, 1), or one number for all
 * @param parameters see `parameterInputs`; values or constants
 */
export function residualGraph(
  { shape, sigmas, dataScale }: ResidualPlan,
  parameters: ReadonlyMap<string, Value>,
  x: Value,
  sigma: Value | number,
): ResidualGraph {
  const part = (name: string): Value => parameters.get(name) as Value;
  const scaling = typeof sigma === "number" ? scalingAt(sigma, dataScale) : scalingGraph(sigma, dataScale);
  const scaled = multiply(scaling.input, x);
  const coordinate = typeof sigma === "number" ? constant(noiseCoordinate(sigma, sigmas)) : coordinateOf(sigma, sigmas);
  let units = scaled;
  for (const k of shape.hidden.keys()) {
    const sums = affine(units, part(`W${k + 1}`), part(`b${k + 1}`));
    const noise = shape.conditioned ? multiply(coordinate, part(`t${k + 1}`)) : null;
    units = activationOperators[shape.activation](noise ? add(sums, noise) : sums);
  }
  const network = add(affine(units, part("V"), part("c")), product(scaled, part("A"), { b: true }));
  const whole = add(multiply(scaling.lessThanOne, x), multiply(scaling.output, network));
  const level = typeof sigma === "number" ? constant(sigma) : sigma;
  const displacement = shape.limited
    ? limitedLength(whole, multiply(level, constant(largestDisplacement(shape.dim))))
    : whole;
  return { displacement, reconstruction: add(x, displacement), network, scaling };
}

function scalingAt(sigma: number, dataScale: number): ResidualGraph["scaling"] {
  const { lessThanOne, input: inner, output } = skipScaling(sigma, dataScale);
  return { lessThanOne: constant(lessThanOne), input: constant(inner), output: constant(output) };
}

function scalingGraph(sigma: Value, dataScale: number): ResidualGraph["scaling"] {
  const variance = multiply(sigma, sigma);
  const total = add(variance, constant(dataScale * dataScale));
  const root = sqrt(total);
  return {
    lessThanOne: negate(divide(variance, total)),
    input: divide(constant(1), root),
    output: divide(multiply(constant(dataScale), sigma), root),
  };
}

/** `noiseCoordinate` in a graph. */
function coordinateOf(sigma: Value, [smallest, largest]: SigmaRange): Value {
  if (smallest === largest) return constant(0);
  const share = divide(log(divide(sigma, constant(smallest))), constant(Math.log(largest / smallest)));
  return subtract(multiply(constant(2), share), constant(1));
}
