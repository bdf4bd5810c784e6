import type { Estimate } from "../numerics/estimate.ts";
import type { MatrixProducts } from "../numerics/linear-algebra/matrix-products.ts";
import type { Rectangle } from "../numerics/quadrature/integrate-box.ts";
import type { Rng } from "../numerics/random/random.ts";
import type { Expression } from "./formula/expression.ts";
import type { MassOnLine, MassOnPlane } from "./mass.ts";

/** `[lower, upper]`; either end may be infinite. */
export type Interval = readonly [lower: number, upper: number];

/** A place at which a density has structure, and the width of the structure, so that no mesh begins too coarse to see it. */
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
  /** The larger of two errors: the relative error of the mass, and the error of a coordinate of the shift. */
  readonly errorEstimate: number;
}

/**
 * A probability distribution on R^d from which data are drawn, whether or not it has a density. Finite points and curves have no
 * density, but they have one when blurred by noise, and the optimal denoiser needs no more.
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
  /**
   * The error of the density that `smoothed` returns, in sigma times its score and sigma^2 times its Hessian, where it is more
   * than rounding.
   */
  readonly smoothedErrorEstimate?: number;
  /** The smallest denoising loss, E tr Cov[x | x + sigma eps], where it has a closed form; else undefined. */
  denoisingLoss?(sigma: number): Estimate | undefined;
  /** The range of sigmas that `smoothed` takes, where it does not take every sigma. */
  readonly sigmaRange?: readonly [smallest: number, largest: number];
}

/** Whether the distribution has a density itself, without blurring. */
export function hasDensity(distribution: Distribution): distribution is Density {
  return typeof distribution === "object" && distribution !== null && "logPdf" in distribution;
}

/**
 * Bounds on the absolute errors of what a density computes at n points, entry by entry: the rounding of the arithmetic, and the
 * effect of an error of half a unit in the last digit of every given number (parameters and points).
 */
export interface DensityErrors {
  /** Shape (n). */
  readonly logPdf: Float64Array;
  /** Shape (n, d). */
  readonly score: Float64Array;
  /** Shape (n, d, d). */
  readonly hessian: Float64Array;
}

/** The properties of a distribution that was blurred by noise, y + N(0, sigma^2 I), in addition to its density. */
export interface BlurredMeasure {
  /** log p_sigma, and E[|y - E[y | x]|^2 | x]: the squared error of the best denoiser at x. (n, d) -> (n) each. */
  posteriorVariance(points: Float64Array): { readonly logPdf: Float64Array; readonly variance: Float64Array };
  /** Points within sigma of every y, each (d). */
  landmarks(): readonly Float64Array[];
  /** A lower bound of the number of landmarks, computed with less work. */
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

/** Whether a density is a mixture of Gaussians whose components are known. */
export function isMixture(density: Density): density is Mixture {
  return density.components !== undefined;
}

/**
 * A distribution with a density p: logPdf, score and what follows from them. The optional members are capabilities, which make
 * faster methods possible.
 */
export interface Density extends Distribution, Partial<BlurredMeasure> {
  /** The components, if p is a mixture of Gaussians. */
  readonly components?: readonly GaussianComponent[];
  /** The energy E, if p = exp(-E) / Z inside its support with E given as a formula. */
  readonly expression?: Expression;

  /** The box on which p may be positive, one interval per axis. Outside of it `logPdf` is -Infinity. */
  readonly support: readonly Interval[];
  /** The places at which p has structure, as hints to adaptive methods; may be empty. */
  readonly features: readonly Feature[];

  /** log p, normalised. (n, d) -> (n). */
  logPdf(points: Float64Array): Float64Array;
  /** Score s = grad log p. (n, d) -> (n, d). */
  score(points: Float64Array): Float64Array;
  /** Hessian of log p, i.e. grad s. (n, d) -> (n, d, d). */
  hessian(points: Float64Array): Float64Array;
  /**
   * Laplacian of the score, componentwise: Lap s = grad div s. (n, d) -> (n, d). It is used by the next order of claim B1; where
   * it is missing, differences of the Hessian take its place, see `scoreLaplacian`.
   */
  scoreLaplacian?(points: Float64Array): Float64Array;
  /**
   * A finite box outside of which p is below exp(-logDrop) of its maximum; within `support`. Integrals and meshes over an
   * infinite support are cut to this box.
   */
  effectiveSupport(logDrop: number): readonly Interval[];
  /**
   * In the plane, the same density rotated about the origin so that its thin features lie along an axis as far as possible; see
   * `turnedInPlane`.
   */
  turned?(): { readonly density: Density; readonly thinness: number };
  /** The same density, whose sums at many points together may be computed by these products of matrices, with other last bits. */
  readonly withProducts?: (products: MatrixProducts) => Density;
  /** Bounds on the errors of log p, score and Hessian, where the density can give them. */
  errorsAt?(points: Float64Array): DensityErrors;

  /**
   * In one dimension, for a p that can be bounded over intervals, such as an energy given as a formula: panels that contain all
   * of p except for parts of less than exp(-logDrop) each, however narrow its features are. Where this is missing, only
   * `features` tell about narrow features.
   */
  massOnLine?(logDrop: number): MassOnLine;
  /** log p at distances from a point, close to which positions have too few digits; with `massOnLine`. (n) -> (n). */
  logPdfNear?(point: number, distances: Float64Array): Float64Array;
  /** The same in two dimensions, with boxes, each of which may leave out less than exp(-logDrop) of the mass. */
  massOnPlane?(logDrop: number): MassOnPlane;
  /**
   * With `massOnPlane`: boxes from bounds of p alone, which hold all of p above exp(-logDrop) of its maximum. log p varies by
   * tens at most on each box, so that nothing is much narrower than its box. Along kinks and jumps the boxes are not cut further.
   */
  boxesOnPlane?(logDrop: number): readonly Rectangle[];
  /**
   * Mass and mean on the ball of a radius around a point, shape (d), where they can be computed without a mesh over the ball and
   * without random points; undefined for other balls.
   */
  ballMoments?(point: Float64Array, radius: number): BallMoments | undefined;
}
