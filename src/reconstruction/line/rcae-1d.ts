import { checkDensity } from "../../density/check-density.ts";
import type { Density, Interval } from "../../density/density.ts";
import { panelOf } from "../../numerics/approximation/grid.ts";
import { checkPoints } from "../../numerics/check.ts";
import type { Estimate } from "../../numerics/estimate.ts";
import { InputError } from "../../numerics/input-error.ts";
import { compositeRule } from "../../numerics/quadrature/gauss-legendre.ts";
import { legendreCoefficients } from "../../numerics/quadrature/legendre-series.ts";
import { maximum } from "../../numerics/sorting/maximum.ts";
import { errorRegion, type OptimalReconstruction } from "../reconstruction.ts";
import { checkMeshSigma } from "../sigma-range.ts";
import { ScoreEstimate1d } from "./finite-elements-1d.ts";
import { densityMesh, MAX_LOG_DROP, refineEdges, tooFarOut } from "./mesh-1d.ts";

/** Degree of the elements whose solution drives the refinement, and of those whose solution is returned. */
const COARSE_DEGREE = 10;
const FINE_DEGREE = 14;
/** An element is halved while the tail of its Legendre series is above this, relative to max(1, |g|). */
const TAIL_TOLERANCE = 1e-10;
/** Gauss-Legendre points per element at which solutions are compared and integrated. */
const SAMPLES = 16;
/** The support is cut where p is below exp(-70) of its maximum: what is done there fades as p(cut) / p(x). */
const LOG_DROP = 70;

/**
 * The minimiser of L_RCAE(r) = E[(r(x) - x)^2 + sigma^2 r'(x)^2] over all functions, in one dimension:
 * p (r - x) = sigma^2 (p r')' with natural boundary p r' = 0 (Theorem 2).
 *
 * High-order finite elements for g = (r - x) / sigma^2, halved where g is not resolved. Accuracy: `errorEstimate`,
 * twice the largest difference between the solutions of degree 10 and 14 on the final mesh, with the rounding of log p;
 * the latter solution is returned.
 */
export class Rcae1d implements OptimalReconstruction {
  readonly dim = 1;
  readonly method = "rcae";
  readonly computedBy = "finite elements";
  readonly sigma: number;
  readonly errorEstimate: number;
  readonly jacobianErrorEstimate: number;
  readonly #density: Density;
  #logDrop = LOG_DROP;
  #interval: Interval;
  #solution: ScoreEstimate1d;

  /** @throws InputError for a density that is not of one dimension, and a sigma far outside of `meshSigmaRange` */
  constructor(density: Density, sigma: number) {
    checkDensity("density", density, [1]);
    checkMeshSigma(density, "rcae", sigma);
    this.#density = density;
    this.sigma = sigma;
    this.#interval = density.effectiveSupport(this.#logDrop)[0];
    const { coarse, solution } = solveAdaptively(density, sigma, this.#interval);
    this.#solution = solution;
    const { relative, slope } = largestDifferences(density, coarse, solution);
    this.errorEstimate = 2 * relative;
    this.jacobianErrorEstimate = 2 * sigma ** 2 * slope + Number.EPSILON;
  }

  /** Number of nodes of the finite-element solution. */
  get size(): number {
    return this.#solution.size;
  }

  /** Edges of the elements: panels that resolve p and r, to integrate over. */
  get edges(): Float64Array {
    return this.#solution.edges;
  }

  displacement(points: Float64Array): Float64Array {
    return this.#covering(points)
      .evaluate(points)
      .map((g) => this.sigma ** 2 * g);
  }

  evaluate(points: Float64Array): Float64Array {
    return this.displacement(points).map((change, i) => points[i] + change);
  }

  jacobian(points: Float64Array): Float64Array {
    return this.#covering(points)
      .derivative(points)
      .map((slope) => 1 + this.sigma ** 2 * slope);
  }

  /**
   * L_RCAE(r*) by its definition. Since r* is the minimiser, an error d of it raises the loss by E[d^2 + sigma^2 d'^2]
   * only: the estimate takes twice the difference between the solutions of degree 10 and 14 for d, and adds rounding.
   */
  optimalLoss(): Estimate {
    const sigma2 = this.sigma ** 2;
    const { nodes, weights } = compositeRule(this.edges, SAMPLES);
    const share = this.#density.logPdf(nodes).map((logPdf, i) => weights[i] * Math.exp(logPdf));
    const coarse = new ScoreEstimate1d(this.#density, this.sigma, this.edges, COARSE_DEGREE);
    const [g, slope] = [this.#solution.evaluate(nodes), this.#solution.derivative(nodes)];
    const [coarseG, coarseSlope] = [coarse.evaluate(nodes), coarse.derivative(nodes)];
    let mass = 0;
    let value = 0;
    let excess = 0;
    for (let i = 0; i < nodes.length; i++) {
      mass += share[i];
      value += share[i] * ((sigma2 * g[i]) ** 2 + sigma2 * (1 + sigma2 * slope[i]) ** 2);
      excess += share[i] * sigma2 ** 2 * ((g[i] - coarseG[i]) ** 2 + sigma2 * (slope[i] - coarseSlope[i]) ** 2);
    }
    return { value, errorEstimate: 4 * excess + (Math.abs(mass - 1) + 32 * Number.EPSILON) * value };
  }

  /** The solution, on a wider interval where points of the support ask for it. */
  #covering(points: Float64Array): ScoreEstimate1d {
    checkPoints("points", points, 1);
    const [lower, upper] = this.#density.support[0];
    for (const x of points) {
      if (!(x >= lower && x <= upper && Number.isFinite(x))) {
        throw new InputError({
          argument: "points",
          verb: "lie",
          allowed: `where the density lives, in [${lower}, ${upper}]`,
          problem: `at ${x}`,
        });
      }
    }
    let logDrop = this.#logDrop;
    for (const x of points) {
      if (x >= this.#interval[0] && x <= this.#interval[1]) continue;
      // Wide enough for p at the cut to be exp(-LOG_DROP) of p at x.
      const interval = this.#density.effectiveSupport(logDrop)[0];
      if (x >= interval[0] && x <= interval[1]) continue;
      const peak = maximum(this.#density.logPdf(this.edges));
      const [logPdf] = this.#density.logPdf(Float64Array.of(x));
      logDrop = Math.max(logDrop, Math.max(0, peak) - logPdf + LOG_DROP);
      // Not a number where p is too small for one.
      if (!(logDrop <= MAX_LOG_DROP)) throw tooFarOut(x);
    }
    if (logDrop > this.#logDrop) {
      this.#logDrop = logDrop;
      this.#interval = this.#density.effectiveSupport(logDrop)[0];
      this.#solution = solveAdaptively(this.#density, this.sigma, this.#interval).solution;
    }
    return this.#solution;
  }
}

/** The solutions of both degrees on a mesh that resolves the coarse one. */
function solveAdaptively(
  density: Density,
  sigma: number,
  interval: Interval,
): { coarse: ScoreEstimate1d; solution: ScoreEstimate1d } {
  let coarse = new ScoreEstimate1d(density, sigma, densityMesh(density, interval), COARSE_DEGREE);
  const edges = refineEdges(coarse.edges, (current) => {
    if (current !== coarse.edges) coarse = new ScoreEstimate1d(density, sigma, current, COARSE_DEGREE);
    return unresolved(density, coarse);
  });
  if (edges !== coarse.edges) coarse = new ScoreEstimate1d(density, sigma, edges, COARSE_DEGREE);
  return { coarse, solution: new ScoreEstimate1d(density, sigma, edges, FINE_DEGREE) };
}

/** The elements whose Legendre series of g has not decayed, unless what is left of it is rounding. */
function unresolved(density: Density, solution: ScoreEstimate1d): boolean[] {
  const { edges } = solution;
  const nodes = compositeRule(edges, COARSE_DEGREE + 1).nodes;
  const values = solution.evaluate(nodes);
  const logPdf = density.logPdf(nodes);
  return Array.from({ length: edges.length - 1 }, (_, e) => {
    const range = [e * (COARSE_DEGREE + 1), (e + 1) * (COARSE_DEGREE + 1)];
    const own = values.subarray(...range);
    const largest = Math.max(...own.map(Math.abs));
    const tail = Math.max(
      ...legendreCoefficients(own)
        .subarray(COARSE_DEGREE - 1)
        .map(Math.abs),
    );
    // The slope of log p is known up to the rounding of log p, and g up to that of positions, both over the width.
    const rounding =
      (Number.EPSILON * (1 + Math.abs(logPdf[range[0]]) + Math.abs(nodes[range[0]]) * largest)) /
      (edges[e + 1] - edges[e]);
    return tail > TAIL_TOLERANCE * Math.max(1, largest) + 4 * rounding;
  });
}

/** The largest differences in the error region, ends of elements included: of g relative to max(1, |g|), and of g'. */
function largestDifferences(
  density: Density,
  coarse: ScoreEstimate1d,
  fine: ScoreEstimate1d,
): { relative: number; slope: number } {
  const sampled = Float64Array.from([...compositeRule(fine.edges, SAMPLES).nodes, ...fine.edges]);
  const logPdf = density.logPdf(sampled);
  const least = errorRegion(logPdf);
  const points = sampled.filter((_, i) => logPdf[i] >= least);
  const [values, reference] = [coarse.evaluate(points), fine.evaluate(points)];
  const [slopes, referenceSlopes] = [coarse.derivative(points), fine.derivative(points)];
  const logAtPoints = logPdf.filter((value) => value >= least);
  let relative = 0;
  let slope = 0;
  for (let i = 0; i < points.length; i++) {
    // Both solutions see log p only up to its rounding; a slope of degree k over a width magnifies that by k² / width.
    const e = panelOf(fine.edges, points[i]);
    const width = fine.edges[e + 1] - fine.edges[e];
    const rounding = (Number.EPSILON * (1 + Math.abs(logAtPoints[i])) * FINE_DEGREE ** 2) / width;
    const difference = Math.abs(values[i] - reference[i]) + rounding;
    relative = Math.max(relative, difference / Math.max(1, Math.abs(reference[i])));
    slope = Math.max(slope, Math.abs(slopes[i] - referenceSlopes[i]) + rounding / width);
  }
  return { relative, slope };
}
