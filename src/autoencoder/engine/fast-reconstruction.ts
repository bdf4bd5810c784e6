import { checkObject, checkWhole } from "../../numerics/check.ts";
import { checkReconstruction } from "../../reconstruction/check-reconstruction.ts";
import type { IsotropicReconstruction } from "../../reconstruction/reconstruction.ts";
import { fusedReconstruction } from "../kernel/fused-reconstruction.ts";
import { OneLayer } from "../network/one-layer.ts";
import { ResidualNetwork } from "../network/residual-network.ts";
import { onnxReconstruction } from "../onnx/onnx-reconstruction.ts";
import { chooseEngine } from "./choose-engine.ts";

/** A reconstruction, and an end to what helps to compute it. */
export interface FastReconstruction extends IsotropicReconstruction {
  close(): Promise<void>;
}

/** How many points are asked for at a time, where nothing is known of it: as many as there are chains. */
const BATCH = 100;

/**
 * The reconstruction of a network by what computes it fastest: up to rounding what its own `evaluate` computes. Of an
 * auto-encoder with one layer that is the fused kernel, of a residual network ONNX Runtime, if it is there.
 */
export async function fastReconstruction(
  network: IsotropicReconstruction,
  options: { readonly threads: number },
): Promise<FastReconstruction> {
  checkReconstruction("network", network);
  checkObject("options", options, "threads");
  const { threads } = options;
  checkWhole("threads", threads);
  if (network instanceof OneLayer && network.activation.name === "tanh") {
    return fusedReconstruction(network, { threads });
  }
  if (network instanceof ResidualNetwork) {
    const { dim, weights } = network;
    const hidden = weights.hidden.map(({ bias }) => bias.length);
    const task = { task: "evaluate", network: "residual", dim, hidden, batch: BATCH } as const;
    const { engine } = await chooseEngine(task);
    if (engine === "onnx") {
      const r = onnxReconstruction(network, { threads });
      return { ...r, close: async () => r.close() };
    }
  }
  const { dim, sigma } = network;
  const smoothed = network.smoothedLogPdf?.bind(network);
  const displacementJacobian = network.displacementJacobian?.bind(network);
  return {
    dim,
    sigma,
    evaluate: (points) => network.evaluate(points),
    jacobian: (points) => network.jacobian(points),
    ...(network.displacement && { displacement: (points: Float64Array) => network.displacement?.(points) ?? points }),
    ...(displacementJacobian && { displacementJacobian }),
    ...(smoothed && { smoothedLogPdf: smoothed }),
    close: async () => {},
  };
}
