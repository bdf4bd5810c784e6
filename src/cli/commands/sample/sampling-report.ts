import type { QuadratureReport } from "../../../sampling/diagnostics/quadrature-check.ts";
import type { SpacedDraws } from "../../../sampling/diagnostics/spaced-draws.ts";
import type { HeldOutTest } from "./held-out-test.ts";
import type { DrawsFormat, EnergyName, SamplerName } from "./sampling-options.ts";
import type { Adaptation } from "./warm-up.ts";

/** How the chains were made. */
export interface SamplingSettings {
  /** The file that is written. */
  readonly out: string;
  readonly format: DrawsFormat;
  readonly target: "model" | "density";
  readonly dim: number;
  readonly sigma: number;
  /** Whether sigma, proposal and distances are in standard deviations of the columns; else they are in the units of the data. */
  readonly standardised: boolean;
  /** What computed r of a model, "the fused kernel, float64"; null for a density, whose optimum is no network. */
  readonly engine: string | null;
  readonly method: SamplerName;
  /** How energy differences were computed; null for langevin, which takes none. */
  readonly energy: EnergyName | null;
  /** Standard deviation of the random part of a step. */
  readonly proposal: number;
  /** How the proposal was found; null where it was given, and for langevin. */
  readonly adaptation: Adaptation | null;
  readonly burnIn: number;
  readonly thin: number;
  readonly seed: number;
}

/**
 * What `scorebook sample --json` prints. Arrays have an entry for each coordinate. Diagnostics are those of the chains that
 * did not run away; a number that is not defined is null.
 */
export interface SamplingReport extends SamplingSettings {
  readonly chains: number;
  /** Steps of each chain, without those of the warm-up. */
  readonly steps: number;
  /** Draws of each chain that are in the file. */
  readonly kept: number;
  /** Whether Ctrl-C ended it. */
  readonly interrupted: boolean;
  /** The time h of a step of mala and langevin, proposal² / 2; null for mh. */
  readonly timeStep: number | null;
  /** The fraction of proposals that were taken, of all chains, after the warm-up; null where nothing is refused. */
  readonly acceptance: number | null;
  /** The standard error of the acceptance, from the differences between chains; null for one chain. */
  readonly acceptanceStandardError: number | null;
  /** The mean of the draws, in the data's own units. */
  readonly mean: readonly (number | null)[];
  /** The standard error of the mean, by its effective sample size. */
  readonly standardError: readonly (number | null)[];
  /** The standard deviation of a draw. */
  readonly standardDeviation: readonly (number | null)[];
  /** Rank-normalised; null where it is not defined, such as for fewer than 4 draws, and where it is infinite. */
  readonly rHat: readonly (number | null)[];
  /** Whether R-hat is infinite: each chain stayed at a place of its own. */
  readonly rHatIsInfinite: readonly boolean[];
  readonly bulkEffectiveSampleSize: readonly (number | null)[];
  readonly tailEffectiveSampleSize: readonly (number | null)[];
  /** The effective sample size of the mean, from which the standard error follows. */
  readonly meanEffectiveSampleSize: readonly (number | null)[];
  /** Chains that left the finite numbers, whose draws up to there are in the file; null where none did. */
  readonly ranAway: RanAway | null;
  /** The effect of a finer quadrature along the segments; null where there is no quadrature. */
  readonly quadrature: QuadratureReport | null;
  /** The distances of the draws from reference draws; null where there are no reference draws. */
  readonly distances: Distances | null;
  /** What to be careful about, a sentence each. */
  readonly warnings: readonly string[];
}

export interface RanAway {
  readonly chains: number;
  /** The first step after which a position that was to be kept was not finite. */
  readonly step: number;
}

export interface Distances {
  /** Number of draws, some of all chains and times, and of reference draws that were compared. */
  readonly draws: number;
  readonly references: number;
  readonly energyDistance: number;
  readonly slicedWasserstein: number;
  /** The same between two independent sets of reference draws; null for those of a file, which is one. */
  readonly floor: { readonly energyDistance: number; readonly slicedWasserstein: number } | null;
  /** Whether draws far apart along their chains differ from the points of a file, see `spacedDraws`; null where there is none. */
  readonly test: (HeldOutTest & Pick<SpacedDraws, "lag">) | null;
}
