import { checkLength, checkNumberOfPoints, checkPositive } from "../../numerics/check.ts";
import { InputError } from "../../numerics/input-error.ts";
import { quote } from "../../numerics/quote.ts";
import type { Rng } from "../../numerics/random/random.ts";
import { checkRng } from "../../numerics/random/random.ts";
import { type Blurrable, Blurred } from "../blurred/blurred.ts";
import type { PosteriorSummation } from "../blurred/kernel-moments.ts";
import type { Interval } from "../density.ts";
import { CurvePanels, CurveSums } from "./curve-sums.ts";
import { checkCurve, type ParametricCurve } from "./parametric-curve.ts";

/**
 * The smallest sigma, as a fraction of the curve's size: for a smaller one the rounding of the curve's points exceeds 1e-8 of
 * sigma.
 */
const SMALLEST_FRACTION = 1e-8;
const LARGEST_SIGMA = 1e75;

/**
 * y(t) for t uniform on the interval of a curve: data on a manifold of one dimension, which have no density.
 *
 * Blurred by N(0, sigma^2 I) they have a density. log p_sigma and everything that follows from it is computed by adaptive
 * quadrature along the curve, see `CurveSums`. Error of the denoiser r(x): 1e-10 of sigma, and the rounding of the curve's
 * points; of log p, 1e-10; of score, hessian and scoreLaplacian 1e-10 of 1 / sigma, 1 / sigma^2 and 1 / sigma^3. Many sigma away
 * from the curve, the rounding of the curve's points is multiplied by |x - y| / sigma.
 */
export class CurveDistribution implements Blurrable {
  readonly dim: number;
  readonly bounds: readonly Interval[];
  readonly curve: ParametricCurve;
  readonly sigmaRange: readonly [smallest: number, largest: number];
  readonly smoothedErrorEstimate = 1e-10;
  /** A sum has about a hundred terms, all of which are positive in the mass. */
  readonly sumError: number = 64 * Number.EPSILON;
  readonly #diameter: number;
  readonly #panels: CurvePanels;

  constructor(curve: ParametricCurve) {
    checkCurve("curve", curve);
    checkLength("curve.bounds", curve.bounds, curve.dim, "intervals");
    this.curve = curve;
    this.dim = curve.dim;
    this.bounds = curve.bounds;
    this.#diameter = Math.hypot(...curve.bounds.map(([lower, upper]) => upper - lower));
    this.sigmaRange = [SMALLEST_FRACTION * this.#diameter, LARGEST_SIGMA];
    this.#panels = new CurvePanels(curve);
  }

  /** Exact draws: t is uniform. */
  sample(rng: Rng, n: number): Float64Array {
    const { dim, interval } = this.curve;
    checkRng("rng", rng);
    checkNumberOfPoints("n", n, dim);
    const points = new Float64Array(n * dim);
    for (let i = 0; i < n; i++) {
      this.curve.position(interval[0] + (interval[1] - interval[0]) * rng.uniform(), points, i * dim);
    }
    return points;
  }

  /** @throws InputError for a sigma outside of `sigmaRange` */
  smoothed(sigma: number): Blurred {
    checkPositive("sigma", sigma);
    const [smallest, largest] = this.sigmaRange;
    if (!(sigma >= smallest && sigma <= largest)) {
      throw new InputError({
        argument: "sigma",
        allowed: `from ${smallest} to ${largest} for this curve`,
        problem: quote(sigma),
      });
    }
    return new Blurred(this, sigma);
  }

  leastPeak(sigma: number): number {
    const [start, end] = this.curve.interval;
    // The stretch of length sigma that leads to a point is within sigma of it, and exp(-1/2) > 1/2.
    return Math.min(1, sigma / (this.curve.maxSpeed(start, end) * (end - start))) / 2;
  }

  landmarks(sigma: number): readonly Float64Array[] {
    const [start, end] = this.curve.interval;
    const steps = this.fewestLandmarks(sigma) - 1;
    return Array.from({ length: steps + 1 }, (_, k) => {
      const point = new Float64Array(this.dim);
      this.curve.position(start + ((end - start) * k) / steps, point, 0);
      return point;
    });
  }

  fewestLandmarks(sigma: number): number {
    const [start, end] = this.curve.interval;
    return Math.ceil((this.curve.maxSpeed(start, end) * (end - start)) / sigma) + 1;
  }

  posterior(sigma: number): PosteriorSummation {
    return new CurveSums(this.#panels, this.#diameter, sigma);
  }
}
