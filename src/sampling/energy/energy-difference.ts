import type { Density } from "../../density/density.ts";
import { checkFewest, checkLength, checkObject } from "../../numerics/check.ts";
import { InputError } from "../../numerics/input-error.ts";
import type { Rule } from "../../numerics/quadrature/gauss-legendre.ts";
import { checkReconstruction } from "../../reconstruction/check-reconstruction.ts";
import { displacement, type Reconstruction, scoreEstimate } from "../../reconstruction/reconstruction.ts";

/** The energy E = -log p up to a constant. It is Infinity where p is 0. (n, d) -> (n). */
export type Energy = (points: Float64Array) => Float64Array;

/**
 * The differences E(to) - E(from) for n pairs of points, where E = -log p up to a constant. from, to (n, d) -> (n). The difference is
 * positive for a step to a place where p is smaller.
 */
export interface EnergyDifference {
  (from: Float64Array, to: Float64Array): Float64Array;
  /** Computes the differences as exactly as the decisions about the pairs require. Undefined if more work does not improve them. */
  readonly refine?: RefineDifference;
}

/** Computes differences until no decision is open. @param isOpen whether an error of the estimated size could change the decision */
export type RefineDifference = (
  from: Float64Array,
  to: Float64Array,
  isOpen: (pair: number, difference: number, errorEstimate: number) => boolean,
) => RefinedDifferences;

/** Energy differences of n pairs by quadrature along segments, with their error estimates. The arrays have the shape (n). */
export interface RefinedDifferences {
  readonly difference: Float64Array;
  /** The estimated error of each difference. */
  readonly errorEstimate: Float64Array;
  /** The number of points of the rule that gave each difference. */
  readonly nodes: Uint8Array;
  /** The differences by the coarsest rule, for comparison. */
  readonly coarse: Float64Array;
  /** The number of pairs whose decision the finest rule left open. */
  readonly undecided: number;
}

/**
 * The energy difference by the paper's rule, to first order in the step: E(x') - E(x) ~ -(r(x) - x) . (x' - x) / sigma^2. The error
 * is of second order in the step, and the rule is not antisymmetric. If r has a sigma for each coordinate, each term of the sum has
 * its own sigma.
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
 * quadrature rule on [0, 1]. It is antisymmetric, up to rounding, for every rule that is symmetric about 1/2, such as the three
 * rules of `path-rule.ts`. If r(x) - x is a gradient, the differences are additive along paths, up to the rule's error.
 * Otherwise they depend on the path.
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
    // All nodes of all pairs are evaluated in one batch, ordered by t.
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
 * The energy E = -log p_sigma of an optimal denoiser, exact up to its stated error. The path integral of the denoiser's score
 * estimate converges to the differences of this energy. Null for a reconstruction without a known p_sigma.
 */
export function smoothedEnergy(r: Reconstruction): Energy | null {
  checkReconstruction("r", r);
  const { smoothedLogPdf } = r;
  return smoothedLogPdf ? (points) => smoothedLogPdf.call(r, points).map((value) => -value) : null;
}

/**
 * The difference -log p_sigma(x') + log p_sigma(x) of an optimal denoiser, from its known energy. The path integral of its score
 * estimate converges to this difference.
 * @throws InputError for a reconstruction without a known p_sigma, such as a trained one
 */
export function smoothedDifference(r: Reconstruction): EnergyDifference {
  const energy = smoothedEnergy(r);
  if (energy === null)
    throw new InputError({
      argument: "r",
      allowed: "an optimal denoiser, whose log p_sigma is known",
      problem: "another reconstruction",
    });
  return (from, to) => {
    checkPairs(from, to, r.dim);
    const start = energy(from);
    return energy(to).map((value, i) => value - start[i]);
  };
}

/** The exact difference -log p(x') + log p(x). It is NaN if p is 0 at both points. */
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

/** A field and a factor whose product is the score estimate. With one sigma for all coordinates, the factor is 1 / sigma^2. */
function forceOf(r: Reconstruction): {
  readonly field: (points: Float64Array) => Float64Array;
  readonly factor: number;
} {
  return typeof r.sigma === "number"
    ? { field: (points) => displacement(r, points), factor: 1 / r.sigma ** 2 }
    : { field: (points) => scoreEstimate(r, points), factor: 1 };
}

/** The product of -factor and the dot product of each row of a field with to - from. (n, d) -> (n). */
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
