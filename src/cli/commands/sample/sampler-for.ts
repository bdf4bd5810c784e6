import { type Reconstruction, scoreEstimate } from "../../../reconstruction/reconstruction.ts";
import { firstOrderDifference, pathDifference } from "../../../sampling/energy-difference.ts";
import { mala, unadjustedLangevin } from "../../../sampling/langevin.ts";
import { metropolisHastings } from "../../../sampling/metropolis-hastings.ts";
import { gaussLegendreRule } from "../../../sampling/path-rule.ts";
import type { ChainState, Sampler, StepInfo } from "../../../sampling/sampler.ts";

export interface SamplerChoice {
  readonly method: "mh" | "mala" | "langevin";
  readonly energy: "path" | "first-order";
  /** Gauss points of the path integral. */
  readonly nodes: number;
  /** Standard deviation of the random part of a step. */
  readonly proposal: number;
}

/** The sampler that the options of `scorebook sample` ask for. */
export function samplerFor(
  r: Reconstruction,
  { method, energy, nodes, proposal }: SamplerChoice,
): Sampler<ChainState, StepInfo> {
  const { dim } = r;
  const energyDifference = energy === "path" ? pathDifference(r, gaussLegendreRule(nodes)) : firstOrderDifference(r);
  if (method === "mh") return metropolisHastings({ dim, energyDifference, proposal });
  // sqrt(2 h) is the standard deviation of a Langevin move's noise.
  const step = proposal ** 2 / 2;
  const score = (points: Float64Array): Float64Array => scoreEstimate(r, points);
  if (method === "langevin") return unadjustedLangevin({ dim, score, step });
  return mala({ dim, score, energyDifference, step });
}
