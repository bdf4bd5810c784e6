import type { ActivationName } from "../../network/activation.ts";
import type { OneLayerShape } from "../../network/parameters.ts";
import { add } from "../graph/arithmetic.ts";
import { input } from "../graph/leaves.ts";
import { affine, product } from "../graph/products.ts";
import type { Value } from "../graph/value.ts";
import { activationOperators } from "./residual-graph.ts";

/** The parameters of a one-layer auto-encoder as inputs of a graph, in the order of `parametersIn`. */
export function oneLayerInputs({ dim, hidden, tied }: OneLayerShape): Map<string, Value> {
  return new Map([
    ["W", input("W", [hidden, dim])],
    ["b", input("b", [hidden])],
    ...(tied ? [] : [["V", input("V", [dim, hidden])] as const]),
    ["c", input("c", [dim])],
  ]);
}

/** h(b + W x), (n, d) -> (n, H). */
export function oneLayerUnits(
  parameters: ReadonlyMap<string, Value>,
  x: Value,
  activation: ActivationName = "tanh",
): Value {
  return activationOperators[activation](affine(x, parameters.get("W") as Value, parameters.get("b") as Value));
}

/** c + V h, (n, H) -> (n, d); of tied weights V = W^T. */
export function oneLayerOutput(parameters: ReadonlyMap<string, Value>, units: Value): Value {
  const [decoder, bias] = [parameters.get("V"), parameters.get("c") as Value];
  return decoder ? affine(units, decoder, bias) : add(product(units, parameters.get("W") as Value), bias);
}
