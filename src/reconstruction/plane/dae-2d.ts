import { checkDensity } from "../../density/check-density.ts";
import type { Density, Interval } from "../../density/density.ts";
import { linspace } from "../../numerics/approximation/grid.ts";
import { checkPoints } from "../../numerics/check.ts";
import type { Estimate } from "../../numerics/estimate.ts";
import { InputError } from "../../numerics/input-error.ts";
import { MAX_LOG_DROP } from "../line/mesh-1d.ts";
import { errorRegion, type OptimalReconstruction } from "../reconstruction.ts";
import { checkMeshSigma } from "../sigma-range.ts";
import { optimalDenoisingLoss2d } from "./dae-loss-2d.ts";
import { type DensityBoxes2d, densityBoxes2d, heaviestCenters } from "./density-boxes-2d.ts";
import type { Posterior2d } from "./posterior-2d.ts";
import { PosteriorCells2d } from "./posterior-cells-2d.ts";
import { posteriorByHermite } from "./posterior-hermite-2d.ts";

/** p is cut off where it is below exp(-80) of its maximum, unless a point far out needs more. */
const LOG_DROP = 80;
/** The logarithm of the fraction of the mass at a point that may lie outside of the cells. */
const NEGLIGIBLE_LOG_MASS = 45;
/** Cells are at most this wide, in units of sigma; half of that for the error estimate. */
const CELL_IN_SIGMAS = 3;
/**
 * Gauss-Hermite rules are tried where every box of p nearby is at least this many sigma wide, so that p is smooth on the scale of sigma.
 */
const CELLS_PER_SIGMA = 40;
/** The corruption does not reach a wall that is at least this many sigma away. */
const CUTOFF_IN_SIGMAS = 8.5;
/** Points further from all mass than this are refused: their posterior would be 1e4 times as narrow as the noise. */
const LARGEST_DISTANCE_IN_SIGMAS = 1e4;
/** The number of candidate points along an axis, and the number of them at which the error estimate is sampled. */
const CANDIDATES = 48;
const SAMPLED = 48;
/** The number of boxes with the most mass, at whose centres errors are sampled too. */
const HEAVIEST = 8;

/**
 * The minimiser of L_DAE(r) = E|r(x + eps) - x|^2, eps ~ N(0, sigma^2 I), over all functions, in the plane (Theorem 1):
 *
 *   r*(x) = E[clean | corrupted = x], dr*_i / dx_j = Cov[clean | x]_ij / sigma^2.
 *
 * The method is Gauss-Legendre cubature over the clean point, on cells that resolve p and the corruption around each point. r* is
 * therefore defined everywhere, beyond hard walls too. For sigmas far below the features of p, Gauss-Hermite rules are used where two
 * of them agree. All points share the cells: the first point in a region takes milliseconds, each following one some tenths of a
 * millisecond.
 *
 * Accuracy: `errorEstimate` is twice the largest difference from the result on cells half as wide, plus the rounding of x, plus the
 * effect of the parts of p that are not resolved, lie next to kinks, or are left out.
 */
export class Dae2d implements OptimalReconstruction {
  readonly dim = 2;
  readonly method = "dae";
  readonly computedBy = "quadrature";
  readonly sigma: number;
  readonly #density: Density;
  #logDrop = LOG_DROP;
  #boxes: DensityBoxes2d;
  #cells: PosteriorCells2d;
  /** Along each axis, the interval outside of which p is below exp(-MAX_LOG_DROP) of its maximum. */
  readonly #furthest: readonly Interval[];
  #errors: { displacement: number; jacobian: number } | undefined;

  /** @throws InputError for a density that is not two-dimensional, and for a sigma far outside of `meshSigmaRange` */
  constructor(density: Density, sigma: number) {
    checkDensity("density", density, [2]);
    checkMeshSigma(density, "dae", sigma);
    this.sigma = sigma;
    this.#density = density;
    this.#boxes = densityBoxes2d(density, this.#logDrop);
    this.#cells = new PosteriorCells2d(density, sigma, this.#boxes, CELL_IN_SIGMAS);
    this.#furthest = density.effectiveSupport(MAX_LOG_DROP);
  }

  /** Computed on first use, because it takes a second evaluation on cells half as wide. */
  get errorEstimate(): number {
    this.#errors ??= this.#estimateErrors();
    return this.#errors.displacement;
  }

  get jacobianErrorEstimate(): number {
    this.#errors ??= this.#estimateErrors();
    return this.#errors.jacobian;
  }

  displacement(points: Float64Array): Float64Array {
    return this.#map(points, 2, ({ shift }) => shift);
  }

  evaluate(points: Float64Array): Float64Array {
    return this.displacement(points).map((change, i) => points[i] + change);
  }

  jacobian(points: Float64Array): Float64Array {
    const sigma2 = this.sigma ** 2;
    return this.#map(points, 4, ({ covariance: [xx, xy, yy] }) => [xx / sigma2, xy / sigma2, xy / sigma2, yy / sigma2]);
  }

  /** log p_sigma, the density of the corrupted point. (n, 2) -> (n). */
  smoothedLogPdf(points: Float64Array): Float64Array {
    return this.#map(points, 1, ({ logMass }) => [logMass]);
  }

  /**
   * L_DAE(r*) = E tr Cov[clean | corrupted], see `optimalDenoisingLoss2d`.
   * @throws InputError where sigma is below a thousandth of the density's width
   */
  optimalLoss(): Estimate {
    return optimalDenoisingLoss2d(this.#density, this.sigma);
  }

  #map(points: Float64Array, count: number, of: (posterior: Posterior2d) => readonly number[]): Float64Array {
    checkPoints("points", points, 2);
    const values = new Float64Array((points.length / 2) * count);
    for (let i = 0; i < points.length / 2; i++) {
      values.set(of(this.#posterior(points[2 * i], points[2 * i + 1])), i * count);
    }
    return values;
  }

  #posterior(x: number, y: number): Posterior2d {
    if (!Number.isFinite(x) || !Number.isFinite(y)) {
      return { logMass: Number.NaN, shift: [Number.NaN, Number.NaN], covariance: [Number.NaN, Number.NaN, Number.NaN] };
    }
    if (
      this.#furthest.some((interval, a) => outside(interval, a === 0 ? x : y) > LARGEST_DISTANCE_IN_SIGMAS * this.sigma)
    ) {
      throw tooFarOut(x, y);
    }
    if (this.#isSmoothAround(x, y)) {
      const posterior = posteriorByHermite(this.#density, this.sigma, x, y);
      if (posterior) return posterior;
    }
    for (;;) {
      const posterior = this.#cells.at(x, y);
      if (posterior.logMass - this.#boxes.logBeyond >= NEGLIGIBLE_LOG_MASS) return posterior;
      // Where p(x) is positive, p_sigma(x) is not much smaller than p(x).
      const [logPdf] = this.#density.logPdf(Float64Array.of(x, y));
      const known = Number.isNaN(posterior.logMass) ? -Infinity : posterior.logMass;
      const least = Math.max(known, logPdf - Math.LN2);
      const logDrop = Math.max(this.#logDrop + 1, this.#boxes.logPeak - least + NEGLIGIBLE_LOG_MASS + 1);
      if (!(logDrop <= MAX_LOG_DROP)) throw tooFarOut(x, y);
      this.#logDrop = logDrop;
      this.#boxes = densityBoxes2d(this.#density, this.#logDrop);
      this.#cells = new PosteriorCells2d(this.#density, this.sigma, this.#boxes, CELL_IN_SIGMAS);
    }
  }

  /** Whether no wall of p is near, and sigma is so small that Gauss-Hermite rules are worth trying. */
  #isSmoothAround(x: number, y: number): boolean {
    if (!this.#awayFromWalls(x, y)) return false;
    const cutoff = CUTOFF_IN_SIGMAS * this.sigma;
    return this.#boxes.boxes.every(
      (box) =>
        2 * Math.min(box.halfWidth, box.halfHeight) >= CELLS_PER_SIGMA * this.sigma ||
        Math.abs(x - box.x) > box.halfWidth + cutoff ||
        Math.abs(y - box.y) > box.halfHeight + cutoff,
    );
  }

  #awayFromWalls(x: number, y: number): boolean {
    const cutoff = CUTOFF_IN_SIGMAS * this.sigma;
    return [x, y].every((at, axis) => {
      const [lower, upper] = this.#density.support[axis];
      return at - lower >= cutoff && upper - at >= cutoff;
    });
  }

  /**
   * The effect of the parts of p that are not resolved or left out. Mass at a distance t adds t exp(-t^2 / (2 sigma^2)), which is
   * largest at t = sigma.
   */
  #uncertainty({ logMass, shift, uncertainty }: Posterior2d): { readonly shift: number; readonly covariance: number } {
    const sigma2 = this.sigma ** 2;
    const open = Math.exp(this.#boxes.logOpenMass - logMass) / (2 * Math.PI * sigma2);
    const [own, size] = [uncertainty ?? { shift: 0, covariance: 0 }, Math.hypot(...shift)];
    return {
      shift: own.shift + open * (this.sigma + size),
      covariance: own.covariance + open * (this.sigma + size) ** 2,
    };
  }

  #estimateErrors(): { displacement: number; jacobian: number } {
    const [xs, ys] = this.#boxes.hull.map(([lower, upper]) => linspace(lower, upper, CANDIDATES));
    const grid = Float64Array.from(Array.from(xs).flatMap((x) => Array.from(ys).flatMap((y) => [x, y])));
    const centers = this.#density.features.flatMap(({ center }) => Array.from(center));
    if (this.#density.massOnPlane) centers.push(...heaviestCenters(this.#density, this.#boxes.boxes, HEAVIEST));
    const candidates = Float64Array.from([...centers, ...grid]);
    const logPdf = this.#density.logPdf(candidates);
    const least = errorRegion(logPdf);
    const inside = Array.from(logPdf.keys()).filter((i) => logPdf[i] >= least);
    // The samples are evenly spread over the region, in the grid's order.
    const every = Math.max(1, Math.floor(inside.length / SAMPLED));
    const finer = new PosteriorCells2d(this.#density, this.sigma, this.#boxes, CELL_IN_SIGMAS / 2);
    const sigma2 = this.sigma ** 2;
    let largest = 0;
    let largestSlope = 0;
    inside.forEach((i, k) => {
      if (k % every !== 0 && 2 * i >= centers.length) return;
      const [x, y] = candidates.subarray(2 * i, 2 * i + 2);
      const one = this.#posterior(x, y);
      const other = finer.at(x, y);
      // Positions are rounded, which changes both results.
      const rounding = Number.EPSILON * Math.max(Math.abs(x), Math.abs(y));
      const unknown = this.#uncertainty(one);
      const difference =
        Math.hypot(one.shift[0] - other.shift[0], one.shift[1] - other.shift[1]) + rounding + unknown.shift;
      largest = Math.max(largest, difference / Math.max(sigma2, Math.hypot(...other.shift)));
      one.covariance.forEach((value, entry) => {
        largestSlope = Math.max(
          largestSlope,
          (Math.abs(value - other.covariance[entry]) + unknown.covariance) / sigma2,
        );
      });
    });
    return {
      displacement: Math.max(2 * largest, Number.EPSILON),
      // Deviations from the mean are of size sigma, and carry the rounding error of positions.
      jacobian: Math.max(2 * largestSlope, 4 * Number.EPSILON),
    };
  }
}

/** The distance of a position from an interval; 0 inside. */
function outside([lower, upper]: Interval, at: number): number {
  return Math.max(lower - at, at - upper, 0);
}

function tooFarOut(x: number, y: number): InputError {
  return new InputError({
    argument: "points",
    verb: "lie",
    allowed: `where p is at least exp(-${MAX_LOG_DROP}) of its maximum, or within ${LARGEST_DISTANCE_IN_SIGMAS} sigma of there`,
    problem: `at (${x}, ${y})`,
  });
}
