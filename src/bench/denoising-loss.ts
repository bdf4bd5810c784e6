import { availableParallelism } from "node:os";
import { corrupt } from "../autoencoder/data/corruption.ts";
import { FusedDenoisingLoss } from "../autoencoder/kernel/fused-denoising-loss.ts";
import { initialParameters } from "../autoencoder/network/initial-weights.ts";
import { loadTensorflow } from "../autoencoder/tensorflow/tensorflow.ts";
import { TensorflowDenoisingLoss } from "../autoencoder/tensorflow/tensorflow-losses.ts";
import { DenoisingLoss } from "../autoencoder/training/denoising-loss.ts";
import { spiral } from "../density/examples/spiral.ts";
import type { Objective } from "../numerics/optimise/objective.ts";
import { createRng } from "../numerics/random/random.ts";
import { type Benchmark, type Contender, foreign } from "./benchmark.ts";
import { watchMemory } from "./memory.ts";
import type { Peer } from "./peer.ts";

const DIM = 2;
const SIGMA = 0.01;
/** Of the entries of W: as large as the spiral needs. */
const SCALE = 20;

/** The paper's size, whose memory is measured; then how the time grows with N and with H. */
const sizes = [
  { samples: 10_000, hidden: 1000 },
  { samples: 5000, hidden: 1000 },
  { samples: 2500, hidden: 1000 },
  { samples: 10_000, hidden: 500 },
  { samples: 10_000, hidden: 250 },
];

/** A draw of the spiral, and parameters to begin a training with. */
interface Problem {
  readonly shape: { readonly dim: number; readonly hidden: number; readonly tied: false };
  readonly clean: Float64Array;
  readonly noisy: Float64Array;
  readonly parameters: Float64Array;
}

interface WatchedProblem extends Problem {
  /** Whether to measure memory. */
  readonly watched: boolean;
}

/** The fused kernel against the plain loop, TensorFlow.js, NumPy and PyTorch. */
export const denoisingLossBenchmark: Benchmark = {
  id: "denoising-loss",
  title: "The denoising loss of a one-layer auto-encoder, with its gradient",
  what: "one evaluation on N points of the spiral, d = 2, σ = 0.01, with H hidden units; the error is the largest of the loss and of the gradient, relative to the largest of each, against the plain loop in float64; blocks of points are so small that the hidden values of one stay in the processor's cache; memory is by how much the process grew",
  async *comparisons(size, peer) {
    const { description } = await loadTensorflow(() => {});
    const hasTorch = peer !== null && (await peer.run({ task: "has_torch" })).values[0] === 1;
    const threads = availableParallelism();
    for (const [k, { samples, hidden }] of (size === "full" ? sizes : [{ samples: 200, hidden: 20 }]).entries()) {
      // The largest is the first: what a process has grown by is not taken again later, nor given back.
      const problem = { ...draw(samples, hidden), watched: k === 0 };
      const { shape, clean, noisy } = problem;
      const plain = new DenoisingLoss(clean, noisy, shape);
      const reference = evaluate(plain, problem);
      const opened: { close?(): unknown; dispose?(): void }[] = [];
      const open = <T extends (typeof opened)[number]>(one: T): T => {
        opened.push(one);
        return one;
      };
      const fused = (count: number): Contender =>
        objective(`scorebook FusedDenoisingLoss, ${count} ${count === 1 ? "thread" : "threads"}`, problem, async () =>
          open(await FusedDenoisingLoss.create(clean, noisy, shape, { threads: count })),
        );
      try {
        yield {
          name: `N = ${samples}, H = ${hidden}`,
          reference,
          units: unitsOf(reference),
          ours: fused(threads),
          peers: [
            ...(threads > 1 ? [fused(1)] : []),
            objective("scorebook DenoisingLoss, plain loop", problem, async () => plain),
            objective(description, problem, async () => open(new TensorflowDenoisingLoss(clean, noisy, shape))),
            ...(peer
              ? [
                  inPython(peer, "NumPy, float64", { task: "numpy", type: "float64", whole: true }, problem),
                  inPython(peer, "NumPy, float64, in blocks", { task: "numpy", type: "float64" }, problem),
                  inPython(peer, "NumPy, float32, in blocks", { task: "numpy", type: "float32" }, problem),
                ]
              : []),
            ...(hasTorch
              ? ["float64", "float32"].map((type) =>
                  inPython(peer, `PyTorch, ${type}`, { task: "torch", type }, problem),
                )
              : []),
          ],
        };
      } finally {
        for (const one of opened) {
          await one.close?.();
          one.dispose?.();
        }
      }
    }
  },
};

function draw(samples: number, hidden: number): Problem {
  const shape = { dim: DIM, hidden, tied: false } as const;
  const clean = spiral().sample(createRng(1), samples);
  const noisy = corrupt(clean, SIGMA, createRng(2));
  return { shape, clean, noisy, parameters: initialParameters(clean, shape, SCALE, createRng(3)) };
}

/** The loss, then its gradient. */
function evaluate(loss: Objective, { parameters }: Problem): Float64Array {
  const gradient = new Float64Array(parameters.length);
  const value = loss.evaluate(parameters, gradient);
  return Float64Array.of(value, ...gradient);
}

/** The loss itself, and for each entry of the gradient its largest one. */
function unitsOf(values: Float64Array): Float64Array {
  const largest = values.subarray(1).reduce((max, slope) => Math.max(max, Math.abs(slope)), 0);
  return values.map((value, j) => (j === 0 ? value : largest));
}

/** An objective as contender. It is made by the first run, whose memory that is in; the time is that of the evaluation. */
function objective(name: string, problem: WatchedProblem, create: () => Promise<Objective>): Contender {
  let loss: Objective | undefined;
  return {
    name,
    run: async () => {
      const growth = problem.watched ? watchMemory() : () => undefined;
      loss ??= await create();
      const start = performance.now();
      const values = evaluate(loss, problem);
      const seconds = (performance.now() - start) / 1000;
      const memory = growth();
      return { seconds, values, ...(memory === undefined ? {} : { memory }) };
    },
  };
}

function inPython(peer: Peer, name: string, task: object, problem: WatchedProblem): Contender {
  const { shape, clean, noisy, parameters, watched } = problem;
  const { dim, hidden } = shape;
  const data = { clean: Array.from(clean), noisy: Array.from(noisy), parameters: Array.from(parameters) };
  return foreign(peer, name, { ...task, dim, hidden, ...data, memory: watched });
}
