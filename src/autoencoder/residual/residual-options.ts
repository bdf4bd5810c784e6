import { checkObject, checkOneOf, checkPositive, checkWhole } from "../../numerics/check.ts";
import { InputError } from "../../numerics/input-error.ts";
import type { ActivationName } from "../network/activation.ts";
import { checkDeepShape, checkHidden, type DeepShape } from "../network/deep-shape.ts";
import { checkSigmaRange, type SigmaRange } from "../network/sigma-network.ts";
import type { GraphEngine, Precision } from "../onnx/program.ts";
import { type OldTrainingNames, withNewNames } from "../training/option-names.ts";

/** How to train a residual network; all that decides, with the data and the engine, what comes out of it. */
export interface ResidualTrainingOptions extends Pick<OldTrainingNames, "copies"> {
  /** What is minimised: the denoising or the contractive loss. Default "dae". */
  readonly loss?: "dae" | "rcae";
  /** Standard deviation of the corruption, or square root of the penalty's weight; or the smallest and the largest of a range. */
  readonly sigma: number | SigmaRange;
  /** Numbers of hidden units, layer by layer. Default 256, 256. */
  readonly hidden?: readonly number[];
  /** Default "silu". */
  readonly activation?: ActivationName;
  /** Adam on small batches with fresh noise, or L-BFGS on all points with noise that stays the same. Default "adam". */
  readonly optimiser?: "adam" | "lbfgs";
  /** Steps of the optimiser, at most. Default 3000 of Adam, 300 of L-BFGS. */
  readonly steps?: number;
  /** Points of a batch of Adam, drawn with replacement. Default 128. */
  readonly batch?: number;
  /** Size of the first steps of Adam; it falls to 0 along half a cosine. Default 0.002. */
  readonly learningRate?: number;
  /** How often each point is taken by L-BFGS, each time with other noise. Default 1. */
  readonly noiseReplicates?: number;
  /** Of the contractive loss: random directions for each point whose derivatives stand for all; 0 is all d axes. Default 0. */
  readonly probes?: number;
  /** The training ends where so many checks of the validation loss in turn, of 50 in all, were no better. Default 15. */
  readonly patience?: number;
  /** Of all random numbers. The same seed, engine and machine give the same network. */
  readonly seed: number;
  /** Default "float32" for Adam, "float64" for L-BFGS. */
  readonly precision?: Precision;
  /** What computes. Default "auto": ONNX Runtime, or plain TypeScript (in float64, and slow) where it is not there. */
  readonly engine?: GraphEngine | "auto";
}

/** With every default filled in. */
export type CompleteResidualOptions = Required<Omit<ResidualTrainingOptions, "sigma" | "engine" | "copies">> & {
  readonly sigmas: SigmaRange;
};

/** What `createRng` takes. */
const LARGEST_SEED = 2 ** 32 - 1;

/** @throws InputError that names the option, what was wrong, and what is allowed */
export function completeResidualOptions(given: ResidualTrainingOptions): CompleteResidualOptions {
  checkObject("options", given, "sigma and seed");
  const options: Omit<ResidualTrainingOptions, "copies"> = withNewNames(given);
  const { optimiser = "adam", loss = "dae", sigma, hidden = [256, 256], activation = "silu" } = options;
  const { batch = 128, learningRate = 2e-3, noiseReplicates = 1, probes = 0, patience = 15 } = options;
  checkOneOf("optimiser", optimiser, ["adam", "lbfgs"]);
  checkOneOf("loss", loss, ["dae", "rcae"]);
  if (typeof sigma === "object" && sigma !== null) checkSigmaRange(sigma, "sigma");
  else checkPositive("sigma", sigma);
  checkHidden(hidden);
  const adam = optimiser === "adam";
  // Always in this order, which is that of the model's file.
  const complete: CompleteResidualOptions = {
    loss,
    sigmas: typeof sigma === "number" ? [sigma, sigma] : [sigma[0], sigma[1]],
    hidden: [...hidden],
    activation,
    optimiser,
    steps: options.steps === undefined ? (adam ? 3000 : 300) : options.steps,
    batch,
    learningRate,
    noiseReplicates,
    probes,
    patience,
    seed: options.seed,
    precision: options.precision === undefined ? (adam ? "float32" : "float64") : options.precision,
  };
  checkPositive("learningRate", complete.learningRate);
  for (const name of ["steps", "batch", "noiseReplicates", "patience", "seed"] as const)
    checkWhole(name, complete[name]);
  checkWhole("probes", complete.probes, 0);
  if (complete.seed > LARGEST_SEED) {
    throw new InputError({ argument: "seed", allowed: `at most ${LARGEST_SEED}`, problem: complete.seed });
  }
  checkOneOf("precision", complete.precision, ["float32", "float64"]);
  if (options.engine !== undefined) checkOneOf("engine", options.engine, ["auto", "onnx", "plain"]);
  checkDeepShape(residualShape(complete, 1));
  return complete;
}

/** Size of the network. */
export function residualShape({ hidden, activation, sigmas }: CompleteResidualOptions, dim: number): DeepShape {
  return { dim, hidden, activation, conditioned: sigmas[0] < sigmas[1] };
}
