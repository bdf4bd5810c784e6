import { checkDensity } from "../../density/check-density.ts";
import type { Density } from "../../density/density.ts";
import { checkPoints, checkPositive } from "../../numerics/check.ts";
import type { Estimate } from "../../numerics/estimate.ts";
import { InputError } from "../../numerics/input-error.ts";
import { gaussLegendre } from "../../numerics/quadrature/gauss-legendre.ts";
import { maximum } from "../../numerics/sorting/maximum.ts";
import type { OptimalReconstruction } from "../reconstruction.ts";
import { checkMeshSigma } from "../sigma-range.ts";
import type { Cell } from "./cells-2d.ts";
import { type Element2d, tensorPoints } from "./element-2d.ts";
import { ScoreEstimate2d } from "./finite-elements-2d.ts";
import { allowance, checkSize, densityMesh2d, type Mesh2d, tensorTail } from "./mesh-2d.ts";

/** Degree of the elements whose solution drives the refinement, and of those whose solution is returned. */
const COARSE_DEGREE = 9;
const FINE_DEGREE = 12;
/** Tails of g that are good for errors below 1e-8: of (r - x) / sigma^2, relative to max(1, its size), and of r itself. */
const SCORE_TOLERANCE = 1e-6;
const DISPLACEMENT_TOLERANCE = 3e-7;
/** Errors are stated for p above exp(-13.8) = 1e-6 of its maximum, ... */
const TRUST = 13.8;
/** ... and p is cut off another exp(-24) below: what is done there fades as p(cut) / p(x). */
const MARGIN = 24;
/** The same for points further out: p may be exp(-200) of its maximum there. */
const MAX_TRUST = 200;
/** A mass that misses 1 by more says that the mesh misses where p is. */
const MASS_TOLERANCE = 1e-3;
/** Gauss-Legendre points per axis and cell at which solutions are compared and integrated. */
const SAMPLES = 14;

/**
 * The minimiser of L_RCAE(r) = E[|r(x) - x|^2 + sigma^2 |dr/dx|_F^2] over all functions, in two dimensions:
 * p (r - x) = sigma^2 div(p grad r) for each component, with natural boundary p dr/dn = 0 (Theorem 2).
 *
 * High-order finite elements for g = (r - x) / sigma^2 on a quadtree, refined where p or g is not resolved; hard walls need
 * nothing special. Accuracy: `errorEstimate`, where p is above 1e-6 of its maximum, twice what the difference
 * between the solutions of degree 9 and 12 and the decay of their Legendre series say of the latter, which is returned.
 * Points further out, down to exp(-200) of the maximum, are solved for when they are asked for, on a larger mesh.
 */
export class Rcae2d implements OptimalReconstruction {
  readonly dim = 2;
  readonly method = "rcae";
  readonly computedBy = "finite elements";
  readonly sigma: number;
  readonly errorEstimate: number;
  readonly jacobianErrorEstimate: number;
  readonly #density: Density;
  readonly #tolerance: number;
  #trust: number = TRUST;
  #solved: Solved;

  /**
   * @param tolerance a cell is quartered while the tail of g's Legendre series is above this, relative to max(1, |g|). By
   *   default such that r is accurate to 1e-8; what is returned is about a thousand times better than the tolerance
   */
  constructor(
    density: Density,
    sigma: number,
    tolerance: number = Math.min(SCORE_TOLERANCE, DISPLACEMENT_TOLERANCE / sigma ** 2),
  ) {
    checkDensity("density", density, [2]);
    checkMeshSigma(density, "rcae", sigma);
    checkPositive("tolerance", tolerance);
    this.#density = density;
    this.#tolerance = tolerance;
    this.sigma = sigma;
    this.#solved = solveAdaptively(density, sigma, this.#trust, tolerance);
    const { relative, slope } = largestErrors(density, this.#solved);
    this.errorEstimate = 2 * relative;
    this.jacobianErrorEstimate = 4 * sigma ** 2 * slope + Number.EPSILON;
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
      .gradient(points)
      .map((slope, i) => (i % 4 === 0 || i % 4 === 3 ? 1 : 0) + this.sigma ** 2 * slope);
  }

  /**
   * L_RCAE(r*) by its definition. Since r* is the minimiser, an error e of it raises the loss by
   * E[|e|^2 + sigma^2 |de/dx|_F^2] only: the estimate takes twice the difference between both degrees for e, and adds
   * what the same quadrature misses of INT p = 1.
   */
  optimalLoss(): Estimate {
    const { coarse, fine } = this.#solved;
    const sigma2 = this.sigma ** 2;
    let mass = 0;
    let value = 0;
    let excess = 0;
    const { nodes } = gaussLegendre(SAMPLES);
    for (const { leaf, points, weights } of samples(fine)) {
      const share = this.#density.logPdf(points).map((logPdf, i) => weights[i] * Math.exp(logPdf));
      const [g, slope] = [fine.valuesOnGrid(leaf, nodes), fine.gradientOnGrid(leaf, nodes)];
      const [coarseG, coarseSlope] = [coarse.valuesOnGrid(leaf, nodes), coarse.gradientOnGrid(leaf, nodes)];
      const n = share.length;
      for (let i = 0; i < n; i++) {
        mass += share[i];
        let change = 0;
        let error = 0;
        for (let k = i; k < 2 * n; k += n) {
          change += sigma2 * g[k] ** 2;
          error += (g[k] - coarseG[k]) ** 2;
        }
        for (let entry = 0; entry < 4; entry++) {
          const k = entry * n + i;
          change += ((entry === 0 || entry === 3 ? 1 : 0) + sigma2 * slope[k]) ** 2;
          error += sigma2 * (slope[k] - coarseSlope[k]) ** 2;
        }
        value += sigma2 * share[i] * change;
        excess += sigma2 ** 2 * share[i] * error;
      }
    }
    if (!(Math.abs(mass - 1) <= MASS_TOLERANCE)) {
      throw new InputError({
        argument: "density",
        allowed: "one whose mass is found on the mesh of its domain",
        problem: "one that is concentrated in between",
        advice: "a smaller domain helps",
      });
    }
    return { value, errorEstimate: 4 * excess + (Math.abs(mass - 1) + 64 * Number.EPSILON) * value };
  }

  /** The solution, on a larger mesh where points ask for it. */
  #covering(points: Float64Array): ScoreEstimate2d {
    checkPoints("points", points, 2);
    const logPdf = this.#density.logPdf(points);
    let deepest = Infinity;
    logPdf.forEach((value, i) => {
      if (!(value > -Infinity && this.#solved.mesh.logMax - value <= MAX_TRUST)) {
        throw new InputError({
          argument: "points",
          verb: "lie",
          allowed: `where p is at least exp(-${MAX_TRUST}) of its maximum`,
          problem: `at (${points[2 * i]}, ${points[2 * i + 1]})`,
        });
      }
      deepest = Math.min(deepest, value);
    });
    const needed = this.#solved.mesh.logMax - deepest;
    if (needed > this.#trust) {
      // A little more: the maximum found differs between meshes, and the next points may lie a rounding further out.
      this.#trust = needed + 1;
      this.#solved = solveAdaptively(this.#density, this.sigma, this.#trust, this.#tolerance);
    }
    return this.#solved.fine;
  }
}

interface Solved {
  readonly mesh: Mesh2d;
  readonly coarse: ScoreEstimate2d;
  readonly fine: ScoreEstimate2d;
}

/** The solutions of both degrees on a mesh that resolves the coarse one. */
function solveAdaptively(density: Density, sigma: number, trust: number, tolerance: number): Solved {
  const mesh = densityMesh2d(density, trust, MARGIN);
  const { tree, logMax } = mesh;
  const elements = new Map<Cell, Element2d>();
  for (;;) {
    checkSize(tree);
    const coarse = new ScoreEstimate2d(density, sigma, tree, COARSE_DEGREE, logMax, elements);
    const marked = [...samples(coarse, COARSE_DEGREE + 1)].filter((sample) =>
      unresolved(density, coarse, mesh, sample, tolerance),
    );
    const divided = marked.filter(({ leaf }) => tree.split(leaf)).length > 0;
    if (!divided) return { mesh, coarse, fine: new ScoreEstimate2d(density, sigma, tree, FINE_DEGREE, logMax) };
  }
}

interface Sample {
  readonly leaf: Cell;
  /** (n, 2). */
  readonly points: Float64Array;
  /** Of the cell's quadrature rule. */
  readonly weights: Float64Array;
}

/** The points of a Gauss-Legendre rule on each active cell. */
function* samples({ tree, leaves }: ScoreEstimate2d, n: number = SAMPLES): Generator<Sample> {
  const rule = gaussLegendre(n);
  for (const leaf of leaves) {
    const bounds = tree.bounds(leaf);
    const area = bounds.reduce((product, [lower, upper]) => (product * (upper - lower)) / 2, 1);
    const weights = Float64Array.from(
      { length: n * n },
      (_, i) => area * rule.weights[Math.floor(i / n)] * rule.weights[i % n],
    );
    yield { leaf, points: tensorPoints(bounds, rule.nodes), weights };
  }
}

/** Whether the Legendre series of g has not decayed on a cell, unless what is left of it is rounding. */
function unresolved(
  density: Density,
  solution: ScoreEstimate2d,
  mesh: Mesh2d,
  { leaf, points }: Sample,
  tolerance: number,
): boolean {
  const g = solution.valuesOnGrid(leaf, gaussLegendre(COARSE_DEGREE + 1).nodes);
  const highest = maximum(density.logPdf(points));
  const widths = mesh.tree.bounds(leaf).map(([lower, upper]) => upper - lower);
  const rounding = (Number.EPSILON * (1 + Math.abs(highest))) / Math.min(...widths);
  return [0, 1].some((component) => {
    const own = g.subarray((component * g.length) / 2, ((component + 1) * g.length) / 2);
    const largest = own.reduce((a, b) => Math.max(a, Math.abs(b)), 1);
    const tolerated = tolerance * allowance(highest, mesh.trusted) * largest;
    return tensorTail(own, COARSE_DEGREE + 1) > tolerated + 16 * rounding;
  });
}

/**
 * The largest errors where p is above 1e-6 of its maximum, of g relative to max(1, |g|) and of its gradient. On each cell: the
 * difference between both degrees, an error of the coarse one, times the share to which the tail of the Legendre series
 * has shrunk from the coarse to the fine one; and the rounding of log p.
 */
function largestErrors(density: Density, { mesh, coarse, fine }: Solved): { relative: number; slope: number } {
  // With the ends of cells, where slopes are worst.
  const nodes = Float64Array.of(-1, ...gaussLegendre(SAMPLES).nodes, 1);
  let relative = 0;
  let slope = 0;
  for (const leaf of fine.leaves) {
    const logPdf = density.logPdf(tensorPoints(mesh.tree.bounds(leaf), nodes));
    const highest = maximum(logPdf);
    if (highest < mesh.trusted) continue;
    const width = Math.min(...mesh.tree.bounds(leaf).map(([lower, upper]) => upper - lower));
    // log p is known up to its rounding; a slope of degree k over a width magnifies that by k^2 / width.
    const magnified = FINE_DEGREE ** 2 / width;
    const rounding = Number.EPSILON * (1 + Math.abs(highest)) * magnified;
    const [tail, coarseTail] = [tailsOn(fine, leaf), tailsOn(coarse, leaf)];
    const shrunk = Math.min(1, tail.values / coarseTail.values);
    const slopesShrunk = Math.min(1, tail.slopes / coarseTail.slopes);
    const [g, gradient] = [fine.valuesOnGrid(leaf, nodes), fine.gradientOnGrid(leaf, nodes)];
    const [coarseG, coarseGradient] = [coarse.valuesOnGrid(leaf, nodes), coarse.gradientOnGrid(leaf, nodes)];
    const n = logPdf.length;
    for (let i = 0; i < n; i++) {
      if (logPdf[i] < mesh.trusted) continue;
      const size = Math.max(1, Math.hypot(g[i], g[n + i]));
      const difference = Math.hypot(g[i] - coarseG[i], g[n + i] - coarseG[n + i]);
      relative = Math.max(relative, (shrunk * difference + rounding) / size);
      for (let k = i; k < 4 * n; k += n) {
        slope = Math.max(slope, slopesShrunk * Math.abs(gradient[k] - coarseGradient[k]) + rounding * magnified);
      }
    }
  }
  return { relative, slope };
}

/** The tails of the Legendre series on a cell, of the worst component of g and of its gradient. */
function tailsOn(solution: ScoreEstimate2d, leaf: Cell): { values: number; slopes: number } {
  const n = solution.degree + 1;
  const { nodes } = gaussLegendre(n);
  const worst = (fields: Float64Array): number => {
    let tail = 0;
    for (let start = 0; start < fields.length; start += n * n) {
      tail = Math.max(tail, tensorTail(fields.subarray(start, start + n * n), n));
    }
    return tail;
  };
  return { values: worst(solution.valuesOnGrid(leaf, nodes)), slopes: worst(solution.gradientOnGrid(leaf, nodes)) };
}
