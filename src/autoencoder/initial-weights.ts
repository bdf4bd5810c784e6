import type { Rng } from "../numerics/random.ts";
import { type OneLayerShape, parameterCount, parametersIn } from "./parameters.ts";
import { standardising } from "./scaling.ts";

/**
 * Parameters to start from. W is normal with standard deviation `scale`, and b is such that each unit's hyperplane,
 * where w . x + b = 0, passes near a data point: units that bend r where the data are. Too small a scale makes every
 * unit nearly linear there, and training stays with the identity; 1 / scale is about the length over which r can bend.
 *
 * V, where it is not W^T, starts with the units' sum about as large as the data; c is their mean.
 *
 * @param points the data, shape (N, d)
 * @param scale standard deviation of an entry of W, in units of 1 / x
 */
export function initialParameters(points: Float64Array, shape: OneLayerShape, scale: number, rng: Rng): Float64Array {
  const { dim, hidden } = shape;
  const data = standardising(points, dim);
  const parameters = new Float64Array(parameterCount(shape));
  const { encoder, hiddenBias, decoder, outputBias } = parametersIn(parameters, shape);
  for (let j = 0; j < encoder.length; j++) encoder[j] = scale * rng.normal();
  for (let k = 0; k < hidden; k++) {
    const i = Math.floor(rng.uniform() * (points.length / dim));
    for (let a = 0; a < dim; a++) {
      // Beside the data, too: what is learnt there decides where the field points far from them.
      const x = points[i * dim + a] + data.scale[a] * rng.normal();
      hiddenBias[k] -= encoder[k * dim + a] * x;
    }
  }
  for (let j = 0; j < decoder.length; j++) {
    decoder[j] = (data.scale[Math.floor(j / hidden)] / Math.sqrt(hidden)) * rng.normal();
  }
  outputBias.set(data.mean);
  return parameters;
}
