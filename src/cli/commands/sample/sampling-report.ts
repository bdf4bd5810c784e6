import type { QuadratureReport } from "../../../sampling/diagnostics/quadrature-check.ts";
import type { SpacedDraws } from "../../../sampling/diagnostics/spaced-draws.ts";
import type { HeldOutTest } from "./held-out-test.ts";
import type { DrawsFormat, EnergyName, SamplerName } from "./sampling-options.ts";
import type { Adaptation } from "./warm-up.ts";

/** The settings of the chains. */
export interface SamplingSettings {
  /** The file that was written. */
  readonly out: string;
  readonly format: DrawsFormat;
  readonly target: "model" | "density";
  readonly dim: number;
  readonly sigma: number;
  /** Whether sigma, proposal and distances are in standard deviations of the columns; otherwise they are in the units of the data. */
  readonly standardised: boolean;
  /** The engine that computed r of a model, such as "the fused kernel, float64"; null for a density, whose optimum is not a network. */
  readonly engine: string | null;
  readonly method: SamplerName;
  /** The rule for energy differences; null for langevin, which needs none. */
  readonly energy: EnergyName | null;
  /** The standard deviation of the random part of a step. */
  readonly proposal: number;
  /** How the proposal was found; null if it was given, and for langevin. */
  readonly adaptation: Adaptation | null;
  readonly burnIn: number;
  readonly thin: number;
  readonly seed: number;
}

/**
 * The object that `scorebook sample --json` prints. Arrays have an entry for each coordinate. Diagnostics are those of the chains that
 * did not diverge; a number that is not defined is null.
 */
export interface SamplingReport extends SamplingSettings {
  readonly chains: number;
  /** The number of steps of each chain, without the warm-up. */
  readonly steps: number;
  /** The number of draws of each chain in the file. */
  readonly kept: number;
  /** Whether Ctrl-C ended the chains. */
  readonly interrupted: boolean;
  /** The time h of a step of mala and langevin, proposal² / 2; null for mh. */
  readonly timeStep: number | null;
  /** The fraction of accepted proposals, over all chains, after the warm-up; null for langevin, which accepts every step. */
  readonly acceptance: number | null;
  /** The standard error of the acceptance, from the differences between chains; null for one chain. */
  readonly acceptanceStandardError: number | null;
  /** The mean of the draws, in the data's own units. */
  readonly mean: readonly (number | null)[];
  /** The standard error of the mean, by its effective sample size. */
  readonly standardError: readonly (number | null)[];
  /** The standard deviation of a draw. */
  readonly standardDeviation: readonly (number | null)[];
  /** The rank-normalised R-hat; null if it is not defined, such as for fewer than 4 draws, and if it is infinite. */
  readonly rHat: readonly (number | null)[];
  /** Whether R-hat is infinite, because each chain stayed at one point, and these points differ. */
  readonly rHatIsInfinite: readonly boolean[];
  readonly bulkEffectiveSampleSize: readonly (number | null)[];
  readonly tailEffectiveSampleSize: readonly (number | null)[];
  /** The effective sample size of the mean, from which the standard error follows. */
  readonly meanEffectiveSampleSize: readonly (number | null)[];
  /** The chains that diverged to infinity; the file holds their earlier draws. null if none did. */
  readonly ranAway: RanAway | null;
  /** The effect of a finer quadrature along the segments; null if there is no quadrature. */
  readonly quadrature: QuadratureReport | null;
  /** The distances of the draws from reference draws; null if there are no reference draws. */
  readonly distances: Distances | null;
  /** Warnings, each a sentence. */
  readonly warnings: readonly string[];
}

export interface RanAway {
  readonly chains: number;
  /** The first step after which a position that should be kept was not finite. */
  readonly step: number;
}

export interface Distances {
  /** The numbers of draws, from all chains and times, and of reference draws that were compared. */
  readonly draws: number;
  readonly references: number;
  readonly energyDistance: number;
  readonly slicedWasserstein: number;
  /** The distances between two independent sets of reference draws; null for the points of a file, which are one set. */
  readonly floor: { readonly energyDistance: number; readonly slicedWasserstein: number } | null;
  /**
   * A test whether draws that are far apart along their chains (see `spacedDraws`) differ from the points of a file; null if there is no
   * file.
   */
  readonly test: (HeldOutTest & Pick<SpacedDraws, "lag">) | null;
}
