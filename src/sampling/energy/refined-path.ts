import { checkReconstruction } from "../../reconstruction/check-reconstruction.ts";
import type { Reconstruction } from "../../reconstruction/reconstruction.ts";
import { type EnergyDifference, pathDifference, type RefinedDifferences } from "./energy-difference.ts";
import { gaussLegendreRule } from "./path-rule.ts";

/** The number of points of the coarsest rule, the midpoint rule, which is compared with a rule of twice as many points. */
const FEWEST_NODES = 1;
/** The number of points of the finest rule. */
export const MOST_NODES = 64;
/**
 * The error of a rule is estimated as this multiple of its difference from the rule with half as many points. For smooth
 * integrands this is far too much. Rules that do not resolve an integrand differ at random, as their errors do; the estimate then
 * fails in about one of eight cases, few of which decide anything.
 */
const SAFETY = 8;
/**
 * The tolerance if no decision determines how exact a difference must be: several rounding errors, relative to max(1, its size).
 */
const TOLERANCE = 1e-13;

/**
 * The path integral of a reconstruction's score estimate along the segment from x to x' (see `pathDifference`), by as many Gauss
 * points as the decision about the pair requires. Rules of 1 and 2 points are compared for every pair. If their difference could
 * change the decision, rules of 4, 8, ... and up to 64 points follow. The error estimate is eight times the difference of the last
 * two rules. If it holds, the decisions are those of the exact integral; `QuadratureCheck` measures on a run's own proposals how
 * often a finer rule decides otherwise.
 */
export function refinedPathDifference(r: Reconstruction): EnergyDifference {
  checkReconstruction("r", r);
  const refine: EnergyDifference["refine"] = (from, to, isOpen) => refineWhereOpen(r, from, to, isOpen);
  const difference = (from: Float64Array, to: Float64Array): Float64Array =>
    refine(from, to, (_pair, value, error) => error > TOLERANCE * Math.max(1, Math.abs(value))).difference;
  return Object.assign(difference, { refine });
}

function refineWhereOpen(
  r: Reconstruction,
  from: Float64Array,
  to: Float64Array,
  isOpen: (pair: number, difference: number, errorEstimate: number) => boolean,
): RefinedDifferences {
  const by = (nodes: number): EnergyDifference => pathDifference(r, gaussLegendreRule(nodes));
  const coarse = by(FEWEST_NODES)(from, to);
  const difference = by(2 * FEWEST_NODES)(from, to);
  const errorEstimate = difference.map((value, pair) => SAFETY * Math.abs(value - coarse[pair]));
  const nodes = new Uint8Array(difference.length).fill(2 * FEWEST_NODES);
  const stillOpen = (pair: number): boolean => isOpen(pair, difference[pair], errorEstimate[pair]);
  let open = [...difference.keys()].filter(stillOpen);
  for (let count = 4 * FEWEST_NODES; count <= MOST_NODES && open.length > 0; count *= 2) {
    const finer = by(count)(rows(from, open, r.dim), rows(to, open, r.dim));
    open.forEach((pair, i) => {
      errorEstimate[pair] = SAFETY * Math.abs(finer[i] - difference[pair]);
      difference[pair] = finer[i];
      nodes[pair] = count;
    });
    open = open.filter(stillOpen);
  }
  return { difference, errorEstimate, nodes, coarse, undecided: open.length };
}

/** Some of the rows of an array of shape (n, d). */
function rows(points: Float64Array, which: readonly number[], dim: number): Float64Array {
  const picked = new Float64Array(which.length * dim);
  which.forEach((row, i) => {
    picked.set(points.subarray(row * dim, (row + 1) * dim), i * dim);
  });
  return picked;
}
