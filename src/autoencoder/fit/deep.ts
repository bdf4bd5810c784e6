import { shrunkCovariance } from "../../density/estimate/shrunk-covariance.ts";
import { pause } from "../../numerics/platform.ts";
import type { TrainingData } from "../data/training-data.ts";
import { loadOnnxRuntime, onnxProblem } from "../onnx/runtime.ts";
import { ResidualTraining } from "../residual/residual-training.ts";
import { allRows } from "./closed-forms.ts";
import type { Estimator, FitTask, FittedContent } from "./estimator.ts";

/** With fewer rows than this, a deep network finds nothing that the closed forms do not find. */
const FEWEST_ROWS = 20;
/** The largest validation loss, relative to that of a smaller network, with which a larger one is kept: few rows do not tell less. */
const LARGER_GAIN = 0.97;
/** Options for a range of sigmas, where a batch has few points for each sigma. */
const RANGE_OPTIONS = { batch: 256, learningRate: 3e-3 };
/** The fraction of the steps over which parameters are averaged. */
const AVERAGING = 0.1;
/** The time, in milliseconds, for which training keeps the process from doing anything else. */
const SLICE = 20;

/**
 * A deep network r(x, sigma) = x + linear + network with smooth units, trained by Adam with fresh noise at every step. It begins as the
 * identity, or near it. The iterate with the lowest validation loss is kept. Where networks of several sizes are tried, the first fold
 * decides by its validation rows, and the other folds take its size: the choice among so few has seen some of their rows, but
 * training each size in each fold would take several times as long.
 */
export const deep: Estimator = {
  name: "deep",
  missing: async ({ training, dim }) => {
    if ((await loadOnnxRuntime()) === null) {
      return `is left out: ${onnxProblem()}; npm install onnxruntime-node adds it`;
    }
    return training.length / dim < FEWEST_ROWS ? `needs ${FEWEST_ROWS} rows or more to learn from` : null;
  },
  fit: async (data, task, first) => {
    const tried = first?.content?.kind === "deep" ? [first.content.provenance.options.hidden] : task.hidden;
    const trained: TrainedNetwork[] = [];
    for (const hidden of tried) trained.push(await trainNetwork(data, task, hidden));
    const { network, provenance } = trained.reduce((best, one) => (isClearlyBetter(one, best) ? one : best));
    const { mean, covariance } = shrunkCovariance(allRows(data), data.dim);
    return {
      displacement: (points, level) => network.at(level).displacement(points),
      content: { kind: "deep", network, moments: { mean, covariance }, provenance },
      note: `layers of ${provenance.options.hidden.join(", ")} units`,
    };
  },
};

type TrainedNetwork = Pick<Extract<FittedContent, { readonly kind: "deep" }>, "network" | "provenance">;

function isClearlyBetter(larger: TrainedNetwork, smaller: TrainedNetwork): boolean {
  return larger.provenance.losses.validation < LARGER_GAIN * smaller.provenance.losses.validation;
}

async function trainNetwork(
  data: TrainingData,
  { range, seed, steps, onStep }: FitTask,
  hidden: readonly number[],
): Promise<TrainedNetwork> {
  const sigma = range[0] < range[1] ? range : range[0];
  const more = typeof sigma === "number" ? {} : RANGE_OPTIONS;
  const training = await ResidualTraining.start(data, {
    sigma,
    seed,
    steps,
    hidden,
    engine: "onnx",
    averaging: AVERAGING,
    limited: true,
    ...more,
  });
  try {
    while (!training.done) {
      const end = performance.now() + SLICE;
      do training.step();
      while (!training.done && performance.now() < end);
      await onStep?.(`deep, step ${training.iteration} of ${training.iterations}`);
      await pause();
    }
    const { network, options, loss, validation, curve, stopped, engine } = training;
    const losses = { training: loss, validation: validation.loss, identity: validation.identity };
    return { network, provenance: { options, losses, curve, stopped, engine: engine.name } };
  } finally {
    training.close();
  }
}
