import { gaussLegendre, type Rule } from "../quadrature/gauss-legendre.ts";
import { descentPath, type PathChoice, saddlePoint } from "./descent-path.ts";
import { type EqualAxes, InversionExponent, type Sensitivity } from "./inversion-exponent.ts";

/** The probability of a ball under a Gaussian, and the numbers from which the mean on the ball follows. */
export interface BallProbability {
  /** log P, where P is the probability of the unit ball. */
  readonly logProbability: number;
  /** The axes, by decreasing variance. */
  readonly axes: readonly EqualAxes[];
  /** P_j / P for each axis, where P_j is the probability of the ball for a Gaussian with two more axes of the variance v_j. */
  readonly raised: Float64Array;
  /** The relative error of P and of every P_j, including rounding, without the error of the given axes. */
  readonly errorEstimate: number;
  /** The effect of errors of the axes. */
  readonly sensitivity: Sensitivity;
}

/** The options of two paths without a common point, and of two rules. If both give the same number, each integral is right. */
const PATHS: readonly (readonly [PathChoice, number])[] = [
  [{ start: 0, change: 8, fraction: 1 }, 16],
  [{ start: 0.5, change: 6, fraction: 0.8 }, 20],
];
/** The number of roundings in a term of K, and in the sum over the path. */
const ROUNDINGS = 4;

/**
 * The probability that a Gaussian x on R^d is in the unit ball. It is accurate even if it is very small or very close to 1. It is
 * the distribution function of the quadratic form |x - center|^2, computed by inverting its Laplace transform along a path of
 * steepest descent (Rice, SIAM J. Sci. Stat. Comput. 1, 438, 1980). The path through the saddle point keeps the relative accuracy,
 * which Imhof's integral along the imaginary axis would lose. It takes about a hundred values of the transform, in any dimension
 * and for any condition number.
 *
 * In the principal axes the mean of x on the ball is b_j P_j / P, since INT (x - mean) N = covariance times grad P:
 * the gradient by b_j multiplies the transform with -2 s b_j / (1 + 2 v_j s), so that all P_j come from the same path.
 */
export function ballProbability(axes: readonly EqualAxes[]): BallProbability {
  const exponent = new InversionExponent(axes);
  const saddle = saddlePoint(exponent);
  exponent.expandAround(saddle);
  const [first, second] = PATHS.map(([choice, nodes]) =>
    integrals(exponent, saddle, descentPath(exponent, saddle, choice), gaussLegendre(nodes)),
  );
  exponent.moveTo(saddle, 0);
  const [probability, ...raised] = first;
  const differences = first.map((value, k) => Math.abs(second[k] / value - 1));
  return {
    logProbability: Math.min(0, exponent.re + Math.log(probability / Math.PI)),
    axes: exponent.axes,
    raised: Float64Array.from(raised, (value) => value / probability),
    errorEstimate: Math.max(...differences) + ROUNDINGS * Number.EPSILON * (1 + exponent.termSize(saddle)),
    sensitivity: exponent.sensitivity(saddle),
  };
}

/** Im INT exp(K - K(saddle)) ds along a path, followed by the same integrals with the factor 1 / (1 + 2 v_j s) for each v_j. */
function integrals(exponent: InversionExponent, saddle: number, path: Float64Array, rule: Rule): Float64Array {
  exponent.moveTo(saddle, 0);
  const largest = exponent.re;
  const sums = new Float64Array(1 + exponent.axes.length);
  for (let from = 0; from + 2 < path.length; from += 2) {
    const [re, im, toRe, toIm] = path.subarray(from, from + 4);
    const [halfRe, halfIm] = [(toRe - re) / 2, (toIm - im) / 2];
    for (let i = 0; i < rule.nodes.length; i++) {
      const sRe = re + halfRe * (1 + rule.nodes[i]);
      const sIm = im + halfIm * (1 + rule.nodes[i]);
      exponent.moveTo(sRe, sIm);
      const size = rule.weights[i] * Math.exp(exponent.re - largest);
      const [cos, sin] = [size * Math.cos(exponent.im), size * Math.sin(exponent.im)];
      addTerms(sums, exponent.axes, [sRe, sIm], [cos * halfRe - sin * halfIm, cos * halfIm + sin * halfRe]);
    }
  }
  return sums;
}

/** Adds Im f to the first sum, and Im f / (1 + 2 v_j s) to the others. */
function addTerms(
  sums: Float64Array,
  axes: readonly EqualAxes[],
  [sRe, sIm]: readonly [number, number],
  [fRe, fIm]: readonly [number, number],
): void {
  sums[0] += fIm;
  for (let k = 0; k < axes.length; k++) {
    const { variance } = axes[k];
    const [re, im] = [1 + 2 * variance * sRe, 2 * variance * sIm];
    sums[k + 1] += (fIm * re - fRe * im) / (re * re + im * im);
  }
}
