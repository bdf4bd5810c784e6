import {
  ChainRun,
  type ChainState,
  coordinateDraws,
  corrupt,
  createRng,
  energyDistance,
  type FinitePoints,
  firstOrderDifference,
  gaussLegendreRule,
  geometricSchedule,
  type MetropolisInfo,
  meanOfChains,
  metropolisHastings,
  optimalReconstruction,
  optimalSchedule,
  pathDifference,
  probabilityFlow,
  type Rng,
} from "scorebook";
import { distributionOf } from "../points/points-state.ts";
import type { ChainsState } from "./chains-state.ts";

/** Gauss points of the path integral along each proposed step. */
export const NODES = 2;
/** The flow begins with this much noise, in which the points are one hill, and goes down in so many levels. */
export const LARGEST_SIGMA = 4;
export const LEVELS = 60;
/** What tells the random numbers of one seed apart; as in the command `sample`. */
export const STREAMS = { starts: 1, chains: 2, reference: 3 } as const;

/** Chains of one kind on their way: their number of steps, and where they are. */
export type Chains = ChainRun<ChainState, MetropolisInfo>;

/** What the page lets run. */
export interface Running {
  readonly firstOrder: Chains;
  readonly path: Chains;
  /** Draws at every level of the flow, from the largest sigma down, (chains, 2) each. */
  readonly flow: readonly Float64Array[];
  /** The same with the last noise taken out: what the command `sample` calls the draws. */
  readonly denoised: Float64Array;
  /** Draws of p_sigma, to compare with, (chains, 2). */
  readonly reference: Float64Array;
  /** The mean distance, root of the mean square, of draws of p_sigma from their mean, exactly. */
  readonly exactSize: number;
}

/** What chains of one kind have come to. */
export interface ChainNumbers {
  /** Where the chains are, (chains, 2). */
  readonly positions: Float64Array;
  /** The fraction of proposals that were taken so far; NaN before the first step. */
  readonly acceptance: number;
  /** Root of the mean square distance of the chains from their mean. */
  readonly size: number;
  /** Energy distance of the chains to draws of p_sigma. */
  readonly energyDistance: number;
}

/** What the page on chains shows, in numbers. */
export interface ChainsNumbers {
  readonly step: number;
  readonly exactSize: number;
  readonly firstOrder: ChainNumbers;
  readonly path: ChainNumbers;
  readonly flow: Pick<ChainNumbers, "positions" | "size" | "energyDistance">;
}

/** Starts both kinds of chains at the same draws of p_sigma, and computes the flow. */
export function startRunning(state: ChainsState): Running {
  const { points, sigma, proposal, chains, steps, seed } = state;
  const density = distributionOf(points);
  const r = optimalReconstruction(density, "dae", sigma);
  const starts = blurred(density, chains, sigma, createRng(seed, STREAMS.starts));
  const run = (energyDifference: ReturnType<typeof firstOrderDifference>): Chains => {
    const sampler = metropolisHastings({ dim: 2, energyDifference, proposal });
    return new ChainRun(sampler, createRng(seed, STREAMS.chains), starts, { steps });
  };
  const schedule = optimalSchedule(density, geometricSchedule(LARGEST_SIGMA, sigma, LEVELS));
  const wide = blurred(density, chains, LARGEST_SIGMA, createRng(seed, STREAMS.starts));
  const flow = probabilityFlow(schedule, wide);
  return {
    firstOrder: run(firstOrderDifference(r)),
    path: run(pathDifference(r, gaussLegendreRule(NODES))),
    flow,
    denoised: r.evaluate(flow[flow.length - 1]),
    reference: blurred(density, chains, sigma, createRng(seed, STREAMS.reference)),
    exactSize: Math.sqrt(sizeOf(Float64Array.from(points.flat())) ** 2 + 2 * sigma ** 2),
  };
}

/** What is there after the steps that were made. */
export function numbersOf({ firstOrder, path, flow, reference, exactSize }: Running): ChainsNumbers {
  const step = path.iteration;
  const level = Math.round((step / path.steps) * (flow.length - 1));
  return {
    step,
    exactSize,
    firstOrder: chainNumbers(firstOrder, reference),
    path: chainNumbers(path, reference),
    flow: compared(flow[level], reference),
  };
}

/** Mean and standard deviation of each coordinate over all steps of all chains, as the command `sample` gives them. */
export function momentsOfChains(run: Chains): { readonly mean: number[]; readonly standardDeviation: number[] } {
  const { draws, chains, dim } = run.draws();
  const moments = [0, 1].map((axis) => meanOfChains(coordinateDraws(draws, chains, dim, axis), chains));
  return {
    mean: moments.map(({ mean }) => mean),
    standardDeviation: moments.map(({ standardDeviation }) => standardDeviation),
  };
}

function chainNumbers(run: Chains, reference: Float64Array): ChainNumbers {
  const { acceptance, chains } = run.draws();
  const taken = acceptance ? acceptance.reduce((sum, one) => sum + one, 0) / chains : Number.NaN;
  return { ...compared(run.state.positions, reference), acceptance: taken };
}

function compared(
  positions: Float64Array,
  reference: Float64Array,
): Pick<ChainNumbers, "positions" | "size" | "energyDistance"> {
  return { positions, size: sizeOf(positions), energyDistance: energyDistance(positions, reference, 2) };
}

function blurred(density: FinitePoints, n: number, sigma: number, rng: Rng): Float64Array {
  return corrupt(density.sample(rng, n), sigma, rng);
}

/** Root of the mean square distance of points from their mean, (n, 2). */
function sizeOf(points: Float64Array): number {
  const n = points.length / 2;
  const mean = [0, 0];
  points.forEach((value, j) => {
    mean[j % 2] += value / n;
  });
  return Math.sqrt(points.reduce((sum, value, j) => sum + (value - mean[j % 2]) ** 2, 0) / n);
}
