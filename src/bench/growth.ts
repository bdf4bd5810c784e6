import { corrupt } from "../autoencoder/data/corruption.ts";
import { FusedDenoisingLoss } from "../autoencoder/kernel/fused-denoising-loss.ts";
import { fusedReconstruction } from "../autoencoder/kernel/fused-reconstruction.ts";
import { initialParameters } from "../autoencoder/network/initial-weights.ts";
import { OneLayer } from "../autoencoder/network/one-layer.ts";
import { parametersIn } from "../autoencoder/network/parameters.ts";
import { DenoisingLoss } from "../autoencoder/training/denoising-loss.ts";
import { twoClouds } from "../density/examples/two-clouds.ts";
import { createRng, normals } from "../numerics/random/random.ts";
import { Rcae2d } from "../reconstruction/plane/rcae-2d.ts";
import { runChains } from "../sampling/chains/chain-run.ts";
import { pathDifference } from "../sampling/energy/energy-difference.ts";
import { midpointRule } from "../sampling/energy/path-rule.ts";
import { metropolisHastings } from "../sampling/steps/metropolis-hastings.ts";
import { type Benchmark, type Comparison, type Contender, largestError, type Size } from "./benchmark.ts";
import { cloud, denoised, noisySpiral, sumOfAll, type Task } from "./dae-points.ts";

/** The factor by which a size is multiplied. */
const FACTOR = 4;
const SEED = 1;
/** The largest number of values of each result that are compared. */
const COMPARED = 200;

/** The sizes of a task by their names: "N", "d", "H". */
type Sizes = Readonly<Record<string, number>>;

/** A task with given sizes that is ready to be timed. */
interface Ready {
  work(): Float64Array;
  /** The correct values of the part of the result that is compared. */
  readonly reference: Float64Array;
  /** The number of bytes that the task needs, if it is known. */
  readonly bytes?: number;
}

/**
 * Measures every task at its sizes, and then with each size in turn four times as large. The ratio of the times shows how the cost
 * grows.
 */
export const growthBenchmark: Benchmark = {
  id: "growth",
  title: "How each cost grows",
  what: "Each task is run at the sizes of the first row, then with one of them four times as large; a ratio of 4 means that the cost is proportional to that size. The tasks run on one thread, except sums over points. The error is the largest of up to 200 differences from the plain loop, or for the optimum from a finer mesh, relative to the largest value. Memory is all that the kernel of the loss has reserved. It contains no array of the size N H, which would have 4 and 16 MB",
  alone: true,
  async *comparisons(size) {
    const full = size === "full";
    yield compare("Loss and gradient", full ? { N: 4000, d: 16, H: 128 } : { N: 40, d: 4, H: 8 }, lossOf);
    yield compare("r* of points in the plane, σ = 0.03", pointSizes(size), planeOf);
    yield compare("r* of points in R^d", full ? { N: 2000, M: 2000, d: 16 } : { N: 40, M: 40, d: 8 }, cloudOf);
    yield compare("Chains on a network", chainSizes(size), chainsOf);
    yield optima(size);
  },
};

function pointSizes(size: Size): Sizes {
  return size === "full" ? { N: 4000, M: 4000 } : { N: 40, M: 40 };
}

function chainSizes(size: Size): Sizes {
  return size === "full" ? { chains: 100, steps: 100, d: 10, H: 500 } : { chains: 4, steps: 5, d: 3, H: 8 };
}

function compare(name: string, sizes: Sizes, prepare: (sizes: Sizes) => Promise<Ready>): Comparison {
  const larger = Object.keys(sizes).map((one) => ({ ...sizes, [one]: FACTOR * sizes[one] }));
  const [ours, ...peers] = [sizes, ...larger].map((own) => contender(nameOf(own), () => prepare(own)));
  return { name, reference: Float64Array.of(0), ours, peers };
}

function nameOf(sizes: Sizes): string {
  return Object.entries(sizes)
    .map(([name, value]) => `${name} = ${value}`)
    .join(", ");
}

/** A contender whose only value is its own error, so that the reference is 0. */
function contender(name: string, prepare: () => Promise<Ready>): Contender {
  let ready: Ready | undefined;
  return {
    name,
    run: async () => {
      ready ??= await prepare();
      const { work, reference, bytes } = ready;
      const start = performance.now();
      const values = work();
      const seconds = (performance.now() - start) / 1000;
      const largest = reference.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      const error = largestError(values.slice(0, reference.length), reference) / largest;
      return { seconds, values: Float64Array.of(error), ...(bytes === undefined ? {} : { memory: bytes }) };
    },
  };
}

async function lossOf({ N, d, H }: Sizes): Promise<Ready> {
  const shape = { dim: d, hidden: H, tied: false };
  const clean = normals(createRng(SEED), N * d);
  const noisy = corrupt(clean, 0.3, createRng(SEED, 1));
  const parameters = initialParameters(clean, shape, 1 / Math.sqrt(d), createRng(SEED, 2));
  const gradient = new Float64Array(parameters.length);
  new DenoisingLoss(clean, noisy, shape).evaluate(parameters, gradient);
  const reference = gradient.slice(0, COMPARED);
  const loss = await FusedDenoisingLoss.create(clean, noisy, shape, { threads: 1 });
  const work = (): Float64Array => {
    loss.evaluate(parameters, gradient);
    return gradient;
  };
  return { work, reference, bytes: loss.bytes };
}

async function planeOf({ N, M }: Sizes): Promise<Ready> {
  const rng = createRng(SEED);
  const [points, queries] = [noisySpiral(N, 0.01, rng), noisySpiral(M, 0.03, rng)];
  return pointsReady({ name: "", dim: 2, sigma: 0.03, points, queries });
}

async function cloudOf({ N, M, d }: Sizes): Promise<Ready> {
  const rng = createRng(SEED);
  const task = cloud(N, d, 4, rng);
  const queries = normals(rng, M * d, Math.hypot(1, task.sigma));
  return pointsReady({ ...task, queries });
}

function pointsReady(task: Task): Ready {
  const few = Math.min(task.queries.length / task.dim, Math.ceil(COMPARED / task.dim));
  const reference = sumOfAll(task, task.queries.slice(0, few * task.dim));
  return { work: () => denoised(task), reference };
}

async function chainsOf({ chains, steps, d, H }: Sizes): Promise<Ready> {
  const shape = { dim: d, hidden: H, tied: false };
  const starts = normals(createRng(SEED), chains * d);
  const network = new OneLayer(parametersIn(initialParameters(starts, shape, 1, createRng(SEED, 1)), shape), 0.5);
  const own = fusedReconstruction(network, { threads: 1 });
  const energyDifference = pathDifference(own, midpointRule);
  const sampler = metropolisHastings({ dim: d, energyDifference, proposal: 0.1 });
  const to = starts.map((x) => x + 0.1);
  const [from, near] = [starts.slice(0, COMPARED * d), to.slice(0, COMPARED * d)];
  const work = (): Float64Array => {
    runChains(sampler, createRng(SEED, 2), starts, { steps, burnIn: steps - 1 });
    return energyDifference(from, near);
  };
  return { work, reference: pathDifference(network, midpointRule)(from, near) };
}

/** The contractive optimum in the plane, at two tolerances. */
function optima(size: Size): Comparison {
  const density = twoClouds();
  const sigma = 0.5;
  const at = density.sample(createRng(SEED), COMPARED / 2);
  const [coarse, fine] = [1e-3, 1e-4];
  const solve = (options: object): Float64Array => new Rcae2d(density, sigma, options).evaluate(at);
  const reference = solve({ resolution: size === "full" ? 1e-8 : 1e-5 });
  const [ours, ...peers] = [coarse, fine].map((tolerance) =>
    contender(`tolerance ${tolerance}`, async () => ({ work: () => solve({ tolerance }), reference })),
  );
  return { name: "The contractive optimum of two clouds in the plane", reference: Float64Array.of(0), ours, peers };
}
