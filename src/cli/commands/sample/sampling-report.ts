import { createRng, type Rng } from "../../../numerics/random/random.ts";
import { coordinateDraws } from "../../../sampling/chain-quantity.ts";
import { bulkEffectiveSampleSize, tailEffectiveSampleSize } from "../../../sampling/effective-sample-size.ts";
import { energyDistance } from "../../../sampling/energy-distance.ts";
import { slicedWasserstein } from "../../../sampling/sliced-wasserstein.ts";
import { rankNormalisedRHat } from "../../../sampling/split-r-hat.ts";
import { formatNumber, formatTable } from "../../output/output.ts";
import type { SamplingRun } from "./run-sampling.ts";

/** What `scorebook sample --json` prints. */
export interface SamplingReport {
  /** The file that was written. */
  readonly out: string;
  readonly chains: number;
  /** Steps of each chain. */
  readonly steps: number;
  /** Draws of each chain that are in the file. */
  readonly kept: number;
  /** Whether Ctrl-C ended it. */
  readonly interrupted: boolean;
  /** The share of proposals that were taken, of all chains; null where nothing is refused. */
  readonly acceptance: number | null;
  /**
   * Of each coordinate; null where it is not defined, such as for fewer than 4 draws, and where it is infinite: each chain
   * stayed in a place of its own.
   */
  readonly rHat: readonly (number | null)[];
  readonly bulkEffectiveSampleSize: readonly (number | null)[];
  readonly tailEffectiveSampleSize: readonly (number | null)[];
  /** How far the draws are from reference draws; null where there are none. */
  readonly distances: Distances | null;
}

export interface Distances {
  /** Number of draws, some of all chains and times, and of reference draws that were compared. */
  readonly draws: number;
  readonly references: number;
  readonly energyDistance: number;
  readonly slicedWasserstein: number;
  /** The same between two independent sets of reference draws; null for those of a file, which is one. */
  readonly floor: { readonly energyDistance: number; readonly slicedWasserstein: number } | null;
}

/** Reference draws, in the chains' coordinates. */
export interface Reference {
  readonly points: Float64Array;
  /** Others, as many, independent of them; null where there are none. */
  readonly others: Float64Array | null;
}

/** Of each side of a distance. */
export const MOST_COMPARED = 2000;
/** What the authors of the rank-normalised R-hat recommend to stay below. */
const LARGEST_R_HAT = 1.01;
const FEWEST_DRAWS = 4;
/** What the random numbers of one seed are for; those of chains and data are others. */
const STREAMS = { choice: 101, directions: 102 };

/**
 * @param seed of the choice of draws that are compared, and of the directions of the sliced distance
 * @param onCoordinate called before each coordinate, with the number of those that are done
 */
export function reportSampling(
  run: SamplingRun,
  out: string,
  reference: Reference | null,
  seed: number,
  onCoordinate: (done: number) => void = () => {},
): SamplingReport {
  const { dim, chains, kept, draws, acceptance } = run;
  const coordinates = Array.from({ length: dim }, (_, a) => {
    onCoordinate(a);
    return kept < FEWEST_DRAWS ? UNDEFINED : diagnose(coordinateDraws(draws, chains, dim, a), chains);
  });
  return {
    out,
    chains,
    steps: run.iteration,
    kept,
    interrupted: run.interrupted,
    acceptance: acceptance && acceptance.reduce((sum, share) => sum + share, 0) / chains,
    rHat: coordinates.map(({ rHat }) => rHat),
    bulkEffectiveSampleSize: coordinates.map(({ bulk }) => bulk),
    tailEffectiveSampleSize: coordinates.map(({ tail }) => tail),
    distances: reference && distancesOf(run, reference, seed),
  };
}

interface Diagnosis {
  readonly rHat: number | null;
  readonly bulk: number | null;
  readonly tail: number | null;
}

const UNDEFINED: Diagnosis = { rHat: null, bulk: null, tail: null };

function diagnose(draws: Float64Array, chains: number): Diagnosis {
  const defined = (value: number): number | null => (Number.isNaN(value) ? null : value);
  return {
    rHat: defined(rankNormalisedRHat(draws, chains)),
    bulk: defined(bulkEffectiveSampleSize(draws, chains)),
    tail: defined(tailEffectiveSampleSize(draws, chains)),
  };
}

function distancesOf({ draws, dim }: SamplingRun, { points, others }: Reference, seed: number): Distances | null {
  const choice = createRng(seed, STREAMS.choice);
  const compared = thinned(draws, dim, choice);
  const references = thinned(points, dim, choice);
  // The energy distance takes two points of each.
  if (compared.length < 2 * dim || references.length < 2 * dim) return null;
  const between = (x: Float64Array, y: Float64Array): { energyDistance: number; slicedWasserstein: number } => ({
    energyDistance: energyDistance(x, y, dim),
    slicedWasserstein: slicedWasserstein(x, y, dim, createRng(seed, STREAMS.directions)),
  });
  return {
    draws: compared.length / dim,
    references: references.length / dim,
    ...between(compared, references),
    floor: others && between(thinned(others, dim, choice), references),
  };
}

/**
 * As many of the points as are compared: one of each run of neighbours, whichever, since draws lie step by step and chain
 * by chain, and every so many-th of them would be those of a few chains.
 */
function thinned(points: Float64Array, dim: number, rng: Rng): Float64Array {
  const n = points.length / dim;
  if (n <= MOST_COMPARED) return points;
  const chosen = new Float64Array(MOST_COMPARED * dim);
  for (let k = 0; k < MOST_COMPARED; k++) {
    const i = Math.min(Math.floor(((k + rng.uniform()) * n) / MOST_COMPARED), n - 1);
    chosen.set(points.subarray(i * dim, (i + 1) * dim), k * dim);
  }
  return chosen;
}

/** The report as a person reads it. */
export function describeSampling(report: SamplingReport, standardised: boolean): string {
  const { out, chains, steps, kept, acceptance, rHat, distances } = report;
  const number = (value: number | null, digits: number): string =>
    value === null ? "undefined" : formatNumber(value, digits);
  const rows = rHat.map((value, a) => [
    `x${a + 1}`,
    number(value, 4),
    number(report.bulkEffectiveSampleSize[a], 3),
    number(report.tailEffectiveSampleSize[a], 3),
  ]);
  const high = rows.filter((_, a) => (rHat[a] ?? Number.POSITIVE_INFINITY) > LARGEST_R_HAT).map(([name]) => name);
  return [
    formatTable(["", "R-hat", "effective sample size, bulk", "tails"], rows),
    "",
    `${count(chains, "chain")} of ${count(steps, "step")}, ${count(kept, "draw")} of each kept${acceptance === null ? "" : `; acceptance ${formatNumber(acceptance, 3)}`}.`,
    ...(distances ? describeDistances(distances, standardised) : []),
    ...(high.length > 0 ? [adviceFor(high)] : []),
    `Written: ${out}.`,
  ].join("\n");
}

function describeDistances(distances: Distances, standardised: boolean): string[] {
  const { draws, references, floor } = distances;
  const units = standardised ? ", in standard deviations of the columns" : "";
  const one = (name: string, key: "energyDistance" | "slicedWasserstein"): string =>
    `${name} distance ${formatNumber(distances[key], 3)}${floor ? ` (between two such sets of data: ${formatNumber(floor[key], 2)})` : ""}`;
  return [
    `From ${draws} of the draws to ${references} of the data, blurred by sigma${units}:`,
    `  ${one("energy", "energyDistance")}`,
    `  ${one("sliced Wasserstein", "slicedWasserstein")}`,
  ];
}

function adviceFor(names: readonly string[]): string {
  const which = names.length > 4 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", ");
  return `R-hat of ${which} is above ${LARGEST_R_HAT}, or undefined: the chains don't agree with each other yet. Try more --steps, or another --proposal.`;
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? "" : "s"}`;
}
