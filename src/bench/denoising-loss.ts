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

/** The noise, and the scale of the entries of W: for the spiral in the plane, and for normal points in higher dimensions. */
const IN_PLANE = { sigma: 0.01, scale: 20 };
const WIDER = { sigma: 0.3, scale: 1 };
/** The least number of entries of the gradient whose errors are measured. At most twice as many are measured. */
const COMPARED = 10_000;

/** The paper's size, for which memory is measured; higher dimensions; sizes that show how the time grows with N, d and H. */
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

/** Points, and the parameters at the beginning of a training. */
interface Problem {
  readonly shape: { readonly dim: number; readonly hidden: number; readonly tied: false };
  readonly clean: Float64Array;
  readonly noisy: Float64Array;
  readonly parameters: Float64Array;
  /** One entry of the gradient in every `every` entries is compared. */
  readonly every: number;
  /** Whether memory is measured. */
  readonly watched: boolean;
  /** The path of a file with the parameters, the clean points and the noisy points, which Python reads. */
  readonly file: string;
}

/** An objective that a contender opened and that is closed at the end. */
type Opened = Objective & { close?(): unknown; dispose?(): void };

/**
 * Compares the engine that scorebook chooses, and every engine by itself, with NumPy, JAX and PyTorch. For the paper's size it also
 * measures the plain loop and TensorFlow.js.
 */
export const denoisingLossBenchmark: Benchmark = {
  id: "denoising-loss",
  title: "The denoising loss of a one-layer auto-encoder, with its gradient",
  what: "Each run is one evaluation on N points of R^d with H hidden units. The points are those of the spiral with σ = 0.01 for d = 2, and normal with σ = 0.3 otherwise. Our first row uses the engine that --engine auto chooses. The error is the largest difference from the plain loop in float64: of the loss relative to the loss, and of 10,000 or more entries of the gradient relative to the largest entry. Methods that work in blocks take so few points at a time that the hidden values stay in the processor's cache. Memory is the number of bytes by which the process grew",
  async *comparisons(size, peer) {
    const folder = mkdtempSync(join(tmpdir(), "scorebook-bench-"));
    try {
      for (const [k, one] of (size === "full" ? sizes : tiny).entries()) {
        // Memory is measured for the first problem only: later ones would reuse memory that the process already has.
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

/** The chosen engine in both precisions, then each engine. If memory is measured, the plain loop and TensorFlow.js follow. */
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
  // Divided by sqrt(d), so that sums over d coordinates are as large as a single coordinate.
  const parameters = initialParameters(clean, shape, dim === 2 ? scale : scale / Math.sqrt(dim), createRng(3));
  const arrays = new Float64Array(parameters.length + 2 * clean.length);
  arrays.set(parameters);
  arrays.set(clean, parameters.length);
  arrays.set(noisy, parameters.length + clean.length);
  writeFileSync(file, new Uint8Array(arrays.buffer));
  const every = Math.max(1, Math.floor(parameters.length / COMPARED));
  return { shape, clean, noisy, parameters, every, watched, file };
}

/** The loss, followed by the entries of its gradient that are compared. */
function evaluate(loss: Objective, { parameters, every }: Problem): Float64Array {
  const gradient = new Float64Array(parameters.length);
  return compared(loss.evaluate(parameters, gradient), gradient, every);
}

function compared(value: number, gradient: Float64Array, every: number): Float64Array {
  return Float64Array.from([value, ...gradient.filter((_, j) => j % every === 0)]);
}

/** The units of the errors: the loss for the loss, and the largest entry of the gradient for each entry. */
function unitsOf(values: Float64Array): Float64Array {
  const largest = values.subarray(1).reduce((max, slope) => Math.max(max, Math.abs(slope)), 0);
  return values.map((value, j) => (j === 0 ? value : largest));
}

/**
 * Makes a contender of an objective. The first run creates the objective, so that its memory is counted. Only the evaluation is
 * timed.
 */
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
