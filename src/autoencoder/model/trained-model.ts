import { type GaussianComponent, GaussianMixture } from "../../density/gaussian/gaussian-mixture.ts";
import { checkObject, checkPoint, checkPoints } from "../../numerics/check.ts";
import { InputError } from "../../numerics/input-error.ts";
import { UNIT_ROUNDOFF } from "../../numerics/unit-roundoff.ts";
import type { DaeClosedForm } from "../../reconstruction/any-dimension/dae-closed-form.ts";
import { displacement, type Reconstruction, scoreEstimate } from "../../reconstruction/reconstruction.ts";
import { checkScalingParts, type Scaling, toScaled } from "../data/scaling.ts";
import { networkErrors } from "../network/network-errors.ts";
import type { OneLayer } from "../network/one-layer.ts";
import type { ResidualNetwork } from "../network/residual-network.ts";
import { SigmaNetwork, type SigmaRange } from "../network/sigma-network.ts";
import { ClosedFormModel } from "./closed-form-model.ts";
import { inDataUnits } from "./data-units.ts";
import type { Provenance, ResidualProvenance } from "./provenance.ts";

/** The parts of a trained auto-encoder. */
export interface ModelParts {
  /** The network, in the coordinates in which it was trained: without scaling, the data's own. */
  readonly network: OneLayer;
  /** Null where the data were not scaled. */
  readonly scaling: Scaling | null;
  readonly provenance: Provenance;
}

/** A trained auto-encoder, and everything that is known about it. */
export class TrainedModel implements ModelParts {
  readonly network: OneLayer;
  readonly scaling: Scaling | null;
  readonly provenance: Provenance;

  /** @throws InputError for parts that don't fit together */
  constructor(parts: ModelParts) {
    checkParts(parts, "evaluate");
    const { network, scaling, provenance } = parts;
    this.network = network;
    this.scaling = scaling;
    this.provenance = provenance;
  }

  /**
   * The reconstruction that the network has learnt, in the data's own units. Score estimates, energies, samplers and fields are
   * made from it. With a scaling it has a sigma for each coordinate.
   */
  reconstruction(): Reconstruction {
    return inDataUnits(this.network, this.scaling);
  }
}

/** Mean and covariance of the data. */
export interface DataMoments {
  /** Shape (d). */
  readonly mean: Float64Array;
  /** Positive definite, shape (d, d). */
  readonly covariance: Float64Array;
}

/** The parts of a trained residual network. */
export interface ResidualModelParts {
  /** The network, for one sigma or a range of sigmas, in the coordinates in which it was trained. */
  readonly network: SigmaNetwork;
  readonly scaling: Scaling | null;
  readonly provenance: ResidualProvenance;
  /**
   * Mean and covariance of the training data, in the network's coordinates; `sample --method flow` corrects its draws by them. Null
   * where they are unknown.
   */
  readonly moments?: DataMoments | null;
  /**
   * A mixture of Gaussians that was fitted to the training data, in the network's coordinates. With noise of the largest sigma it is
   * where `sample --method flow` begins. Null where one Gaussian is as good, and where it is unknown.
   */
  readonly start?: readonly GaussianComponent[] | null;
}

/** A trained residual network, and everything that is known about it. */
export class ResidualModel implements ResidualModelParts {
  readonly network: SigmaNetwork;
  readonly scaling: Scaling | null;
  readonly provenance: ResidualProvenance;
  readonly moments: DataMoments | null;
  readonly start: readonly GaussianComponent[] | null;

  /** @throws InputError for parts that don't fit together */
  constructor(parts: ResidualModelParts) {
    checkParts(parts, "at");
    const { network, scaling, provenance, moments = null, start = null } = parts;
    if (moments !== null) checkMoments(moments, network.dim);
    if (start !== null) checkStart(start, network.dim);
    this.moments = moments;
    this.start = start;
    this.network = network;
    this.scaling = scaling;
    this.provenance = provenance;
  }

  /**
   * The reconstruction that the network has learnt, in the data's own units, see `TrainedModel`.
   * @param sigma in the units that it was trained in; needed where the model is for a range of sigmas
   * @throws InputError for a sigma that the model was not trained for, or one that is missing
   */
  reconstruction(sigma?: number): Reconstruction {
    return inDataUnits(networkOf(this, sigma), this.scaling);
  }
}

/** @throws InputError for invalid moments of d columns */
function checkMoments(moments: DataMoments, dim: number): void {
  checkObject("moments", moments, "mean and covariance");
  checkPoint("moments.mean", moments.mean, dim);
  checkPoint("moments.covariance", moments.covariance, dim * dim);
}

/** @throws InputError for a start that is no mixture of Gaussians in d dimensions */
function checkStart(start: readonly GaussianComponent[], dim: number): void {
  const mixture = new GaussianMixture(start);
  if (mixture.dim !== dim) {
    throw new InputError({
      argument: "start",
      allowed: `a mixture of Gaussians in dimension ${dim}`,
      problem: mixture.dim,
    });
  }
}

function checkParts(parts: ModelParts | ResidualModelParts, method: "evaluate" | "at"): void {
  checkObject("parts", parts, "network, scaling and provenance");
  const { network, scaling, provenance } = parts;
  const allowed = method === "at" ? "a network for a range of sigmas" : "a network with one hidden layer";
  checkObject("network", network, allowed, { methods: [method], numbers: ["dim"] });
  if (scaling !== null) {
    checkScalingParts(scaling);
    checkPoint("scaling.mean", scaling.mean, network.dim);
  }
  checkObject("provenance", provenance, "how the model came to be");
}

/** Every kind of model that a file can hold. */
export type Model = TrainedModel | ResidualModel | ClosedFormModel;
export type AnyModelParts = ModelParts | ResidualModelParts | ClosedFormModel;

/** A network, or the denoiser of a fitted density, at one sigma. */
export type ModelNetwork = OneLayer | ResidualNetwork | DaeClosedForm;

/** Whether a model is a one-layer auto-encoder. */
export function isOneLayer<Parts extends AnyModelParts>(
  model: Parts,
): model is Exclude<Parts, ResidualModelParts | ClosedFormModel> {
  checkObject("model", model, "a model, as trainModel and readModel return it");
  return "network" in model && !(model.network instanceof SigmaNetwork);
}

/** Whether a model is a fitted density: one Gaussian, a mixture of Gaussians, or points. */
export function isClosedForm(model: object): model is ClosedFormModel {
  checkObject("model", model, "a model, as trainModel and readModel return it");
  return model instanceof ClosedFormModel;
}

/** Dimension d of a model's points. */
export function modelDim(model: AnyModelParts): number {
  if (isClosedForm(model)) return model.dim;
  checkObject("model.network", model.network, "a network", { numbers: ["dim"] });
  return model.network.dim;
}

/** The sigmas that a model was made for, from the smallest to the largest; in the units that it was made in. */
export function modelSigmas(model: AnyModelParts): SigmaRange {
  if (isClosedForm(model)) return model.sigmas;
  checkObject("model.network", model.network, "a network", { numbers: ["dim"] });
  const { network } = model;
  return network instanceof SigmaNetwork ? network.sigmas : [network.sigma, network.sigma];
}

/** Whether a model can be evaluated at sigmas other than the one it was made for. */
export function takesSigma(model: AnyModelParts): boolean {
  const [smallest, largest] = modelSigmas(model);
  return isClosedForm(model) || smallest < largest;
}

/**
 * The network of a model at one sigma, or the denoiser of a fitted density, in the coordinates that it was made in.
 * @param sigma needed where the model is for a range of sigmas
 * @throws InputError for a sigma that the model was not made for, or one that is missing
 */
export function networkOf(model: AnyModelParts, sigma?: number): ModelNetwork {
  checkObject("model", model, "a model, as trainModel and readModel return it");
  if (isClosedForm(model)) return model.at(sigma);
  checkObject("model.network", model.network, "a network", { numbers: ["dim"] });
  const { network } = model;
  if (!(network instanceof SigmaNetwork)) {
    if (sigma === undefined || sigma === network.sigma) return network;
    const allowed = `${network.sigma}, which the model was trained for`;
    throw new InputError({ argument: "sigma", allowed, problem: sigma });
  }
  const [smallest, largest] = network.sigmas;
  if (sigma === undefined && smallest < largest) {
    const problem = `must be given: the model has every sigma from ${smallest} to ${largest}`;
    throw new InputError({ argument: "sigma", problem });
  }
  return network.at(sigma ?? smallest);
}

/**
 * The reconstruction r(x), in the data's own units. (n, d) -> (n, d).
 * @param sigma see `networkOf`, as in the functions below
 */
export function modelReconstruction(model: AnyModelParts, points: Float64Array, sigma?: number): Float64Array {
  checkModel(model, points);
  return inDataUnits(networkOf(model, sigma), model.scaling).evaluate(points);
}

/** r(x) - x, in the data's own units. (n, d) -> (n, d). */
export function modelDisplacement(model: AnyModelParts, points: Float64Array, sigma?: number): Float64Array {
  checkModel(model, points);
  return displacement(inDataUnits(networkOf(model, sigma), model.scaling), points);
}

/** The score estimate -> +grad log p, in the data's own units. (n, d) -> (n, d). */
export function modelScore(model: AnyModelParts, points: Float64Array, sigma?: number): Float64Array {
  checkModel(model, points);
  return scoreEstimate(inDataUnits(networkOf(model, sigma), model.scaling), points);
}

/** Bounds on the errors of a model's reconstruction and score at points by rounding, shape (n, d) each. */
export interface ModelErrors {
  readonly r: Float64Array;
  readonly score: Float64Array;
}

/**
 * The errors of `modelReconstruction` and `modelScore` by the rounding of float64 and of the points' last digits. They say
 * nothing about the difference between the network and the score of the data; the network's losses do.
 */
export function modelErrors(model: AnyModelParts, points: Float64Array, sigma?: number): ModelErrors {
  const { scaling } = model;
  const network = networkOf(model, sigma);
  const { dim } = network;
  const u = UNIT_ROUNDOFF;
  const scaleAt = (i: number): number => scaling?.scale[i % dim] ?? 1;
  // The rounding of x, and of x - mean where there is a mean.
  const given = points.map((x, i) => {
    const rounded = scaling ? 3 * Math.abs(x - scaling.mean[i % dim]) : 0;
    return (u * (Math.abs(x) + rounded)) / scaleAt(i);
  });
  const own = scaling ? toScaled(points, scaling) : points;
  const errors = networkErrors(network, own, given);
  const value = network.evaluate(own);
  const sigma2 = network.sigma ** 2;
  return {
    r: errors.r.map((error, i) => {
      const scaled = scaling ? 3 * Math.abs(value[i]) * scaleAt(i) + Math.abs(scaling.mean[i % dim]) : 0;
      return error * scaleAt(i) + u * scaled;
    }),
    score: errors.displacement.map((error, i) => {
      // The operations are a subtraction, a multiplication by the scale, and two divisions by sigma scale.
      const change = error + 7 * u * Math.abs(value[i] - own[i]);
      return change / sigma2 / scaleAt(i);
    }),
  };
}

/** @throws InputError for an argument that is not a trained model, and points that don't fit it */
export function checkModel(model: AnyModelParts, points: Float64Array): void {
  checkObject("model", model, "a model, as trainModel and readModel return it");
  if (!isClosedForm(model)) {
    const method = isOneLayer(model) ? "evaluate" : "at";
    checkObject("model.network", model.network, "a network", { methods: [method], numbers: ["dim"] });
  }
  checkPoints("points", points, modelDim(model));
}
