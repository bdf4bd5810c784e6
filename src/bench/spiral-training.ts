import { drawnData, type TrainingData } from "../autoencoder/data/training-data.ts";
import { FusedDenoisingLoss } from "../autoencoder/kernel/fused-denoising-loss.ts";
import { type OneLayerShape, parameterVector } from "../autoencoder/network/parameters.ts";
import { committedModels } from "../autoencoder/plans/committed-models.ts";
import { loadTensorflow } from "../autoencoder/tensorflow/tensorflow.ts";
import { TensorflowDenoisingLoss } from "../autoencoder/tensorflow/tensorflow-losses.ts";
import type { Draws } from "../autoencoder/training/bayes-risk.ts";
import { Training } from "../autoencoder/training/training.ts";
import type { TrainingOptions } from "../autoencoder/training/training-options.ts";
import { spiral } from "../density/examples/spiral.ts";
import { startLbfgs, stepLbfgs } from "../numerics/optimise/lbfgs.ts";
import type { Benchmark, Contender, Run, Size } from "./benchmark.ts";
import type { Peer } from "./peer.ts";

/** A training, and the validation loss at which it ends. */
interface Task {
  readonly data: TrainingData;
  readonly options: TrainingOptions & { readonly initialScale: number };
  readonly target: number;
}

/** The beginning of a training, which is the same for every contender. */
export interface Beginning {
  readonly shape: OneLayerShape;
  readonly parameters: Float64Array;
  readonly draws: Draws;
  readonly validation: Draws;
  /** The number of iterations between two computations of the validation loss. */
  readonly every: number;
}

/** How a training ended. */
interface Outcome {
  readonly seconds: number;
  readonly iterations: number;
  readonly evaluations: number;
  readonly validation: number;
}

const HISTORY = 100;

/** Compares `Training` with the L-BFGS of SciPy and of PyTorch, and with our L-BFGS on the loss of TensorFlow.js. */
export const spiralTrainingBenchmark: Benchmark = {
  id: "spiral-training",
  title: "Training of an auto-encoder on the paper's spiral, from the same parameters and draws",
  what: "L-BFGS with a history of 100 steps runs until the validation loss is at most the target. The validation loss is computed every 10 iterations; this counts in the time but not among the evaluations. Each method has one run. The error is the excess of the validation loss over the target, relative to the target",
  async *comparisons(size, peer) {
    const { description } = await loadTensorflow(() => {});
    const hasTorch = peer !== null && (await peer.run({ task: "has_torch" })).values[0] === 1;
    const task = spiralTask(size);
    const { data, options, target } = task;
    const beginning = await beginningOf(data, options);
    const python = (name: string, fields: object): Contender =>
      contender(name, target, () => inPython(peer as Peer, fields, beginning, task));
    const type = "float64";
    yield {
      name: `N = ${data.training.length / data.dim}, H = ${options.hidden}, σ = ${options.sigma}, to ${target}`,
      reference: Float64Array.of(target),
      units: Float64Array.of(target),
      once: true,
      ours: contender("scorebook Training", target, () => byTraining(task)),
      peers: [
        contender(`scorebook L-BFGS, ${description}`, target, () => byTensorflow(beginning, task)),
        ...(peer
          ? [
              python("SciPy L-BFGS-B, NumPy, float64", { task: "scipy_lbfgs", type, whole: true }),
              python("SciPy L-BFGS-B, NumPy, float64, in blocks", { task: "scipy_lbfgs", type }),
            ]
          : []),
        ...(hasTorch ? [python("PyTorch L-BFGS, float64", { task: "torch_lbfgs", type })] : []),
      ],
    };
  },
};

/** The training of a size. The full size is that of the model of figure 5. */
export function spiralTask(size: Size): Task {
  if (size === "full") {
    const { data, options } = committedModels[0].plan();
    const { initialScale, engine: _, ...rest } = options;
    if (initialScale === undefined) throw new Error("the model's initial scale must be given");
    // 500 iterations are far more than are needed; the curve has a point every 10 iterations.
    return { data, options: { ...rest, initialScale, iterations: 500 }, target: 1.05e-4 };
  }
  const options = { sigma: 0.2, hidden: 30, iterations: 200, seed: 1, initialScale: 5 };
  // The loss of the identity is about 0.08.
  return { data: drawnData(spiral(), 500, 1), options, target: 0.054 };
}

/** The parameters and draws that a `Training` begins with. */
export async function beginningOf(data: TrainingData, options: TrainingOptions): Promise<Beginning> {
  const training = await Training.start(data, options);
  try {
    const { shape, draws, validationDraws, network } = training;
    if (!(draws && validationDraws)) throw new Error("the training must be one with the DAE loss");
    while (training.curve.length < 2) training.step();
    const every = training.curve[1].iteration;
    return { shape, parameters: parameterVector(network.weights), draws, validation: validationDraws, every };
  } finally {
    await training.close();
  }
}

/** Trains with `Training`, whose curve contains the validation loss. */
async function byTraining({ data, options, target }: Task): Promise<Outcome> {
  const start = performance.now();
  const training = await Training.start(data, options);
  try {
    const validation = (): number => training.curve[training.curve.length - 1].validation;
    while (!(training.done || validation() <= target)) training.step();
    const seconds = (performance.now() - start) / 1000;
    const { iteration: iterations, evaluations } = training.checkpoint().state;
    return { seconds, iterations, evaluations, validation: validation() };
  } finally {
    await training.close();
  }
}

/**
 * Trains with the same L-BFGS in float64 on the loss of TensorFlow.js, which is in float32. The fused kernel computes the validation
 * loss.
 */
async function byTensorflow(
  { shape, parameters, draws, validation, every }: Beginning,
  { options, target }: Task,
): Promise<Outcome> {
  const start = performance.now();
  const loss = new TensorflowDenoisingLoss(draws.clean, draws.noisy, shape);
  const validationLoss = await FusedDenoisingLoss.create(validation.clean, validation.noisy, shape);
  try {
    const unused = new Float64Array(parameters.length);
    let state = startLbfgs(loss, parameters);
    let reached = Number.NaN;
    while (!(reached <= target) && state.stopped === null && state.iteration < options.iterations) {
      state = stepLbfgs(loss, state, { history: HISTORY });
      if (state.iteration % every === 0 || state.stopped) reached = validationLoss.evaluate(state.x, unused);
    }
    const seconds = (performance.now() - start) / 1000;
    return { seconds, iterations: state.iteration, evaluations: state.evaluations, validation: reached };
  } finally {
    loss.dispose();
    await validationLoss.close();
  }
}

async function inPython(
  peer: Peer,
  fields: object,
  { shape, parameters, draws, validation, every }: Beginning,
  { options, target }: Task,
): Promise<Outcome> {
  const { seconds, values } = await peer.run({
    ...fields,
    ...{ dim: shape.dim, hidden: shape.hidden, parameters: Array.from(parameters) },
    ...{ clean: Array.from(draws.clean), noisy: Array.from(draws.noisy) },
    ...{ validation_clean: Array.from(validation.clean), validation_noisy: Array.from(validation.noisy) },
    ...{ target, iterations: options.iterations, history: HISTORY, every },
  });
  const [iterations, evaluations, reached] = values;
  return { seconds, iterations, evaluations, validation: reached };
}

function contender(name: string, target: number, train: () => Promise<Outcome>): Contender {
  return {
    name,
    run: async (): Promise<Run> => {
      const { seconds, iterations, evaluations, validation } = await train();
      // Losses below the target count as equally good.
      const values = Float64Array.of(validation < target ? target : validation);
      const reached = Number(validation.toPrecision(5));
      return { seconds, values, note: `${iterations} iterations, ${evaluations} evaluations: ${reached}` };
    },
  };
}
