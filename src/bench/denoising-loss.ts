import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { corrupt } from "../autoencoder/data/corruption.ts";
import { chooseEngine, describeEngine } from "../autoencoder/engine/choose-engine.ts";
import type { Engine } from "../autoencoder/engine/engine-table.ts";
import { FusedDenoisingLoss } from "../autoencoder/kernel/fused-denoising-loss.ts";
import { initialParameters } from "../autoencoder/network/initial-weights.ts";
import { OnnxDenoisingLoss } from "../autoencoder/onnx/losses/one-layer-losses.ts";
import type { Precision } from "../autoencoder/onnx/program.ts";
import { loadOnnxRuntime } from "../autoencoder/onnx/runtime.ts";
import { loadTensorflow } from "../autoencoder/tensorflow/tensorflow.ts";
import { TensorflowDenoisingLoss } from "../autoencoder/tensorflow/tensorflow-losses.ts";
import { DenoisingLoss } from "../autoencoder/training/denoising-loss.ts";
import { spiral } from "../density/examples/spiral.ts";
import type { Objective } from "../numerics/optimise/objective.ts";
import { createRng, normals } from "../numerics/random/random.ts";
import { type Benchmark, type Contender, foreign } from "./benchmark.ts";
import { watchMemory } from "./memory.ts";
import type { Peer } from "./peer.ts";

/** The scales of the spiral and of the entries of W that it needs; and those for wider points, which are normal. */
const IN_PLANE = { sigma: 0.01, scale: 20 };
const WIDER = { sigma: 0.3, scale: 1 };
/** Entries of the gradient whose errors are measured, at least: not more than twice as many. */
const COMPARED = 10_000;

/** The paper's size, whose memory is measured, and wider points; then how the time grows with N, d and H. */
const sizes = [
  { samples: 10_000, dim: 2, hidden: 1000 },
  { samples: 4000, dim: 16, hidden: 512 },
  { samples: 4000, dim: 64, hidden: 512 },
  { samples: 2000, dim: 256, hidden: 512 },
  { samples: 1000, dim: 784, hidden: 512 },
  { samples: 2500, dim: 2, hidden: 1000 },
  { samples: 10_000, dim: 2, hidden: 250 },
  { samples: 1000, dim: 64, hidden: 512 },
  { samples: 4000, dim: 64, hidden: 128 },
  { samples: 4000, dim: 256, hidden: 512 },
];
const tiny = [
  { samples: 200, dim: 2, hidden: 20 },
  { samples: 100, dim: 20, hidden: 10 },
];

interface ProblemSize {
  readonly samples: number;
  readonly dim: number;
  readonly hidden: number;
}

/** Points, and parameters to begin a training with. */
interface Problem {
  readonly shape: { readonly dim: number; readonly hidden: number; readonly tied: false };
  readonly clean: Float64Array;
  readonly noisy: Float64Array;
  readonly parameters: Float64Array;
  /** One entry of the gradient in every `every` entries is compared. */
  readonly every: number;
  /** Whether to measure memory. */
  readonly watched: boolean;
  /** Has the parameters and both kinds of points, for Python. */
  readonly file: string;
}

/** What a contender opened, and is closed in the end. */
type Opened = Objective & { close?(): unknown; dispose?(): void };

/** Every engine, and the one that is chosen, against NumPy, JAX and PyTorch; for the paper's size the plain loop and TensorFlow.js too. */
export const denoisingLossBenchmark: Benchmark = {
  id: "denoising-loss",
  title: "The denoising loss of a one-layer auto-encoder, with its gradient",
  what: "one evaluation on N points of R^d with H hidden units: of the spiral, σ = 0.01, for d = 2, else normal ones, σ = 0.3; our first row is by the engine that --engine auto takes; the error is the largest of the loss and of 10,000 or more entries of the gradient, relative to the largest of each, against the plain loop in float64; blocks of points are so small that the hidden values of one stay in the processor's cache; memory is by how much the process grew",
  async *comparisons(size, peer) {
    const folder = mkdtempSync(join(tmpdir(), "scorebook-bench-"));
    try {
      for (const [k, one] of (size === "full" ? sizes : tiny).entries()) {
        // The first is the one whose memory is measured: what a process has grown by is not taken again later, nor given back.
        const problem = draw(one, k === 0, join(folder, "arrays"));
        const opened: Opened[] = [];
        try {
          const plain = new DenoisingLoss(problem.clean, problem.noisy, problem.shape);
          const reference = evaluate(plain, problem);
          const [ours, ...others] = await ownContenders(problem, plain, (loss) => opened.push(loss));
          yield {
            name: `N = ${one.samples}, d = ${one.dim}, H = ${one.hidden}`,
            reference,
            units: unitsOf(reference),
            ours,
            peers: [...others, ...(peer ? await foreignContenders(peer, problem, one) : [])],
          };
        } finally {
          for (const loss of opened) {
            await loss.close?.();
            loss.dispose?.();
          }
        }
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** The chosen engine in both precisions, then each engine; the plain loop and TensorFlow.js for the problem that is watched. */
async function ownContenders(
  problem: Problem,
  plain: Objective,
  keep: (loss: Opened) => void,
): Promise<[Contender, ...Contender[]]> {
  const { shape, clean, noisy, watched } = problem;
  const threads = availableParallelism();
  const open = async (engine: Engine, precision: Precision, count = threads): Promise<Opened> => {
    const loss =
      engine === "onnx"
        ? await OnnxDenoisingLoss.create(clean, noisy, shape, { precision, threads: count })
        : await FusedDenoisingLoss.create(clean, noisy, shape, { threads: count });
    keep(loss);
    return loss;
  };
  const by = (name: string, engine: Engine, precision: Precision, count?: number, note?: string): Contender =>
    objective(name, problem, () => open(engine, precision, count), note);
  const chosen = async (wanted: Precision): Promise<Contender> => {
    const batch = clean.length / shape.dim;
    const task = { task: "loss", network: "one-layer", dim: shape.dim, hidden: [shape.hidden], batch } as const;
    const choice = await chooseEngine(task, "auto", wanted);
    return by(`scorebook, ${wanted}`, choice.engine, choice.precision, threads, await describeEngine(choice));
  };
  const hasOnnx = (await loadOnnxRuntime()) !== null;
  const tensorflow = watched ? (await loadTensorflow(() => {})).description : "";
  return [
    await chosen("float64"),
    await chosen("float32"),
    by("scorebook fused kernel, float64", "fused", "float64"),
    ...(watched && threads > 1 ? [by("scorebook fused kernel, float64, 1 thread", "fused", "float64", 1)] : []),
    ...(hasOnnx
      ? [
          by("scorebook ONNX Runtime, float64", "onnx", "float64"),
          by("scorebook ONNX Runtime, float32", "onnx", "float32"),
        ]
      : []),
    ...(watched
      ? [
          objective("scorebook plain loop, float64", problem, async () => plain),
          objective(`${tensorflow}, float32`, problem, async () => {
            const loss = new TensorflowDenoisingLoss(clean, noisy, shape);
            keep(loss);
            return loss;
          }),
        ]
      : []),
  ];
}

async function foreignContenders(peer: Peer, problem: Problem, { samples }: ProblemSize): Promise<Contender[]> {
  const { shape, file, every, watched } = problem;
  const has = async (task: string): Promise<boolean> => (await peer.run({ task })).values[0] === 1;
  const python = (
    name: string,
    task: { readonly task: string; readonly type: string; readonly whole?: true },
  ): Contender => ({
    ...foreign(peer, name, { ...task, dim: shape.dim, hidden: shape.hidden, samples, file, every, memory: watched }),
    against: `scorebook, ${task.type}`,
  });
  const libraries = [
    ["NumPy", "numpy", true],
    ["JAX", "jax", await has("has_jax")],
    ["PyTorch", "torch", await has("has_torch")],
  ] as const;
  return [
    ...(watched ? [python("NumPy, float64, all points at once", { task: "numpy", type: "float64", whole: true })] : []),
    ...libraries.flatMap(([name, task, isThere]) =>
      isThere ? ["float64", "float32"].map((type) => python(`${name}, ${type}`, { task, type })) : [],
    ),
  ];
}

function draw({ samples, dim, hidden }: ProblemSize, watched: boolean, file: string): Problem {
  const shape = { dim, hidden, tied: false } as const;
  const { sigma, scale } = dim === 2 ? IN_PLANE : WIDER;
  const clean = dim === 2 ? spiral().sample(createRng(1), samples) : normals(createRng(1), samples * dim);
  const noisy = corrupt(clean, sigma, createRng(2));
  // Sums over d coordinates stay of the size of one.
  const parameters = initialParameters(clean, shape, dim === 2 ? scale : scale / Math.sqrt(dim), createRng(3));
  const arrays = new Float64Array(parameters.length + 2 * clean.length);
  arrays.set(parameters);
  arrays.set(clean, parameters.length);
  arrays.set(noisy, parameters.length + clean.length);
  writeFileSync(file, new Uint8Array(arrays.buffer));
  const every = Math.max(1, Math.floor(parameters.length / COMPARED));
  return { shape, clean, noisy, parameters, every, watched, file };
}

/** The loss, then the entries of its gradient that are compared. */
function evaluate(loss: Objective, { parameters, every }: Problem): Float64Array {
  const gradient = new Float64Array(parameters.length);
  return compared(loss.evaluate(parameters, gradient), gradient, every);
}

function compared(value: number, gradient: Float64Array, every: number): Float64Array {
  return Float64Array.from([value, ...gradient.filter((_, j) => j % every === 0)]);
}

/** The loss itself, and for each entry of the gradient its largest one. */
function unitsOf(values: Float64Array): Float64Array {
  const largest = values.subarray(1).reduce((max, slope) => Math.max(max, Math.abs(slope)), 0);
  return values.map((value, j) => (j === 0 ? value : largest));
}

/** An objective as contender. It is made by the first run, whose memory that is in; the time is that of the evaluation. */
function objective(name: string, problem: Problem, create: () => Promise<Objective>, note?: string): Contender {
  let loss: Objective | undefined;
  const gradient = new Float64Array(problem.parameters.length);
  return {
    name,
    run: async () => {
      const growth = problem.watched ? watchMemory() : () => undefined;
      loss ??= await create();
      const start = performance.now();
      const value = loss.evaluate(problem.parameters, gradient);
      const seconds = (performance.now() - start) / 1000;
      const memory = growth();
      const values = compared(value, gradient, problem.every);
      return { seconds, values, ...(memory !== undefined && { memory }), ...(note !== undefined && { note }) };
    },
  };
}
