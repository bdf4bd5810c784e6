import { checkDensity } from "../../density/check-density.ts";
import type { Density } from "../../density/density.ts";
import { type MultilevelEstimate, multilevelMonteCarlo } from "../../numerics/approximation/multilevel.ts";
import { checkObject, checkPoints, checkPositive, checkWhole } from "../../numerics/check.ts";
import type { Estimate } from "../../numerics/estimate.ts";
import { InputError } from "../../numerics/input-error.ts";
import { checkRng, createRng, type Rng } from "../../numerics/random/random.ts";
import type { OptimalReconstruction, ReconstructionErrors } from "../reconstruction.ts";
import { LangevinPaths, PAIRS_PER_SAMPLE, timeSteps } from "./langevin-paths.ts";

export interface RcaeLangevinOptions {
  /** The source of the seed; the same stream gives the same numbers. */
  readonly rng: Rng;
  /**
   * The number of independent samples for each point with the coarsest steps, each of 8 antithetic pairs of paths. The numbers of
   * samples with finer steps follow from it. Default 250.
   */
  readonly samples?: number;
  /** The number of the coarsest steps in the shortest relevant time. Default 2. */
  readonly stepsPerTime?: number;
  /**
   * The largest number of halvings of the steps that may be made to bring the bias below half of the standard error. At least 2,
   * default 6.
   */
  readonly halvings?: number;
}

/** Estimates of r at points, each of shape (n, d), or of the Jacobian, (n, d, d). */
export interface LangevinEstimate {
  readonly value: Float64Array;
  /** Standard deviation of `value` over seeds. */
  readonly standardError: Float64Array;
  /** A bound on the error of the mean over seeds, which finite steps cause. */
  readonly biasEstimate: Float64Array;
}

/** The largest sigma^2 times curvature of log p: beyond it a path takes more than 36,000 steps. */
const LARGEST_STIFFNESS = 1000;
const DEFAULTS = { samples: 250, stepsPerTime: 2, halvings: 6 };
/** Steps are halved until the bias is below this fraction of the standard error. */
const BIAS_FRACTION = 0.5;
/**
 * Or until the bias is below this fraction of the largest component, which matters where antithetic pairs leave no standard
 * error.
 */
const NEGLIGIBLE_BIAS = 1e-6;
/** The number of draws of p at which the curvature of log p is evaluated, and to which the error estimates apply. */
const CURVATURE_DRAWS = 200;
const ERROR_DRAWS = 4;
/** Derivatives of paths take d times as long as the paths, and vary less. */
const JACOBIAN_FRACTION = 0.25;
/** The number of standard errors in an error estimate, which is exceeded with probability 1 in 16,000. */
const CONFIDENCE = 4;
/** Samples that are stepped together: enough for long loops, few enough for the cache. */
const BLOCK = 32;

/**
 * The minimiser of L_RCAE(r) = E[|r(x) - x|^2 + sigma^2 |dr/dx|_F^2] over all functions, in any dimension, as the
 * resolvent of Langevin dynamics: Theorem 2's equation is (I - sigma^2 G) r = x with G f = Lap f + s . grad f, the
 * generator of dX = s dt + sqrt(2) dW, so that r(x) = E[X_tau | X_0 = x], tau exponential with mean sigma^2.
 *
 * Monte Carlo, with its standard error and an estimate of its bias at each point. r(x) - x is computed as E INT exp(-t / sigma^2)
 * s(X_t) dt, which is small where sigma is small. Paths come in antithetic pairs (for Gaussian data no randomness remains). Most of
 * them take long steps, and a few with short steps correct them. All points use the same noise, so that r is a function of x
 * alone and the Jacobian is the derivative of its paths. At hard walls paths are reflected, with steps of first order only; r
 * then has a larger bias estimate, and no Jacobian.
 */
export class RcaeLangevin implements OptimalReconstruction {
  readonly method = "rcae";
  readonly computedBy = "Langevin paths";
  readonly dim: number;
  readonly sigma: number;
  readonly #density: Density;
  readonly #options: Required<Omit<RcaeLangevinOptions, "rng">>;
  readonly #seed: number;
  readonly #draws: Float64Array;
  /** The largest row sum of |Hess log p| at draws of p. */
  readonly #curvature: number;
  /** The results by point, which are kept for later calls. */
  readonly #known = {
    displacement: new Map<string, LangevinEstimate>(),
    jacobian: new Map<string, LangevinEstimate>(),
  };
  #scoreError: number | undefined;
  #jacobianError: number | undefined;

  /** @throws InputError for options that are not positive whole numbers, and for a sigma that would take too long */
  constructor(density: Density, sigma: number, langevinOptions: RcaeLangevinOptions) {
    checkDensity("density", density);
    checkPositive("sigma", sigma);
    checkObject("options", langevinOptions, "an rng, and if need be samples, stepsPerTime and halvings");
    const { rng, ...options } = langevinOptions;
    checkRng("rng", rng);
    this.#density = density;
    this.sigma = sigma;
    this.dim = density.dim;
    this.#options = { ...DEFAULTS, ...options };
    for (const [name, least] of [
      ["samples", 2],
      ["stepsPerTime", 1],
      ["halvings", 2],
    ] as const) {
      checkWhole(name, this.#options[name], least);
    }
    this.#seed = 1 + Math.floor(rng.uniform() * (2 ** 32 - 2));
    this.#draws = density.sample(createRng(this.#seed), CURVATURE_DRAWS);
    this.#curvature = largestRowSum(density.hessian(this.#draws), this.dim);
    if (!(sigma ** 2 * this.#curvature <= LARGEST_STIFFNESS)) {
      const largest = Math.sqrt(LARGEST_STIFFNESS / this.#curvature).toPrecision(3);
      throw new InputError({
        argument: "sigma",
        allowed: `at most ${largest} for Langevin paths of this density, whose steps would be too many`,
        problem: sigma,
      });
    }
  }

  /** r(x) with its standard error and bias. (n, d) -> (n, d). */
  estimate(points: Float64Array): LangevinEstimate {
    const { value, ...errors } = this.#displacement(points);
    return { value: value.map((change, i) => points[i] + change), ...errors };
  }

  /** dr_i/dx_j with its standard error and bias. (n, d) -> (n, d, d). */
  estimateJacobian(points: Float64Array): LangevinEstimate {
    const { dim } = this;
    const estimate = this.#atPoints(points, true, dim * dim);
    for (let i = 0; i < estimate.value.length; i++) {
      if (Math.floor(i / dim) % dim === i % dim) estimate.value[i] += 1;
    }
    return estimate;
  }

  /** Error bounds: four standard errors plus the bias of each entry. */
  errorsAt(points: Float64Array): ReconstructionErrors {
    const sigma2 = this.sigma ** 2;
    const total = ({ standardError, biasEstimate }: LangevinEstimate): Float64Array =>
      standardError.map((error, i) => CONFIDENCE * error + biasEstimate[i]);
    const [r, jacobian] = [total(this.#displacement(points)), total(this.estimateJacobian(points))];
    return {
      r,
      scoreEstimate: r.map((error) => error / sigma2),
      jacobian,
      hessianEstimate: jacobian.map((error) => error / sigma2),
    };
  }

  /** dr/dx - I. (n, d) -> (n, d, d). */
  displacementJacobian(points: Float64Array): Float64Array {
    const { dim } = this;
    return this.#atPoints(points, true, dim * dim).value;
  }

  /** (n, d) -> (n, d). */
  standardError(points: Float64Array): Float64Array {
    return this.#displacement(points).standardError;
  }

  displacement(points: Float64Array): Float64Array {
    return this.#displacement(points).value;
  }

  evaluate(points: Float64Array): Float64Array {
    return this.estimate(points).value;
  }

  /** @throws InputError where paths meet a wall */
  jacobian(points: Float64Array): Float64Array {
    return this.estimateJacobian(points).value;
  }

  /** Four standard errors and the bias of the score estimate, relative to max(1, its size), at the worst of 4 draws of p. */
  get errorEstimate(): number {
    this.#scoreError ??= this.#worstError(
      (points) => this.#displacement(points),
      (value) => Math.max(this.sigma ** 2, Math.abs(value)),
    );
    return this.#scoreError;
  }

  /** Four standard errors and the bias of an entry of dr/dx, at the worst of 4 draws of p. */
  get jacobianErrorEstimate(): number {
    this.#jacobianError ??= this.#worstError(
      (points) => this.estimateJacobian(points),
      () => 1,
    );
    return this.#jacobianError;
  }

  /**
   * L_RCAE(r*), with one pair of paths from each draw x of p. By the weak form of Theorem 2's equation it is -E[(x - c) . (r* - x)]
   * for any c. Since G is symmetric under p, it is also sigma^2 (d - E[s(x) . (r* - x)]). The average is chosen so that no
   * randomness remains where p is an isotropic Gaussian.
   * @returns the loss; four standard errors and the bias as its error estimate; and the standard error
   * @throws InputError for a density with walls, where x . s has another mean
   */
  optimalLoss(): Estimate & { readonly standardError: number; readonly biasEstimate: number } {
    if (this.#density.support.some((interval) => interval.some(Number.isFinite))) {
      throw new InputError({
        argument: "density",
        allowed: "one without walls for the optimal loss by Langevin paths",
        problem: "one within a box",
      });
    }
    const { dim } = this;
    const sigma2 = this.sigma ** 2;
    const { center, variance } = meanAndVariance(this.#draws, dim);
    const fraction = variance / (variance + sigma2);
    const starts = (rng: Rng, pairs: number): Float64Array => this.#density.sample(rng, pairs);
    const { value, standardError, biasEstimate } = this.#simulate(
      { starts, components: 1, samples: this.#options.samples, tangent: false },
      (sums, from) => {
        const score = this.#density.score(from);
        return Float64Array.from({ length: from.length / dim }, (_, pair) => {
          let product = 0;
          for (let a = 0; a < dim; a++) {
            const i = pair * dim + a;
            product -= (fraction * sigma2 * score[i] + (1 - fraction) * (from[i] - center[a])) * sums[i];
          }
          return product;
        });
      },
    );
    return {
      value: fraction * sigma2 * dim + value[0],
      errorEstimate: CONFIDENCE * standardError[0] + biasEstimate[0],
      standardError: standardError[0],
      biasEstimate: biasEstimate[0],
    };
  }

  #displacement(points: Float64Array): LangevinEstimate {
    return this.#atPoints(points, false, this.dim);
  }

  /** Each point is computed separately, so that its result does not depend on the other points. */
  #atPoints(points: Float64Array, tangent: boolean, components: number): LangevinEstimate {
    const { dim } = this;
    checkPoints("points", points, dim);
    const size = (points.length / dim) * components;
    const all = {
      value: new Float64Array(size),
      standardError: new Float64Array(size),
      biasEstimate: new Float64Array(size),
    };
    const known = tangent ? this.#known.jacobian : this.#known.displacement;
    for (let i = 0; i < points.length / dim; i++) {
      const point = points.slice(i * dim, (i + 1) * dim);
      const key = point.join();
      const one = known.get(key) ?? this.#atPoint(point, tangent, components);
      known.set(key, one);
      all.value.set(one.value, i * components);
      all.standardError.set(one.standardError, i * components);
      all.biasEstimate.set(one.biasEstimate, i * components);
    }
    return all;
  }

  #atPoint(point: Float64Array, tangent: boolean, components: number): LangevinEstimate {
    const { dim } = this;
    if (!Number.isFinite(this.#density.logPdf(point)[0])) {
      throw new InputError({
        argument: "points",
        verb: "lie",
        allowed: "where the density lives",
        problem: `at [${point.join(", ")}]`,
      });
    }
    const starts = (_: Rng, pairs: number): Float64Array =>
      Float64Array.from({ length: pairs * dim }, (_, k) => point[k % dim]);
    const samples = Math.ceil(this.#options.samples * (tangent ? JACOBIAN_FRACTION : 1));
    return this.#simulate({ starts, components, samples, tangent }, (sums) => (tangent ? tangentsOf(sums, dim) : sums));
  }

  /** @param observe the values to average, from the paths' sums and their starts: (pairs, components) */
  #simulate(
    { starts, components, samples, tangent }: Simulation,
    observe: (sums: Float64Array, starts: Float64Array) => Float64Array,
  ): MultilevelEstimate {
    const { stepsPerTime, halvings } = this.#options;
    const paths = new LangevinPaths(this.#density, tangent);
    const steps = (l: number) => timeSteps(this.sigma, this.#curvature, stepsPerTime, l);
    const sampler = (l: number): ((count: number) => Float64Array) => {
      // Each level has its own stream, so that the order in which levels ask for samples does not matter.
      const rng = createRng(((this.#seed + l) % (2 ** 32 - 1)) + 1);
      const [fine, coarse] = [steps(l), l > 0 ? steps(l - 1) : undefined];
      return (count) => {
        const drawn = new Float64Array(count * components);
        for (let done = 0; done < count; done += BLOCK) {
          const size = Math.min(BLOCK, count - done);
          const from = starts(rng, size * PAIRS_PER_SAMPLE);
          const observed = observe(paths.sums(rng, from, size, fine, coarse), from);
          for (let i = 0; i < observed.length; i++) {
            drawn[done * components + (i % (size * components))] += observed[i] / PAIRS_PER_SAMPLE;
          }
          if (tangent && paths.touchedWall) {
            throw new InputError({
              argument: "points",
              verb: "lie",
              allowed: "where no path meets a wall of the density, for the Jacobian",
              problem: "near a wall",
            });
          }
        }
        return drawn;
      };
    };
    return multilevelMonteCarlo(sampler, {
      components,
      samples,
      biasFraction: BIAS_FRACTION,
      negligible: NEGLIGIBLE_BIAS,
      finestLevel: halvings,
      order: () => (paths.touchedWall ? 1 : 2),
    });
  }

  #worstError(estimate: (points: Float64Array) => LangevinEstimate, scale: (value: number) => number): number {
    const { value, standardError, biasEstimate } = estimate(this.#draws.subarray(0, ERROR_DRAWS * this.dim));
    return value.reduce(
      (worst, one, i) => Math.max(worst, (CONFIDENCE * standardError[i] + biasEstimate[i]) / scale(one)),
      0,
    );
  }
}

interface Simulation {
  /** The starts of the given number of pairs, (pairs, d). */
  starts(rng: Rng, pairs: number): Float64Array;
  /** The number of means to compute. */
  readonly components: number;
  readonly samples: number;
  /** Whether paths are differentiated with respect to their starts. */
  readonly tangent: boolean;
}

/** The mean of points (n, d), and their mean variance along an axis. */
function meanAndVariance(points: Float64Array, dim: number): { center: Float64Array; variance: number } {
  const n = points.length / dim;
  const center = new Float64Array(dim);
  for (let i = 0; i < points.length; i++) center[i % dim] += points[i] / n;
  const variance = points.reduce((sum, value, i) => sum + (value - center[i % dim]) ** 2, 0) / ((n - 1) * dim);
  return { center, variance };
}

/** The tangents' part of sums of shape (pairs, d + d^2). */
function tangentsOf(sums: Float64Array, dim: number): Float64Array {
  const size = dim + dim * dim;
  return sums.filter((_, i) => i % size >= dim);
}

/** An upper bound of the matrices' eigenvalues in absolute value. (n, d, d). */
function largestRowSum(matrices: Float64Array, dim: number): number {
  let largest = 0;
  for (let row = 0; row < matrices.length; row += dim) {
    let sum = 0;
    for (let column = 0; column < dim; column++) sum += Math.abs(matrices[row + column]);
    largest = Math.max(largest, sum);
  }
  return largest;
}
