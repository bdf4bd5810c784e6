import {
  type BlurredMeasure,
  type Density,
  type Distribution,
  hasDensity,
  isBlurred,
  isMixture,
} from "../../density/density.ts";
import { nonGaussianSubspace } from "../../density/gaussian/non-gaussian-subspace.ts";
import type { Estimate } from "../../numerics/estimate.ts";
import { integrate } from "../../numerics/quadrature/integrate.ts";
import { Lattice } from "../../numerics/quadrature/lattice.ts";
import { createRng } from "../../numerics/random/random.ts";
import { Dae1d } from "../line/dae-1d.ts";
import { densityMesh } from "../line/mesh-1d.ts";
import { expectation } from "../losses.ts";
import { type MonteCarloEstimate, monteCarloExpectation } from "./monte-carlo-expectation.ts";

/** The integral over p_sigma is cut at exp(-80) of its maximum, far below its rounding. */
const LOG_DROP = 80;
/** If the relative error of the loss is above this, the loss is computed in the other way. */
const LARGEST_CANCELLATION = 1e-11;
/** The nodes of the lattice per sigma. The next number is tried while the sum is not accurate to `LATTICE_TOLERANCE`. */
const NODES_PER_SIGMA = [3, 6, 12];
const LATTICE_TOLERANCE = 1e-10;
/**
 * Landmarks are within sigma of every point. Less than exp(-45) of the corrupted points x~ are farther than 9.5 sigma from their
 * clean point. The error there is at most some 28 sigma, so that less than 1e-16 sigma^2 is left out.
 */
const CUTOFF_IN_SIGMAS = 10.5;
const LEFT_OUT_IN_SIGMAS_SQUARED = 1e-16;
/** A lattice with more nodes takes more time than it saves compared with the average over draws. */
const MAX_NODES = 300_000;
/**
 * From this number of landmarks on the lattice is certain to be too large: it has a hundred nodes around each landmark of a
 * curve.
 */
const MAX_LANDMARKS = MAX_NODES / 100;
const DRAWS = 20_000;
/** The number of draws over which the rounding is averaged; its bounds have more than a factor to spare. */
const ROUNDING_DRAWS = 64;
/** A mesh along the axes may miss a feature that is thinner than this across the axes, relative to its extent along them. */
const SMALLEST_THINNESS = 0.03;
/** The rounding of each entry of a rotated covariance, in units of its last digit. */
const TURNING_ROUNDINGS = 8;
/** The seed, so that the draws are the same every time. */
const SEED = 1;

/**
 * The smallest denoising loss, L_DAE(r*) = E|r*(x~) - x|^2 = E_{p_sigma} tr Cov[x | x~], by what the density allows:
 *
 * - in closed form, for one Gaussian;
 * - for blurred points and curves in 1 and 2 dimensions, as the sum over a lattice of step sigma / 3 or less, around the mass. The sum
 *   converges exponentially, because p_sigma is smooth on the scale of sigma. The error estimate is the largest difference from
 *   the four lattices of twice the step. Points so scattered that the lattice needs more than 300,000 nodes are averaged as below;
 * - for other densities in 1 and 2 dimensions, by adaptive quadrature of sigma^2 (d + sigma^2 Lap log p_sigma), in coordinates along
 *   which thin features lie. A density that is thin across several directions is averaged as below;
 * - for mixtures in more dimensions whose components differ in at most two directions, as in one or two dimensions: see `ofProduct`;
 * - for others in more dimensions, as the average of the same over 20,000 draws, or of sigma^2 d - sigma^4 |score of p_sigma|^2, whichever
 *   varies less. The error estimate is three standard errors, which one seed in 370 exceeds. The seed is fixed.
 *
 * Every error estimate except the first also includes the rounding of the averaged values: see `averageRounding`.
 *
 * @param density p, or a distribution without a density
 * @param smoothed p_sigma
 */
export function optimalDenoisingLoss(density: Distribution, smoothed: Density, sigma: number): Estimate {
  const closed = density.denoisingLoss?.(sigma);
  if (closed) return closed;
  const { errorEstimate, ...estimate } = averaged(density, smoothed, sigma);
  return { ...estimate, errorEstimate: errorEstimate + averageRounding(smoothed, sigma) };
}

function averaged(density: Distribution, smoothed: Density, sigma: number): Estimate {
  const { dim } = smoothed;
  const product = ofProduct(density, sigma);
  if (product) return product;
  if (dim <= 2 && isBlurred(smoothed)) {
    return onLattices(smoothed, sigma) ?? byMonteCarlo(smoothed, sigma);
  }
  if (dim === 1) return onLine(density, smoothed, sigma);
  return (dim === 2 ? inPlane(smoothed, sigma) : undefined) ?? byMonteCarlo(smoothed, sigma);
}

/**
 * The loss of a mixture with at most two directions that are not Gaussian is the sum over its factors: noise is the same along all
 * axes, so that each factor is denoised on its own. The division neglects and rounds a part of the standard deviations. This changes
 * the loss of one direction, v sigma^2 / (v + sigma^2), by at most twice that part of sigma^2.
 */
function ofProduct(density: Distribution, sigma: number): Estimate | undefined {
  if (density.dim <= 2 || !hasDensity(density) || !isMixture(density)) return undefined;
  const { core, rest, neglected, rounding } = nonGaussianSubspace(density);
  if (!core || core.dim > 2) return undefined;
  const { value, errorEstimate, ...others } = optimalDenoisingLoss(core, core.smoothed(sigma), sigma);
  const ofRest = rest.standardDeviation.reduce((sum, s) => sum + (s * sigma) ** 2 / (s ** 2 + sigma ** 2), 0);
  const division = 2 * density.dim * sigma ** 2 * (neglected + rounding + 4 * Number.EPSILON);
  return { ...others, value: value + ofRest, errorEstimate: errorEstimate + division };
}

/** The loss on the finest lattice that is needed and not too large; `undefined` if every lattice is too large. */
function onLattices(smoothed: Density & BlurredMeasure, sigma: number): Estimate | undefined {
  let best: Estimate | undefined;
  if (smoothed.fewestLandmarks() > MAX_LANDMARKS) return undefined;
  const landmarks = smoothed.landmarks();
  for (const nodes of NODES_PER_SIGMA) {
    if (best && best.errorEstimate <= LATTICE_TOLERANCE * best.value) break;
    const lattice = new Lattice(landmarks, CUTOFF_IN_SIGMAS * sigma, sigma / nodes);
    if (lattice.length > MAX_NODES) break;
    const { value, difference } = lattice.integrate((points) => {
      const { logPdf, variance } = smoothed.posteriorVariance(points);
      return variance.map((v, i) => Math.exp(logPdf[i]) * v);
    });
    // exp(logPdf) carries the rounding of its exponent.
    const rounding = 64 * Number.EPSILON * value + LEFT_OUT_IN_SIGMAS_SQUARED * sigma ** 2;
    best = { value, errorEstimate: difference + rounding };
  }
  return best;
}

/** Where sigma is so large that the two terms cancel, E Var[clean | corrupted] is used instead. */
function onLine(density: Distribution, smoothed: Density, sigma: number): Estimate {
  const [interval] = smoothed.effectiveSupport(LOG_DROP);
  const curvature = integrate(
    (points) => {
      const hessian = smoothed.hessian(points);
      return smoothed.logPdf(points).map((logPdf, i) => Math.exp(logPdf) * hessian[i]);
    },
    densityMesh(smoothed, interval),
  );
  const sigma2 = sigma ** 2;
  const value = sigma2 * (1 + sigma2 * curvature.value);
  const errorEstimate = sigma2 ** 2 * curvature.errorEstimate + 4 * Number.EPSILON * sigma2;
  if (errorEstimate > LARGEST_CANCELLATION * value && hasDensity(density))
    return new Dae1d(density, sigma).optimalLoss();
  return { value, errorEstimate };
}

/** The density in coordinates in which the mesh resolves its thin features; undefined if it has none. */
function inPlane(smoothed: Density, sigma: number): Estimate | undefined {
  const { density, thinness } = smoothed.turned?.() ?? { density: smoothed, thinness: 1 };
  if (thinness < SMALLEST_THINNESS) return undefined;
  const { value, errorEstimate } = expectation(density, (points) => fromHessian(density, sigma, points));
  const turning = density === smoothed ? 0 : TURNING_ROUNDINGS * averageRounding(density, sigma);
  return { value, errorEstimate: errorEstimate + turning + 4 * Number.EPSILON * density.dim * sigma ** 2 };
}

function byMonteCarlo(smoothed: Density, sigma: number): Estimate {
  const average = (f: (points: Float64Array) => Float64Array): MonteCarloEstimate =>
    monteCarloExpectation(smoothed, f, createRng(SEED), DRAWS);
  const candidates = [
    average((points) => fromHessian(smoothed, sigma, points)),
    average((points) => fromScore(smoothed, sigma, points)),
  ];
  const [best] = candidates.sort((one, other) => one.standardError - other.standardError);
  return { value: best.value, standardError: best.standardError, errorEstimate: 3 * best.standardError };
}

/**
 * The effect on the loss of the errors of p_sigma and of its Hessian: E[sigma^4 |error of the trace| + |f| |error of log p_sigma|] with
 * f = sigma^2 (d + sigma^2 tr Hessian), as the average over a few draws of p_sigma. It is at most d sigma^2, because no loss is larger,
 * and 0 where the density cannot bound its errors.
 */
function averageRounding(smoothed: Density, sigma: number): number {
  const { dim } = smoothed;
  const draws = smoothed.sample(createRng(SEED), ROUNDING_DRAWS);
  const errors = smoothed.errorsAt?.(draws);
  if (!errors) return 0;
  const { hessian: ofHessian, logPdf: ofLogPdf } = errors;
  const variance = fromHessian(smoothed, sigma, draws);
  const rounding = variance.reduce((sum, value, i) => {
    let trace = 0;
    for (let a = 0; a < dim; a++) trace += ofHessian[(i * dim + a) * dim + a];
    return sum + (sigma ** 4 * trace + Math.abs(value) * Math.expm1(ofLogPdf[i])) / ROUNDING_DRAWS;
  }, 0);
  return Math.min(rounding, dim * sigma ** 2);
}

/** sigma^2 tr dr* = tr Cov[x | x~]. (n, d) -> (n) */
function fromHessian(smoothed: Density, sigma: number, points: Float64Array): Float64Array {
  if (isBlurred(smoothed)) return smoothed.posteriorVariance(points).variance;
  const { dim } = smoothed;
  const hessian = smoothed.hessian(points);
  return Float64Array.from({ length: points.length / dim }, (_, i) => {
    let trace = 0;
    for (let a = 0; a < dim; a++) trace += hessian[(i * dim + a) * dim + a];
    return sigma ** 2 * (dim + sigma ** 2 * trace);
  });
}

/** d sigma^2 - |r*(x~) - x~|^2. (n, d) -> (n) */
function fromScore(smoothed: Density, sigma: number, points: Float64Array): Float64Array {
  const { dim } = smoothed;
  const score = smoothed.score(points);
  return Float64Array.from({ length: points.length / dim }, (_, i) => {
    let square = 0;
    for (let a = 0; a < dim; a++) square += (sigma * score[i * dim + a]) ** 2;
    return sigma ** 2 * (dim - square);
  });
}
