import type { KdTree } from "../../numerics/sorting/k-d-tree.ts";
import type { ExpansionTables } from "./expansion-tables.ts";
import { NODE_RADIUS } from "./sum-errors.ts";

/** The bytes before an expansion's sums, and the multiple of bytes at which an expansion begins: see assembly/points-expansion.ts. */
const HEAD = 16;
const LINE = 64;
/**
 * The radii of nodes that may have an expansion, in units of the radius that is exact enough at all distances. Larger nodes serve
 * queries far from the data, where the tolerance is easier to meet.
 */
const LARGEST_RADIUS = 1.5;
const SMALLEST_RADIUS = 0.2;
/** The number of terms that can be made for one point in the time in which a query takes one point. */
const TERMS_PER_PAIR = 4;
/** The fewest points of a node with an expansion, and the fewest points for each of the expansion's terms. */
const FEWEST_POINTS = 32;
const POINTS_PER_TERM = 0.15;

/** The nodes that have an expansion, and where their expansions will be in memory. */
export interface ExpansionPlaces {
  /** The byte at which each node's expansion begins; 0 for a node without an expansion. */
  readonly places: Uint32Array;
  readonly end: number;
  /** Whether this number of queries repays the time that the expansions take to make. */
  worth(queries: number): boolean;
}

/** Places the expansions in memory, from the byte `from` on. */
export function expansionPlaces(
  { tree, sigma, logTolerance }: { readonly tree: KdTree; readonly sigma: number; readonly logTolerance: number },
  { degree, termCount }: ExpansionTables,
  from: number,
): ExpansionPlaces {
  const { dim, right, start, end } = tree;
  const terms = termCount[degree];
  const largest = Math.min(NODE_RADIUS / LARGEST_RADIUS, largestRadius(degree, logTolerance));
  const fewest = Math.max(FEWEST_POINTS, POINTS_PER_TERM * terms);
  const places = new Uint32Array(right.length);
  const bytes = LINE * Math.ceil((HEAD + 8 * (dim + 1) * terms) / LINE);
  let next = from;
  const visit = (node: number, isTop: boolean): void => {
    if (end[node] - start[node] < fewest) return;
    const radius = radiusOf(tree, node) / sigma;
    const serves = radius <= LARGEST_RADIUS * largest && (isTop || radius >= SMALLEST_RADIUS * largest);
    if (serves) {
      places[node] = next;
      next += bytes;
    } else if (!isTop) return;
    if (right[node] === 0) return;
    visit(node + 1, isTop && !serves);
    visit(right[node], isTop && !serves);
  };
  visit(0, true);
  return { places, end: next, worth: (queries) => queries * TERMS_PER_PAIR >= terms };
}

/**
 * The radius of a node, in units of sigma, up to which the series of a degree is exact enough at every distance s from the node's
 * center. The error of the series, 4 (radius s / 2)^k / k! exp(-s^2 / 2) with k = degree + 1, is largest at s^2 = k.
 */
function largestRadius(degree: number, logTolerance: number): number {
  const k = degree + 1;
  let logFactorial = 0;
  for (let j = 2; j <= k; j++) logFactorial += Math.log(j);
  const log = (logTolerance - 2 * Math.LN2 + logFactorial + k / 2) / k - Math.log(k) / 2 + Math.LN2;
  return Math.exp(log);
}

function radiusOf({ dim, lower, upper }: KdTree, node: number): number {
  let square = 0;
  for (let a = node * dim; a < (node + 1) * dim; a++) square += ((upper[a] - lower[a]) / 2) ** 2;
  return Math.sqrt(square);
}
