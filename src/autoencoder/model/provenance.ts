import type { CompleteResidualOptions } from "../residual/residual-options.ts";
import type { CompleteTrainingOptions, CurvePoint } from "../training/training-options.ts";

/** How a model was made. With the data, this suffices to make it again, to the same bytes. */
export interface Provenance {
  /** Version of this package. */
  readonly scorebook: string;
  readonly data: {
    /** The origin of the data: a name, such as "spiral", or a file's name. */
    readonly source: string;
    /** The number of training points, and the number of validation points. */
    readonly training: number;
    readonly validation: number;
    /** The hash of the data as they were trained on, scaled if they were scaled; see `dataHash`. */
    readonly sha256: string;
    /** Names of the columns, where the data came from a file that was fitted. */
    readonly columns?: readonly string[];
  };
  readonly options: CompleteTrainingOptions;
  readonly losses: {
    /** The last value of the loss that was minimised. */
    readonly training: number;
    /** The loss on points and corruptions that were not used in training. */
    readonly validation: number;
    /** The loss of the identity, r(x) = x, on the same points: a network near this loss has learnt nothing. */
    readonly identity: number;
  };
  readonly curve: readonly CurvePoint[];
  /** Why the training ended before its last iteration, or null. */
  readonly stopped: string | null;
  /** The engine that computed, such as "ONNX Runtime 1.30.0"; left out for the fused kernel. */
  readonly engine?: string;
}

/** The origin of a residual network. */
export interface ResidualProvenance extends Omit<Provenance, "options" | "losses"> {
  readonly options: CompleteResidualOptions;
  /** The engine that computed, such as "ONNX Runtime 1.30.0". The same engine on the same machine gives the same network. */
  readonly engine: string;
  /** For a range of sigmas the losses are in units of s^2 sigma^2 / (s^2 + sigma^2), see `ResidualTraining`. */
  readonly losses: Provenance["losses"];
}
