import { checkPoints, checkPositive } from "../../numerics/check.ts";
import { InputError } from "../../numerics/input-error.ts";
import { quote } from "../../numerics/quote.ts";
import { largestDisplacement } from "../../reconstruction/largest-displacement.ts";
import { activations } from "./activation.ts";
import { checkDeepShape, type DeepShape, deepParameterCount, parameterParts } from "./deep-shape.ts";
import type { Layer } from "./multi-layer.ts";
import { ResidualNetwork } from "./residual-network.ts";
import { skipScaling } from "./skip-scaling.ts";

/** The range of sigmas that a network serves, from the smallest to the largest. */
export type SigmaRange = readonly [smallest: number, largest: number];

/** The number from -1 to 1 that stands for log sigma in a range; 0 where the range is one sigma. */
export function noiseCoordinate(sigma: number, [smallest, largest]: SigmaRange): number {
  return smallest === largest ? 0 : (2 * Math.log(sigma / smallest)) / Math.log(largest / smallest) - 1;
}

/**
 * One network for a range of sigmas, r(x, sigma) = skip x + output F(input x, t): F is a residual network whose hidden layers
 * also take t, which stands for log sigma, and the factors are those of `skipScaling`. At each sigma it is a `ResidualNetwork`.
 */
export class SigmaNetwork {
  readonly dim: number;
  readonly shape: DeepShape;
  /** See `parameterParts`. */
  readonly parameters: Float64Array;
  readonly sigmas: SigmaRange;
  /** The standard deviation of the data in one coordinate: the root of the mean variance of the columns, see `dataScale`. */
  readonly dataScale: number;

  /** @throws InputError where the parameters don't fit the shape, or for an invalid range of sigmas, and for a scale that is not positive */
  constructor(shape: DeepShape, parameters: Float64Array, sigmas: SigmaRange, dataScale: number) {
    checkDeepShape(shape);
    const count = deepParameterCount(shape);
    checkPoints("parameters", parameters, 1);
    if (parameters.length !== count) {
      const allowed = `${count} numbers, as the shape says`;
      throw new InputError({ argument: "parameters", allowed, problem: parameters.length, verb: "hold" });
    }
    checkSigmaRange(sigmas);
    checkPositive("dataScale", dataScale);
    this.dim = shape.dim;
    this.shape = shape;
    this.parameters = parameters;
    this.sigmas = sigmas;
    this.dataScale = dataScale;
  }

  /**
   * The network at one sigma.
   * @throws InputError for a sigma that it was not trained for
   */
  at(sigma: number): ResidualNetwork {
    const [smallest, largest] = this.sigmas;
    if (!(sigma >= smallest && sigma <= largest)) {
      const allowed = `from ${smallest} to ${largest}, which the network was trained for`;
      throw new InputError({ argument: "sigma", allowed, problem: sigma });
    }
    const { dim, shape, dataScale } = this;
    const part = this.#parts();
    const scaling = skipScaling(sigma, dataScale);
    const coordinate = noiseCoordinate(sigma, this.sigmas);
    const hidden = shape.hidden.map((_, k): Layer => {
      const matrix = part(`W${k + 1}`).map((weight) => (k === 0 ? scaling.input * weight : weight));
      const slope = shape.conditioned ? part(`t${k + 1}`) : undefined;
      return { matrix, bias: part(`b${k + 1}`).map((bias, j) => bias + (slope ? coordinate * slope[j] : 0)) };
    });
    const scaled = (name: string, factor: number): Float64Array => part(name).map((weight) => factor * weight);
    const linear = scaled("A", scaling.output * scaling.input);
    for (let a = 0; a < dim; a++) linear[a * dim + a] += scaling.lessThanOne;
    const output = { matrix: scaled("V", scaling.output), bias: scaled("c", scaling.output) };
    const limit = shape.limited ? sigma * largestDisplacement(dim) : Number.POSITIVE_INFINITY;
    return new ResidualNetwork({ hidden, output, linear }, sigma, activations[shape.activation], limit);
  }

  /** The parts of the parameters by name. */
  #parts(): (name: string) => Float64Array {
    const parts = new Map(parameterParts(this.shape).map((part) => [part.name, part]));
    return (name) => {
      const { start = 0, length = 0 } = parts.get(name) ?? {};
      return this.parameters.slice(start, start + length);
    };
  }
}

/** @throws InputError for an invalid range of sigmas */
export function checkSigmaRange(sigmas: SigmaRange, argument = "sigmas"): void {
  const allowed = "two positive numbers, the smaller one first";
  if (!Array.isArray(sigmas)) throw new InputError({ argument, allowed, problem: quote(sigmas) });
  const [smallest, largest] = sigmas;
  if (sigmas.length === 2 && smallest > 0 && largest >= smallest && Number.isFinite(largest)) return;
  throw new InputError({ argument, allowed, problem: quote(sigmas) });
}
