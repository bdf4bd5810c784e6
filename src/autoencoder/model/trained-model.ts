import { UNIT_ROUNDOFF } from "../../numerics/unit-roundoff.ts";
import { displacement, type Reconstruction, scoreEstimate } from "../../reconstruction/reconstruction.ts";
import type { OneLayer } from "../network/one-layer.ts";
import { oneLayerErrors } from "../network/one-layer-errors.ts";
import type { CompleteTrainingOptions, CurvePoint } from "../training/training-options.ts";
import { checkModel } from "./check-model.ts";
import { inDataUnits } from "./data-units.ts";
import { type Scaling, toScaled } from "./scaling.ts";

/** How a model came to be: with the data, enough to make it again, to the same bytes. */
export interface Provenance {
  /** Version of this package. */
  readonly scorebook: string;
  readonly data: {
    /** Where they came from: a name, such as "spiral", or a file's name. */
    readonly source: string;
    /** Number of points trained on, and number of points for validation. */
    readonly training: number;
    readonly validation: number;
    /** See `dataHash`; of the data as they were trained on, scaled if they were. */
    readonly sha256: string;
  };
  readonly options: CompleteTrainingOptions;
  readonly losses: {
    /** The last value of the loss that was minimised. */
    readonly training: number;
    /** The loss on points and corruptions that were not trained on. */
    readonly validation: number;
    /** What the identity, r(x) = x, would have there: near it, nothing was learnt. */
    readonly identity: number;
  };
  readonly curve: readonly CurvePoint[];
  /** Why the training ended before its last iteration, or null. */
  readonly stopped: string | null;
}

/** What a trained auto-encoder consists of. */
export interface ModelParts {
  /** The network, in the coordinates it was trained in. Without scaling those are the data's own. */
  readonly network: OneLayer;
  /** Null where the network saw the data as they are. */
  readonly scaling: Scaling | null;
  readonly provenance: Provenance;
}

/** A trained auto-encoder, and all there is to know about it. */
export class TrainedModel implements ModelParts {
  readonly network: OneLayer;
  readonly scaling: Scaling | null;
  readonly provenance: Provenance;

  constructor({ network, scaling, provenance }: ModelParts) {
    this.network = network;
    this.scaling = scaling;
    this.provenance = provenance;
  }

  /**
   * What the network has learnt, in the data's own units: what score estimates, energies, samplers and fields are made from.
   * With a scaling it has a sigma for each coordinate.
   */
  reconstruction(): Reconstruction {
    return inDataUnits(this.network, this.scaling);
  }
}

/** The reconstruction r(x), in the data's own units. (n, d) -> (n, d). */
export function modelReconstruction(model: ModelParts, points: Float64Array): Float64Array {
  checkModel(model, points);
  return inDataUnits(model.network, model.scaling).evaluate(points);
}

/** r(x) - x, in the data's own units. (n, d) -> (n, d). */
export function modelDisplacement(model: ModelParts, points: Float64Array): Float64Array {
  checkModel(model, points);
  return displacement(inDataUnits(model.network, model.scaling), points);
}

/** The score estimate -> +grad log p, in the data's own units. (n, d) -> (n, d). */
export function modelScore(model: ModelParts, points: Float64Array): Float64Array {
  checkModel(model, points);
  return scoreEstimate(inDataUnits(model.network, model.scaling), points);
}

/** Bounds on the errors of a model's reconstruction and score at points by rounding, shape (n, d) each. */
export interface ModelErrors {
  readonly r: Float64Array;
  readonly score: Float64Array;
}

/**
 * What the rounding of float64 and the last digits of the points do to `modelReconstruction` and `modelScore`. How far the network
 * is from the score of the data is another matter: its losses tell.
 */
export function modelErrors({ network, scaling }: ModelParts, points: Float64Array): ModelErrors {
  const { dim } = network;
  const u = UNIT_ROUNDOFF;
  const scaleAt = (i: number): number => scaling?.scale[i % dim] ?? 1;
  // The last digit of x, and of x - mean where there is one.
  const given = points.map((x, i) => {
    const rounded = scaling ? 3 * Math.abs(x - scaling.mean[i % dim]) : 0;
    return (u * (Math.abs(x) + rounded)) / scaleAt(i);
  });
  const own = scaling ? toScaled(points, scaling) : points;
  const ofR = oneLayerErrors(network, own, given);
  const value = network.evaluate(own);
  const sigma2 = network.sigma ** 2;
  return {
    r: ofR.map((error, i) => {
      const scaled = scaling ? 3 * Math.abs(value[i]) * scaleAt(i) + Math.abs(scaling.mean[i % dim]) : 0;
      return error * scaleAt(i) + u * scaled;
    }),
    score: ofR.map((error, i) => {
      // Subtracted, multiplied by the scale, divided by sigma scale twice.
      const change = error + given[i] + 7 * u * Math.abs(value[i] - own[i]);
      return change / sigma2 / scaleAt(i);
    }),
  };
}
