import {
  checkFewest,
  checkNotNegative,
  checkNumberOfPoints,
  checkObject,
  checkPoint,
  checkPoints,
  checkPositive,
} from "../../numerics/check.ts";
import type { Estimate } from "../../numerics/estimate.ts";
import { InputError } from "../../numerics/input-error.ts";
import { MOST_ACCURATE_DIM } from "../../numerics/linear-algebra/positive-definite.ts";
import type { Rng } from "../../numerics/random/random.ts";
import { checkRng } from "../../numerics/random/random.ts";
import type { BallMoments, Density, DensityErrors, Feature, GaussianComponent, Interval } from "../density.ts";
import { covarianceMatrix } from "./covariance.ts";
import {
  checkLargeComponent,
  type GaussianComponentOptions,
  type PreparedComponent,
  prepareComponent,
} from "./gaussian-component.ts";
import { gaussianDenoisingLoss } from "./gaussian-denoising-loss.ts";
import { mixtureBallMoments } from "./mixture-ball-moments.ts";
import { mixtureErrors } from "./mixture-errors.ts";
import { mixtureHessian, mixtureLogPdf, mixtureScore, mixtureScoreLaplacian } from "./mixture-terms.ts";
import { planeLogPdf } from "./plane-mixture.ts";
import { turnedInPlane } from "./turned-in-plane.ts";

export type { GaussianComponent } from "../density.ts";
export type { GaussianComponentOptions } from "./gaussian-component.ts";

/** The largest difference of the sum of the weights from 1; the weights are then divided by their sum. */
const WEIGHT_TOLERANCE = 1e-9;

/**
 * p(x) = sum_k w_k N(x; mu_k, Sigma_k) on R^d, with everything in closed form.
 *
 * With responsibilities rho_k(x) = w_k N_k(x) / p(x) and component scores a_k(x) = -P_k (x - mu_k), P_k = Sigma_k^-1: score s =
 * sum rho_k a_k, Hessian = sum rho_k (a_k a_k^T - P_k) - s s^T, and Lap s = sum rho_k [(a_k - s)(|a_k|^2 - tr P_k) - 2 P_k a_k] -
 * 2 Hessian s. log p is a log-sum-exp, which is accurate in the tails too. `errorsAt` bounds the rounding error of each value.
 */
export class GaussianMixture implements Density {
  readonly dim: number;
  readonly components: readonly GaussianComponent[];
  readonly support: readonly Interval[];
  readonly features: readonly Feature[];
  /** Computed when they are first needed, in many dimensions. */
  #knownPrepared: readonly PreparedComponent[] | undefined;
  readonly #weights: readonly number[];
  /** The mixture is that of `given`, with noise of this standard deviation added. */
  readonly #given: readonly GaussianComponent[];
  readonly #noise: number;
  /** Kept, because it takes a factorisation and callers often need it several times. */
  #lastSmoothed: { readonly sigma: number; readonly mixture: GaussianMixture } | undefined;

  /**
   * @param options weight, mean and covariance of each component; a covariance that is diagonal may be given as a vector of
   *   variances, and one that is isotropic as a number
   * @param noise standard deviation of noise that is added to what `options` describe: sigma^2 on every covariance's
   *   diagonal, without the rounding of adding it there. Default 0
   * @throws InputError for weights that are not positive or don't sum to 1, and for matrices that are not covariances
   */
  constructor(options: readonly GaussianComponentOptions[], noise = 0) {
    checkFewest("components", options, 1, "component");
    options.forEach((one, k) => {
      checkObject(`components[${k}]`, one, "an object with weight, mean and covariance");
      checkFewest(`components[${k}].mean`, one.mean, 1, "number");
    });
    checkNotNegative("noise", noise);
    const dim = options[0].mean.length;
    const components = options.map(
      (one, k): GaussianComponent => ({
        ...one,
        covariance: covarianceMatrix(one.covariance, dim, `components[${k}].covariance`),
      }),
    );
    const total = components.reduce((sum, { weight }) => sum + weight, 0);
    this.dim = dim;
    this.#weights = components.map(({ weight }) => weight / total);
    this.#given = components;
    this.#noise = noise;
    // The mixture was checked before the noise was added.
    if (dim > MOST_ACCURATE_DIM && noise === 0) {
      components.forEach((component, k) => {
        checkLargeComponent(component, dim, `components[${k}]`);
      });
    } else if (dim <= MOST_ACCURATE_DIM) {
      this.#knownPrepared = this.#prepare();
    }
    if (Math.abs(total - 1) > WEIGHT_TOLERANCE) {
      throw new InputError({
        argument: "the weights of components",
        verb: "sum to",
        allowed: "1",
        problem: `to ${total}`,
      });
    }
    this.components = noise === 0 ? components : components.map((component) => withNoise(component, noise));
    this.support = Array.from({ length: dim }, (): Interval => [-Infinity, Infinity]);
    this.features = this.components.map(({ mean, covariance }) => {
      return { center: Float64Array.from(mean), width: Float64Array.from(covariance, (row, a) => Math.sqrt(row[a])) };
    });
  }

  get #prepared(): readonly PreparedComponent[] {
    this.#knownPrepared ??= this.#prepare();
    return this.#knownPrepared;
  }

  #prepare(): readonly PreparedComponent[] {
    const [dim, noise] = [this.dim, this.#noise];
    return this.#given.map((component, k) =>
      prepareComponent(component, { dim, weight: this.#weights[k], noise, where: `components[${k}]` }),
    );
  }

  /** Bounds on the errors of log p, score and Hessian, see `mixtureErrors`. */
  errorsAt(points: Float64Array): DensityErrors {
    return mixtureErrors(this.#prepared, points);
  }

  logPdf(points: Float64Array): Float64Array {
    checkPoints("points", points, this.dim);
    return this.dim === 2 ? planeLogPdf(this.#prepared, points) : mixtureLogPdf(this.#prepared, points);
  }

  score(points: Float64Array): Float64Array {
    checkPoints("points", points, this.dim);
    return mixtureScore(this.#prepared, points);
  }

  hessian(points: Float64Array): Float64Array {
    checkPoints("points", points, this.dim);
    return mixtureHessian(this.#prepared, points);
  }

  scoreLaplacian(points: Float64Array): Float64Array {
    checkPoints("points", points, this.dim);
    return mixtureScoreLaplacian(this.#prepared, points);
  }

  /** Exact draws: a component is chosen by its weight, and then mu_k + L_k z is returned. */
  sample(rng: Rng, n: number): Float64Array {
    const { dim } = this;
    checkRng("rng", rng);
    checkNumberOfPoints("n", n, dim);
    const points = new Float64Array(n * dim);
    const z = new Float64Array(dim);
    for (let i = 0; i < n; i++) {
      let u = rng.uniform();
      let k = 0;
      while (k < this.#weights.length - 1 && u >= this.#weights[k]) u -= this.#weights[k++];
      const { mean, factor } = this.#prepared[k];
      for (let a = 0; a < dim; a++) z[a] = rng.normal();
      for (let a = 0; a < dim; a++) {
        let value = mean[a];
        for (let b = 0; b <= a; b++) value += factor[a * dim + b] * z[b];
        points[i * dim + a] = value;
      }
    }
    return points;
  }

  /** p * N(0, sigma^2 I): the same mixture with sigma^2 added to every covariance's diagonal. */
  smoothed(sigma: number): GaussianMixture {
    checkPositive("sigma", sigma);
    if (this.#lastSmoothed?.sigma !== sigma) {
      this.#lastSmoothed = { sigma, mixture: new GaussianMixture(this.#given, Math.hypot(this.#noise, sigma)) };
    }
    return this.#lastSmoothed.mixture;
  }

  /** See `turnedInPlane`. @throws InputError in other dimensions than 2 */
  turned(): { density: GaussianMixture; thinness: number } {
    if (this.dim !== 2) throw new InputError({ argument: "the dimension", allowed: "2", problem: this.dim });
    const { components, thinness } = turnedInPlane(this.components);
    return { density: new GaussianMixture(components), thinness };
  }

  /** In closed form for one Gaussian, see `gaussianDenoisingLoss`. */
  denoisingLoss(sigma: number): Estimate | undefined {
    if (this.components.length > 1) return undefined;
    const [{ covariance }] = this.components;
    return gaussianDenoisingLoss(covariance, this.smoothed(sigma).#prepared[0], sigma);
  }

  /** Computed component by component, in any dimension, to about 1e-12; the error estimate states the accuracy. */
  ballMoments(point: Float64Array, radius: number): BallMoments {
    checkPoint("point", point, this.dim);
    checkPositive("radius", radius);
    const given = this.#given.map((one, k) => ({ ...one, weight: this.#weights[k], noise: this.#noise }));
    return mixtureBallMoments(given, point, radius);
  }

  /** The bounding box of the ellipsoids outside of which every component is below exp(-logDrop) / K of its peak. */
  effectiveSupport(logDrop: number): readonly Interval[] {
    const cutoff = Math.sqrt(2 * (logDrop + Math.log(this.components.length)));
    return Array.from(
      { length: this.dim },
      (_, a): Interval => [
        Math.min(...this.features.map(({ center, width }) => center[a] - cutoff * width[a])),
        Math.max(...this.features.map(({ center, width }) => center[a] + cutoff * width[a])),
      ],
    );
  }
}

function withNoise({ weight, mean, covariance }: GaussianComponent, noise: number): GaussianComponent {
  return {
    weight,
    mean,
    covariance: covariance.map((row, a) => row.map((value, b) => (a === b ? value + noise ** 2 : value))),
  };
}
