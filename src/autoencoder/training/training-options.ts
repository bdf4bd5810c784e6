import { checkObject, checkOneOf, checkPositive, checkWhole } from "../../numerics/check.ts";
import { InputError } from "../../numerics/input-error.ts";
import type { Precision } from "../onnx/program.ts";
import { type OldTrainingNames, withNewNames } from "./option-names.ts";

/** The options of the training of a one-layer auto-encoder. With the data they determine the result. */
export interface TrainingOptions extends OldTrainingNames {
  /** The loss that is minimised: denoising or contractive. Default "dae". */
  readonly loss?: "dae" | "rcae";
  /** Standard deviation of the corruption, or square root of the penalty's weight. */
  readonly sigma: number;
  /** Number of hidden units H. */
  readonly hidden: number;
  /** Whether V = W^T. Default false. */
  readonly tied?: boolean;
  /** The number of all L-BFGS iterations, divided equally among the sigmas of the annealing schedule. */
  readonly iterations: number;
  /** The seed of all random numbers. With all else equal, the same seed gives the same bytes. */
  readonly seed: number;
  /**
   * The annealing schedule: larger sigmas to train with first, in the given order; the last one is always `sigma`. Default none.
   */
  readonly annealing?: readonly number[];
  /** The number of iterations after which new corruptions are drawn. Default: one draw for each sigma, as in the paper. */
  readonly redrawEvery?: number;
  /**
   * The number of noisy copies of each point. With few points, more copies keep the network from memorising the noise. Default 1.
   */
  readonly noiseReplicates?: number;
  /** Standard deviation of the initial entries of W, see `initialParameters`. */
  readonly initialScale: number;
  /**
   * Initial size of V h(b + W x), in the data's standard deviations. Training does not change it where there are no data. Default
   * 0.1. Not for tied weights, where V is W^T.
   */
  readonly initialOutput?: number;
  /**
   * Early stopping: the validation loss is checked 50 times; the training ends when this number of checks in a row brought no
   * improvement, and the best network of the checks is kept. Default: no early stopping, and the last network is kept.
   */
  readonly patience?: number;
  /** The number of steps in the memory of L-BFGS. Default 100. */
  readonly history?: number;
  /**
   * The engine that computes the loss: the fused kernel, which gives the same bytes on every machine, or ONNX Runtime, whose last
   * bits depend on the machine. Default "fused".
   */
  readonly engine?: TrainingEngine;
  /** The precision of ONNX Runtime; the fused kernel computes in float64. Default "float64". */
  readonly precision?: Precision;
}

/** The engines that can compute the loss of a one-layer auto-encoder in training. */
export type TrainingEngine = "fused" | "onnx";

/** A point of the curve of a training. */
export interface CurvePoint {
  readonly iteration: number;
  /** The loss that is minimised; it jumps where another sigma or another draw of corruptions begins. */
  readonly training: number;
  /** The loss on the validation points, with the final sigma and corruptions that stay the same. */
  readonly validation: number;
}

/** Iterations with one objective. */
export interface Phase {
  readonly sigma: number;
  /** The number of iterations of all earlier phases. */
  readonly start: number;
  readonly iterations: number;
}

/** The options that complete options leave out where they do not apply. */
type OptionalOptions = "redrawEvery" | "noiseReplicates" | "initialOutput" | "patience" | "engine" | "precision";

/**
 * The options with every default filled in. Options that do not apply are left out: redraws, more than one noise replicate, an
 * initial output other than the default, early stopping, an engine other than the fused kernel.
 */
export type CompleteTrainingOptions = Required<Omit<TrainingOptions, OptionalOptions | keyof OldTrainingNames>> &
  Pick<TrainingOptions, OptionalOptions>;

/** What `createRng` takes. */
const LARGEST_SEED = 2 ** 32 - 1;

/** @throws InputError that names the option, what was wrong, and what is allowed */
export function completeTrainingOptions(given: TrainingOptions): CompleteTrainingOptions {
  checkObject("options", given, "sigma, hidden, iterations, seed and initialScale");
  const options: Omit<TrainingOptions, keyof OldTrainingNames> = withNewNames(given);
  const { loss = "dae", sigma, hidden, tied = false, iterations, seed } = options;
  const {
    annealing = [],
    redrawEvery,
    noiseReplicates = 1,
    initialScale,
    initialOutput,
    patience,
    history = 100,
  } = options;
  const { engine = "fused", precision = "float64" } = options;
  // The order is always that of the model's file, so that the same options give the same bytes.
  const complete: CompleteTrainingOptions = {
    ...{ loss, sigma, hidden, tied, iterations, seed, annealing: [...annealing] },
    ...(redrawEvery !== undefined && { redrawEvery }),
    ...(noiseReplicates !== 1 && { noiseReplicates }),
    ...{ initialScale },
    ...(initialOutput !== undefined && { initialOutput }),
    ...(patience !== undefined && { patience }),
    ...{ history },
    ...(engine !== "fused" && { engine, precision }),
  };
  for (const name of ["sigma", "initialScale", "initialOutput"] as const) {
    const value = complete[name];
    if (value !== undefined || name !== "initialOutput") checkPositive(name, value as number);
  }
  for (const name of [
    "hidden",
    "iterations",
    "seed",
    "redrawEvery",
    "noiseReplicates",
    "patience",
    "history",
  ] as const) {
    const value = complete[name];
    const isOptional = name === "redrawEvery" || name === "noiseReplicates" || name === "patience";
    if (value !== undefined || !isOptional) checkWhole(name, value as number);
  }
  if (options.seed > LARGEST_SEED)
    throw new InputError({ argument: "seed", allowed: `at most ${LARGEST_SEED}`, problem: options.seed });
  annealing.forEach((level, k) => {
    checkPositive(`annealing[${k}]`, level);
  });
  checkOneOf("loss", loss, ["dae", "rcae"]);
  checkOneOf("engine", engine, ["fused", "onnx"]);
  checkOneOf("precision", precision, ["float64", "float32"]);
  if (engine === "fused" && precision === "float32") {
    throw new InputError({
      argument: "precision",
      allowed: "float64 for the fused kernel",
      problem: "float32, which is for the engine onnx",
    });
  }
  if (loss === "rcae" && redrawEvery !== undefined) {
    throw new InputError({
      argument: "redrawEvery",
      allowed: "left out for the loss rcae, which draws no corruption",
      problem: redrawEvery,
    });
  }
  if (loss === "rcae" && noiseReplicates !== 1) {
    throw new InputError({
      argument: "noiseReplicates",
      allowed: "left out for the loss rcae, which draws no corruption",
      problem: noiseReplicates,
    });
  }
  if (tied && initialOutput !== undefined) {
    throw new InputError({
      argument: "initialOutput",
      allowed: "left out for tied weights, where V is W^T",
      problem: initialOutput,
    });
  }
  if (options.iterations <= annealing.length) {
    throw new InputError({
      argument: "iterations",
      allowed: `at least ${annealing.length + 1}, one for each sigma`,
      problem: options.iterations,
    });
  }
  return complete;
}

/** The phases of a training: every sigma, and every redraw with it. */
export function trainingPhases({
  sigma,
  annealing,
  iterations,
  redrawEvery,
}: CompleteTrainingOptions): readonly Phase[] {
  const sigmas = [...annealing, sigma];
  return sigmas.flatMap((level, k) => {
    const boundary = (index: number): number => Math.round((index * iterations) / sigmas.length);
    const end = boundary(k + 1);
    const phases: Phase[] = [];
    for (let start = boundary(k); start < end; start += phases[phases.length - 1].iterations) {
      phases.push({ sigma: level, start, iterations: Math.min(end - start, redrawEvery ?? end - start) });
    }
    return phases;
  });
}
