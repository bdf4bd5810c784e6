import type { KdTree } from "../../numerics/sorting/k-d-tree.ts";
import type { ExpansionTables } from "./expansion-tables.ts";
import { NODE_RADIUS } from "./sum-errors.ts";

/** Bytes before an expansion's sums, and where expansions begin: assembly/points-expansion.ts. */
const HEAD = 16;
const LINE = 64;
/** Radii of the nodes that may have one: beside the largest that serves at all distances, smaller ones serve queries far from the data. */
const LARGEST_RADIUS = 1.5;
const SMALLEST_RADIUS = 0.2;
/** Terms that are made for a point in the time in which a query takes one point. */
const TERMS_PER_PAIR = 4;
/** Fewest points of a node with an expansion, and fewest for each of its terms. */
const FEWEST_POINTS = 32;
const POINTS_PER_TERM = 0.15;

/** Which nodes may be taken as a whole, and where their expansions will be. */
export interface ExpansionPlaces {
  /** In bytes; 0 for none. */
  readonly places: Uint32Array;
  readonly end: number;
  /** Whether so many queries repay making them. */
  worth(queries: number): boolean;
}

/** Gives expansions their places from a byte on. */
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
 * The radius of a node, in units of sigma, up to which the series of a degree is exact enough at every distance s from its
 * center: its error there, 4 (radius s / 2)^k / k! exp(-s^2 / 2) with k = degree + 1, is largest at s^2 = k.
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
