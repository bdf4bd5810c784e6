import { fastReconstruction } from "../autoencoder/engine/fast-reconstruction.ts";
import { FinitePoints } from "../density/finite-points.ts";
import { processors } from "../numerics/platform.ts";
import { createRng, normals, type Rng } from "../numerics/random/random.ts";
import { optimalReconstruction } from "../reconstruction/optimal.ts";
import { type Benchmark, type Comparison, type Contender, foreign, own } from "./benchmark.ts";
import type { Peer } from "./peer.ts";

/** The number of queries in one matrix of NumPy. 1000 x 10,000 numbers have 80 MB; 10 x 10,000 numbers fit into the cache. */
const CHUNK = 1000;
const SMALL_CHUNK = 10;
/** The number of queries at which the sums over a million points are compared. */
const COMPARED = 50;

/** The points, the queries at which sums over the points are computed, and the noise. */
export interface Task {
  readonly name: string;
  readonly dim: number;
  readonly sigma: number;
  readonly points: Float64Array;
  readonly queries: Float64Array;
}

/** The libraries that are installed beside NumPy. */
interface Installed {
  readonly peer: Peer;
  readonly keops: boolean;
  readonly sklearn: boolean;
}

/**
 * Compares FinitePoints, which sums by a tree, by expansions and over all pairs, with sums over all pairs in NumPy and pykeops, and
 * with scikit-learn.
 */
export const daePointsBenchmark: Benchmark = {
  id: "dae-points",
  title: "The optimal denoiser of finitely many points",
  what: "The methods compute r* of points, or log p_σ, at queries drawn from p_σ: for a noisy spiral in the plane, normal clouds in R^64 and R^784, and a million points in a square and in a cube. The times include building the tree. The error is the largest difference from the sum over all points, term by term; for a million points it is taken at 50 queries",
  async *comparisons(size, peer) {
    const [keops, sklearn] = peer ? (await peer.run({ task: "available" })).values : [0, 0];
    const installed = peer && { peer, keops: keops === 1, sklearn: sklearn === 1 };
    const rng = createRng(1);
    const n = size === "full" ? 10_000 : 200;
    const points = noisySpiral(n, 0.01, rng);
    for (const sigma of size === "full" ? [0.01, 0.03, 0.1, 0.3, 1] : [0.1]) {
      const queries = noisySpiral(n, Math.hypot(0.01, sigma), rng);
      const task = { name: `${n} points, ${n} queries, σ = ${sigma}`, dim: 2, sigma, points, queries };
      yield denoiserComparison(task, installed);
      if (sigma === 0.1)
        yield densityComparison({ ...task, name: `log p_σ of the same points, σ = ${sigma}` }, installed);
    }
    yield cloudComparison(cloud(size === "full" ? 5000 : 100, 64, 4, rng), installed);
    yield cloudComparison(cloud(size === "full" ? 2000 : 100, 784, 16, rng), installed);
    for (const dim of [2, 3]) yield manyComparison(size === "full" ? 1_000_000 : 1000, dim, rng, installed);
  },
};

function denoiserComparison(task: Task, installed: Installed | null): Comparison {
  const fields = inJson(task);
  const python = (name: string, more: object) =>
    installed ? [foreign(installed.peer, name, { ...fields, ...more })] : [];
  return {
    name: task.name,
    reference: sumOfAll(task, task.queries),
    ours: own("scorebook FinitePoints", () => denoised(task)),
    peers: [
      own("scorebook FinitePoints, tolerance 1e-8", () => denoised(task, { tolerance: 1e-8 })),
      ...python("NumPy, MatMul form, all at once", { task: "products", chunk: task.queries.length / task.dim }),
      ...python("NumPy, MatMul form, 1000 queries at a time", { task: "products", chunk: CHUNK }),
      ...python("NumPy, MatMul form, 10 queries at a time", { task: "products", chunk: SMALL_CHUNK }),
      ...(task.dim === 2
        ? python("NumPy, differences, 10 queries at a time", { task: "differences", chunk: SMALL_CHUNK })
        : []),
      ...(installed?.keops ? python("pykeops, float64", { task: "keops" }) : []),
    ],
  };
}

/** The comparison in many dimensions, where the engine is the one that `fastReconstruction` takes. */
function cloudComparison(task: Task, installed: Installed | null): Comparison {
  const { ours, peers, ...comparison } = denoiserComparison(task, installed);
  const fast: Contender = {
    name: "scorebook fastReconstruction",
    run: async () => {
      const start = performance.now();
      const { points, dim, sigma, queries } = task;
      const r = optimalReconstruction(new FinitePoints(points, dim), "dae", sigma);
      const { evaluate, engine, close } = await fastReconstruction(r, { threads: processors() });
      const values = evaluate(queries);
      await close();
      return { seconds: (performance.now() - start) / 1000, values, note: engine };
    },
  };
  const others = peers.filter(({ name }) => !name.startsWith("scorebook"));
  return { ...comparison, ours: fast, peers: [ours, ...others] };
}

function densityComparison(task: Task, installed: Installed | null): Comparison {
  const { points, dim, sigma, queries } = task;
  const fields = inJson(task);
  return {
    name: task.name,
    reference: logOfAll(task),
    ours: own("scorebook FinitePoints", () => new FinitePoints(points, dim).smoothed(sigma).logPdf(queries)),
    peers: installed
      ? [
          foreign(installed.peer, "NumPy, MatMul form, 10 queries at a time", {
            ...fields,
            task: "log_products",
            chunk: SMALL_CHUNK,
          }),
          ...(installed.sklearn
            ? [
                foreign(installed.peer, "scikit-learn KernelDensity, rtol 1e-8", {
                  ...fields,
                  task: "kernel_density",
                  rtol: 1e-8,
                }),
              ]
            : []),
        ]
      : [],
  };
}

/**
 * The comparison for many points, uniform in a cube, with a tenth as many queries, at a medium sigma, which costs most. The method
 * with a tolerance is compared with ours without a tolerance, since sums over all pairs would take hours.
 */
function manyComparison(n: number, dim: number, rng: Rng, installed: Installed | null): Comparison {
  const uniforms = (count: number): Float64Array => Float64Array.from({ length: count * dim }, () => rng.uniform());
  const task = { name: "", dim, sigma: dim === 2 ? 0.01 : 0.05, points: uniforms(n), queries: uniforms(n / 10) };
  const some = task.queries.slice(0, COMPARED * dim);
  const compute = (tolerance?: number): Float64Array =>
    denoised(task, tolerance === undefined ? {} : { tolerance }).slice(0, COMPARED * dim);
  return {
    name: `${n} points in R^${dim}, ${n / 10} queries, σ = ${task.sigma}`,
    reference: sumOfAll(task, some),
    ours: own("scorebook FinitePoints, tolerance 1e-8", () => compute(1e-8)),
    peers: installed ? [own("scorebook FinitePoints", () => compute())] : [],
    once: true,
  };
}

/** The r* of scorebook at the queries. */
export function denoised({ points, dim, sigma, queries }: Task, options = {}): Float64Array {
  return optimalReconstruction(new FinitePoints(points, dim, undefined, options), "dae", sigma).evaluate(queries);
}

function inJson({ dim, sigma, points, queries }: Task): object {
  return { sigma, dim, points: Array.from(points), queries: Array.from(queries) };
}

/** Normally distributed points, and the same points with noise of standard deviation sigma as queries. */
export function cloud(n: number, dim: number, sigma: number, rng: Rng): Task {
  const points = normals(rng, n * dim);
  const queries = points.map((value) => value + sigma * rng.normal());
  return { name: `${n} points in R^${dim}, ${n} queries, σ = ${sigma}`, dim, sigma, points, queries };
}

/** The spiral (0.04 t sin t, 0.04 t cos t), t uniform on [3, 15], with isotropic Gaussian noise. */
export function noisySpiral(n: number, noise: number, rng: Rng): Float64Array {
  const points = new Float64Array(n * 2);
  for (let i = 0; i < n; i++) {
    const t = 3 + 12 * rng.uniform();
    points[2 * i] = 0.04 * t * Math.sin(t) + noise * rng.normal();
    points[2 * i + 1] = 0.04 * t * Math.cos(t) + noise * rng.normal();
  }
  return points;
}

/** r*(q) = sum_i w_i x_i / sum_i w_i with w_i = exp(-|q - x_i|^2 / 2 sigma^2), summed term by term. */
export function sumOfAll(task: Task, queries: Float64Array): Float64Array {
  const { points, dim } = task;
  const r = new Float64Array(queries.length);
  for (let q = 0; q < queries.length; q += dim) {
    const { weights, total } = weightsAt(task, queries, q);
    for (let i = 0; i < weights.length; i++) {
      for (let a = 0; a < dim; a++) r[q + a] += weights[i] * points[i * dim + a];
    }
    for (let a = 0; a < dim; a++) r[q + a] /= total;
  }
  return r;
}

/** The logarithm of the mean of N(q - x_i; 0, sigma^2 I), summed term by term. */
function logOfAll(task: Task): Float64Array {
  const { points, dim, sigma, queries } = task;
  return Float64Array.from({ length: queries.length / dim }, (_, k) => {
    const { total, largest } = weightsAt(task, queries, k * dim);
    return largest + Math.log(total / (points.length / dim)) - (dim / 2) * Math.log(2 * Math.PI * sigma ** 2);
  });
}

/** The weights exp(-|q - x_i|^2 / 2 sigma^2) divided by the largest one, their sum, and the logarithm of the largest one. */
function weightsAt({ points, dim, sigma }: Task, queries: Float64Array, q: number) {
  const weights = new Float64Array(points.length / dim);
  let largest = -Infinity;
  for (let i = 0; i < weights.length; i++) {
    let square = 0;
    for (let a = 0; a < dim; a++) square += (queries[q + a] - points[i * dim + a]) ** 2;
    weights[i] = -square / (2 * sigma ** 2);
    if (weights[i] > largest) largest = weights[i];
  }
  let total = 0;
  for (let i = 0; i < weights.length; i++) {
    weights[i] = Math.exp(weights[i] - largest);
    total += weights[i];
  }
  return { weights, total, largest };
}
