import { availableParallelism } from "node:os";
import { fusedReconstruction } from "../autoencoder/kernel/fused-reconstruction.ts";
import { initialParameters } from "../autoencoder/network/initial-weights.ts";
import { OneLayer } from "../autoencoder/network/one-layer.ts";
import { parametersIn } from "../autoencoder/network/parameters.ts";
import { committedModel, curveModels } from "../autoencoder/plans/committed-models.ts";
import { curve10dData } from "../density/examples/curve10d.ts";
import { twoClouds } from "../density/examples/two-clouds.ts";
import type { GaussianMixture } from "../density/gaussian/gaussian-mixture.ts";
import { createRng, normals } from "../numerics/random/random.ts";
import { runChains } from "../sampling/chains/chain-run.ts";
import type { Sampler } from "../sampling/chains/sampler.ts";
import { type EnergyDifference, exactDifference, pathDifference } from "../sampling/energy/energy-difference.ts";
import { midpointRule } from "../sampling/energy/path-rule.ts";
import { metropolisHastings, metropolisOnEnergy } from "../sampling/steps/metropolis-hastings.ts";
import type { Benchmark, Comparison, Contender, Size } from "./benchmark.ts";
import type { Peer } from "./peer.ts";

const SEED = 1;
const CHAINS = [1, 10, 100, 1000, 2000];
/** The number of pairs of points at which energy differences are compared. */
const PAIRS = 100;

/** A walk of many chains, which every contender computes. */
interface Walk {
  readonly dim: number;
  readonly proposal: number;
  readonly steps: number;
  /** Shape (chains, d). */
  readonly starts: Float64Array;
  /** Pairs of points that are one proposal apart, shape (PAIRS, d) each. */
  readonly from: Float64Array;
  readonly to: Float64Array;
}

/** Compares our samplers with the same samplers in NumPy and PyTorch, and with blackjax. */
export const samplingBenchmark: Benchmark = {
  id: "sampling",
  title: "Metropolis-Hastings with many chains",
  what: "Many chains propose steps and accept or refuse them. On the curve in R^10 the energy difference is the midpoint path integral of a trained network with 500 hidden units; in the plane it is that of a mixture of two Gaussians. Only the walk is timed, not compilation. The error is the largest error of the energy differences of 100 pairs of points, relative to the largest of them, against the plain loop. The last column is the fraction of accepted proposals",
  async *comparisons(size, peer) {
    const [hasTorch, hasBlackjax] = peer ? (await peer.run({ task: "available" })).values : [0, 0];
    const network = networkFor(size);
    const data = curve10dData();
    for (const chains of size === "full" ? CHAINS : [10]) {
      const walk = walkFrom(
        0.1,
        data.sample(createRng(SEED, 1), Math.max(chains, PAIRS)),
        chains,
        stepsOf(size, chains),
      );
      yield* networkComparison(network, walk, peer, hasTorch === 1);
    }
    const mixture = twoClouds();
    for (const chains of size === "full" ? CHAINS : [10]) {
      const steps = stepsOf(size, chains);
      const walk = walkFrom(1, mixture.sample(createRng(SEED, 1), Math.max(chains, PAIRS)), chains, steps);
      yield mixtureComparison(mixture, walk, peer, hasBlackjax === 1);
    }
  },
};

/** The network of figure 6, or for the tiny size a small network with its initial weights. */
function networkFor(size: Size): OneLayer {
  if (size === "full") return committedModel(curveModels[0]).network;
  const shape = { dim: 10, hidden: 30, tied: false };
  const points = curve10dData().sample(createRng(SEED), 100);
  return new OneLayer(parametersIn(initialParameters(points, shape, 1, createRng(SEED)), shape), 0.1);
}

/**
 * The number of steps, for a run of about 100 ms. For fewer than 10 chains it no longer grows, since a step of few chains takes
 * hardly less time than a step of 10.
 */
function stepsOf(size: Size, chains: number): number {
  return size === "full" ? Math.round(30_000 / Math.max(chains, 10)) : 50;
}

/** @param points shape (n, d), where n is the number of chains or of pairs, whichever is larger */
function walkFrom(proposal: number, points: Float64Array, chains: number, steps: number): Walk {
  const dim = points.length / Math.max(chains, PAIRS);
  const from = points.slice(0, PAIRS * dim);
  const moves = normals(createRng(SEED, 2), from.length, proposal);
  return { dim, proposal, steps, starts: points.slice(0, chains * dim), from, to: from.map((x, j) => x + moves[j]) };
}

async function* networkComparison(
  network: OneLayer,
  walk: Walk,
  peer: Peer | null,
  hasTorch: boolean,
): AsyncGenerator<Comparison> {
  const { dim, hidden, sigma, weights } = network;
  const { encoder, hiddenBias, decoder, outputBias } = weights;
  const fields = {
    ...{ hidden, sigma, encoder: Array.from(encoder), hidden_bias: Array.from(hiddenBias) },
    ...{ decoder: Array.from(decoder), output_bias: Array.from(outputBias) },
  };
  const most = availableParallelism();
  const threads = most > 1 ? [most, 1] : [1];
  const fused = threads.map((count) => fusedReconstruction(network, { threads: count }));
  const [ours, ...others] = fused.map((r, k) => {
    const energyDifference = pathDifference(r, midpointRule);
    const sampler = metropolisHastings({ dim, energyDifference, proposal: walk.proposal });
    const name = `scorebook metropolisHastings, ${threads[k]} ${threads[k] === 1 ? "thread" : "threads"}`;
    return contender(name, sampler, energyDifference, walk);
  });
  try {
    yield {
      ...comparison("R^10", walk, pathDifference(network, midpointRule)),
      ours,
      peers: [
        ...others,
        ...(peer ? [inPython(peer, "NumPy, float64, in blocks", { task: "network_numpy", ...fields }, walk)] : []),
        ...(peer && hasTorch ? [inPython(peer, "PyTorch, float64", { task: "network_torch", ...fields }, walk)] : []),
      ],
    };
  } finally {
    for (const r of fused) await r.close();
  }
}

function mixtureComparison(mixture: GaussianMixture, walk: Walk, peer: Peer | null, hasBlackjax: boolean): Comparison {
  const { dim, components } = mixture;
  const energy = (points: Float64Array): Float64Array => {
    const values = mixture.logPdf(points);
    for (let i = 0; i < values.length; i++) values[i] = -values[i];
    return values;
  };
  const sampler = metropolisOnEnergy({ dim, energy, proposal: walk.proposal });
  return {
    ...comparison("plane", walk, plainDifference(mixture)),
    ours: contender("scorebook metropolisOnEnergy", sampler, exactDifference(mixture), walk),
    peers: [
      ...(peer && hasBlackjax
        ? [inPython(peer, "blackjax random walk, float64, jit", { task: "mixture_blackjax", components }, walk)]
        : []),
      ...(peer ? [inPython(peer, "NumPy, float64", { task: "mixture_numpy", components }, walk)] : []),
    ],
  };
}

function comparison(where: string, { steps, starts, dim, from, to }: Walk, plain: EnergyDifference) {
  const reference = plain(from, to);
  const chains = starts.length / dim;
  const largest = reference.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return {
    name: `${where}, ${chains} ${chains === 1 ? "chain" : "chains"}`,
    reference,
    units: reference.map(() => largest),
    work: { count: steps * chains, of: "proposals" },
  };
}

/** log p(from) - log p(to) of a mixture in the plane, by the plain formula. */
function plainDifference({ components }: GaussianMixture): EnergyDifference {
  const logPdf = (x: number, y: number): number => {
    let p = 0;
    for (const { weight, mean, covariance } of components) {
      const [[a, b], [, c]] = covariance;
      const determinant = a * c - b * b;
      const [dx, dy] = [x - mean[0], y - mean[1]];
      const square = (c * dx * dx - 2 * b * dx * dy + a * dy * dy) / determinant;
      p += (weight * Math.exp(-square / 2)) / (2 * Math.PI * Math.sqrt(determinant));
    }
    return Math.log(p);
  };
  return (from, to) =>
    Float64Array.from(
      { length: from.length / 2 },
      (_, i) => logPdf(from[2 * i], from[2 * i + 1]) - logPdf(to[2 * i], to[2 * i + 1]),
    );
}

function contender(
  name: string,
  sampler: Sampler,
  difference: EnergyDifference,
  { starts, steps, from, to }: Walk,
): Contender {
  return {
    name,
    run: async () => {
      const rng = createRng(SEED, 3);
      const start = performance.now();
      const { acceptance } = runChains(sampler, rng, starts, { steps, burnIn: steps - 1 });
      const seconds = (performance.now() - start) / 1000;
      const accepted = (acceptance as Float64Array).reduce((sum, rate) => sum + rate / (acceptance?.length ?? 1), 0);
      return { seconds, values: difference(from, to), note: note(accepted) };
    },
  };
}

function inPython(peer: Peer, name: string, task: object, { dim, proposal, steps, starts, from, to }: Walk): Contender {
  return {
    name,
    run: async () => {
      const { seconds, values } = await peer.run({
        ...task,
        ...{ seed: SEED, dim, proposal, steps, starts: Array.from(starts), from: Array.from(from), to: Array.from(to) },
      });
      return { seconds, values: values.slice(1), note: note(values[0]) };
    },
  };
}

function note(accepted: number): string {
  return `${(100 * accepted).toFixed(1)} % accepted`;
}
