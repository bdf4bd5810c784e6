import type { Estimate } from "../numerics/estimate.ts";
import type { Rectangle } from "../numerics/quadrature/integrate-box.ts";
import type { Rng } from "../numerics/random/random.ts";
import type { Expression } from "./formula/expression.ts";
import type { MassOnLine, MassOnPlane } from "./mass.ts";

/** `[lower, upper]`; either end may be infinite. */
export type Interval = readonly [lower: number, upper: number];

/** Where a density has structure along each axis, so that no mesh starts too coarse to see it. */
export interface Feature {
  /** Position, shape (d). */
  readonly center: Float64Array;
  /** Length scale along each axis (a standard deviation), shape (d). */
  readonly width: Float64Array;
}

/** Mass and mean of a density on a ball. */
export interface BallMoments {
  /** Natural logarithm of the mass, which itself may be too small for a float64. */
  readonly logMass: number;
  /** (mean - center) / radius, shape (d). */
  readonly shift: Float64Array;
  /** Error of the mass, relative to it, and of each coordinate of the shift: the larger. */
  readonly errorEstimate: number;
}

/**
 * A probability distribution on R^d: where data come from, whether or not it has a density. Finite points and curves
 * have none, but blurred by noise they do, and that is all the optimal denoiser needs.
 *
 * Points are row-major `Float64Array`s of shape (n, d), everywhere; results follow in the same order.
 */
export interface Distribution {
  /** Dimension d. */
  readonly dim: number;
  /** n independent draws, shape (n, d). */
  sample(rng: Rng, n: number): Float64Array;
  /** The density of x + N(0, sigma^2 I), where it has a closed form or can be computed to rounding. */
  smoothed?(sigma: number): Density;
  /** Error of what `smoothed` returns, of sigma times its score and sigma^2 times its Hessian, where that is not rounding. */
  readonly smoothedErrorEstimate?: number;
  /** The smallest denoising loss, E tr Cov[x | x + sigma eps], where it has a closed form; else undefined. */
  denoisingLoss?(sigma: number): Estimate | undefined;
  /** The sigmas that `smoothed` takes, where it does not take all. */
  readonly sigmaRange?: readonly [smallest: number, largest: number];
}

/** Whether the distribution has a density itself, without blurring. */
export function hasDensity(distribution: Distribution): distribution is Density {
  return typeof distribution === "object" && distribution !== null && "logPdf" in distribution;
}

/**
 * Bounds on the absolute errors of what a density computes at n points, entry by entry: the rounding of the arithmetic, and what
 * half a unit in the last digit of every number that was given (parameters and points) may change.
 */
export interface DensityErrors {
  /** Shape (n). */
  readonly logPdf: Float64Array;
  /** Shape (n, d). */
  readonly score: Float64Array;
  /** Shape (n, d, d). */
  readonly hessian: Float64Array;
}

/** What a distribution knows that was blurred by noise, y + N(0, sigma^2 I), beside its density. */
export interface BlurredMeasure {
  /** log p_sigma, and E[|y - E[y | x]|^2 | x]: the squared error that the best denoiser makes at x. (n, d) -> (n) each. */
  posteriorVariance(points: Float64Array): { readonly logPdf: Float64Array; readonly variance: Float64Array };
  /** Points within sigma of every y, each (d). */
  landmarks(): readonly Float64Array[];
  /** A lower bound of how many there are, for less work. */
  fewestLandmarks(): number;
}

/** Whether a density is that of a blurred measure. */
export function isBlurred(density: Density): density is Density & BlurredMeasure {
  return (
    density.posteriorVariance !== undefined && density.landmarks !== undefined && density.fewestLandmarks !== undefined
  );
}

/** One Gaussian of a mixture: its weight, mean (d) and covariance (d x d). */
export interface GaussianComponent {
  readonly weight: number;
  readonly mean: readonly number[];
  readonly covariance: readonly (readonly number[])[];
}

/** A density that is a mixture of Gaussians. */
export type Mixture = Density & { readonly components: readonly GaussianComponent[] };

/** Whether a density is a mixture of Gaussians, and says of which. */
export function isMixture(density: Density): density is Mixture {
  return density.components !== undefined;
}

/** A distribution with a density p: logPdf, score and what follows from them. What is optional are capabilities: faster routes. */
export interface Density extends Distribution, Partial<BlurredMeasure> {
  /** Where p is a mixture of Gaussians: those. */
  readonly components?: readonly GaussianComponent[];
  /** Where p = exp(-E) / Z inside its support, with E given as a formula: E. */
  readonly expression?: Expression;

  /** Where p may be positive, one interval per axis. Outside it `logPdf` is -Infinity. */
  readonly support: readonly Interval[];
  /** Where p has structure, as hints to adaptive methods; may be empty. */
  readonly features: readonly Feature[];

  /** log p, normalised. (n, d) -> (n). */
  logPdf(points: Float64Array): Float64Array;
  /** Score s = grad log p. (n, d) -> (n, d). */
  score(points: Float64Array): Float64Array;
  /** Hessian of log p, i.e. grad s. (n, d) -> (n, d, d). */
  hessian(points: Float64Array): Float64Array;
  /**
   * Laplacian of the score, componentwise: Lap s = grad div s. (n, d) -> (n, d). Used by the next order of B1; where it is missing,
   * differences of the Hessian take its place, see `scoreLaplacian`.
   */
  scoreLaplacian?(points: Float64Array): Float64Array;
  /**
   * A finite box outside of which p is below exp(-logDrop) of its maximum; within `support`.
   * What integrals and meshes over an infinite support are cut to.
   */
  effectiveSupport(logDrop: number): readonly Interval[];
  /**
   * In the plane, the same density turned about the origin, so that what is thin lies along an axis as far as that can be;
   * see `turnedInPlane`.
   */
  turned?(): { readonly density: Density; readonly thinness: number };
  /** How far off log p, score and Hessian may be, where the density can bound it. */
  errorsAt?(points: Float64Array): DensityErrors;

  /**
   * In one dimension, for a p that can be bounded over intervals, as an energy given as a formula can: panels that hold all of p
   * but parts of less than exp(-logDrop) each, however narrow its features are. Where this is missing, `features` are what
   * is known of them.
   */
  massOnLine?(logDrop: number): MassOnLine;
  /** log p at distances from a point, close to which positions have too few digits; with `massOnLine`. (n) -> (n). */
  logPdfNear?(point: number, distances: Float64Array): Float64Array;
  /** In two dimensions the same as boxes, each of which may leave out less than exp(-logDrop) of the mass. */
  massOnPlane?(logDrop: number): MassOnPlane;
  /**
   * With `massOnPlane`: boxes as bounds of p alone give them, which hold all of p above exp(-logDrop) of its maximum. log p varies on
   * each by tens at most, so that nothing is much narrower than its box; along kinks and jumps they are not cut further.
   */
  boxesOnPlane?(logDrop: number): readonly Rectangle[];
  /**
   * Mass and mean on the ball of a radius around a point, shape (d), where they can be had without a mesh over the ball and
   * without random points; undefined for a ball for which they cannot.
   */
  ballMoments?(point: Float64Array, radius: number): BallMoments | undefined;
}
