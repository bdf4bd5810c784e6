import type { Rng } from "../../numerics/random/random.ts";

/** The number of rounds of Lloyd's algorithm; expectation-maximisation starts from the result and completes the fit. */
const ROUNDS = 10;

/**
 * Which of K clusters each point belongs to: k-means by Lloyd's algorithm, begun by k-means++ (Arthur and Vassilvitskii, 2007).
 * @param points shape (n, d)
 * @returns numbers from 0 to K - 1, shape (n); some clusters may be empty where points coincide
 */
export function kMeans(points: Float64Array, dim: number, clusters: number, rng: Rng): Uint32Array {
  let centres = spreadCentres(points, dim, clusters, rng);
  let labels = nearest(points, dim, centres);
  for (let round = 0; round < ROUNDS; round++) {
    centres = centroids(points, dim, labels, centres);
    labels = nearest(points, dim, centres);
  }
  return labels;
}

/** k-means++: each next centre is a point, drawn with probability proportional to the squared distance to the nearest centre. */
function spreadCentres(points: Float64Array, dim: number, clusters: number, rng: Rng): Float64Array {
  const n = points.length / dim;
  const centres = new Float64Array(clusters * dim);
  const distances = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
  let next = Math.floor(rng.uniform() * n);
  for (let k = 0; k < clusters; k++) {
    const centre = points.subarray(next * dim, (next + 1) * dim);
    centres.set(centre, k * dim);
    let total = 0;
    for (let i = 0; i < n; i++) {
      distances[i] = Math.min(distances[i], squaredDistance(points, i, centre, 0, dim));
      total += distances[i];
    }
    let left = rng.uniform() * total;
    next = 0;
    while (next < n - 1 && left >= distances[next]) left -= distances[next++];
  }
  return centres;
}

function nearest(points: Float64Array, dim: number, centres: Float64Array): Uint32Array {
  return Uint32Array.from({ length: points.length / dim }, (_, i) => {
    let [best, least] = [0, Number.POSITIVE_INFINITY];
    for (let k = 0; k < centres.length / dim; k++) {
      const distance = squaredDistance(points, i, centres, k, dim);
      if (distance < least) [best, least] = [k, distance];
    }
    return best;
  });
}

/** The means of the clusters; an empty one keeps its centre. */
function centroids(points: Float64Array, dim: number, labels: Uint32Array, before: Float64Array): Float64Array {
  const sums = new Float64Array(before.length);
  const counts = new Float64Array(before.length / dim);
  labels.forEach((k, i) => {
    counts[k]++;
    for (let a = 0; a < dim; a++) sums[k * dim + a] += points[i * dim + a];
  });
  return sums.map((sum, j) => {
    const count = counts[Math.floor(j / dim)];
    return count > 0 ? sum / count : before[j];
  });
}

function squaredDistance(points: Float64Array, i: number, others: Float64Array, k: number, dim: number): number {
  let sum = 0;
  for (let a = 0; a < dim; a++) {
    const difference = points[i * dim + a] - others[k * dim + a];
    sum += difference * difference;
  }
  return sum;
}
