import type { TrainingData } from "../data/training-data.ts";
import type { FittedDensity } from "../model/closed-form-model.ts";
import type { Provenance, ResidualProvenance } from "../model/provenance.ts";
import type { DataMoments } from "../model/trained-model.ts";
import type { OneLayer } from "../network/one-layer.ts";
import type { SigmaNetwork, SigmaRange } from "../network/sigma-network.ts";

/** The families that are compared, in order of simplicity: of two that are as good as can be told, the one that comes first is kept. */
export const estimatorNames = ["identity", "gaussian", "mixture", "points", "one-layer", "deep"] as const;
export type EstimatorName = (typeof estimatorNames)[number];

/** What is to be fitted, in the coordinates in which it is fitted. */
export interface FitTask {
  /** The sigmas at which estimators are compared, in increasing order: one, or some of the range. */
  readonly sigmas: readonly number[];
  readonly range: SigmaRange;
  /** Of all random numbers. */
  readonly seed: number;
  /** Most steps of the deep network. */
  readonly steps: number;
  /** How far a training has come, now and then; what it throws ends the fit. */
  onStep?(now: string): void | Promise<void>;
  /** An estimator was fitted to a fold, or is missing there. */
  onFitted?(): void;
}

/** What a fitted estimator is stored as. */
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
  /** Undefined for the identity, which there is nothing to store of. */
  readonly content?: FittedContent;
  /** What was chosen in it, such as "8 components". */
  readonly note?: string;
  /** Frees what an engine holds. */
  close?(): void;
}

/** A family of estimators. */
export interface Estimator {
  readonly name: EstimatorName;
  /** Why there is none for a task, as the rest of a sentence that begins with the name; null where there is one. */
  missing(data: TrainingData, task: FitTask): Promise<string | null>;
  /** Learns from the training rows; what it has to choose, it chooses by the validation rows. */
  fit(data: TrainingData, task: FitTask): Promise<FittedEstimator>;
}
