import { fitModel } from "../autoencoder/fit/fit-model.ts";
import type { Distribution } from "../density/density.ts";
import { curve10d } from "../density/examples/curve10d.ts";
import { spiral } from "../density/examples/spiral.ts";
import { createRng } from "../numerics/random/random.ts";
import { optimalReconstruction } from "../reconstruction/optimal.ts";
import type { Benchmark, Comparison, Contender } from "./benchmark.ts";
import { watchMemory } from "./memory.ts";
import type { Peer } from "./peer.ts";

/** The number of noisy points on which the loss is measured. No estimator is fitted to them. */
const TEST_POINTS = 2000;

/** The points to which denoisers are fitted, and the pairs of clean and noisy points on which the loss is measured. */
interface Task {
  readonly name: string;
  readonly dim: number;
  readonly sigma: number;
  /** Shape (n, d). */
  readonly points: Float64Array;
  readonly clean: Float64Array;
  readonly noisy: Float64Array;
}

/** Compares `fitModel`, with all of its estimators, with single estimators of scikit-learn and PyTorch. */
export const fitBenchmark: Benchmark = {
  id: "fit",
  title: "The best estimator of the score for given data",
  what: "Each method fits a denoiser to points; ours tries the whole table of estimators. The error is the loss on 2000 noisy points that no method was fitted to, minus the loss of the optimal denoiser, divided by the loss of the identity",
  async *comparisons(size, peer) {
    const [hasSklearn, hasTorch] = peer ? (await peer.run({ task: "available" })).values : [0, 0];
    const n = size === "full" ? 4000 : 100;
    const plane = drawn("spiral", spiral(), 0.03, n);
    for (const [task, distribution] of size === "full" ? [plane, drawn("curve10d", curve10d(), 0.1, n)] : [plane]) {
      yield comparisonOf(task, distribution, size === "tiny", peer, {
        sklearn: hasSklearn === 1,
        torch: hasTorch === 1,
      });
    }
  },
};

function drawn(name: string, distribution: Distribution, sigma: number, n: number): readonly [Task, Distribution] {
  const rng = createRng(1);
  const points = distribution.sample(rng, n);
  const clean = distribution.sample(rng, TEST_POINTS);
  return [
    { name, dim: distribution.dim, sigma, points, clean, noisy: clean.map((x) => x + sigma * rng.normal()) },
    distribution,
  ];
}

function comparisonOf(
  task: Task,
  distribution: Distribution,
  tiny: boolean,
  peer: Peer | null,
  has: { readonly sklearn: boolean; readonly torch: boolean },
): Comparison {
  const { dim, sigma, noisy } = task;
  const best = optimalReconstruction(distribution, "dae", sigma).evaluate(noisy);
  const python = (name: string, kind: string): Contender => inPython(peer as Peer, name, kind, task);
  return {
    name: `${task.name} in R^${dim}, ${task.points.length / dim} points, σ = ${sigma}`,
    reference: relativeLoss(best, task),
    once: true,
    ours: ours(task, tiny),
    peers: [
      ...(peer && has.sklearn
        ? [
            python("scikit-learn MLPRegressor 256, 256", "mlp"),
            python("scikit-learn GaussianMixture by BIC", "mixture"),
            python("scikit-learn KernelDensity", "kernel"),
          ]
        : []),
      ...(peer && has.torch ? [python("PyTorch auto-encoder 256, 256", "torch")] : []),
    ],
  };
}

function ours(task: Task, tiny: boolean): Contender {
  return {
    name: tiny ? "scorebook fit, closed forms" : "scorebook fit",
    run: async () => {
      const { dim, sigma, points, noisy } = task;
      const grown = watchMemory();
      const start = performance.now();
      const plan = { rows: points, dim, source: task.name, sigma, standardise: false };
      const { model, comparison } = await fitModel(tiny ? { ...plan, estimators: ["gaussian", "points"] } : plan);
      const r = model.reconstruction().evaluate(noisy);
      const seconds = (performance.now() - start) / 1000;
      const memory = grown();
      const note = `kept: ${comparison.chosen}`;
      return { seconds, values: relativeLoss(r, task), note, ...(memory !== undefined && { memory }) };
    },
  };
}

function inPython(peer: Peer, name: string, kind: string, task: Task): Contender {
  const { dim, sigma, points, noisy } = task;
  const request = { task: kind, memory: true, dim, sigma, points: Array.from(points), noisy: Array.from(noisy) };
  return {
    name,
    run: async () => {
      const done = await peer.run(request);
      return { ...done, values: relativeLoss(done.values, task) };
    },
  };
}

/** The loss of the values r(x~), divided by the loss of the identity: one number. */
function relativeLoss(r: Float64Array, { clean, noisy }: Task): Float64Array {
  let [own, identity] = [0, 0];
  for (let j = 0; j < r.length; j++) {
    own += (r[j] - clean[j]) ** 2;
    identity += (noisy[j] - clean[j]) ** 2;
  }
  return Float64Array.of(own / identity);
}
