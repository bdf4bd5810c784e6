import type { Objective } from "../../src/numerics/optimise/objective.ts";

/** The value, followed by the gradient. */
export function valueAndGradient(objective: Objective, parameters: Float64Array): Float64Array {
  const gradient = new Float64Array(objective.size);
  const value = objective.evaluate(parameters, gradient);
  return Float64Array.of(value, ...gradient);
}
