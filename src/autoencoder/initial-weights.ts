import type { Rng } from "../numerics/random.ts";
import { type OneLayerShape, parameterCount, parametersIn } from "./parameters.ts";
import { standardising } from "./scaling.ts";

/** On a line through two data points, hyperplanes pass within so many of their distances from the middle. */
const BEYOND = 0.75;

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
  const samples = points.length / dim;
  for (let k = 0; k < hidden; k++) {
    const [i, j] = [Math.floor(rng.uniform() * samples) * dim, Math.floor(rng.uniform() * samples) * dim];
    const along = BEYOND * (2 * rng.uniform() - 1) + 0.5;
    for (let a = 0; a < dim; a++) {
      hiddenBias[k] -= encoder[k * dim + a] * (points[i + a] + along * (points[j + a] - points[i + a]));
    }
  }
  for (let j = 0; j < decoder.length; j++) {
    decoder[j] = (data.scale[Math.floor(j / hidden)] / Math.sqrt(hidden)) * rng.normal();
  }
  outputBias.set(data.mean);
  return parameters;
}
