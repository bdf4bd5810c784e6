import type { Engine, EngineTask } from "../../autoencoder/engine/engine-table.ts";
import { FusedDenoisingLoss } from "../../autoencoder/kernel/fused-denoising-loss.ts";
import { fusedReconstruction } from "../../autoencoder/kernel/fused-reconstruction.ts";
import { activations } from "../../autoencoder/network/activation.ts";
import type { Layer } from "../../autoencoder/network/multi-layer.ts";
import { OneLayer } from "../../autoencoder/network/one-layer.ts";
import { parameterCount } from "../../autoencoder/network/parameters.ts";
import { ResidualNetwork } from "../../autoencoder/network/residual-network.ts";
import { GraphLoss, lossWithGradient } from "../../autoencoder/onnx/losses/graph-loss.ts";
import { OnnxDenoisingLoss } from "../../autoencoder/onnx/losses/one-layer-losses.ts";
import { onnxReconstruction } from "../../autoencoder/onnx/onnx-reconstruction.ts";
import { openProgram } from "../../autoencoder/onnx/open-program.ts";
import type { Precision } from "../../autoencoder/onnx/program.ts";
import { residualLoss } from "../../autoencoder/residual/residual-loss.ts";
import { DenoisingLoss } from "../../autoencoder/training/denoising-loss.ts";
import type { Objective } from "../../numerics/optimise/objective.ts";
import { createRng, normals, type Rng } from "../../numerics/random/random.ts";
import type { Reconstruction } from "../../reconstruction/reconstruction.ts";

/** A task that an engine can run repeatedly. */
export interface Prepared {
  run(): void;
  close(): unknown;
}

const SIGMA = 0.3;

/** Prepares a task for an engine. @returns null if the engine cannot do the task */
export async function prepare(
  task: EngineTask,
  engine: Engine,
  precision: Precision,
  threads: number,
): Promise<Prepared | null> {
  if (engine !== "onnx" && precision === "float32") return null;
  if (engine === "fused" && task.network === "residual") return null;
  return task.task === "loss"
    ? await prepareLoss(task, engine, precision, threads)
    : prepareEvaluation(task, engine, precision, threads);
}

async function prepareLoss(task: EngineTask, engine: Engine, precision: Precision, threads: number): Promise<Prepared> {
  const rng = createRng(1);
  const clean = normals(rng, task.batch * task.dim);
  const noisy = clean.map((x) => x + SIGMA * rng.normal());
  const loss: Objective & { close?(): unknown } =
    task.network === "residual"
      ? residualObjective(task, { clean, noisy }, engine === "onnx" ? "onnx" : "plain", precision, threads)
      : await oneLayerObjective(task, { clean, noisy }, engine, precision, threads);
  const [parameters, gradient] = [normals(rng, loss.size, 0.1), new Float64Array(loss.size)];
  return { run: () => loss.evaluate(parameters, gradient), close: () => loss.close?.() };
}

/** Clean points, and the same points with noise. */
interface Pairs {
  readonly clean: Float64Array;
  readonly noisy: Float64Array;
}

async function oneLayerObjective(
  { dim, hidden }: EngineTask,
  { clean, noisy }: Pairs,
  engine: Engine,
  precision: Precision,
  threads: number,
): Promise<Objective> {
  const shape = { dim, hidden: hidden[0], tied: false };
  if (engine === "fused") return await FusedDenoisingLoss.create(clean, noisy, shape, { threads });
  if (engine === "onnx") return await OnnxDenoisingLoss.create(clean, noisy, shape, { precision, threads });
  return new DenoisingLoss(clean, noisy, shape);
}

function residualObjective(
  { dim, hidden, batch }: EngineTask,
  pairs: Pairs,
  engine: "onnx" | "plain",
  precision: Precision,
  threads: number,
): GraphLoss {
  const shape = { dim, hidden, activation: "silu", conditioned: false } as const;
  const graph = residualLoss({ shape, sigmas: [SIGMA, SIGMA], dataScale: 1 }, { loss: "dae", probes: 0 });
  const loss = new GraphLoss(graph, openProgram(lossWithGradient(graph), precision, engine, { threads }));
  loss.setBatches({ ...pairs }, batch);
  return loss;
}

function prepareEvaluation(task: EngineTask, engine: Engine, precision: Precision, threads: number): Prepared {
  const rng = createRng(1);
  const network = task.network === "residual" ? residualNetwork(task, rng) : oneLayer(task, rng);
  const points = normals(rng, task.batch * task.dim);
  const r: Reconstruction & { close?(): unknown } =
    engine === "onnx"
      ? onnxReconstruction(network, { precision, threads })
      : engine === "fused" && network instanceof OneLayer
        ? fusedReconstruction(network, { threads })
        : network;
  return { run: () => r.evaluate(points), close: () => r.close?.() };
}

function oneLayer({ dim, hidden: [units] }: EngineTask, rng: Rng): OneLayer {
  const weights = {
    encoder: normals(rng, units * dim, 1 / Math.sqrt(dim)),
    hiddenBias: normals(rng, units),
    decoder: normals(rng, units * dim, 1 / Math.sqrt(units)),
    outputBias: new Float64Array(dim),
  };
  return new OneLayer(weights, SIGMA);
}

function residualNetwork({ dim, hidden }: EngineTask, rng: Rng): ResidualNetwork {
  const layer = (inputs: number, outputs: number): Layer => ({
    matrix: normals(rng, outputs * inputs, 1 / Math.sqrt(inputs)),
    bias: normals(rng, outputs),
  });
  const weights = {
    hidden: hidden.map((units, k) => layer(k === 0 ? dim : hidden[k - 1], units)),
    output: layer(hidden[hidden.length - 1], dim),
    linear: normals(rng, dim * dim, 0.1 / Math.sqrt(dim)),
  };
  return new ResidualNetwork(weights, SIGMA, activations.silu);
}

/** The number of parameters. The work of a task is proportional to it. */
export function taskParameters({ network, dim, hidden }: EngineTask): number {
  if (network === "one-layer") return parameterCount({ dim, hidden: hidden[0], tied: false });
  const sizes = [dim, ...hidden, dim];
  return sizes.slice(1).reduce((sum, outputs, k) => sum + outputs * sizes[k], dim * dim);
}
