import { checkFewest, checkFunction, checkLength, checkObject, checkPoints, checkWhole } from "../../numerics/check.ts";
import { InputError } from "../../numerics/input-error.ts";
import { integrate } from "../../numerics/quadrature/integrate.ts";
import { panelsBetween } from "../../numerics/quadrature/line-panels.ts";
import { quote } from "../../numerics/quote.ts";
import type { Rng } from "../../numerics/random/random.ts";
import type { Density, Feature, Interval } from "../density.ts";
import { DIFFERENCE_STEP, jacobianByDifferences, stepsWithin, type WithErrors } from "../differences/differences.ts";
import { narrowest } from "../differences/score-laplacian.ts";
import { InverseCdf } from "../inverse-cdf.ts";
import { boxBySearch } from "./box-search.ts";
import { modeOnLine } from "./mode-on-line.ts";

/** A density of your own. The first three members are enough. All functions take points as rows, (n, d). */
export interface DensityOptions {
  /** Dimension d. */
  readonly dim: number;
  /** log p, normalised. (n, d) -> (n). Called inside the support only. */
  readonly logPdf: (points: Float64Array) => Float64Array;
  /** grad log p. (n, d) -> (n, d). Called inside the support only. */
  readonly score: (points: Float64Array) => Float64Array;
  /** Hessian of log p, (n, d) -> (n, d, d). Default: differences of the score, see `hessianByDifferences`. */
  readonly hessian?: (points: Float64Array) => Float64Array;
  /** Lap s, (n, d) -> (n, d). Default: differences of the Hessian, where it is needed. */
  readonly scoreLaplacian?: (points: Float64Array) => Float64Array;
  /** n independent draws, (n, d). Default in 1-D: the distribution function is inverted. */
  readonly sample?: (rng: Rng, n: number) => Float64Array;
  /** The box on which p may be positive, one interval per axis. Default: everywhere. */
  readonly support?: readonly Interval[];
  /** Modes and kinks, with their widths. Default in 1-D: the mode to which the score leads. */
  readonly features?: readonly Feature[];
  /**
   * A box outside of which p is below exp(-logDrop) of its maximum. Default in 1-D and 2-D: it is found by a search that begins
   * at the features.
   */
  readonly effectiveSupport?: (logDrop: number) => readonly Interval[];
}

/** A 1-D density is integrated, for its mass and for draws, over the region where it is above exp(-80) of its maximum. */
const LOG_DROP = 80;
/** The largest allowed difference of the mass from 1, in addition to the error of its integral. */
const MASS_TOLERANCE = 1e-6;

/**
 * Makes a density from functions. Members that are not given are computed: a Hessian by differences, draws in 1-D by inversion,
 * the region of p by a search. In 1-D quadrature checks that p is normalised; in more dimensions this is not checked.
 * @throws InputError for options that can't be used, for a 1-D density whose mass is not 1, and later where what is
 *   needed can't be computed
 *
 * @example
 * ```ts
 * import { density } from "scorebook";
 *
 * const laplace = density({
 *   dim: 1,
 *   logPdf: (x) => x.map((at) => -Math.abs(at) - Math.LN2),
 *   score: (x) => x.map((at) => -Math.sign(at)),
 * });
 * laplace.score(Float64Array.of(0.5))[0]; // -1
 * ```
 */
export function density(options: DensityOptions): Density {
  checkOptions(options);
  const { dim, scoreLaplacian, sample } = options;
  const support = options.support ?? Array.from({ length: dim }, (): Interval => [-Infinity, Infinity]);
  const logPdf = inside(options.logPdf, support, 1, -Infinity);
  const score = inside(options.score, support, dim, Number.NaN);
  const features = options.features ?? featuresOf({ support, logPdf, score });
  const effectiveSupport =
    options.effectiveSupport ?? ((logDrop: number) => boxBySearch({ support, features, logPdf }, logDrop));
  const parts = { dim, support, features, logPdf, score, effectiveSupport };
  return {
    ...parts,
    hessian: options.hessian
      ? inside(options.hessian, support, dim * dim, Number.NaN)
      : (points) => hessianByDifferences(parts, points).values,
    ...(scoreLaplacian && { scoreLaplacian: inside(scoreLaplacian, support, dim, Number.NaN) }),
    sample: sample ?? samplerOf(parts),
  };
}

/**
 * The Hessian of log p by central differences of the score, of eighth order, made symmetric, with its error estimate. It has
 * about ten digits where the score is smooth on the scale of the narrowest feature. (n, d) -> (n, d, d).
 */
export function hessianByDifferences(
  density: Pick<Density, "dim" | "support" | "features" | "score" | "effectiveSupport">,
  points: Float64Array,
): WithErrors {
  const allowed = "a density, with score and effectiveSupport";
  checkObject("density", density, allowed, { methods: ["score", "effectiveSupport"], numbers: ["dim"] });
  const { dim, support, features, score, effectiveSupport } = density;
  checkPoints("points", points, dim);
  const steps = stepsWithin(support, points, DIFFERENCE_STEP * narrowest({ features, effectiveSupport }));
  const { values, errors } = jacobianByDifferences(score, points, dim, steps);
  const mirrored = (k: number): number => {
    const [row, column] = [Math.floor(k / dim) % dim, k % dim];
    return k + (column - row) * (dim - 1);
  };
  return {
    values: values.map((value, k) => (value + values[mirrored(k)]) / 2),
    errors: errors.map((error, k) => (error + errors[mirrored(k)]) / 2),
  };
}

/** The function at points inside the support, `outside` elsewhere. (n, d) -> (n, size). */
function inside(
  f: (points: Float64Array) => Float64Array,
  support: readonly Interval[],
  size: number,
  outside: number,
): (points: Float64Array) => Float64Array {
  const dim = support.length;
  return (points) => {
    const rows = Array.from({ length: points.length / dim }, (_, i) => points.subarray(i * dim, (i + 1) * dim));
    const within = rows.map((row) => support.every(([lower, upper], a) => row[a] >= lower && row[a] <= upper));
    const all = !within.includes(false);
    const values = f(all ? points : Float64Array.from(rows.filter((_, i) => within[i]).flatMap((row) => [...row])));
    if (all) return values;
    const result = new Float64Array(rows.length * size).fill(outside);
    let next = 0;
    within.forEach((is, i) => {
      if (is) result.set(values.subarray(size * next, size * ++next), i * size);
    });
    return result;
  };
}

function featuresOf(p: Parameters<typeof modeOnLine>[0]): readonly Feature[] {
  if (p.support.length === 1) return [modeOnLine(p)];
  const problem = `must be given in ${p.support.length} dimensions, a centre and a width along each axis for each mode`;
  throw new InputError({ argument: "features", problem });
}

/** Draws in 1-D, from the same integral that checks the mass. @throws InputError for a mass that is not 1 */
function samplerOf(p: Pick<Density, "dim" | "features" | "logPdf" | "effectiveSupport">): Density["sample"] {
  if (p.dim > 1) {
    const problem = `must be given in ${p.dim} dimensions: only in 1 dimension are draws made from p itself`;
    return () => {
      throw new InputError({ argument: "sample", problem });
    };
  }
  const pdf = (x: Float64Array): Float64Array => p.logPdf(x).map(Math.exp);
  const { value, errorEstimate, edges } = integrate(pdf, startingEdges(p));
  if (!(Math.abs(value - 1) <= MASS_TOLERANCE + errorEstimate)) {
    const advice = "normalise it, or name all its modes in features";
    throw new InputError({ argument: "logPdf", verb: "have", allowed: "mass 1", problem: value, advice });
  }
  const inverse = new InverseCdf(({ positions }) => pdf(positions), panelsBetween(edges));
  return (rng, n) => Float64Array.from({ length: n }, () => inverse.at(rng.uniform()));
}

/** Edges around each feature, at distances that double. */
function startingEdges({ features, effectiveSupport }: Pick<Density, "features" | "effectiveSupport">): Float64Array {
  const [[lower, upper]] = effectiveSupport(LOG_DROP);
  const edges = new Set([lower, upper]);
  for (const { center, width } of features) {
    edges.add(center[0]);
    for (let distance = width[0] / 2; distance < upper - lower; distance *= 2) {
      edges.add(center[0] - distance).add(center[0] + distance);
    }
  }
  return Float64Array.from([...edges].filter((edge) => edge >= lower && edge <= upper)).sort();
}

function checkOptions(options: DensityOptions): void {
  checkObject("options", options, "dim, logPdf and score");
  const { dim, support, features } = options;
  checkWhole("dim", dim);
  checkFunction("logPdf", options.logPdf);
  checkFunction("score", options.score);
  for (const name of ["hessian", "scoreLaplacian", "sample", "effectiveSupport"] as const) {
    const given = options[name];
    if (given !== undefined) checkFunction(name, given);
  }
  if (support !== undefined) checkLength("support", support, dim, "intervals");
  support?.forEach((interval, a) => {
    checkLength(`support[${a}]`, interval, 2);
    const [lower, upper] = interval;
    if (lower < upper) return;
    throw new InputError({
      argument: `support[${a}]`,
      allowed: "[lower, upper], increasing",
      problem: quote([lower, upper]),
    });
  });
  if (features === undefined) return;
  checkFewest("features", features, 1, "feature");
  features.forEach(({ center, width }, k) => {
    checkPoints(`features[${k}].center`, center, dim, 1);
    checkPoints(`features[${k}].width`, width, dim, 1);
    if (width.every((value) => value > 0)) return;
    throw new InputError({ argument: `features[${k}].width`, allowed: "positive", problem: quote([...width]) });
  });
}
