import { checkObject, checkWhole } from "../../numerics/check.ts";
import { InputError } from "../../numerics/input-error.ts";
import { checkReconstruction } from "../../reconstruction/check-reconstruction.ts";
import type { IsotropicReconstruction } from "../../reconstruction/reconstruction.ts";
import { fusedReconstruction } from "../kernel/fused-reconstruction.ts";
import { OneLayer } from "../network/one-layer.ts";
import { ResidualNetwork } from "../network/residual-network.ts";
import { onnxProducts } from "../onnx/onnx-products.ts";
import { onnxReconstruction } from "../onnx/onnx-reconstruction.ts";
import { onnxProblem } from "../onnx/runtime.ts";
import { askedEngine, chooseEngine, describeEngine } from "./choose-engine.ts";
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
   * times: for one layer that is ONNX Runtime from about 64 dimensions on. If SCOREBOOK_ENGINE is set, it decides instead. The optimal
   * denoiser of points uses ONNX Runtime for products of matrices, from 8 dimensions on, where an estimate says that this is faster
   * than the kernel of sums over points; "plain" leaves them to that kernel, which gives the same bytes everywhere. Any other
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
 * network and for the denoiser of points in many dimensions.
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
  const { dim } = network;
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
  } else {
    const fast = await byProducts(network, threads, wanted);
    if (fast) return fast;
    if (wanted === "fused" || wanted === "onnx") throw refused(wanted);
  }
  return { ...membersOf(network), engine: await describeEngine(PLAIN), close: async () => {} };
}

const PLAIN = { engine: "plain", precision: "float64" } as const;

function refused(engine: "fused" | "onnx"): InputError {
  const layers = "auto-encoders with one layer of tanh";
  const can = {
    fused: layers,
    onnx: `${layers}, residual networks and denoisers of many points in 8 or more dimensions`,
  };
  const problem = `must be left out for this network: ${engine} computes ${can[engine]} only`;
  return new InputError({ argument: "engine", problem });
}

/** A reconstruction whose products of matrices ONNX Runtime computes; null where that is of no use, not wanted, or not possible. */
async function byProducts(
  network: IsotropicReconstruction,
  threads: number,
  wanted: Engine | "auto" | undefined,
): Promise<FastReconstruction | null> {
  const { asked, argument } = askedEngine(wanted);
  const { withProducts } = network;
  if (!withProducts || asked === "fused" || asked === "plain") return null;
  const products = await onnxProducts({ threads });
  if (products === null) {
    if (asked === "auto") return null;
    throw new InputError({ argument, problem: `onnx can't be used: ${onnxProblem()}` });
  }
  const engine = `${await describeEngine(PLAIN)}; products of matrices by ${products.engine}`;
  return { ...membersOf(withProducts(products)), engine, close: async () => products.close() };
}

/** The members of a reconstruction, also those that its class has. */
function membersOf(r: IsotropicReconstruction): IsotropicReconstruction {
  const smoothed = r.smoothedLogPdf?.bind(r);
  const displacement = r.displacement?.bind(r);
  const displacementJacobian = r.displacementJacobian?.bind(r);
  return {
    dim: r.dim,
    sigma: r.sigma,
    evaluate: (points) => r.evaluate(points),
    jacobian: (points) => r.jacobian(points),
    ...(displacement && { displacement }),
    ...(displacementJacobian && { displacementJacobian }),
    ...(smoothed && { smoothedLogPdf: smoothed }),
  };
}

function byOnnx(network: OneLayer | ResidualNetwork, threads: number): Omit<FastReconstruction, "engine"> {
  const r = onnxReconstruction(network, { threads });
  return { ...r, close: async () => r.close() };
}
