import { checkFewest, checkInterval, checkNumberOfPoints, checkObject, checkPoints } from "../../numerics/check.ts";
import type { Estimate } from "../../numerics/estimate.ts";
import { InputError } from "../../numerics/input-error.ts";
import type { Rectangle } from "../../numerics/quadrature/integrate-box.ts";
import type { Rng } from "../../numerics/random/random.ts";
import { checkRng } from "../../numerics/random/random.ts";
import type { BallMoments, Density, DensityErrors, Feature, Interval } from "../density.ts";
import { Expression } from "../formula/expression.ts";
import type { InverseCdf } from "../inverse-cdf.ts";
import type { MassOnLine, MassOnPlane } from "../mass.ts";
import { EnergyOnLine, hullOf } from "./energy-on-line.ts";
import { EnergyOnPlane } from "./energy-on-plane.ts";
import { formulaErrors } from "./formula-errors.ts";
import { lineBallMoments } from "./line-ball-moments.ts";

export interface EnergyDensityOptions {
  /** E in the variables x (1-D) or x, y (2-D), e.g. "x^4/4 - x^2/2". */
  readonly expression: string;
  /** The domain of the density, one finite interval per dimension. */
  readonly domain: readonly (readonly [number, number])[];
}

const VARIABLES = ["x", "y"];
/** In 1-D, panels are computed down to exp(-10,000) of the mass. For a larger drop the whole domain is returned. */
const MAX_LOG_DROP = 10_000;

/**
 * p(x) = exp(-E(x)) / Z on a box in 1 or 2 dimensions, E given as a formula.
 *
 * Score -grad E, Hessian and the Laplacian of the score come from symbolic derivatives, exact to rounding. log Z is computed by
 * adaptive Gauss-Legendre quadrature (its error is stated in `normalization`), on panels from bounds of E over intervals or boxes, so
 * that no feature is too narrow. The mass next to integrable singularities is part of the value in 1-D, and of the error in 2-D.
 * Outside the box p is 0.
 */
export class EnergyDensity implements Density {
  readonly dim: number;
  readonly expression: Expression;
  readonly support: readonly Interval[];
  /** Z = INT exp(-E) over the domain. */
  readonly normalization: Estimate;
  readonly features: readonly Feature[] = [];
  /** The energy on a line, in 1-D. */
  readonly #line: EnergyOnLine | undefined;
  /** The energy on a plane, in 2-D. */
  readonly #plane: EnergyOnPlane | undefined;
  readonly #logNormalization: number;
  readonly #derivatives = new Map<string, Expression>();
  #inverseCdf: InverseCdf | undefined;

  /** @throws InputError for a formula or a domain that cannot be used */
  constructor(options: EnergyDensityOptions) {
    checkObject("options", options, "expression and domain");
    const { expression, domain } = options;
    checkFewest("domain", domain, 0, "intervals");
    this.dim = domain.length;
    if (this.dim < 1 || this.dim > VARIABLES.length) {
      throw new InputError({
        argument: "domain",
        verb: "hold",
        allowed: "one interval (variable x) or two (variables x, y)",
        problem: this.dim,
      });
    }
    domain.forEach((interval, axis) => {
      checkInterval(`domain[${axis}]`, interval);
    });
    this.support = domain.map(([lower, upper]): Interval => [lower, upper]);
    this.expression = Expression.parse(expression, VARIABLES.slice(0, this.dim));
    if (this.dim === 1) this.#line = new EnergyOnLine(this.expression, this.support[0]);
    else this.#plane = new EnergyOnPlane(this.expression, this.support);
    const { scaledMass, lowest } = (this.#line ?? this.#plane) as EnergyOnLine | EnergyOnPlane;
    this.#logNormalization = Math.log(scaledMass.value) - lowest;
    const scale = Math.exp(-lowest);
    this.normalization = { value: scaledMass.value * scale, errorEstimate: scaledMass.errorEstimate * scale };
  }

  logPdf(points: Float64Array): Float64Array {
    checkPoints("points", points, this.dim);
    return this.#map(points, this.expression, (energy) => -energy - this.#logNormalization, -Infinity);
  }

  score(points: Float64Array): Float64Array {
    checkPoints("points", points, this.dim);
    return this.#fields(this.#axes(), points);
  }

  hessian(points: Float64Array): Float64Array {
    checkPoints("points", points, this.dim);
    return this.#fields(this.#secondDerivatives(), points);
  }

  /**
   * Error bounds by interval arithmetic, see `formulaErrors`; the bound for log p includes the error of log Z. NaN outside the
   * domain.
   */
  errorsAt(points: Float64Array): DensityErrors {
    const energy = this.#map(points, this.expression, (value) => value, Number.NaN);
    const ofLogZ = this.normalization.errorEstimate / this.normalization.value;
    return {
      logPdf: formulaErrors(this.expression.tree, this.dim, points, energy).map(
        (error, i) => error + ofLogZ + Number.EPSILON * (Math.abs(energy[i]) + 2 * Math.abs(this.#logNormalization)),
      ),
      score: this.#fieldErrors(this.#axes(), points),
      hessian: this.#fieldErrors(this.#secondDerivatives(), points),
    };
  }

  scoreLaplacian(points: Float64Array): Float64Array {
    const { dim } = this;
    checkPoints("points", points, dim);
    const laplacian = new Float64Array(points.length);
    for (const repeated of this.#axes()) {
      const third = this.#fields(
        this.#axes().map((axis) => [axis, repeated, repeated].sort().join("")),
        points,
      );
      for (let i = 0; i < points.length / dim; i++) {
        for (let a = 0; a < dim; a++) laplacian[i * dim + a] += third[i * dim + a];
      }
    }
    return laplacian;
  }

  /** Inverts the distribution function of x, then that of y given x: d uniform numbers for each draw. */
  sample(rng: Rng, n: number): Float64Array {
    checkRng("rng", rng);
    checkNumberOfPoints("n", n, this.dim);
    if (this.#plane) return this.#plane.sampler.draw(rng, n);
    this.#inverseCdf ??= (this.#line as EnergyOnLine).inverseCdf();
    const inverse = this.#inverseCdf;
    return Float64Array.from({ length: n }, () => inverse.at(rng.uniform()));
  }

  /** The domain without margins in which each panel, or box, has less mass than this. */
  effectiveSupport(logDrop: number): readonly Interval[] {
    if (this.#plane) return this.#plane.hull(logDrop);
    return this.#line && logDrop <= MAX_LOG_DROP ? [hullOf(this.#line.mass(logDrop))] : this.support;
  }

  /** Panels that hold p, from bounds of E over intervals. 1-D. */
  massOnLine(logDrop: number): MassOnLine {
    if (!this.#line)
      throw new InputError({ argument: "density", verb: "have", allowed: "one dimension", problem: this.dim });
    return normalized(this.#line.mass(Math.min(logDrop, MAX_LOG_DROP)), this.#logNormalization);
  }

  /** log p next to a point, from the differences of E from its value there. 1-D. (n) -> (n). */
  logPdfNear(point: number, distances: Float64Array): Float64Array {
    if (!this.#line)
      throw new InputError({ argument: "density", verb: "have", allowed: "one dimension", problem: this.dim });
    return this.#line.near(point, distances).map((energy) => -energy - this.#logNormalization);
  }

  /** Boxes that hold p, from bounds of E over boxes. 2-D. */
  massOnPlane(logDrop: number): MassOnPlane {
    if (!this.#plane)
      throw new InputError({ argument: "density", verb: "have", allowed: "two dimensions", problem: this.dim });
    const { boxes, ...logarithms } = this.#plane.mass(logDrop);
    const logZ = this.#logNormalization;
    return {
      boxes,
      logPeak: logarithms.logPeak - logZ,
      logBeyond: logarithms.logBeyond - logZ,
      logOpenMass: logarithms.logOpenMass - logZ,
    };
  }

  /** Boxes from bounds of E alone. 2-D. */
  boxesOnPlane(logDrop: number): readonly Rectangle[] {
    if (!this.#plane)
      throw new InputError({ argument: "density", verb: "have", allowed: "two dimensions", problem: this.dim });
    return this.#plane.boxes(logDrop);
  }

  /**
   * The moments by quadrature on panels, or boxes, from bounds of E; undefined on the line where p is too small for them. The error
   * includes that of the normalisation.
   */
  ballMoments(point: Float64Array, radius: number): BallMoments | undefined {
    const moments = this.#plane ? this.#discMoments(point, radius) : lineBallMoments(this, point[0], radius);
    const ofLogZ = this.normalization.errorEstimate / this.normalization.value;
    return moments && { ...moments, errorEstimate: moments.errorEstimate + ofLogZ };
  }

  #discMoments(point: Float64Array, radius: number): BallMoments {
    const { logMass, ...moments } = (this.#plane as EnergyOnPlane).disc(point, radius);
    return { logMass: logMass - this.#logNormalization, ...moments };
  }

  #axes(): readonly string[] {
    return this.expression.variables;
  }

  /** Derivatives of log p = -E - log Z, named by their axes ("x", "xy", "xxy"); NaN outside the domain. (n, d) -> (n, k). */
  #fields(names: readonly string[], points: Float64Array): Float64Array {
    const n = points.length / this.dim;
    const values = new Float64Array(n * names.length);
    names.forEach((name, k) => {
      const column = this.#map(points, this.#derivative(name), (slope) => -slope, Number.NaN);
      for (let i = 0; i < n; i++) values[i * names.length + k] = column[i];
    });
    return values;
  }

  /** The errors of these derivatives, in the same shape. */
  #fieldErrors(names: readonly string[], points: Float64Array): Float64Array {
    const n = points.length / this.dim;
    const errors = new Float64Array(n * names.length);
    names.forEach((name, k) => {
      const derivative = this.#derivative(name);
      const values = this.#map(points, derivative, (value) => value, Number.NaN);
      formulaErrors(derivative.tree, this.dim, points, values).forEach((error, i) => {
        errors[i * names.length + k] = error;
      });
    });
    return errors;
  }

  #secondDerivatives(): string[] {
    return this.#axes().flatMap((row) => this.#axes().map((column) => [row, column].sort().join("")));
  }

  #derivative(name: string): Expression {
    const known = this.#derivatives.get(name);
    if (known) return known;
    const lower = name.length === 1 ? this.expression : this.#derivative(name.slice(0, -1));
    const derivative = lower.derivative(name[name.length - 1]);
    this.#derivatives.set(name, derivative);
    return derivative;
  }

  /** f of an expression at each point of the domain, `outside` elsewhere. (n, d) -> (n). */
  #map(points: Float64Array, expression: Expression, f: (value: number) => number, outside: number): Float64Array {
    const values = expression.evaluateAll(points);
    const mapped = new Float64Array(values.length);
    for (let i = 0; i < mapped.length; i++) mapped[i] = this.#contains(points, i) ? f(values[i]) : outside;
    return mapped;
  }

  /** Whether the i-th point is in the domain. */
  #contains(points: Float64Array, i: number): boolean {
    const { dim, support } = this;
    for (let a = 0; a < dim; a++) {
      const x = points[i * dim + a];
      if (!(x >= support[a][0] && x <= support[a][1])) return false;
    }
    return true;
  }
}

/** The same with masses of p. */
function normalized({ panels, points, logMass, logOpenMass }: MassOnLine, logZ: number): MassOnLine {
  return {
    panels,
    points: points.map((point) => ({
      ...point,
      logMass: point.logMass - logZ,
      logResistance: point.logResistance + logZ,
    })),
    logMass: [logMass[0] - logZ, logMass[1] - logZ],
    logOpenMass: logOpenMass - logZ,
  };
}
