import { type Scaling, toScaled } from "../../../autoencoder/data/scaling.ts";
import { createRng, type Rng } from "../../../numerics/random/random.ts";
import type { ChainDraws } from "../../../sampling/chains/chain-run.ts";
import { finiteChains } from "../../../sampling/chains/finite-chains.ts";
import { isFinitePoint } from "../../../sampling/chains/finite-points.ts";
import { coordinateDraws, meanOf, varianceOf } from "../../../sampling/diagnostics/chain-quantity.ts";
import {
  bulkEffectiveSampleSize,
  tailEffectiveSampleSize,
} from "../../../sampling/diagnostics/effective-sample-size.ts";
import { meanOfChains } from "../../../sampling/diagnostics/mean-of-chains.ts";
import type { QuadratureReport } from "../../../sampling/diagnostics/quadrature-check.ts";
import { spacedDraws } from "../../../sampling/diagnostics/spaced-draws.ts";
import { rankNormalisedRHat } from "../../../sampling/diagnostics/split-r-hat.ts";
import { energyDistance } from "../../../sampling/distances/energy-distance.ts";
import { slicedWasserstein } from "../../../sampling/distances/sliced-wasserstein.ts";
import { heldOutTest } from "./held-out-test.ts";
import type { SamplingRun } from "./run-sampling.ts";
import { timeStep } from "./sampler-for.ts";
import type { Distances, RanAway, SamplingReport, SamplingSettings } from "./sampling-report.ts";
import { samplingWarnings } from "./sampling-warnings.ts";

/** Reference draws. */
export interface Reference {
  readonly points: Float64Array;
  /** As many further reference draws, independent of `points`; null for the points of a file, against which the draws are tested. */
  readonly others: Float64Array | null;
}

/** What is reported in addition to the settings. */
export interface Sampled {
  readonly run: SamplingRun;
  /** Distances are measured in the units of this scaling; null for the units of the data. */
  readonly scaling: Scaling | null;
  readonly quadrature: QuadratureReport | null;
  readonly reference: Reference | null;
}

/** The largest number of points on each side of a distance. */
export const MOST_COMPARED = 2000;
const FEWEST_DRAWS = 4;
/** The streams of the seed for the report; the chains and the data have other streams. */
const STREAMS = { choice: 101, directions: 102, test: 103 };

/** @param onCoordinate called before each coordinate, with the number of coordinates that are done */
export function reportSampling(
  settings: SamplingSettings,
  { run, scaling, quadrature, reference }: Sampled,
  onCoordinate: (done: number) => void = () => {},
): SamplingReport {
  const finite = finiteChains(run);
  const coordinates = Array.from({ length: run.dim }, (_, a) => {
    onCoordinate(a);
    return diagnose(finite, a);
  });
  const of = <Key extends keyof Diagnosis>(key: Key): Diagnosis[Key][] => coordinates.map((one) => one[key]);
  const report = {
    ...settings,
    chains: run.chains,
    steps: run.iteration,
    kept: run.kept,
    interrupted: run.interrupted,
    timeStep: settings.method === "mh" ? null : timeStep(settings.proposal),
    ...acceptanceOf(run),
    mean: of("mean"),
    standardError: of("standardError"),
    standardDeviation: of("standardDeviation"),
    rHat: of("rHat"),
    rHatIsInfinite: of("rHatIsInfinite"),
    bulkEffectiveSampleSize: of("bulk"),
    tailEffectiveSampleSize: of("tail"),
    meanEffectiveSampleSize: of("size"),
    ranAway: ranAway(run, finite.chains, settings),
    quadrature,
    distances: reference && distancesOf(finite, reference, scaling, settings.seed),
    warnings: [],
  };
  return { ...report, warnings: samplingWarnings(report) };
}

function acceptanceOf({
  acceptance,
  chains,
}: ChainDraws): Pick<SamplingReport, "acceptance" | "acceptanceStandardError"> {
  if (!acceptance) return { acceptance: null, acceptanceStandardError: null };
  return {
    acceptance: meanOf(acceptance),
    acceptanceStandardError: chains === 1 ? null : Math.sqrt(varianceOf(acceptance) / chains),
  };
}

interface Diagnosis {
  readonly mean: number | null;
  readonly standardError: number | null;
  readonly standardDeviation: number | null;
  readonly rHat: number | null;
  readonly rHatIsInfinite: boolean;
  readonly bulk: number | null;
  readonly tail: number | null;
  readonly size: number | null;
}

const UNDEFINED: Diagnosis = {
  mean: null,
  standardError: null,
  standardDeviation: null,
  rHat: null,
  rHatIsInfinite: false,
  bulk: null,
  tail: null,
  size: null,
};

function diagnose({ draws, chains, kept, dim }: ChainDraws, coordinate: number): Diagnosis {
  if (chains === 0 || kept === 0) return UNDEFINED;
  const x = coordinateDraws(draws, chains, dim, coordinate);
  if (kept < FEWEST_DRAWS) return { ...UNDEFINED, mean: meanOf(x) };
  const { mean, standardError, standardDeviation, effectiveSampleSize } = meanOfChains(x, chains);
  const rHat = rankNormalisedRHat(x, chains);
  return {
    mean,
    standardDeviation,
    standardError: finiteOrNull(standardError),
    rHat: finiteOrNull(rHat),
    rHatIsInfinite: rHat === Number.POSITIVE_INFINITY,
    bulk: finiteOrNull(bulkEffectiveSampleSize(x, chains)),
    tail: finiteOrNull(tailEffectiveSampleSize(x, chains)),
    size: finiteOrNull(effectiveSampleSize),
  };
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function ranAway(
  { draws, dim, chains }: ChainDraws,
  finite: number,
  { burnIn, thin }: SamplingSettings,
): RanAway | null {
  if (finite === chains) return null;
  const first = Array.from({ length: draws.length / dim }, (_, i) => i).findIndex((i) => !isFinitePoint(draws, i, dim));
  return { chains: chains - finite, step: burnIn + (Math.floor(first / chains) + 1) * thin };
}

function distancesOf(
  chains: ChainDraws,
  { points, others }: Reference,
  scaling: Scaling | null,
  seed: number,
): Distances | null {
  const { draws, dim } = chains;
  const choice = createRng(seed, STREAMS.choice);
  const compared = thinned(draws, dim, choice);
  const references = thinned(points, dim, choice);
  // The energy distance needs two points on each side.
  if (compared.length < 2 * dim || references.length < 2 * dim) return null;
  const measured = (x: Float64Array): Float64Array => (scaling ? toScaled(x, scaling) : x);
  const between = (x: Float64Array, y: Float64Array): { energyDistance: number; slicedWasserstein: number } => ({
    energyDistance: energyDistance(measured(x), measured(y), dim),
    slicedWasserstein: slicedWasserstein(measured(x), measured(y), dim, createRng(seed, STREAMS.directions)),
  });
  return {
    draws: compared.length / dim,
    references: references.length / dim,
    ...between(compared, references),
    floor: others && between(thinned(others, dim, choice), references),
    test: others ? null : testOf(chains, points, scaling, createRng(seed, STREAMS.test)),
  };
}

/** Neighbours along a chain are alike. A test that treated them as independent would report differences that do not exist. */
function testOf(chains: ChainDraws, points: Float64Array, scaling: Scaling | null, rng: Rng): Distances["test"] {
  const { draws, lag } = spacedDraws(chains);
  const test = heldOutTest(draws, points, chains.dim, rng, scaling);
  return test && { ...test, lag };
}

/**
 * At most MOST_COMPARED of the points: one random point of each run of neighbours. Draws are ordered by step and chain, so that a
 * regular selection, such as every tenth draw, would take the draws of a few chains only.
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
