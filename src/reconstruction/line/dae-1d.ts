import { checkDensity } from "../../density/check-density.ts";
import type { Density, Interval } from "../../density/density.ts";
import { checkPoints } from "../../numerics/check.ts";
import type { Estimate } from "../../numerics/estimate.ts";
import { compositeRule } from "../../numerics/quadrature/gauss-legendre.ts";
import { integrate } from "../../numerics/quadrature/integrate.ts";
import { maximum } from "../../numerics/sorting/maximum.ts";
import { errorRegion, type OptimalReconstruction } from "../reconstruction.ts";
import { checkMeshSigma } from "../sigma-range.ts";
import { atMost, densityMesh, MAX_LOG_DROP, tooFarOut } from "./mesh-1d.ts";

/** Gauss-Legendre points per panel. */
const POINTS = 16;
/** Panels are at most this wide in units of sigma: there 16 points integrate the corruption's bell to rounding. */
const PANEL_IN_SIGMAS = 1.5;
/** A panel whose weights are all below exp(-45) of the largest is left out. */
const NEGLIGIBLE_LOG_WEIGHT = 45;
/** Where p is cut: what is left out is below exp(-80) of its maximum, unless a point far out asks for more. */
const LOG_DROP = 80;
/** p_sigma reaches this far beyond a hard wall, in units of sigma. */
const REACH_IN_SIGMAS = 10;

/** Mass, mean and variance of the clean point given the corrupted one. */
interface Posterior {
  /** log p_sigma at the corrupted point. */
  readonly logMass: number;
  /** E[x | x~] - x~. */
  readonly shift: number;
  /** Var[x | x~]. */
  readonly variance: number;
}

/**
 * The minimiser of L_DAE(r) = E|r(x + eps) - x|^2, eps ~ N(0, sigma^2), over all functions, in one dimension (Theorem 1):
 *
 *   r*(x) = E_eps[p(x - eps) (x - eps)] / E_eps[p(x - eps)] = E[clean | corrupted = x], dr* / dx = Var[clean | x] / sigma^2.
 *
 * Gauss-Legendre quadrature over the clean point on panels that resolve p and the corruption, so it is defined
 * everywhere, beyond hard walls too. Accuracy: `errorEstimate`, twice the largest difference
 * to the result on halved panels, with the rounding of x.
 */
export class Dae1d implements OptimalReconstruction {
  readonly dim = 1;
  readonly method = "dae";
  readonly computedBy = "quadrature";
  readonly sigma: number;
  readonly #density: Density;
  #logDrop = LOG_DROP;
  #interval: Interval;
  #panels: WeightedPanels;
  #errors: { displacement: number; jacobian: number } | undefined;

  /** @throws InputError for a density that is not of one dimension, and a sigma far outside of `meshSigmaRange` */
  constructor(density: Density, sigma: number) {
    checkDensity("density", density, [1]);
    checkMeshSigma(density, "dae", sigma);
    this.sigma = sigma;
    this.#density = density;
    [this.#interval] = density.effectiveSupport(this.#logDrop);
    this.#panels = new WeightedPanels(density, sigma, panelEdges(density, this.#interval, PANEL_IN_SIGMAS * sigma));
  }

  /** Found when first asked for: it costs another evaluation on panels half as wide. */
  get errorEstimate(): number {
    this.#errors ??= this.#estimateErrors();
    return this.#errors.displacement;
  }

  get jacobianErrorEstimate(): number {
    this.#errors ??= this.#estimateErrors();
    return this.#errors.jacobian;
  }

  displacement(points: Float64Array): Float64Array {
    checkPoints("points", points, 1);
    return points.map((x) => this.#posterior(x).shift);
  }

  evaluate(points: Float64Array): Float64Array {
    checkPoints("points", points, 1);
    return points.map((x) => x + this.#posterior(x).shift);
  }

  jacobian(points: Float64Array): Float64Array {
    checkPoints("points", points, 1);
    return points.map((x) => this.#posterior(x).variance / this.sigma ** 2);
  }

  /** log p_sigma, the density of the corrupted point. (n) -> (n). */
  smoothedLogPdf(points: Float64Array): Float64Array {
    checkPoints("points", points, 1);
    return points.map((x) => this.#posterior(x).logMass);
  }

  /** L_DAE(r*) = E Var[clean | corrupted], quadrature over the corrupted point. */
  optimalLoss(): Estimate {
    const reach = REACH_IN_SIGMAS * this.sigma;
    const [lower, upper] = this.#interval;
    const inside = panelEdges(this.#density, this.#interval, upper - lower);
    const edges = Float64Array.from([lower - reach, lower - reach / 4, ...inside, upper + reach / 4, upper + reach]);
    const { value, errorEstimate } = integrate(
      (points) =>
        points.map((x) => {
          const { logMass, variance } = this.#panels.posterior(x);
          return Math.exp(logMass) * variance;
        }),
      edges,
      { tolerance: 1e-13 },
    );
    // Nodes are rounded, by which the clean point's deviations from its mean are off.
    const rounding = 2 * Number.EPSILON * Math.max(Math.abs(lower), Math.abs(upper)) * Math.sqrt(value);
    return { value, errorEstimate: errorEstimate + rounding };
  }

  /** The posterior at any point: far out, with panels that reach to where the clean point may be. */
  #posterior(x: number): Posterior {
    for (;;) {
      const posterior = this.#panels.posterior(x);
      const [[lower, upper], [first, last]] = [this.#density.support[0], this.#interval];
      // Beyond the panels there is less mass than exp(-logDrop) times the maximum of p.
      const missed = this.#panels.logPeak - this.#logDrop;
      if ((first === lower && last === upper) || posterior.logMass - missed >= NEGLIGIBLE_LOG_WEIGHT) return posterior;
      if (!Number.isFinite(x)) return posterior;
      // p_sigma(x) is not much less than p(x), where that is positive.
      const [logPdf] = this.#density.logPdf(Float64Array.of(x));
      const least = Math.max(posterior.logMass, logPdf - Math.LN2);
      const logDrop = Math.max(this.#logDrop + 1, this.#panels.logPeak - least + NEGLIGIBLE_LOG_WEIGHT + 1);
      if (!(logDrop <= MAX_LOG_DROP)) throw tooFarOut(x);
      this.#logDrop = logDrop;
      [this.#interval] = this.#density.effectiveSupport(this.#logDrop);
      const edges = panelEdges(this.#density, this.#interval, PANEL_IN_SIGMAS * this.sigma);
      this.#panels = new WeightedPanels(this.#density, this.sigma, edges);
    }
  }

  #estimateErrors(): { displacement: number; jacobian: number } {
    const [lower, upper] = this.#interval;
    const sampled = panelEdges(
      this.#density,
      this.#interval,
      Math.max(PANEL_IN_SIGMAS * this.sigma, (upper - lower) / 100),
    );
    const points = Float64Array.from([...compositeRule(sampled, 3).nodes, ...sampled]);
    const logPdf = this.#density.logPdf(points);
    const least = errorRegion(logPdf);
    const finer = new WeightedPanels(this.#density, this.sigma, halved(this.#panels.edges));
    const sigma2 = this.sigma ** 2;
    let largest = 0;
    let largestSlope = 0;
    points.forEach((x, i) => {
      if (logPdf[i] < least) return;
      const coarse = this.#panels.posterior(x);
      const fine = finer.posterior(x);
      // Nodes are rounded, by which both are off.
      const rounding = Number.EPSILON * Math.abs(x);
      const difference = Math.abs(coarse.shift - fine.shift) + rounding;
      largest = Math.max(largest, difference / Math.max(sigma2, Math.abs(fine.shift)));
      largestSlope = Math.max(largestSlope, Math.abs(coarse.variance - fine.variance) / sigma2);
    });
    return {
      displacement: Math.max(2 * largest, Number.EPSILON),
      jacobian: Math.max(2 * largestSlope, Number.EPSILON),
    };
  }
}

/** Panels that resolve the density, none wider than `widest`. */
function panelEdges(density: Density, interval: Interval, widest: number): Float64Array {
  return atMost(widest, densityMesh(density, interval));
}

/** Every panel cut in the middle. */
function halved(edges: Float64Array): Float64Array {
  return Float64Array.from({ length: 2 * edges.length - 1 }, (_, i) =>
    i % 2 === 0 ? edges[i / 2] : (edges[(i - 1) / 2] + edges[(i + 1) / 2]) / 2,
  );
}

/** log p at quadrature nodes, ready to be multiplied by the corruption's bell around any point. */
class WeightedPanels {
  readonly edges: Float64Array;
  /** The largest log p at a node. */
  readonly logPeak: number;
  readonly #sigma: number;
  readonly #nodes: Float64Array;
  /** log(quadrature weight) + log p - log(sigma sqrt(2 pi)). */
  readonly #logWeights: Float64Array;
  readonly #panelMaximum: Float64Array;
  readonly #weights: Float64Array;

  constructor(density: Density, sigma: number, edges: Float64Array) {
    const { nodes, weights } = compositeRule(edges, POINTS);
    this.#sigma = sigma;
    this.edges = edges;
    this.#nodes = nodes;
    const logNormalization = Math.log(sigma * Math.sqrt(2 * Math.PI));
    const logPdf = density.logPdf(nodes);
    this.logPeak = maximum(logPdf);
    this.#logWeights = logPdf.map((logPdf, i) => logPdf + Math.log(weights[i]) - logNormalization);
    this.#panelMaximum = Float64Array.from({ length: edges.length - 1 }, (_, j) =>
      Math.max(...this.#logWeights.subarray(j * POINTS, (j + 1) * POINTS)),
    );
    this.#weights = new Float64Array(nodes.length);
  }

  posterior(x: number): Posterior {
    const nodes = this.#nodes;
    const weights = this.#weights;
    const logBell = -0.5 / this.#sigma ** 2;
    const [first, last, largest] = this.#window(x, logBell);
    let mass = 0;
    let moment = 0;
    for (let i = first * POINTS; i < last * POINTS; i++) {
      const offset = nodes[i] - x;
      weights[i] = Math.exp(this.#logWeights[i] + logBell * offset * offset - largest);
      mass += weights[i];
      moment += weights[i] * offset;
    }
    const shift = moment / mass;
    let spread = 0;
    for (let i = first * POINTS; i < last * POINTS; i++) spread += weights[i] * (nodes[i] - x - shift) ** 2;
    return { logMass: largest + Math.log(mass), shift, variance: spread / mass };
  }

  /** The panels [first, last) that matter for x, and a bound on their largest log weight. */
  #window(x: number, logBell: number): [first: number, last: number, largest: number] {
    const bounds = (j: number): number => {
      const nearest = Math.max(this.edges[j] - x, x - this.edges[j + 1], 0);
      return this.#panelMaximum[j] + logBell * nearest * nearest;
    };
    const panels = this.#panelMaximum.length;
    let largest = -Infinity;
    for (let j = 0; j < panels; j++) largest = Math.max(largest, bounds(j));
    let first = 0;
    let last = panels;
    while (first < panels - 1 && bounds(first) < largest - NEGLIGIBLE_LOG_WEIGHT) first++;
    while (last > first + 1 && bounds(last - 1) < largest - NEGLIGIBLE_LOG_WEIGHT) last--;
    return [first, last, largest];
  }
}
