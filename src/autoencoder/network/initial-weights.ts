import { checkPoints, checkPositive } from "../../numerics/check.ts";
import type { Rng } from "../../numerics/random/random.ts";
import { checkRng } from "../../numerics/random/random.ts";
import { standardising } from "../data/scaling.ts";
import { checkShape, type OneLayerShape, parameterCount, parametersIn } from "./parameters.ts";

/**
 * Half the width of the box through which the units' hyperplanes pass, around the data's mean, in the data's standard deviations.
 */
const REACH = 2;
/** The size is small because training does not change the initial output of the units far from the data. */
const INITIAL_OUTPUT = 0.1;

/**
 * Initial parameters. W is normal with standard deviation `scale`, and b is such that each unit's hyperplane, w . x + b =
 * 0, passes through a random point of a box around the data. The units then bend r everywhere in the box, also away from the
 * data, where they determine the direction of the field. With too small a scale every unit is nearly linear in the box, and
 * training stays at the identity; 1 / scale is about the length over which r can bend.
 *
 * V, where it is not W^T, is by default so small that r begins near c, the mean of the data.
 *
 * @param points the data, shape (N, d)
 * @param scale standard deviation of an entry of W, in units of 1 / x
 * @param output standard deviation of a component of V h where the units are saturated, in standard deviations of the data
 */
export function initialParameters(
  points: Float64Array,
  shape: OneLayerShape,
  scale: number,
  rng: Rng,
  output: number = INITIAL_OUTPUT,
): Float64Array {
  checkShape(shape);
  const { dim, hidden } = shape;
  checkPoints("points", points, dim, 1);
  checkPositive("scale", scale);
  checkRng("rng", rng);
  checkPositive("output", output);
  const data = standardising(points, dim);
  const parameters = new Float64Array(parameterCount(shape));
  const { encoder, hiddenBias, decoder, outputBias } = parametersIn(parameters, shape);
  for (let j = 0; j < encoder.length; j++) encoder[j] = scale * rng.normal();
  for (let k = 0; k < hidden; k++) {
    for (let a = 0; a < dim; a++) {
      const x = data.mean[a] + REACH * (2 * rng.uniform() - 1) * data.scale[a];
      hiddenBias[k] -= encoder[k * dim + a] * x;
    }
  }
  for (let j = 0; j < decoder.length; j++) {
    decoder[j] = output * (data.scale[Math.floor(j / hidden)] / Math.sqrt(hidden)) * rng.normal();
  }
  outputBias.set(data.mean);
  return parameters;
}
