import { checkLength, checkPoints } from "../numerics/check.ts";
import type { Estimate } from "../numerics/estimate.ts";
import type { MatrixProducts } from "../numerics/linear-algebra/matrix-products.ts";
import { maximum } from "../numerics/sorting/maximum.ts";
import { checkReconstruction } from "./check-reconstruction.ts";

/**
 * A reconstruction function r: R^d -> R^d for one corruption level sigma.
 *
 * The optimal denoiser (DAE), the optimal contractive reconstruction (RCAE) and a trained network are all of this
 * type, so score estimates, energies, samplers and figures are written once. Points have shape (n, d), row-major.
 */
export interface Reconstruction {
  /** Dimension d. */
  readonly dim: number;
  /**
   * Standard deviation of the corruption (DAE), or square root of the penalty's weight (RCAE): a number, or one number for each
   * coordinate, shape (d), where coordinates have different units, as those of a network of standardised data do.
   */
  readonly sigma: number | Float64Array;
  /** r(x). (n, d) -> (n, d). */
  evaluate(points: Float64Array): Float64Array;
  /** dr_i/dx_j. (n, d) -> (n, d, d), row i column j. */
  jacobian(points: Float64Array): Float64Array;
  /**
   * r(x) - x, (n, d) -> (n, d), where it is known without the cancellation of subtracting two numbers close to each other. This
   * keeps the score estimate accurate for small sigma.
   */
  displacement?(points: Float64Array): Float64Array;
  /**
   * log p_sigma, the density of x + N(0, sigma^2 I), where the reconstruction is the optimal denoiser of a density and can
   * compute it; r(x) - x is then sigma^2 times its gradient. (n, d) -> (n).
   */
  smoothedLogPdf?(points: Float64Array): Float64Array;
  /**
   * dr/dx - I, (n, d) -> (n, d, d), where it is known without the cancellation of subtracting 1 from the Jacobian. This keeps the
   * Hessian estimate accurate for small sigma.
   */
  displacementJacobian?(points: Float64Array): Float64Array;
}

/** A reconstruction whose corruption is the same in all directions, N(0, sigma^2 I). */
export interface IsotropicReconstruction extends Reconstruction {
  readonly sigma: number;
  /** The same reconstruction, which may use these products of matrices at many points together. Its last bits may differ. */
  readonly withProducts?: (products: MatrixProducts) => IsotropicReconstruction;
}

/** Bounds on the absolute errors of a reconstruction at n points, entry by entry. */
export interface ReconstructionErrors {
  /** Errors of r(x) and of the score estimate, shape (n, d). */
  readonly r: Float64Array;
  readonly scoreEstimate: Float64Array;
  /** Errors of dr/dx and of the Hessian estimate, shape (n, d, d). */
  readonly jacobian: Float64Array;
  readonly hessianEstimate: Float64Array;
}

/**
 * The least log p in the region for which error estimates hold: p above 1e-12, or above 1e-12 of its maximum where the maximum is
 * below 1 (a wide density is small everywhere).
 * @param logPdf log p at points among which, or near which, is its maximum
 */
export function errorRegion(logPdf: Float64Array): number {
  return Math.log(1e-12) + Math.min(0, maximum(logPdf));
}

/** A reconstruction that minimises the DAE or the RCAE loss over all functions. */
export interface OptimalReconstruction extends IsotropicReconstruction {
  readonly method: "dae" | "rcae";
  /** The method by which r is computed: "closed form", "quadrature", "finite elements", "Langevin paths". */
  readonly computedBy?: string;
  /** The minimum of the loss, with its standard error where it is a Monte Carlo average. */
  optimalLoss(): Estimate & { readonly standardError?: number };
  /**
   * Estimated error of the score estimate (r(x) - x) / sigma^2, relative to max(1, its size), at the worst point of
   * the region where p > 1e-12 (see `errorRegion`), or of draws where the method says so.
   */
  readonly errorEstimate: number;
  /** Estimated absolute error of an entry of dr/dx, at the worst of the same points. */
  readonly jacobianErrorEstimate: number;
  /** A sentence that names the part of the density which no bound and no feature covers; undefined if there is none. */
  readonly notRuledOut?: string | undefined;
  /** The errors at given points, where the method can bound them there. (n, d) -> entries. */
  errorsAt?(points: Float64Array): ReconstructionErrors;
}

/** r(x) - x, without cancellation where the reconstruction offers it. (n, d) -> (n, d). */
export function displacement(
  reconstruction: Pick<Reconstruction, "dim" | "evaluate" | "displacement">,
  points: Float64Array,
): Float64Array {
  checkReconstruction("reconstruction", reconstruction);
  checkPoints("points", points, reconstruction.dim);
  if (reconstruction.displacement) return reconstruction.displacement(points);
  const difference = reconstruction.evaluate(points);
  for (let i = 0; i < difference.length; i++) difference[i] -= points[i];
  return difference;
}

/**
 * The score estimate (r(x) - x) / sigma^2 -> +grad log p; each coordinate by its own sigma^2 where sigma has one for each.
 * (n, d) -> (n, d).
 *
 * @example
 * ```ts
 * import { GaussianMixture, optimalReconstruction, scoreEstimate } from "scorebook";
 *
 * // Of N(0, 3) blurred by noise of variance 1, which is N(0, 4), the score is -x / 4.
 * const gaussian = new GaussianMixture([{ weight: 1, mean: [0], covariance: 3 }]);
 * const r = optimalReconstruction(gaussian, "dae", 1);
 * scoreEstimate(r, Float64Array.of(2))[0]; // -0.5
 * ```
 */
export function scoreEstimate(reconstruction: Reconstruction, points: Float64Array): Float64Array {
  return byVariance(reconstruction, displacement(reconstruction, points), 1);
}

/** dr/dx - I, without cancellation where the reconstruction offers it. (n, d) -> (n, d, d). */
export function displacementJacobian(reconstruction: Reconstruction, points: Float64Array): Float64Array {
  checkReconstruction("reconstruction", reconstruction);
  checkPoints("points", points, reconstruction.dim);
  if (reconstruction.displacementJacobian) return reconstruction.displacementJacobian(points);
  const { dim } = reconstruction;
  const difference = reconstruction.jacobian(points);
  for (let matrix = 0; matrix < difference.length; matrix += dim * dim) {
    for (let a = 0; a < dim; a++) difference[matrix + a * (dim + 1)] -= 1;
  }
  return difference;
}

/**
 * The Hessian estimate (dr/dx - I) / sigma^2 -> Hess log p; each row by its own sigma^2 where sigma has one for each coordinate.
 * (n, d) -> (n, d, d).
 */
export function hessianEstimate(reconstruction: Reconstruction, points: Float64Array): Float64Array {
  return byVariance(reconstruction, displacementJacobian(reconstruction, points), reconstruction.dim);
}

/**
 * sigma along each axis, shape (d).
 * @throws InputError for a sigma that holds more or fewer numbers than there are axes
 */
export function axisSigmas({ dim, sigma }: Pick<Reconstruction, "dim" | "sigma">): Float64Array {
  if (typeof sigma === "number") return new Float64Array(dim).fill(sigma);
  checkLength("sigma", sigma, dim);
  return sigma;
}

/** The overall size of the noise as a single number: the root of the mean of sigma^2 over the axes. */
export function noiseLevel({ sigma }: Pick<Reconstruction, "sigma">): number {
  return typeof sigma === "number" ? sigma : Math.hypot(...sigma) / Math.sqrt(sigma.length);
}

/** Divides rows of d groups, each of `size` numbers that belong to one axis, by sigma^2. In place. */
function byVariance(r: Reconstruction, values: Float64Array, size: number): Float64Array {
  if (typeof r.sigma === "number") {
    const sigma2 = r.sigma ** 2;
    for (let i = 0; i < values.length; i++) values[i] /= sigma2;
    return values;
  }
  const sigmas = axisSigmas(r);
  for (let i = 0; i < values.length; i++) {
    const sigma = sigmas[Math.floor(i / size) % r.dim];
    // Divided twice, since the square of a very small or large scale may leave the range of float64.
    values[i] = values[i] / sigma / sigma;
  }
  return values;
}
