import { FinitePoints } from "../density/finite-points.ts";
import { createRng } from "../numerics/random/random.ts";
import { optimalReconstruction } from "../reconstruction/optimal.ts";
import { type Benchmark, foreign, own } from "./benchmark.ts";

const DIM = 2;
/** Queries of one of NumPy's matrices: 1000 x 10,000 numbers, 80 MB. */
const CHUNK = 1000;

/** FinitePoints, which sums through a tree, against all pairs in NumPy. */
export const daePointsBenchmark: Benchmark = {
  id: "dae-points",
  title: "The optimal denoiser of finitely many points",
  what: "r* of a noisy spiral's points, tree included, at points of the same spiral with noise σ; the error is the largest of r*, against the sum over all points term by term",
  async *comparisons(size, peer) {
    const n = size === "full" ? 10_000 : 200;
    const rng = createRng(1);
    const points = noisySpiral(n, 0.01, rng);
    for (const sigma of size === "full" ? [0.01, 0.03, 0.1, 0.3, 1] : [0.1]) {
      const queries = noisySpiral(n, Math.hypot(0.01, sigma), rng);
      const compute = (): Float64Array =>
        optimalReconstruction(new FinitePoints(points, DIM), "dae", sigma).evaluate(queries);
      const task = {
        task: "chunked",
        sigma,
        dim: DIM,
        points: Array.from(points),
        queries: Array.from(queries),
        chunk: CHUNK,
      };
      yield {
        name: `${n} points, ${n} queries, σ = ${sigma}`,
        reference: sumOfAll(points, queries, sigma),
        ours: own("scorebook FinitePoints", compute),
        peers: peer ? [foreign(peer, "NumPy, all pairs in chunks", task)] : [],
      };
    }
  },
};

/** The spiral (0.04 t sin t, 0.04 t cos t), t uniform on [3, 15], with isotropic Gaussian noise. */
function noisySpiral(n: number, noise: number, rng: ReturnType<typeof createRng>): Float64Array {
  const points = new Float64Array(n * DIM);
  for (let i = 0; i < n; i++) {
    const t = 3 + 12 * rng.uniform();
    points[2 * i] = 0.04 * t * Math.sin(t) + noise * rng.normal();
    points[2 * i + 1] = 0.04 * t * Math.cos(t) + noise * rng.normal();
  }
  return points;
}

/** r*(q) = sum_i w_i x_i / sum_i w_i with w_i = exp(-|q - x_i|^2 / 2 sigma^2), as it stands. */
function sumOfAll(points: Float64Array, queries: Float64Array, sigma: number): Float64Array {
  const exponents = new Float64Array(points.length / DIM);
  const r = new Float64Array(queries.length);
  for (let q = 0; q < queries.length; q += DIM) {
    let largest = -Infinity;
    for (let i = 0; i < exponents.length; i++) {
      const [dx, dy] = [queries[q] - points[2 * i], queries[q + 1] - points[2 * i + 1]];
      exponents[i] = -(dx * dx + dy * dy) / (2 * sigma ** 2);
      if (exponents[i] > largest) largest = exponents[i];
    }
    let total = 0;
    for (let i = 0; i < exponents.length; i++) {
      const weight = Math.exp(exponents[i] - largest);
      total += weight;
      r[q] += weight * points[2 * i];
      r[q + 1] += weight * points[2 * i + 1];
    }
    r[q] /= total;
    r[q + 1] /= total;
  }
  return r;
}
