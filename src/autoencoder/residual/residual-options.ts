import { checkObject, checkOneOf, checkPositive, checkWhole } from "../../numerics/check.ts";
import { InputError } from "../../numerics/input-error.ts";
import type { ActivationName } from "../network/activation.ts";
import { checkDeepShape, checkHidden, type DeepShape } from "../network/deep-shape.ts";
import { checkSigmaRange, type SigmaRange } from "../network/sigma-network.ts";
import type { GraphEngine, Precision } from "../onnx/program.ts";
import { type OldTrainingNames, withNewNames } from "../training/option-names.ts";

/** The options of the training of a residual network. With the data and the engine they determine the result. */
export interface ResidualTrainingOptions extends Pick<OldTrainingNames, "copies"> {
  /** The loss that is minimised: denoising or contractive. Default "dae". */
  readonly loss?: "dae" | "rcae";
  /** Standard deviation of the corruption, or square root of the penalty's weight; or the smallest and the largest of a range. */
  readonly sigma: number | SigmaRange;
  /** Numbers of hidden units, layer by layer. Default 256, 256. */
  readonly hidden?: readonly number[];
  /** Default "silu". */
  readonly activation?: ActivationName;
  /** Adam on small batches with fresh noise, or L-BFGS on all points with noise that stays the same. Default "adam". */
  readonly optimiser?: "adam" | "lbfgs";
  /** The largest number of steps of the optimiser. Default 3000 for Adam, 300 for L-BFGS. */
  readonly steps?: number;
  /** The number of points in a batch of Adam, drawn with replacement. Default 128. */
  readonly batch?: number;
  /** Size of the first steps of Adam; it falls to 0 along half a cosine. Default 0.002. */
  readonly learningRate?: number;
  /** The number of noisy copies of each point that L-BFGS uses. Default 1. */
  readonly noiseReplicates?: number;
  /**
   * For the contractive loss, the number of random directions for each point along which derivatives are taken; 0 stands for all
   * d axes. Default 0.
   */
  readonly probes?: number;
  /**
   * The validation loss is checked 50 times; the training ends when this number of checks in a row brought no improvement.
   * Default 15.
   */
  readonly patience?: number;
  /**
   * With a number between 0 and 1, the network that is checked and kept has averaged parameters: those of about this fraction of the
   * steps so far, the last ones. Default 0, the parameters of the last step.
   */
  readonly averaging?: number;
  /**
   * Whether r(x) - x is shortened where it is longer than that of any good denoiser, see `largestDisplacement`: rows that are far
   * from all others then count no more than they should. For the denoising loss. Default false.
   */
  readonly limited?: boolean;
  /** The seed of all random numbers. The same seed, engine and machine give the same network. */
  readonly seed: number;
  /** Default "float32" for Adam, "float64" for L-BFGS. */
  readonly precision?: Precision;
  /**
   * The engine that computes. Default "auto": ONNX Runtime, or plain TypeScript (in float64, and slow) if ONNX Runtime is not
   * installed.
   */
  readonly engine?: GraphEngine | "auto";
}

/** With every default filled in. */
export type CompleteResidualOptions = Required<
  Omit<ResidualTrainingOptions, "sigma" | "engine" | "copies" | "averaging" | "limited">
> & {
  readonly sigmas: SigmaRange;
  /** Missing where nothing is averaged. */
  readonly averaging?: number;
  /** Missing where it is false. */
  readonly limited?: true;
};

/** What `createRng` takes. */
const LARGEST_SEED = 2 ** 32 - 1;

/** @throws InputError that names the option, what was wrong, and what is allowed */
export function completeResidualOptions(given: ResidualTrainingOptions): CompleteResidualOptions {
  checkObject("options", given, "sigma and seed");
  const options: Omit<ResidualTrainingOptions, "copies"> = withNewNames(given);
  const { optimiser = "adam", loss = "dae", sigma, hidden = [256, 256], activation = "silu" } = options;
  const {
    batch = 128,
    learningRate = 2e-3,
    noiseReplicates = 1,
    probes = 0,
    patience = 15,
    averaging = 0,
    limited = false,
  } = options;
  checkOneOf("optimiser", optimiser, ["adam", "lbfgs"]);
  checkOneOf("loss", loss, ["dae", "rcae"]);
  if (typeof sigma === "object" && sigma !== null) checkSigmaRange(sigma, "sigma");
  else checkPositive("sigma", sigma);
  checkHidden(hidden);
  const adam = optimiser === "adam";
  // The order is always that of the model's file.
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
    ...(averaging !== 0 && { averaging }),
    ...(limited && { limited }),
    seed: options.seed,
    precision: options.precision === undefined ? (adam ? "float32" : "float64") : options.precision,
  };
  checkPositive("learningRate", complete.learningRate);
  for (const name of ["steps", "batch", "noiseReplicates", "patience", "seed"] as const)
    checkWhole(name, complete[name]);
  checkWhole("probes", complete.probes, 0);
  if (!(averaging >= 0 && averaging < 1)) {
    throw new InputError({ argument: "averaging", allowed: "from 0 to less than 1", problem: averaging });
  }
  if (complete.seed > LARGEST_SEED) {
    throw new InputError({ argument: "seed", allowed: `at most ${LARGEST_SEED}`, problem: complete.seed });
  }
  if (limited && loss !== "dae") {
    throw new InputError({ argument: "limited", problem: "is for the denoising loss" });
  }
  checkOneOf("precision", complete.precision, ["float32", "float64"]);
  if (options.engine !== undefined) checkOneOf("engine", options.engine, ["auto", "onnx", "plain"]);
  checkDeepShape(residualShape(complete, 1));
  return complete;
}

/** Size of the network. */
export function residualShape(
  { hidden, activation, sigmas, limited }: CompleteResidualOptions,
  dim: number,
): DeepShape {
  return { dim, hidden, activation, conditioned: sigmas[0] < sigmas[1], ...(limited && { limited }) };
}
