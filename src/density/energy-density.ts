import { linspace } from "../numerics/approximation/grid.ts";
import type { Estimate } from "../numerics/estimate.ts";
import { InputError } from "../numerics/input-error.ts";
import { integrate } from "../numerics/quadrature/integrate.ts";
import type { Rng } from "../numerics/random/random.ts";
import type { Density, Feature, Interval } from "./density.ts";
import { Expression } from "./expression.ts";
import { InverseCdf } from "./inverse-cdf.ts";

export interface EnergyDensityOptions {
  /** E in the variables x (1-D) or x, y (2-D), e.g. "x^4/4 - x^2/2". */
  readonly expression: string;
  /** One finite interval per dimension: where the problem lives. */
  readonly domain: readonly (readonly [number, number])[];
}

const VARIABLES = ["x", "y"];
/** Panels that an axis starts with in 1-D and 2-D: an energy's features should not be narrower than a tenth of one. */
const INITIAL_PANELS = [32, 12];
/** exp(-746) is 0. */
const EXP_UNDERFLOW = 746;

/** Energies on an even grid, ends included; `interval` is that of the first axis. */
interface Survey {
  readonly interval: Interval;
  readonly energies: Float64Array;
  readonly lowest: number;
}

/** The part of a 1-D survey's interval where the energy is at most `logDrop` above the lowest, and a cell around it. */
function cutTo({ interval: [lower, upper], energies, lowest }: Survey, logDrop: number): Interval {
  const matters = (energy: number): boolean => energy - lowest <= logDrop;
  const cells = energies.length - 1;
  const at = (cell: number): number => lower + ((upper - lower) * cell) / cells;
  const [first, last] = [energies.findIndex(matters) - 1, energies.findLastIndex(matters) + 1];
  return [first > 0 ? at(first) : lower, last < cells ? at(last) : upper];
}

/**
 * p(x) = exp(-E(x)) / Z on a box in 1 or 2 dimensions, E given as a formula.
 *
 * Score -grad E, Hessian and the Laplacian of the score come from symbolic derivatives, exact to rounding. log Z is
 * adaptive Gauss-Legendre quadrature, 1e-13 relative (stated in `normalization`). Outside the box p is 0.
 */
export class EnergyDensity implements Density {
  readonly dim: number;
  readonly expression: Expression;
  readonly support: readonly Interval[];
  /** Z = INT exp(-E) over the domain. */
  readonly normalization: Estimate;
  readonly features: readonly Feature[] = [];
  /** Each of a smaller part of the domain than the one before. */
  readonly #surveys: readonly Survey[];
  /** The lowest energy of the last survey: subtracted before exp, so that neither overflow nor underflow can hide the mass. */
  readonly #energyOffset: number;
  readonly #logNormalization: number;
  readonly #edges: Float64Array;
  readonly #derivatives = new Map<string, Expression>();
  #inverseCdf: InverseCdf | undefined;

  /** @throws InputError for a formula or a domain that cannot be used */
  constructor({ expression, domain }: EnergyDensityOptions) {
    this.dim = domain.length;
    if (this.dim !== 1 && this.dim !== 2) {
      throw new InputError(`domain must hold one interval (variable x) or two (variables x, y), not ${this.dim}`);
    }
    domain.forEach((interval, axis) => {
      const [lower, upper] = interval;
      if (interval.length !== 2 || !Number.isFinite(lower) || !Number.isFinite(upper) || !(lower < upper)) {
        throw new InputError(
          `domain[${axis}] must be [lower, upper], finite and increasing, not ${JSON.stringify(interval)}`,
        );
      }
    });
    this.support = domain.map(([lower, upper]): Interval => [lower, upper]);
    this.expression = Expression.parse(expression, VARIABLES.slice(0, this.dim));
    this.#surveys = this.#surveyEnergy();
    this.#energyOffset = this.#surveys[this.#surveys.length - 1].lowest;
    const { value, errorEstimate, edges } = this.#integrateWeight();
    if (!(value > 0 && Number.isFinite(value)))
      throw new InputError(`expression has no finite integral of exp(-E) over the domain`);
    this.#edges = edges;
    this.#logNormalization = Math.log(value) - this.#energyOffset;
    const scale = Math.exp(-this.#energyOffset);
    this.normalization = { value: value * scale, errorEstimate: errorEstimate * scale };
  }

  logPdf(points: Float64Array): Float64Array {
    return this.#map(points, (at) => -this.expression.evaluate(at) - this.#logNormalization, -Infinity);
  }

  score(points: Float64Array): Float64Array {
    return this.#fields(this.#axes(), points);
  }

  hessian(points: Float64Array): Float64Array {
    return this.#fields(
      this.#axes().flatMap((row) => this.#axes().map((column) => [row, column].sort().join(""))),
      points,
    );
  }

  scoreLaplacian(points: Float64Array): Float64Array {
    const { dim } = this;
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

  /** By inverting the distribution function of x, then of y given x: d uniform numbers a draw. */
  sample(rng: Rng, n: number): Float64Array {
    this.#inverseCdf ??= new InverseCdf((x) => this.#marginal(x), this.#edges);
    const points = new Float64Array(n * this.dim);
    for (let i = 0; i < n; i++) {
      const x = this.#inverseCdf.at(rng.uniform());
      points[i * this.dim] = x;
      if (this.dim === 2) {
        const slice = (y: Float64Array): Float64Array => this.#weight(y.length, (k) => [x, y[k]]);
        const { edges } = integrate(slice, this.#initialEdges(1), { tolerance: 1e-12 });
        points[i * this.dim + 1] = new InverseCdf(slice, edges).at(rng.uniform());
      }
    }
    return points;
  }

  /** In 1-D the domain without its ends where p is that small, to a grid's cell; in 2-D the domain. */
  effectiveSupport(logDrop: number): readonly Interval[] {
    if (this.dim === 2) return this.support;
    const [closest, widest] = [this.#surveys[this.#surveys.length - 1], this.#surveys[0]];
    return [cutTo(logDrop <= EXP_UNDERFLOW ? closest : widest, logDrop)];
  }

  #axes(): readonly string[] {
    return this.expression.variables;
  }

  /** Derivatives of log p = -E - log Z, named by their axes ("x", "xy", "xxy"); NaN outside the domain. (n, d) -> (n, k). */
  #fields(names: readonly string[], points: Float64Array): Float64Array {
    const n = points.length / this.dim;
    const values = new Float64Array(n * names.length);
    names.forEach((name, k) => {
      const derivative = this.#derivative(name);
      const column = this.#map(points, (at) => -derivative.evaluate(at), Number.NaN);
      for (let i = 0; i < n; i++) values[i * names.length + k] = column[i];
    });
    return values;
  }

  #derivative(name: string): Expression {
    const known = this.#derivatives.get(name);
    if (known) return known;
    const lower = name.length === 1 ? this.expression : this.#derivative(name.slice(0, -1));
    const derivative = lower.derivative(name[name.length - 1]);
    this.#derivatives.set(name, derivative);
    return derivative;
  }

  /** f at each point of the domain, `outside` elsewhere. (n, d) -> (n). */
  #map(points: Float64Array, f: (at: readonly number[]) => number, outside: number): Float64Array {
    const at = new Array<number>(this.dim).fill(0);
    return Float64Array.from({ length: points.length / this.dim }, (_, i) => {
      let inside = true;
      for (let a = 0; a < this.dim; a++) {
        at[a] = points[i * this.dim + a];
        inside &&= at[a] >= this.support[a][0] && at[a] <= this.support[a][1];
      }
      return inside ? f(at) : outside;
    });
  }

  /** Energies on a grid of the domain; in 1-D again and again on what of it matters, where that is a small part. */
  #surveyEnergy(): Survey[] {
    if (this.dim === 2) return [this.#surveyBox(this.support, 401)];
    const surveys: Survey[] = [];
    let interval = this.support[0];
    for (;;) {
      const survey = this.#surveyBox([interval], 4001);
      surveys.push(survey);
      const [lower, upper] = cutTo(survey, EXP_UNDERFLOW);
      if (upper - lower > (interval[1] - interval[0]) / 2) return surveys;
      interval = [lower, upper];
    }
  }

  #surveyBox(box: readonly Interval[], n: number): Survey {
    const [xs, ys] = [0, 1].map((a) => (a < this.dim ? linspace(...box[a], n) : Float64Array.of(0)));
    const energies = new Float64Array(xs.length * ys.length);
    let lowest = Infinity;
    xs.forEach((x, i) => {
      ys.forEach((y, j) => {
        const energy = this.expression.evaluate([x, y]);
        if (Number.isNaN(energy) || energy === -Infinity) {
          const where = this.dim === 1 ? `x = ${x}` : `x = ${x}, y = ${y}`;
          throw new InputError(`expression must be a number everywhere on the domain, but at ${where} it is ${energy}`);
        }
        energies[i * ys.length + j] = energy;
        lowest = Math.min(lowest, energy);
      });
    });
    if (lowest === Infinity) {
      throw new InputError("expression must be finite somewhere on the domain, but is infinite on all of it");
    }
    return { interval: box[0], energies, lowest };
  }

  #initialEdges(axis: number): Float64Array {
    const [lower, upper] = this.effectiveSupport(EXP_UNDERFLOW)[axis];
    return linspace(lower, upper, INITIAL_PANELS[this.dim - 1] + 1);
  }

  /** exp(-(E - lowest E)) at the n points given by index. */
  #weight(n: number, point: (k: number) => readonly number[]): Float64Array {
    return Float64Array.from({ length: n }, (_, k) =>
      Math.exp(this.#energyOffset - this.expression.evaluate(point(k))),
    );
  }

  /** The weight with y integrated out (2-D), or the weight itself (1-D). */
  #marginal(x: Float64Array): Float64Array {
    if (this.dim === 1) return this.#weight(x.length, (k) => [x[k]]);
    return x.map(
      (value) =>
        integrate((y) => this.#weight(y.length, (k) => [value, y[k]]), this.#initialEdges(1), { tolerance: 1e-12 })
          .value,
    );
  }

  #integrateWeight(): ReturnType<typeof integrate> {
    return integrate((x) => this.#marginal(x), this.#initialEdges(0), { tolerance: this.dim === 1 ? 1e-14 : 1e-11 });
  }
}
