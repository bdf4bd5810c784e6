import type { TrainingData } from "../data/training-data.ts";
import type { FittedDensity } from "../model/closed-form-model.ts";
import type { Provenance, ResidualProvenance } from "../model/provenance.ts";
import type { DataMoments } from "../model/trained-model.ts";
import type { OneLayer } from "../network/one-layer.ts";
import type { SigmaNetwork, SigmaRange } from "../network/sigma-network.ts";
import type { Fold } from "./held-out-rows.ts";

/** The families that are compared, the simplest first. Of two whose losses cannot be told apart, the first one is chosen. */
export const estimatorNames = ["identity", "gaussian", "mixture", "points", "one-layer", "deep"] as const;
export type EstimatorName = (typeof estimatorNames)[number];

/** What is to be fitted, in the coordinates in which it is fitted. */
export interface FitTask {
  /** The sigmas at which estimators are compared, in increasing order: one, or some of the range. */
  readonly sigmas: readonly number[];
  readonly range: SigmaRange;
  /** The seed of all random numbers. */
  readonly seed: number;
  /** The largest number of training steps of the deep network. */
  readonly steps: number;
  /** The numbers of hidden units, layer by layer, of each deep network that is tried. Of several, validation rows choose one. */
  readonly hidden: readonly (readonly number[])[];
  /** Called from time to time with the state of a training. An exception that it throws ends the fit. */
  onStep?(now: string): void | Promise<void>;
  /** An estimator was fitted to a fold, or is missing there. */
  onFitted?(): void;
}

/** The form in which a fitted estimator is stored. */
export type FittedContent =
  | { readonly kind: "density"; readonly density: FittedDensity }
  | {
      readonly kind: "one-layer";
      readonly network: OneLayer;
      readonly provenance: Omit<Provenance, "scorebook" | "data">;
    }
  | {
      readonly kind: "deep";
      readonly network: SigmaNetwork;
      readonly moments: DataMoments;
      readonly provenance: Omit<ResidualProvenance, "scorebook" | "data">;
    };

/** An estimator that was fitted. */
export interface FittedEstimator {
  /** r(x) - x, the score estimate times sigma^2, at a sigma of the task. (n, d) -> (n, d). */
  displacement(points: Float64Array, sigma: number): Float64Array;
  /** Undefined for the identity, which has nothing to store. */
  readonly content?: FittedContent;
  /** The choice that the fit made, such as "8 components". */
  readonly note?: string;
  /** The number of components that a fit to all rows should have, where the rows of all folds decided on it. */
  readonly components?: number;
  /** Frees the memory of an engine. */
  close?(): void;
}

/** A family of estimators. */
export interface Estimator {
  readonly name: EstimatorName;
  /**
   * Why the family has no estimator for a task, as the rest of a sentence that begins with the family's name; null where it has
   * one.
   */
  missing(data: TrainingData, task: FitTask): Promise<string | null>;
  /**
   * Fits the estimator to the training rows, and makes its own choices by the validation rows. Where the same family was fitted to
   * a first fold, the estimator may take over the choices of `first` that are dear to make.
   */
  fit(data: TrainingData, task: FitTask, first?: FittedEstimator): Promise<FittedEstimator>;
  /** Fits the estimator to each of several folds, where a choice is better made by the rows of many folds than by those of each. */
  fitFolds?(folds: readonly Fold[], task: FitTask): Promise<readonly FittedEstimator[]>;
}
