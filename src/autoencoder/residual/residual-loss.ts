import { add, divide, multiply, subtract } from "../onnx/graph/arithmetic.ts";
import { constant, input } from "../onnx/graph/leaves.ts";
import { sumOfSquares } from "../onnx/graph/squares.ts";
import type { Value } from "../onnx/graph/value.ts";
import type { LossGraph } from "../onnx/losses/graph-loss.ts";
import { exactPenalty, probedPenalty } from "../onnx/losses/loss-values.ts";
import {
  parameterInputs,
  type ResidualGraph,
  type ResidualPlan,
  residualGraph,
} from "../onnx/networks/residual-graph.ts";

/** Which loss of a residual network. */
export interface ResidualLossKind {
  readonly loss: "dae" | "rcae";
  /** For the contractive loss, the number of random directions for each point; 0 stands for all axes. */
  readonly probes: number;
}

/**
 * A loss of r(x, sigma) as a graph, in units of output^2 (see `skipScaling`), in which points have equal weights at every sigma. It is the
 * sum over the points of |r(x~) - x|^2, or of |r(x) - x|^2 + sigma^2 |dr/dx|_F^2. The inputs are `clean` (n, d); for the denoising loss
 * `noisy` (n, d); for a range of sigmas `sigma` (n, 1); and for random directions `probes` (k, n, d).
 */
export function residualLoss(plan: ResidualPlan, kind: ResidualLossKind): LossGraph {
  const { shape, sigmas } = plan;
  const parameters = parameterInputs(shape);
  const clean = input("clean", ["n", shape.dim]);
  const sigma = shape.conditioned ? input("sigma", ["n", 1]) : sigmas[0];
  const points = typeof sigma === "number" ? [clean] : [clean, sigma];
  const widest = Math.max(shape.dim, ...shape.hidden);
  const made = (loss: Value, more: readonly Value[], width: number): LossGraph => ({
    parameters: [...parameters.values()],
    points: [...points, ...more],
    loss,
    width,
  });
  if (kind.loss === "dae") {
    const noisy = input("noisy", ["n", shape.dim]);
    return made(
      denoisingError(residualGraph(plan, parameters, noisy, sigma), noisy, clean, shape.limited ?? false),
      [noisy],
      widest,
    );
  }
  const network = residualGraph(plan, parameters, clean, sigma);
  const ratio = divide(typeof sigma === "number" ? constant(sigma) : sigma, network.scaling.output);
  const scaled = multiply(ratio, network.reconstruction);
  const probes = kind.probes > 0 ? [input("probes", [kind.probes, "n", shape.dim])] : [];
  const penalty = probes.length > 0 ? probedPenalty(scaled, clean, probes[0]) : exactPenalty(scaled, clean);
  const error = sumOfSquares(divide(network.displacement, network.scaling.output));
  return made(add(error, penalty), probes, widest * (kind.probes || shape.dim));
}

/** |r - x|^2 / output^2, which is |F - (x - skip x~) / output|^2 where r(x~) - x~ has no largest length. */
function denoisingError(
  { network, displacement, scaling }: ResidualGraph,
  noisy: Value,
  clean: Value,
  limited: boolean,
): Value {
  if (limited) return sumOfSquares(divide(add(displacement, subtract(noisy, clean)), scaling.output));
  const skipped = add(noisy, multiply(scaling.lessThanOne, noisy));
  return sumOfSquares(subtract(network, divide(subtract(clean, skipped), scaling.output)));
}
