import { InputError } from "../../numerics/input-error.ts";
import { list, quote } from "../../numerics/quote.ts";
import type { ActivationName } from "../network/activation.ts";
import { checkDeepShape, type DeepShape } from "../network/deep-shape.ts";
import { checkSigmaRange, type SigmaRange } from "../network/sigma-network.ts";
import type { GraphEngine, Precision } from "../onnx/program.ts";

/** How to train a residual network; all that decides, with the data and the engine, what comes out of it. */
export interface ResidualTrainingOptions {
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
  readonly copies?: number;
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
export type CompleteResidualOptions = Required<Omit<ResidualTrainingOptions, "sigma" | "engine">> & {
  readonly sigmas: SigmaRange;
};

/** What `createRng` takes. */
const LARGEST_SEED = 2 ** 32 - 1;

/** @throws InputError that names the option, what was wrong, and what is allowed */
export function completeResidualOptions(options: ResidualTrainingOptions): CompleteResidualOptions {
  const { optimiser = "adam", loss = "dae", sigma } = options;
  oneOf("optimiser", optimiser, ["adam", "lbfgs"]);
  oneOf("loss", loss, ["dae", "rcae"]);
  const adam = optimiser === "adam";
  // Always in this order, which is that of the model's file.
  const complete: CompleteResidualOptions = {
    loss,
    sigmas: typeof sigma === "number" ? [sigma, sigma] : [sigma[0], sigma[1]],
    hidden: [...(options.hidden ?? [256, 256])],
    activation: options.activation ?? "silu",
    optimiser,
    steps: options.steps ?? (adam ? 3000 : 300),
    batch: options.batch ?? 128,
    learningRate: options.learningRate ?? 2e-3,
    copies: options.copies ?? 1,
    probes: options.probes ?? 0,
    patience: options.patience ?? 15,
    seed: options.seed,
    precision: options.precision ?? (adam ? "float32" : "float64"),
  };
  if (typeof sigma === "number") positive("sigma", sigma);
  checkSigmaRange(complete.sigmas);
  positive("learningRate", complete.learningRate);
  for (const name of ["steps", "batch", "copies", "patience", "seed"] as const) count(name, complete[name], 1);
  count("probes", complete.probes, 0);
  if (complete.seed > LARGEST_SEED) {
    throw new InputError({ argument: "seed", allowed: `at most ${LARGEST_SEED}`, problem: complete.seed });
  }
  oneOf("precision", complete.precision, ["float32", "float64"]);
  checkDeepShape(residualShape(complete, 1));
  return complete;
}

/** Size of the network. */
export function residualShape({ hidden, activation, sigmas }: CompleteResidualOptions, dim: number): DeepShape {
  return { dim, hidden, activation, conditioned: sigmas[0] < sigmas[1] };
}

function oneOf(argument: string, value: string, names: readonly string[]): void {
  if (names.includes(value)) return;
  throw new InputError({ argument, allowed: list(names.map(quote), "or"), problem: quote(value) });
}

function positive(argument: string, value: number): void {
  if (value > 0 && Number.isFinite(value)) return;
  throw new InputError({ argument, allowed: "a positive number", problem: value });
}

function count(argument: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new InputError({ argument, allowed: `a whole number, ${least} or more`, problem: value });
}
