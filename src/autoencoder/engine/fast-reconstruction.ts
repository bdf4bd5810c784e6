import { checkObject, checkWhole } from "../../numerics/check.ts";
import { InputError } from "../../numerics/input-error.ts";
import { checkReconstruction } from "../../reconstruction/check-reconstruction.ts";
import type { IsotropicReconstruction } from "../../reconstruction/reconstruction.ts";
import { fusedReconstruction } from "../kernel/fused-reconstruction.ts";
import { OneLayer } from "../network/one-layer.ts";
import { ResidualNetwork } from "../network/residual-network.ts";
import { onnxReconstruction } from "../onnx/onnx-reconstruction.ts";
import { chooseEngine, describeEngine } from "./choose-engine.ts";
import type { Engine } from "./engine-table.ts";

/** A reconstruction that holds an engine, which `close` releases. */
export interface FastReconstruction extends IsotropicReconstruction {
  /** The engine that computes it: "the fused kernel, float64". */
  readonly engine: string;
  close(): Promise<void>;
}

export interface FastReconstructionOptions {
  readonly threads: number;
  /**
   * The engine that computes a network. The default for an auto-encoder with one layer of tanh is the fused kernel, which gives the
   * same bytes everywhere; the default for a residual network is "auto", which takes the fastest engine by the table of measured
   * times: for one layer that is ONNX Runtime from about 64 dimensions on. If SCOREBOOK_ENGINE is set, it decides instead. Any other
   * reconstruction is computed by plain TypeScript.
   */
  readonly engine?: Engine | "auto";
  /** The number of points in one call, such as the number of chains; the choice depends on it. Default 100. */
  readonly batch?: number;
}

const BATCH = 100;

/**
 * The reconstruction of a network, computed by a fast engine; up to rounding it is what the network's own `evaluate` computes.
 * The engine is the fused kernel for an auto-encoder with one layer, and ONNX Runtime, if it is installed, for a residual
 * network.
 * @throws InputError for an engine that can't be used, or that can't compute this reconstruction
 */
export async function fastReconstruction(
  network: IsotropicReconstruction,
  options: FastReconstructionOptions,
): Promise<FastReconstruction> {
  checkReconstruction("network", network);
  checkObject("options", options, "threads");
  const { threads, engine: wanted, batch = BATCH } = options;
  checkWhole("threads", threads);
  checkWhole("batch", batch);
  const { dim, sigma } = network;
  if (network instanceof OneLayer && network.activation.name === "tanh") {
    const task = { task: "evaluate", network: "one-layer", dim, hidden: [network.hidden], batch } as const;
    const choice = await chooseEngine(task, wanted ?? "fused");
    const engine = await describeEngine(choice);
    if (choice.engine === "fused") return { ...fusedReconstruction(network, { threads }), engine };
    if (choice.engine === "onnx") return { ...byOnnx(network, threads), engine };
  } else if (network instanceof ResidualNetwork) {
    const hidden = network.weights.hidden.map(({ bias }) => bias.length);
    const choice = await chooseEngine({ task: "evaluate", network: "residual", dim, hidden, batch }, wanted);
    if (choice.engine === "onnx") return { ...byOnnx(network, threads), engine: await describeEngine(choice) };
  } else if (wanted === "fused" || wanted === "onnx") {
    throw new InputError({
      argument: "engine",
      problem: `must be left out for this network: ${wanted} computes auto-encoders with one layer of tanh and residual networks only`,
    });
  }
  const smoothed = network.smoothedLogPdf?.bind(network);
  const displacementJacobian = network.displacementJacobian?.bind(network);
  return {
    dim,
    sigma,
    engine: await describeEngine({ engine: "plain", precision: "float64" }),
    evaluate: (points) => network.evaluate(points),
    jacobian: (points) => network.jacobian(points),
    ...(network.displacement && { displacement: (points: Float64Array) => network.displacement?.(points) ?? points }),
    ...(displacementJacobian && { displacementJacobian }),
    ...(smoothed && { smoothedLogPdf: smoothed }),
    close: async () => {},
  };
}

function byOnnx(network: OneLayer | ResidualNetwork, threads: number): Omit<FastReconstruction, "engine"> {
  const r = onnxReconstruction(network, { threads });
  return { ...r, close: async () => r.close() };
}
