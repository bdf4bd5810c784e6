import { checkDensity } from "../../density/check-density.ts";
import type { Density } from "../../density/density.ts";
import { logPdfOnPanels } from "../../density/log-pdf-on-panels.ts";
import type { MassPoint } from "../../density/mass.ts";
import { checkPoints } from "../../numerics/check.ts";
import type { Estimate } from "../../numerics/estimate.ts";
import { InputError } from "../../numerics/input-error.ts";
import { gaussLegendre } from "../../numerics/quadrature/gauss-legendre.ts";
import { edgesOf, end, type LinePanel, panelRule, start } from "../../numerics/quadrature/line-panels.ts";
import { maximum } from "../../numerics/sorting/maximum.ts";
import { errorRegion, type OptimalReconstruction } from "../reconstruction.ts";
import { checkMeshSigma } from "../sigma-range.ts";
import { ScoreEstimate1d } from "./finite-elements-1d.ts";
import { lineMesh, MAX_LOG_DROP, refineMesh, tooFarOut } from "./mesh-1d.ts";
import { type MissingMass, missingMass } from "./missing-mass.ts";

/** The degree of the elements whose solution drives the refinement, and of those whose solution is returned. */
const COARSE_DEGREE = 10;
const FINE_DEGREE = 14;
/** An element is halved while the tail of its Legendre series is above this, relative to max(1, |g|). */
const TAIL_TOLERANCE = 1e-10;
/** Gauss-Legendre points per element at which solutions are compared and integrated. */
const SAMPLES = 16;
/** The support is cut off where p is below exp(-80) of its maximum; the effect of the cut decays like p(cut) / p(x). */
const LOG_DROP = 80;
/** A point closer to a panel than this fraction of the whole mesh is treated as the panel's end. */
const BESIDE = 1e-8;

/**
 * The minimiser of L_RCAE(r) = E[(r(x) - x)^2 + sigma^2 r'(x)^2] over all functions, in one dimension:
 * p (r - x) = sigma^2 (p r')' with the natural boundary condition p r' = 0 (Theorem 2).
 *
 * High-order finite elements for g = (r - x) / sigma^2, halved where g is not resolved. The solution of degree 14 is returned.
 * Accuracy: `errorEstimate` is twice the largest difference between the solutions of degree 10 and 14 on the final mesh, plus the
 * rounding of log p, plus the effect of mass that may lie elsewhere or is not known exactly next to a singular point.
 */
export class Rcae1d implements OptimalReconstruction {
  readonly dim = 1;
  readonly method = "rcae";
  readonly computedBy = "finite elements";
  readonly sigma: number;
  readonly errorEstimate: number;
  readonly jacobianErrorEstimate: number;
  readonly #density: Density;
  readonly #missing: MissingMass;
  readonly #coarse: ScoreEstimate1d;
  readonly #solution: ScoreEstimate1d;
  /** The same solution, or, for points far out, one on a mesh that extends to a smaller p. */
  #far: ScoreEstimate1d;
  #logDrop = LOG_DROP;

  /** @throws InputError for a density that is not one-dimensional, and for a sigma far outside of `meshSigmaRange` */
  constructor(density: Density, sigma: number) {
    checkDensity("density", density, [1]);
    checkMeshSigma(density, "rcae", sigma);
    this.#density = density;
    this.sigma = sigma;
    ({ coarse: this.#coarse, solution: this.#solution } = solveAdaptively(density, sigma, this.#logDrop));
    this.#far = this.#solution;
    this.#missing = missingMass(density, this.#solution.mesh);
    const { relative, slope } = largestDifferences(density, sigma, this.#coarse, this.#solution, this.#missing);
    this.errorEstimate = 2 * relative;
    this.jacobianErrorEstimate = 2 * sigma ** 2 * slope + Number.EPSILON;
  }

  /** Number of degrees of freedom of the finite-element solution. */
  get size(): number {
    return this.#solution.size;
  }

  /** The edges of the elements: integrals over panels between them resolve p and r. */
  get edges(): Float64Array {
    return edgesOf(this.#solution.mesh.panels);
  }

  /** A sentence that names the part of the density which no bound and no feature covers; undefined if there is none. */
  get notRuledOut(): string | undefined {
    return this.#missing.notRuledOut;
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
   * L_RCAE(r*) from its definition. Since r* is the minimiser, an error d of it raises the loss only by E[d^2 + sigma^2 d'^2]; the
   * estimate takes twice the difference between the solutions of degree 10 and 14 for d, and adds rounding. Missing mass may lie
   * where the loss of a point is largest; sigma^2 is the loss of r(x) = x.
   */
  optimalLoss(): Estimate {
    const sigma2 = this.sigma ** 2;
    const { mesh } = this.#solution;
    const nodes = panelRule(mesh.panels, SAMPLES);
    const fraction = logPdfOnPanels(this.#density, nodes).map((logPdf, i) => nodes.weights[i] * Math.exp(logPdf));
    const places = gaussLegendre(SAMPLES).nodes;
    let value = 0;
    let excess = 0;
    let largest = sigma2;
    mesh.panels.forEach((_, e) => {
      const [fine, coarse] = [this.#solution.onElement(e, places), this.#coarse.onElement(e, places)];
      for (let q = 0; q < SAMPLES; q++) {
        const [g, slope] = [fine.values[q], fine.slopes[q]];
        const weight = fraction[e * SAMPLES + q];
        const own = (sigma2 * g) ** 2 + sigma2 * (1 + sigma2 * slope) ** 2;
        value += weight * own;
        largest = Math.max(largest, own);
        excess += weight * sigma2 ** 2 * ((g - coarse.values[q]) ** 2 + sigma2 * (slope - coarse.slopes[q]) ** 2);
      }
    });
    let ofPoints = 0;
    for (const point of mesh.points) {
      const own = this.#lossAtPoint(point);
      value += own;
      ofPoints += point.massError * own;
    }
    const { mass, missed, uncertain } = this.#missing;
    const ofMass = (Math.abs(mass - 1) + 32 * Number.EPSILON) * value + (missed + uncertain) * largest;
    return { value, errorEstimate: 4 * excess + ofPoints + ofMass };
  }

  /**
   * INT p ((r - x)^2 + sigma^2 r'^2) between a point and its panels. r is constant there, apart from the change that the flux p r' causes.
   */
  #lossAtPoint({ at, index, logMass, logResistance }: MassPoint): number {
    const ofMass = Math.exp(logMass) * (this.sigma ** 2 * this.#solution.evaluate(Float64Array.of(at))[0]) ** 2;
    const { panels } = this.#solution.mesh;
    if (index === 0 || index === panels.length || logResistance === Infinity) return ofMass;
    // p r' at the end of the panel to the left.
    const { to, anchor } = panels[index - 1];
    const [logPdf] = logPdfOnPanels(this.#density, panelRule([{ from: to, to, anchor }], 1));
    const [slope] = this.#solution.onElement(index - 1, Float64Array.of(1)).slopes;
    const flux = Math.exp(logPdf) * (1 + this.sigma ** 2 * slope);
    return ofMass + this.sigma ** 2 * flux ** 2 * Math.exp(logResistance);
  }

  /** The solution, on a mesh that extends farther where points of the support need it. */
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
    const far = this.#far;
    const { panels } = far.mesh;
    const beside = BESIDE * (end(panels[panels.length - 1]) - start(panels[0]));
    const outside = points.filter((x) => !far.covers(x, beside));
    if (outside.length === 0) return this.#far;
    const peak = maximum(this.#density.logPdf(this.edges).filter((log) => log < Infinity));
    this.#density.logPdf(outside).forEach((logPdf, i) => {
      // The mesh extends until p at the cut is exp(-LOG_DROP) of p at x.
      logDrop = Math.max(logDrop + 1, Math.max(0, peak) - logPdf + LOG_DROP);
      // NaN where p is too small for float64.
      if (!(logDrop <= MAX_LOG_DROP)) throw tooFarOut(outside[i]);
    });
    this.#logDrop = logDrop;
    this.#far = solveAdaptively(this.#density, this.sigma, logDrop).solution;
    return this.#far;
  }
}

/** The solutions of both degrees on a mesh that resolves the coarse one. */
function solveAdaptively(
  density: Density,
  sigma: number,
  logDrop: number,
): { coarse: ScoreEstimate1d; solution: ScoreEstimate1d } {
  let coarse = new ScoreEstimate1d(density, sigma, lineMesh(density, logDrop), COARSE_DEGREE);
  const mesh = refineMesh(coarse.mesh, (panels, points) => {
    if (panels !== coarse.mesh.panels) {
      coarse = new ScoreEstimate1d(density, sigma, { ...coarse.mesh, panels, points }, COARSE_DEGREE);
    }
    return unresolved(density, sigma, coarse);
  });
  if (mesh.panels !== coarse.mesh.panels) coarse = new ScoreEstimate1d(density, sigma, mesh, COARSE_DEGREE);
  return { coarse, solution: new ScoreEstimate1d(density, sigma, mesh, FINE_DEGREE) };
}

/** The elements on which the Legendre series of g has not decayed to the level of rounding. */
function unresolved(density: Density, sigma: number, solution: ScoreEstimate1d): boolean[] {
  const { panels } = solution.mesh;
  const nodes = panelRule(panels, 1);
  const logPdf = logPdfOnPanels(density, nodes);
  return panels.map((panel, e) => {
    const coefficients = solution.coefficients(e);
    // The last two Legendre coefficients of g, from those of its derivative.
    const last = coefficients.length - 1;
    const tail = Math.max(
      Math.abs(coefficients[last]) / (2 * last - 1),
      Math.abs(coefficients[last - 1]) / (2 * last - 3),
    );
    const largest = coefficients.reduce((sum, value) => sum + Math.abs(value), 0);
    const rounding = roundingOf(panel, sigma, logPdf[e], nodes.offsets[e] * largest, 1);
    return tail > TAIL_TOLERANCE * Math.max(1, largest) + 4 * rounding;
  });
}

/**
 * The error of g by the rounding of log p and of positions. Noise in log p with a wavelength that a panel resolves changes the slope of
 * log p by noise / wavelength. It changes the solution, which averages over sigma, by that divided by 1 + (sigma / wavelength)^2.
 *
 * @param logPdf on the panel
 * @param drift the position times the slope of log p
 */
function roundingOf({ from, to }: LinePanel, sigma: number, logPdf: number, drift: number, degree: number): number {
  const wavelength = (to - from) / degree ** 2;
  const noise = Number.EPSILON * (1 + Math.abs(logPdf) + Math.abs(drift));
  return (noise * wavelength) / (wavelength ** 2 + sigma ** 2);
}

/**
 * The largest error of g by the errors of the masses of panels: a relative error of p changes r by at most this error times |r -
 * x| there.
 */
function largestPull(solution: ScoreEstimate1d, logPdf: Float64Array, least: number): number {
  const middle = Float64Array.of(0);
  return solution.mesh.panels.reduce((largest, { from, to }, e) => {
    const own = logPdf.subarray(e * SAMPLES, (e + 1) * SAMPLES);
    const highest = maximum(own);
    if (!(highest >= least)) return largest;
    const slope = (highest + maximum(own.map((log) => -log))) / (to - from);
    const noise = Number.EPSILON * (1 + Math.abs(highest) + Math.max(Math.abs(from), Math.abs(to)) * slope);
    return Math.max(largest, noise * Math.abs(solution.onElement(e, middle).values[0]));
  }, 0);
}

/**
 * The largest error of g by the error `massError` of the mass at a point.
 *
 * More mass dm at y makes g smaller by dm g(y) G(x, y), where G is the kernel of the form a(u, v) = INT p (u v + sigma^2 u' v'). G is
 * largest at x = y, and G(y, y) is 1 over the smallest a(v, v) with v(y) = 1. Such a v stays above 1/2 for a distance l, or falls
 * to 1/2 within l. So a(v, v) >= q min(l, sigma^2 / l) / 4 for every l, where q is the least p within l of y on one side; this is in
 * series with the part between y and the first panel. Besides, no change of mass changes g by more than its fraction of g(y).
 *
 * @param positions nodes in increasing order, with log p at them
 */
function pullOfPoint(
  { at, logMass, logResistance, massError }: MassPoint,
  solution: ScoreEstimate1d,
  positions: Float64Array,
  logPdf: Float64Array,
  sigma: number,
): number {
  const first = positions.findIndex((x) => x >= at);
  const right = first < 0 ? positions.length : first;
  const stiffness = Math.max(
    ...[1, -1].map((step) => {
      let [least, largest] = [Infinity, 0];
      for (let i = step > 0 ? right : right - 1; i >= 0 && i < positions.length; i += step) {
        const distance = Math.abs(positions[i] - at);
        least = Math.min(least, Math.exp(logPdf[i]));
        largest = Math.max(largest, least * Math.min(distance, sigma ** 2 / distance));
      }
      return largest / 4;
    }),
  );
  // Between the point and the first panel beside it.
  const kernel = 1 / stiffness + Math.exp(logResistance) / sigma ** 2;
  const moved = massError * Math.min(1, Math.exp(logMass) * kernel || 0);
  return moved * Math.abs(solution.evaluate(Float64Array.of(at))[0]);
}

/** The largest |g| in the middles of panels of the error region. */
function largestEstimate(solution: ScoreEstimate1d, logPdf: Float64Array, least: number): number {
  const middle = Float64Array.of(0);
  return solution.mesh.panels.reduce((largest, _, e) => {
    if (!(maximum(logPdf.subarray(e * SAMPLES, (e + 1) * SAMPLES)) >= least)) return largest;
    return Math.max(largest, Math.abs(solution.onElement(e, middle).values[0]));
  }, 0);
}

/** The largest differences in the error region, which includes the ends of elements: of g relative to max(1, |g|), and of g'. */
function largestDifferences(
  density: Density,
  sigma: number,
  coarse: ScoreEstimate1d,
  fine: ScoreEstimate1d,
  { missed }: MissingMass,
): { relative: number; slope: number } {
  const { panels, points } = fine.mesh;
  const nodes = panelRule(panels, SAMPLES);
  const logPdf = logPdfOnPanels(density, nodes);
  const least = errorRegion(logPdf);
  const places = Float64Array.of(-1, ...gaussLegendre(SAMPLES).nodes, 1);
  const atPoints = points.map((point) => pullOfPoint(point, fine, nodes.positions, logPdf, sigma));
  const uncertain = Math.max(0, ...atPoints, largestPull(fine, logPdf, least));
  const steepest = largestEstimate(fine, logPdf, least);
  let relative = 0;
  let slope = 0;
  panels.forEach((panel, e) => {
    const own = logPdf.subarray(e * SAMPLES, (e + 1) * SAMPLES);
    if (!(maximum(own) >= least)) return;
    const [values, reference] = [coarse.onElement(e, places), fine.onElement(e, places)];
    const wavelength = (panel.to - panel.from) / FINE_DEGREE ** 2;
    for (let q = 0; q < SAMPLES; q++) {
      if (!(own[q] >= least)) continue;
      // Ends are sampled together with the nodes beside them.
      for (const k of q === 0 ? [0, 1] : q === SAMPLES - 1 ? [SAMPLES, SAMPLES + 1] : [q + 1]) {
        const g = reference.values[k];
        const rounding = roundingOf(panel, sigma, own[q], nodes.offsets[e * SAMPLES + q] * g, FINE_DEGREE);
        // Mass that is missed pulls r by what it is off there, as far as that mass counts beside p within a sigma.
        const pull = Math.min(1, missed / (sigma * Math.exp(own[q])));
        const elsewhere = pull * steepest;
        const difference = Math.abs(values.values[k] - g) + rounding + uncertain + elsewhere;
        relative = Math.max(relative, difference / Math.max(1, Math.abs(g)));
        const ofSlopes =
          Math.abs(values.slopes[k] - reference.slopes[k]) +
          rounding / wavelength +
          8 * Number.EPSILON * Math.abs(reference.slopes[k]);
        // A peak of no width would take the slope of r from what it is to 0.
        slope = Math.max(slope, ofSlopes + pull * (Math.abs(reference.slopes[k]) + 1 / sigma ** 2));
      }
    }
  });
  return { relative, slope };
}
