import type { Density } from "../../density/density.ts";
import { checkFewest, checkLength, checkObject } from "../../numerics/check.ts";
import { InputError } from "../../numerics/input-error.ts";
import type { Rule } from "../../numerics/quadrature/gauss-legendre.ts";
import { checkReconstruction } from "../../reconstruction/check-reconstruction.ts";
import { displacement, type Reconstruction, scoreEstimate } from "../../reconstruction/reconstruction.ts";

/** E = -log p up to a constant; Infinity where p is 0. (n, d) -> (n). */
export type Energy = (points: Float64Array) => Float64Array;

/**
 * E(to) - E(from) for n pairs of points, E = -log p up to a constant. from, to (n, d) -> (n).
 * A positive difference is a step to where p is smaller.
 */
export interface EnergyDifference {
  (from: Float64Array, to: Float64Array): Float64Array;
  /** The same, as exactly as the decisions about the pairs need, where more work gives a more exact difference. */
  readonly refine?: RefineDifference;
}

/**
 * @param isOpen whether the decision about a pair could turn if its difference were off by the estimated error
 */
export type RefineDifference = (
  from: Float64Array,
  to: Float64Array,
  isOpen: (pair: number, difference: number, errorEstimate: number) => boolean,
) => RefinedDifferences;

/** Energy differences of n pairs by quadrature along segments, with what is known of their errors; arrays of shape (n). */
export interface RefinedDifferences {
  readonly difference: Float64Array;
  /** Estimated error of each. */
  readonly errorEstimate: Float64Array;
  /** Points of the rule that gave each. */
  readonly nodes: Uint8Array;
  /** By the coarsest rule, for comparison. */
  readonly coarse: Float64Array;
  /** Pairs that were still open when the finest rule was reached. */
  readonly undecided: number;
}

/**
 * The paper's rule, to first order in the step: E(x') - E(x) ~ -(r(x) - x) . (x' - x) / sigma^2.
 * Its error is of second order in the step; it is not antisymmetric. Where r has a sigma for each coordinate, so has the sum.
 */
export function firstOrderDifference(r: Reconstruction): EnergyDifference {
  checkReconstruction("r", r);
  const { field, factor } = forceOf(r);
  return (from, to) => {
    checkPairs(from, to, r.dim);
    return workAgainst(field(from), from, to, r.dim, factor);
  };
}

/**
 * The path integral along the segment from x to x': -(1 / sigma^2) INT_0^1 (r(g) - g) . g' dt with g(t) = x + t (x' - x), by a
 * quadrature rule on [0, 1]. Antisymmetric, up to rounding, for every rule that is symmetric about 1/2, as the three of
 * `path-rule.ts` are. Where r(x) - x is a gradient, it adds up along paths up to the rule's error; elsewhere it depends on the path.
 */
export function pathDifference(r: Reconstruction, rule: Rule): EnergyDifference {
  checkReconstruction("r", r);
  checkObject("rule", rule, "a quadrature rule, such as midpointRule");
  const { nodes, weights } = rule;
  checkFewest("rule.nodes", nodes, 1, "node");
  checkLength("rule.weights", weights, nodes.length);
  const { dim } = r;
  const { field, factor } = forceOf(r);
  return (from, to) => {
    checkPairs(from, to, dim);
    const count = nodes.length;
    // All nodes of all pairs in one batch, those of the same t together.
    const points = new Float64Array(count * from.length);
    for (let k = 0; k < count; k++) {
      const start = k * from.length;
      const t = nodes[k];
      for (let i = 0; i < from.length; i++) points[start + i] = from[i] + t * (to[i] - from[i]);
    }
    const moved = field(points);
    if (count === 1) return workAgainst(moved, from, to, dim, factor * weights[0]);
    const mean = new Float64Array(from.length);
    for (let k = 0; k < count; k++) {
      const start = k * from.length;
      for (let i = 0; i < from.length; i++) mean[i] += weights[k] * moved[start + i];
    }
    return workAgainst(mean, from, to, dim, factor);
  };
}

/**
 * The energy E = -log p_sigma that an optimal denoiser knows, exact up to its stated error: its differences are those
 * that the path integral of the denoiser's score estimate tends to. null where a reconstruction knows no p_sigma.
 */
export function smoothedEnergy(r: Reconstruction): Energy | null {
  checkReconstruction("r", r);
  const { smoothedLogPdf } = r;
  return smoothedLogPdf ? (points) => smoothedLogPdf.call(r, points).map((value) => -value) : null;
}

/**
 * -log p_sigma(x') + log p_sigma(x) of an optimal denoiser, from the energy that it knows: what the path integral of its score
 * estimate tends to.
 * @throws InputError for a reconstruction that knows no p_sigma, such as a trained one
 */
export function smoothedDifference(r: Reconstruction): EnergyDifference {
  const energy = smoothedEnergy(r);
  if (energy === null)
    throw new InputError({
      argument: "r",
      allowed: "an optimal denoiser, which knows log p_sigma",
      problem: "another",
    });
  return (from, to) => {
    checkPairs(from, to, r.dim);
    const start = energy(from);
    return energy(to).map((value, i) => value - start[i]);
  };
}

/** -log p(x') + log p(x), exactly. From where p is 0 to where it is 0 it is not a number. */
export function exactDifference(density: Pick<Density, "dim" | "logPdf">): EnergyDifference {
  checkObject("density", density, "a density, with dim and logPdf", { methods: ["logPdf"], numbers: ["dim"] });
  return (from, to) => {
    checkPairs(from, to, density.dim);
    const difference = density.logPdf(from);
    const arrived = density.logPdf(to);
    for (let i = 0; i < difference.length; i++) difference[i] -= arrived[i];
    return difference;
  };
}

/** A field and a factor that make the score estimate together: with one sigma for all coordinates, the division comes last. */
function forceOf(r: Reconstruction): {
  readonly field: (points: Float64Array) => Float64Array;
  readonly factor: number;
} {
  return typeof r.sigma === "number"
    ? { field: (points) => displacement(r, points), factor: 1 / r.sigma ** 2 }
    : { field: (points) => scoreEstimate(r, points), factor: 1 };
}

/** -factor times the dot product of each row of a field with to - from. (n, d) -> (n). */
function workAgainst(
  field: Float64Array,
  from: Float64Array,
  to: Float64Array,
  dim: number,
  factor: number,
): Float64Array {
  const work = new Float64Array(from.length / dim);
  for (let i = 0; i < work.length; i++) {
    let product = 0;
    for (let j = i * dim; j < (i + 1) * dim; j++) product += field[j] * (to[j] - from[j]);
    work[i] = -factor * product;
  }
  return work;
}

function checkPairs(from: Float64Array, to: Float64Array, dim: number): void {
  if (from.length !== to.length || from.length % dim !== 0) {
    throw new InputError({
      argument: "from and to",
      verb: "hold",
      allowed: `as many points as each other, of ${dim} coordinates`,
      problem: `${from.length} and ${to.length} numbers`,
    });
  }
}
