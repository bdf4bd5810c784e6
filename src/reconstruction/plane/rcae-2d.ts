import { checkDensity } from "../../density/check-density.ts";
import type { Density } from "../../density/density.ts";
import { checkPoints } from "../../numerics/check.ts";
import type { Estimate } from "../../numerics/estimate.ts";
import { InputError } from "../../numerics/input-error.ts";
import { gaussLegendre } from "../../numerics/quadrature/gauss-legendre.ts";
import { maximum } from "../../numerics/sorting/maximum.ts";
import type { OptimalReconstruction } from "../reconstruction.ts";
import { checkMeshSigma } from "../sigma-range.ts";
import type { Bounds, Cell } from "./cells-2d.ts";
import { type Element2d, tensorPoints } from "./element-2d.ts";
import { ScoreEstimate2d } from "./finite-elements-2d.ts";
import { allowance, checkSize, densityMesh2d, type Mesh2d, tensorTail } from "./mesh-2d.ts";
import {
  LEAST_PART,
  type Rcae2dOptions,
  type SolutionPlan,
  solutionPlan,
  toleranceTooSmall,
} from "./solution-plan-2d.ts";

/** Errors are stated where p is above exp(-13.8) = 1e-6 of its maximum. */
const TRUST = 13.8;
/** The same limit for points farther out, where p may be exp(-200) of its maximum. */
const MAX_TRUST = 200;
/** If the mass differs from 1 by more than this, the mesh has missed a part of p. */
const MASS_TOLERANCE = 1e-3;
/** Gauss-Legendre points per axis and cell at which solutions are compared and integrated. */
const SAMPLES = 14;
/** The points of a second rule. The difference shows the error of the first one where p varies much on a cell. */
const FINER_SAMPLES = 20;

/**
 * The minimiser of L_RCAE(r) = E[|r(x) - x|^2 + sigma^2 |dr/dx|_F^2] over all functions, in two dimensions:
 * p (r - x) = sigma^2 div(p grad r) for each component, with natural boundary p dr/dn = 0 (Theorem 2).
 *
 * High-order finite elements for g = (r - x) / sigma^2 on a quadtree, refined where p or g is not resolved; hard walls need
 * no special treatment. Solutions of two degrees, 9 and 12 by default, are computed, and the higher one is returned. Accuracy:
 * `errorEstimate` holds where p is above 1e-6 of its maximum. It is twice the error of the higher solution, estimated from the
 * difference of the two solutions and the decay of their Legendre series, plus the effect of mass whose place the bounds of p do not
 * determine. With a looser tolerance the degrees are lower, and cells are quartered until the estimate meets the tolerance. For
 * points farther out, down to exp(-200) of the maximum, the equation is solved on a larger mesh when such points are asked for.
 */
export class Rcae2d implements OptimalReconstruction {
  readonly dim = 2;
  readonly method = "rcae";
  readonly computedBy = "finite elements";
  readonly sigma: number;
  readonly errorEstimate: number;
  readonly jacobianErrorEstimate: number;
  readonly #density: Density;
  readonly #plan: SolutionPlan;
  #trust: number = TRUST;
  #solved: Solved;

  /**
   * @param options by default r is accurate to 1e-8
   * @throws InputError for a tolerance that float64 cannot meet
   */
  constructor(density: Density, sigma: number, options: Rcae2dOptions = {}) {
    checkDensity("density", density, [2]);
    checkMeshSigma(density, "rcae", sigma);
    this.#density = density;
    this.#plan = solutionPlan(sigma, options);
    this.sigma = sigma;
    this.#solved = solveAdaptively(density, sigma, this.#trust, this.#plan);
    const [own, open] = [largestErrors(density, this.#solved), openMassErrors(density, sigma, this.#solved)];
    const [relative, slope] = [own.relative + open.relative, own.slope + open.slope];
    const least = this.#plan.tolerance === Infinity ? 0 : LEAST_PART * this.#plan.tolerance;
    this.errorEstimate = Math.max(2 * relative, least);
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
   * L_RCAE(r*) from its definition. Since r* is the minimiser, an error e of it raises the loss only by
   * E[|e|^2 + sigma^2 |de/dx|_F^2]; the estimate takes twice the difference between both degrees for e. For the same reason a change
   * of p changes the minimum by the integral of this change times |r(x) - x|^2 + sigma^2 |dr/dx|_F^2. The estimate therefore includes
   * the rounding of log p and the difference between two rules. It also includes the mass that is missing from INT p = 1, or whose
   * place the bounds of p leave open, times the largest of these values on the mesh.
   */
  optimalLoss(): Estimate {
    const rough = this.#lossSums(SAMPLES);
    const { mass, value, excess, rounding, largest } = this.#lossSums(FINER_SAMPLES);
    if (!(Math.abs(mass - 1) <= MASS_TOLERANCE)) {
      throw new InputError({
        argument: "density",
        allowed: "one whose mass is found on the mesh of its domain",
        problem: "one whose mass lies between the points of the mesh",
        advice: "give a smaller domain",
      });
    }
    // Where p is cut off, |r - x| is larger than on average.
    const ofMass = (Math.abs(mass - 1) + this.#solved.mesh.openMass) * largest + 64 * Number.EPSILON * value;
    return { value, errorEstimate: 4 * excess + ofMass + rounding + Math.abs(value - rough.value) };
  }

  /** The loss, the effect of an error of r and of rounding, and the mass, from n x n points in each cell. */
  #lossSums(n: number): { mass: number; value: number; excess: number; rounding: number; largest: number } {
    const { coarse, fine } = this.#solved;
    const sigma2 = this.sigma ** 2;
    const { nodes, weights } = gaussLegendre(n);
    let [mass, value, excess, rounding, largest] = [0, 0, 0, 0, 0];
    for (const { leaf, points, area } of samples(fine, n)) {
      const logPdf = this.#density.logPdf(points);
      const noise = roundingOf(logPdf, fine.tree.bounds(leaf));
      const [g, slope] = [fine.valuesOnGrid(leaf, nodes), fine.gradientOnGrid(leaf, nodes)];
      const [coarseG, coarseSlope] = [coarse.valuesOnGrid(leaf, nodes), coarse.gradientOnGrid(leaf, nodes)];
      const count = logPdf.length;
      for (let i = 0; i < count; i++) {
        const share = area * weights[Math.floor(i / n)] * weights[i % n] * Math.exp(logPdf[i]);
        let [change, error] = [0, 0];
        for (let k = i; k < 2 * count; k += count) {
          change += sigma2 * g[k] ** 2;
          error += (g[k] - coarseG[k]) ** 2;
        }
        for (let entry = 0; entry < 4; entry++) {
          const k = entry * count + i;
          change += ((entry === 0 || entry === 3 ? 1 : 0) + sigma2 * slope[k]) ** 2;
          error += sigma2 * (slope[k] - coarseSlope[k]) ** 2;
        }
        mass += share;
        value += sigma2 * share * change;
        rounding += sigma2 * share * change * noise;
        largest = Math.max(largest, sigma2 * change);
        excess += sigma2 ** 2 * share * error;
      }
    }
    return { mass, value, excess, rounding, largest };
  }

  /** The solution, computed on a larger mesh where points need one. */
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
      // The mesh extends a little farther: the maximum found differs between meshes, and the next points may lie a rounding error farther out.
      this.#trust = needed + 1;
      this.#solved = solveAdaptively(this.#density, this.sigma, this.#trust, this.#plan);
    }
    return this.#solved.fine;
  }
}

interface Solved {
  readonly mesh: Mesh2d;
  readonly coarse: ScoreEstimate2d;
  readonly fine: ScoreEstimate2d;
}

/** The solutions of both degrees, on a mesh that resolves the coarse one and on which the fine one meets the tolerance. */
function solveAdaptively(density: Density, sigma: number, trust: number, plan: SolutionPlan): Solved {
  const mesh = densityMesh2d(density, trust, plan.margin);
  const { tree, logMax } = mesh;
  const [coarseDegree, fineDegree] = plan.degrees;
  const least = leastRounding(mesh, fineDegree);
  if (least > plan.tolerance) throw toleranceTooSmall(plan.tolerance, least);
  const [coarseElements, fineElements] = [new Map<Cell, Element2d>(), new Map<Cell, Element2d>()];
  for (;;) {
    checkSize(tree);
    const coarse = new ScoreEstimate2d(density, sigma, tree, coarseDegree, logMax, coarseElements);
    const marked = [...samples(coarse, coarseDegree + 1)].filter((sample) =>
      unresolved(density, coarse, mesh, sample, plan.resolution),
    );
    if (marked.filter(({ leaf }) => tree.split(leaf)).length > 0) continue;
    const solved = { mesh, coarse, fine: new ScoreEstimate2d(density, sigma, tree, fineDegree, logMax, fineElements) };
    if (!divideInaccurate(density, solved, plan.tolerance)) return solved;
  }
}

/** The rounding error that remains on any mesh: smaller cells only increase it. */
function leastRounding({ tree }: Mesh2d, degree: number): number {
  const widths = tree.leaves().flatMap((leaf) => tree.bounds(leaf).map(([lower, upper]) => upper - lower));
  return (2 * Number.EPSILON * degree ** 2) / widths.reduce((a, b) => Math.max(a, b));
}

/** Quarters the cells whose part of the error estimate is above the tolerance. @returns whether there were such cells */
function divideInaccurate(density: Density, solved: Solved, tolerance: number): boolean {
  if (tolerance === Infinity) return false;
  let divided = false;
  for (const leaf of [...solved.fine.leaves]) {
    const { relative, rounding } = errorsOn(leaf, density, solved);
    if (2 * rounding > tolerance) throw toleranceTooSmall(tolerance, 2 * rounding);
    if (2 * relative > tolerance) divided = solved.mesh.tree.split(leaf) || divided;
  }
  return divided;
}

interface Sample {
  readonly leaf: Cell;
  /** (n, 2). */
  readonly points: Float64Array;
  /** A quarter of the cell's area: the factor of products of the rule's weights along both axes. */
  readonly area: number;
}

/** The points of a Gauss-Legendre rule on each active cell. */
function* samples({ tree, leaves }: ScoreEstimate2d, n: number = SAMPLES): Generator<Sample> {
  const rule = gaussLegendre(n);
  for (const leaf of leaves) {
    const bounds = tree.bounds(leaf);
    const area = bounds.reduce((product, [lower, upper]) => (product * (upper - lower)) / 2, 1);
    yield { leaf, points: tensorPoints(bounds, rule.nodes), area };
  }
}

/** Whether the Legendre series of g has not decayed on a cell to the level of rounding. */
function unresolved(
  density: Density,
  solution: ScoreEstimate2d,
  mesh: Mesh2d,
  { leaf, points }: Sample,
  resolution: number,
): boolean {
  const n = solution.degree + 1;
  const g = solution.valuesOnGrid(leaf, gaussLegendre(n).nodes);
  const highest = maximum(density.logPdf(points));
  const widths = mesh.tree.bounds(leaf).map(([lower, upper]) => upper - lower);
  const rounding = (Number.EPSILON * (1 + Math.abs(highest))) / Math.min(...widths);
  return [0, 1].some((component) => {
    const own = g.subarray((component * g.length) / 2, ((component + 1) * g.length) / 2);
    const largest = own.reduce((a, b) => Math.max(a, Math.abs(b)), 1);
    const tolerated = resolution * allowance(highest, mesh.trusted) * largest;
    return tensorTail(own, n) > tolerated + 16 * rounding;
  });
}

/** The largest errors where p is above 1e-6 of its maximum: of g, relative to max(1, |g|), and of its gradient. */
function largestErrors(density: Density, solved: Solved): { relative: number; slope: number } {
  let relative = 0;
  let slope = 0;
  for (const leaf of solved.fine.leaves) {
    const own = errorsOn(leaf, density, solved);
    relative = Math.max(relative, own.relative);
    slope = Math.max(slope, own.slope);
  }
  return { relative, slope };
}

/**
 * The same errors on one cell. The difference between both degrees, an error of the coarse solution, is multiplied by the fraction to
 * which the tail of the Legendre series has shrunk from the coarse to the fine solution. The rounding of log p is added.
 */
function errorsOn(
  leaf: Cell,
  density: Density,
  { mesh, coarse, fine }: Solved,
): { relative: number; slope: number; rounding: number } {
  const nodes = errorNodes();
  const logPdf = density.logPdf(tensorPoints(mesh.tree.bounds(leaf), nodes));
  const highest = maximum(logPdf);
  if (highest < mesh.trusted) return { relative: 0, slope: 0, rounding: 0 };
  let relative = 0;
  let slope = 0;
  const width = Math.min(...mesh.tree.bounds(leaf).map(([lower, upper]) => upper - lower));
  // log p is known up to its rounding; a slope of degree k over a width magnifies that by k^2 / width.
  const magnified = fine.degree ** 2 / width;
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
  return { relative, slope, rounding };
}

/** The coordinates at which solutions are compared. They include the ends of cells, where slopes are least accurate. */
function errorNodes(): Float64Array {
  comparedAt ??= Float64Array.of(-1, ...gaussLegendre(SAMPLES).nodes, 1);
  return comparedAt;
}

let comparedAt: Float64Array | undefined;

/** The effect of mass whose place the bounds of p do not determine: on g, relative to max(1, |g|), and on its gradient. */
function openMassErrors(density: Density, sigma: number, { mesh, fine }: Solved): { relative: number; slope: number } {
  let [relative, slope] = [0, 0];
  if (mesh.openMass === 0) return { relative, slope };
  const { nodes } = gaussLegendre(SAMPLES);
  const largest = largestEstimate(fine);
  for (const leaf of fine.leaves) {
    const logPdf = density.logPdf(tensorPoints(mesh.tree.bounds(leaf), nodes));
    const least = logPdf.reduce((low, log) => (log >= mesh.trusted ? Math.min(low, log) : low), Infinity);
    // Mass that is missed pulls r by what it is off there, as far as that mass counts beside p within a sigma.
    const pull = Math.min(1, mesh.openMass / (sigma ** 2 * Math.exp(least)));
    relative = Math.max(relative, pull * largest);
    // A peak of no width would take the slope of r from what it is to 0.
    const steepest = maximum(fine.gradientOnGrid(leaf, nodes).map(Math.abs));
    slope = Math.max(slope, pull * (steepest + 1 / sigma ** 2));
  }
  return { relative, slope };
}

/** The error of log p on a cell: its own rounding, and the rounding of positions where log p is steep. */
function roundingOf(logPdf: Float64Array, bounds: Bounds): number {
  const [highest, lowest] = [maximum(logPdf), -maximum(logPdf.map((log) => -log))];
  const steps = bounds.map(([lower, upper]) => Math.max(Math.abs(lower), Math.abs(upper)) / (upper - lower));
  const variation = lowest > -Infinity ? highest - lowest : Math.abs(highest);
  return Number.EPSILON * (1 + Math.abs(highest) + Math.max(...steps) * variation);
}

/** The largest |g| in the middles of cells. */
function largestEstimate(solution: ScoreEstimate2d): number {
  const middle = Float64Array.of(0);
  return [...solution.leaves].reduce(
    (largest, leaf) => Math.max(largest, Math.hypot(...solution.valuesOnGrid(leaf, middle))),
    0,
  );
}

/** The tails of the Legendre series on a cell, of the least resolved component of g and of its gradient. */
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
