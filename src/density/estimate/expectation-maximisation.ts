import { checkNumberOfPoints, checkPoints, checkWhole } from "../../numerics/check.ts";
import { multiplyMatrices } from "../../numerics/linear-algebra/matrix-product.ts";
import { checkRng, type Rng } from "../../numerics/random/random.ts";
import { kMeans } from "./k-means.ts";
import { type ShrunkCovariance, shrunkCovariance, withLeastVariance } from "./shrunk-covariance.ts";
import { type MixtureParameters, WhitenedComponents } from "./whitened-components.ts";

/** The largest number of iterations, and the gain of the mean log-likelihood per coordinate below which they end. */
const ITERATIONS = 100;
const LEAST_GAIN = 2e-4;
/** A component with fewer points than this is removed. */
const FEWEST_POINTS = 0.5;

/**
 * A mixture of Gaussians by expectation-maximisation, begun from k-means. The covariance of each component is regularised by
 * kappa = d points of the pooled covariance within the components, which itself is shrunk as `shrunkCovariance` shrinks that of
 * all points:
 *
 *     Sigma_k = (N_k S_k + kappa T) / (N_k + kappa),   T = (1 - rho) W + rho (tr W / d) I,   W = sum_k N_k S_k / n.
 *
 * So no component collapses on a point, on a value that many rows share, or in a direction in which it has too few points. A
 * component that loses its points is removed, so that the mixture may have fewer components than requested.
 *
 * @param points shape (n, d), n >= 1
 * @param components their number, at most n
 * @throws InputError for invalid points, or an invalid number of components
 */
export function fitMixture(points: Float64Array, dim: number, components: number, rng: Rng): MixtureParameters {
  checkWhole("dim", dim);
  checkPoints("points", points, dim, 1);
  checkNumberOfPoints("components", components, 1, 1);
  checkRng("rng", rng);
  const whole = shrunkCovariance(points, dim);
  let mixture = maximise(points, dim, memberships(kMeans(points, dim, components, rng), components), whole);
  let before = Number.NEGATIVE_INFINITY;
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const { responsibilities, logPdf } = new WhitenedComponents(mixture).posterior(points);
    const mean = logPdf.reduce((sum, log) => sum + log, 0) / logPdf.length;
    if (mean - before < LEAST_GAIN * dim) break;
    before = mean;
    mixture = maximise(points, dim, responsibilities, whole);
  }
  return mixture;
}

/** Labels as responsibilities of 0 and 1, (n) -> (n, K). */
function memberships(labels: Uint32Array, components: number): Float64Array {
  const all = new Float64Array(labels.length * components);
  labels.forEach((k, i) => {
    all[i * components + k] = 1;
  });
  return all;
}

/** The M step. */
function maximise(
  points: Float64Array,
  dim: number,
  responsibilities: Float64Array,
  whole: ShrunkCovariance,
): MixtureParameters {
  const n = points.length / dim;
  const count = responsibilities.length / n;
  const own = new Float64Array(n);
  const parts = Array.from({ length: count }, (_, k) => {
    for (let i = 0; i < n; i++) own[i] = responsibilities[i * count + k];
    return momentsOf(points, dim, own);
  }).filter(({ mass }) => mass >= FEWEST_POINTS);
  const total = parts.reduce((sum, { mass }) => sum + mass, 0);
  const target = pooled(parts, total, dim, whole.shrinkage);
  return {
    dim,
    weights: Float64Array.from(parts, ({ mass }) => mass / total),
    means: parts.map(({ mean }) => mean),
    covariances: parts.map(({ mass, scatter }) =>
      withLeastVariance(
        scatter.map((sum, j) => (sum + dim * target[j]) / (mass + dim)),
        dim,
      ),
    ),
  };
}

/** Sum of weights, weighted mean (d), and the weighted sum of (x - mean)(x - mean)^T, (d, d). */
interface Moments {
  readonly mass: number;
  readonly mean: Float64Array;
  readonly scatter: Float64Array;
}

function momentsOf(points: Float64Array, dim: number, weights: Float64Array): Moments {
  let mass = 0;
  const sums = new Float64Array(dim);
  for (let i = 0; i < weights.length; i++) {
    mass += weights[i];
    for (let a = 0; a < dim; a++) sums[a] += weights[i] * points[i * dim + a];
  }
  const mean = sums.map((sum) => sum / mass);
  const scaled = new Float64Array(points.length);
  for (let i = 0, j = 0; i < weights.length; i++) {
    const root = Math.sqrt(weights[i]);
    for (let a = 0; a < dim; a++, j++) scaled[j] = root * (points[j] - mean[a]);
  }
  const scatter = multiplyMatrices(scaled, scaled, { rows: dim, columns: dim, flipA: true });
  return { mass, mean, scatter };
}

/** T: the mean covariance within the components, shrunk towards a multiple of the identity over the directions that vary. */
function pooled(parts: readonly Moments[], total: number, dim: number, shrinkage: number): Float64Array {
  const within = new Float64Array(dim * dim);
  for (const { scatter } of parts) for (let j = 0; j < within.length; j++) within[j] += scatter[j] / total;
  const diagonal = Array.from({ length: dim }, (_, a) => within[a * (dim + 1)]);
  const varying = diagonal.filter((variance) => variance > 0);
  const mean = varying.reduce((sum, variance) => sum + variance, 0) / Math.max(1, varying.length);
  return within.map((entry, j) => {
    const onDiagonal = j % (dim + 1) === 0 && entry > 0;
    return (1 - shrinkage) * entry + (onDiagonal ? shrinkage * mean : 0);
  });
}
