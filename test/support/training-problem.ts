import { type OneLayerShape, parameterCount } from "../../src/autoencoder/network/parameters.ts";
import { createRng } from "../../src/numerics/random/random.ts";

/** A network and its training data, from which a loss and its gradient are computed. */
export interface TrainingProblem {
  readonly shape: OneLayerShape;
  readonly parameters: Float64Array;
  readonly clean: Float64Array;
  readonly noisy: Float64Array;
}

/** Points in [-1, 1]^d with a little noise, and hidden units of which some are saturated, from a seed. */
export function trainingProblem(shape: OneLayerShape, samples: number, seed: number): TrainingProblem {
  const rng = createRng(seed);
  const uniforms = (n: number): Float64Array => Float64Array.from({ length: n }, () => 2 * rng.uniform() - 1);
  const clean = uniforms(samples * shape.dim);
  return {
    shape,
    parameters: uniforms(parameterCount(shape)).map((x) => 4 * x * x * x),
    clean,
    noisy: clean.map((x) => x + 0.1 * (2 * rng.uniform() - 1)),
  };
}
