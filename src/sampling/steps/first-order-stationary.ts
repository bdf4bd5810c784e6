import erfc from "@stdlib/math-base-special-erfc";
import exp from "@stdlib/math-base-special-exp";
import gammaln from "@stdlib/math-base-special-gammaln";
import { Matrix, solve } from "ml-matrix";
import { checkNotNegative, checkWhole } from "../../numerics/check.ts";
import { InputError } from "../../numerics/input-error.ts";
import { gaussLegendre } from "../../numerics/quadrature/gauss-legendre.ts";
import { quote } from "../../numerics/quote.ts";

/**
 * The distribution from which Metropolis-Hastings with the first-order rule samples, in units of the data's standard deviation.
 */
export interface FirstOrderStationary {
  /** The variance of each coordinate. With exact energy differences it would be 1. */
  readonly variance: number;
  /** The mean distance E|x| from the origin. */
  readonly meanDistance: number;
  readonly acceptance: number;
  /** The estimated error of each number: the largest difference from a coarser computation. */
  readonly errorEstimate: number;
}

/**
 * The least number of radii of the computation, and the number of radii for each length of a step within the range. The coarser
 * computation has half as many radii.
 */
const NODES = 128;
const NODES_PER_STEP = 7;
/** The number of angles between the beginning and the end of a step, on each side of the kink of the acceptance. */
const ANGLES = 20;
/** A step whose exponent is lower than this is left out. */
const LOG_NEGLIGIBLE = -45;
const LARGEST_DIM = 20;

/**
 * The stationary distribution of Metropolis-Hastings on data N(0, I) in d dimensions, with proposals N(0, step² I) and the energy
 * difference to first order, E(x') - E(x) ~ x . (x' - x), in place of the exact difference, which is larger by |x' - x|² / 2. The
 * distribution has the data's symmetry, so it is determined by that of |x|. That distribution is computed without random numbers:
 * it is the eigenvector with eigenvalue 1 of the kernel of |x| -> |x'|, in polar coordinates around the origin, on Gauss points.
 * @param dim from 1 to 20
 * @param step sigma_MH in units of the data's standard deviation, from 0.2 to 5
 * @throws InputError for another dimension or step
 */
export function firstOrderStationary(dim: number, step: number): FirstOrderStationary {
  checkWhole("dim", dim, 1, LARGEST_DIM);
  if (!(typeof step === "number" && step >= 0.2 && step <= 5))
    throw new InputError({ argument: "step", allowed: "a number from 0.2 to 5", problem: quote(step) });
  const standardDeviation = Math.sqrt(firstOrderVarianceLimit(step * Math.sqrt(dim)));
  const end = standardDeviation * Math.sqrt(dim) + 8 * Math.max(1, step);
  const nodes = Math.max(NODES, Math.ceil((NODES_PER_STEP * end) / step));
  const fine = inStationaryState(dim, step, end, nodes);
  const coarse = inStationaryState(dim, step, end, Math.ceil(nodes / 2));
  const errorEstimate = Math.max(...fine.map((value, k) => Math.abs(value - coarse[k])));
  const [variance, meanDistance, acceptance] = fine;
  return { variance, meanDistance, acceptance, errorEstimate };
}

/**
 * The limit of the variance in many dimensions, for steps of length l = sigma_MH sqrt(d) in units of the data's standard
 * deviation: the root R of 2 R A = 1/2 + A with A = exp(s²/2) Phi(-s), s = l sqrt(R), where E|x|² no longer changes; see chapter
 * 7. R tends to 1 for short steps, sqrt(R) to l sqrt(2 pi) / 4 for long ones.
 */
export function firstOrderVarianceLimit(length: number): number {
  checkNotNegative("length", length);
  let variance = 1;
  // The iteration is a contraction by a half or better.
  for (let k = 0; k < 200; k++) variance = 0.5 + 0.25 / upwards(length * Math.sqrt(variance));
  return variance;
}

/** exp(s²/2) Phi(-s). The acceptance for differences N(0, s²) is 1/2 + exp(s²/2) Phi(-s), and this is the part of steps upwards. */
function upwards(s: number): number {
  // Above 36, where the factors exceed the range of float64, the asymptotic expansion has 8 correct digits.
  if (s > 36) return (1 - 1 / s ** 2 + 3 / s ** 4) / (s * Math.sqrt(2 * Math.PI));
  return (exp((s * s) / 2) * erfc(s / Math.SQRT2)) / 2;
}

/** The variance, E|x| and the acceptance in the stationary state, computed on `nodes` radii up to `end`. */
function inStationaryState(dim: number, step: number, end: number, nodes: number): readonly number[] {
  const rule = gaussLegendre(nodes);
  const radii = rule.nodes.map((node) => (end * (1 + node)) / 2);
  const weights = rule.weights.map((weight) => (end * weight) / 2);
  // The rate of accepted steps from radius i to the part of the range that radius j represents.
  const rate = (i: number, j: number): number => weights[j] * kernel(dim, step, radii[i], radii[j]);
  const moves = Array.from({ length: nodes }, (_, i) => Array.from({ length: nodes }, (_, j) => rate(i, j)));
  const acceptance = moves.map((row) => row.reduce((sum, value) => sum + value, 0));
  // In equilibrium the mass that arrives at j equals the mass that leaves j. The last of these equations is replaced by the condition
  // that the masses add up to 1.
  const balance = Matrix.zeros(nodes, nodes);
  for (let j = 0; j < nodes; j++) {
    for (let i = 0; i < nodes; i++) {
      balance.set(j, i, j === nodes - 1 ? 1 : moves[i][j] - (i === j ? acceptance[j] : 0));
    }
  }
  const right = Matrix.zeros(nodes, 1);
  right.set(nodes - 1, 0, 1);
  const shares = solve(balance, right).to1DArray();
  const average = (f: (i: number) => number): number => shares.reduce((sum, fraction, i) => sum + fraction * f(i), 0);
  return [average((i) => radii[i] ** 2) / dim, average((i) => radii[i]), average((i) => acceptance[i])];
}

/** The density of accepted steps from radius `from` to radius `to`. */
function kernel(dim: number, step: number, from: number, to: number): number {
  if ((from - to) ** 2 / (2 * step ** 2) > -LOG_NEGLIGIBLE) return 0;
  const logNormal = -(dim / 2) * Math.log(2 * Math.PI * step ** 2);
  /** The density of accepted steps that end at an angle with this cosine to their beginning. */
  const accepted = (cosine: number, logFactor: number): number => {
    const squaredLength = from ** 2 + to ** 2 - 2 * from * to * cosine;
    const difference = from * (to * cosine - from);
    return exp(logFactor - squaredLength / (2 * step ** 2) - Math.max(0, difference));
  };
  if (dim === 1) return accepted(1, logNormal) + accepted(-1, logNormal);
  const halfDim = (dim - 1) / 2;
  // The end points at an angle a form a sphere of radius to * sin(a) in d - 1 dimensions.
  const logFactor = logNormal + Math.log(2) + halfDim * Math.log(Math.PI) - gammaln(halfDim) + (dim - 1) * Math.log(to);
  const last = Math.acos(Math.max(-1, 1 + (LOG_NEGLIGIBLE * step ** 2) / (from * to)));
  // accepted() has a kink where the energy difference changes its sign.
  const kink = to > from ? Math.min(last, Math.acos(from / to)) : 0;
  return (
    overAngles(kink, last, (angle) => accepted(Math.cos(angle), logFactor) * Math.sin(angle) ** (dim - 2)) +
    overAngles(0, kink, (angle) => accepted(Math.cos(angle), logFactor) * Math.sin(angle) ** (dim - 2))
  );
}

function overAngles(start: number, end: number, f: (angle: number) => number): number {
  if (end <= start) return 0;
  const { nodes, weights } = gaussLegendre(ANGLES);
  let sum = 0;
  for (let k = 0; k < ANGLES; k++) sum += weights[k] * f(start + ((end - start) * (1 + nodes[k])) / 2);
  return ((end - start) / 2) * sum;
}
