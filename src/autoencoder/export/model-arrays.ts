import type { NamedArrays } from "../../files/npz.ts";
import { largestDisplacement } from "../../reconstruction/largest-displacement.ts";
import type { FittedDensity } from "../model/closed-form-model.ts";
import { isClosedForm, type Model } from "../model/trained-model.ts";
import { parameterParts } from "../network/deep-shape.ts";
import { SigmaNetwork } from "../network/sigma-network.ts";

/**
 * The numbers of a model, by name, for NumPy: `kind`, `sigma` or the range `sigmas`, `mean` and `scale` where the data were standardised,
 * and the arrays of its kind. These are the weights of a one-layer network r = outputBias + decoder h(hiddenBias + encoder x); W1, b1, t1,
 * ..., V, c, A and `dataScale` of a residual network, and `largestStep` where |r(x) - x| is at most this number of sigmas; `weights`, `means` and `covariances` of a mixture; and `points` of points.
 */
export function modelArrays(model: Model): NamedArrays {
  const { scaling } = model;
  const scaled: NamedArrays = scaling
    ? {
        mean: { data: scaling.mean, shape: [scaling.mean.length] },
        scale: { data: scaling.scale, shape: [scaling.scale.length] },
      }
    : {};
  if (isClosedForm(model)) {
    return { kind: model.density.kind, sigmas: vector(model.sigmas), ...densityArrays(model.density), ...scaled };
  }
  const { network } = model;
  if (network instanceof SigmaNetwork) {
    const parts = parameterParts(network.shape).map(({ name, shape, start, length }) => {
      return [name, { data: network.parameters.subarray(start, start + length), shape }] as const;
    });
    return {
      kind: "residual",
      activation: network.shape.activation,
      sigmas: vector(network.sigmas),
      dataScale: { data: Float64Array.of(network.dataScale), shape: [] },
      ...(network.shape.limited && {
        largestStep: { data: Float64Array.of(largestDisplacement(network.dim)), shape: [] },
      }),
      ...Object.fromEntries(parts),
      ...scaled,
    };
  }
  const { dim, hidden, activation, sigma, weights } = network;
  return {
    kind: "one-layer",
    activation: activation.name,
    sigma: { data: Float64Array.of(sigma), shape: [] },
    encoder: { data: weights.encoder, shape: [hidden, dim] },
    hiddenBias: vector(weights.hiddenBias),
    decoder: { data: weights.decoder, shape: [dim, hidden] },
    outputBias: vector(weights.outputBias),
    ...scaled,
  };
}

function densityArrays(density: FittedDensity): NamedArrays {
  if (density.kind === "points") {
    return { points: { data: density.points, shape: [density.points.length / density.dim, density.dim] } };
  }
  const { components } = density;
  const dim = components[0].mean.length;
  return {
    weights: vector(components.map(({ weight }) => weight)),
    means: { data: Float64Array.from(components.flatMap(({ mean }) => [...mean])), shape: [components.length, dim] },
    covariances: {
      data: Float64Array.from(components.flatMap(({ covariance }) => covariance.flat())),
      shape: [components.length, dim, dim],
    },
  };
}

function vector(values: ArrayLike<number>): { data: Float64Array; shape: number[] } {
  return { data: Float64Array.from(values), shape: [values.length] };
}
