import type { Density, Feature, Interval } from "../../density/density.ts";
import { InputError } from "../../numerics/input-error.ts";
import { gaussLegendre } from "../../numerics/quadrature/gauss-legendre.ts";
import type { Rectangle } from "../../numerics/quadrature/integrate-box.ts";
import { legendreProjection } from "../../numerics/quadrature/legendre-series.ts";
import { maximum } from "../../numerics/sorting/maximum.ts";
import { type Bounds, type Cell, Quadtree } from "./cells-2d.ts";
import { tensorPoints } from "./element-2d.ts";

/** The number of points along each axis of a cell at which log p is evaluated. */
const POINTS = 12;
/** Cells start as an 8 x 8 grid. */
const INITIAL_LEVEL = 3;
/** A cell within 8 standard deviations of a feature is at most this many of them wide, so that the feature is not overlooked. */
const FEATURE_WIDTHS = 8;
const FEATURE_CELL = 4;
/** A cell is at most this many times as wide as a box that the bounds of p require; it then has points inside the box. */
const BOX_CELL = 4;
/** The largest variation of log p on a cell. Polynomials of degree 12 are then still distinguishable where p is small. */
const MAX_LOG_VARIATION = 24;
/** log p is resolved well enough for a start when its last Legendre coefficients are below this; refinement then depends on g. */
const LOG_TOLERANCE = 1e-3;
/** More cells would take minutes and gigabytes. */
export const MAX_CELLS = 4000;

/** A quadtree, and the properties of the density for which its cells are made. */
export interface Mesh2d {
  readonly tree: Quadtree;
  /** The largest log p seen. */
  readonly logMax: number;
  /**
   * Where log p is below this, larger errors are allowed in proportion to the decay of p, because errors there have less effect elsewhere.
   */
  readonly trusted: number;
  /** A bound of the mass whose place is not known, mostly next to singular points; 0 for a density without bounds. */
  readonly openMass: number;
}

/**
 * Cells on which a 2-D density is resolved: log p varies by at most 24 and is a polynomial of degree 11 to 1e-3. Cells on which
 * p is below exp(-trust - margin) of its maximum are not active. For a density that is bounded over boxes, such as an energy given
 * by a formula, the cells start from the boxes, so that no feature is too narrow; for others, from the features that the density states.
 */
export function densityMesh2d(density: Density, trust: number, margin: number): Mesh2d {
  const box = density.effectiveSupport(trust + margin) as unknown as Bounds;
  const tree = new Quadtree(box, INITIAL_LEVEL);
  divideToBoxes(tree, density.boxesOnPlane?.(trust + margin) ?? []);
  const openMass = Math.exp(density.massOnPlane?.(trust + margin).logOpenMass ?? -Infinity);
  const { nodes } = gaussLegendre(POINTS);
  const sampled = new Map<Cell, Float64Array>();
  let logMax = -Infinity;
  for (;;) {
    const leaves = tree.leaves();
    for (const leaf of leaves) {
      if (sampled.has(leaf)) continue;
      const logPdf = density.logPdf(tensorPoints(tree.bounds(leaf), nodes));
      sampled.set(leaf, logPdf);
      logMax = maximum(logPdf, logMax);
    }
    const trusted = logMax - trust;
    let divided = false;
    for (const leaf of leaves) {
      const logPdf = sampled.get(leaf) as Float64Array;
      const bounds = tree.bounds(leaf);
      leaf.active = logPdf.some((value) => value > trusted - margin);
      if (overlooks(bounds, density.features) || (leaf.active && unresolved(logPdf, bounds, trusted))) {
        divided = tree.split(leaf) || divided;
      }
    }
    if (!divided) return { tree, logMax, trusted, openMass };
    checkSize(tree);
  }
}

/** @throws InputError for a mesh that would take minutes to solve */
export function checkSize(tree: Quadtree): void {
  if (tree.leaves().filter(({ active }) => active).length <= MAX_CELLS) return;
  throw tooManyCells("be resolved, with its contractive optimum, by", "a larger sigma helps");
}

function tooManyCells(verb: string, advice: string): InputError {
  return new InputError({ argument: "density", verb, allowed: `${MAX_CELLS} cells`, problem: "more", advice });
}

/**
 * Divides cells into quarters until none is more than four times as wide as a box that it overlaps.
 * @throws InputError for boxes that require too many cells, as along a long and narrow ridge
 */
function divideToBoxes(tree: Quadtree, boxes: readonly Rectangle[]): void {
  let count = tree.leaves().length;
  const visit = (cell: Cell, box: Rectangle): void => {
    const bounds = tree.bounds(cell);
    if (!overlap(bounds, box)) return;
    const isWide = bounds.some(([lower, upper], axis) => upper - lower > 2 * BOX_CELL * halfSide(box, axis));
    if (!cell.children && isWide && tree.split(cell)) count += 3;
    if (count > MAX_CELLS) throw tooManyCells("have its narrow parts resolved by", "a smaller domain may help");
    cell.children?.forEach((child) => {
      visit(child, box);
    });
  };
  for (const box of boxes) visit(tree.root, box);
}

function overlap(bounds: Bounds, { x, y, ...box }: Rectangle): boolean {
  return bounds.every(([lower, upper], axis) => {
    const [at, half] = [axis === 0 ? x : y, halfSide({ x, y, ...box }, axis)];
    return lower < at + half && upper > at - half;
  });
}

function halfSide({ halfWidth, halfHeight }: Rectangle, axis: number): number {
  return axis === 0 ? halfWidth : halfHeight;
}

/** The factor by which an error may be larger on a cell where log p is at most `highest`. */
export function allowance(highest: number, trusted: number): number {
  return Math.exp(Math.max(0, trusted - highest));
}

/**
 * The largest of the last two Legendre coefficients along each axis, of values at n x n Gauss-Legendre points. The other
 * coefficients are not computed, because a mesh calls this function thousands of times.
 */
export function tensorTail(values: Float64Array, n: number): number {
  const matrix = legendreProjection(n);
  const alongRow = new Float64Array(n);
  const alongColumn = new Float64Array(n);
  let tail = 0;
  for (let k = Math.max(0, n - 2); k < n; k++) {
    for (let a = 0; a < n; a++) {
      let [row, column] = [0, 0];
      for (let i = 0; i < n; i++) {
        row += matrix[k * n + i] * values[a * n + i];
        column += matrix[k * n + i] * values[i * n + a];
      }
      alongRow[a] = row;
      alongColumn[a] = column;
    }
    for (let j = 0; j < n; j++) {
      let [first, second] = [0, 0];
      for (let a = 0; a < n; a++) {
        first += matrix[j * n + a] * alongRow[a];
        second += matrix[j * n + a] * alongColumn[a];
      }
      tail = Math.max(tail, Math.abs(first), Math.abs(second));
    }
  }
  return tail;
}

function overlooks(bounds: Bounds, features: readonly Feature[]): boolean {
  const near = ([lower, upper]: Interval, center: number, width: number): boolean =>
    lower < center + FEATURE_WIDTHS * width && upper > center - FEATURE_WIDTHS * width;
  return features.some(
    ({ center, width }) =>
      bounds.every((interval, axis) => near(interval, center[axis], width[axis])) &&
      bounds.some(([lower, upper], axis) => upper - lower > FEATURE_CELL * width[axis]),
  );
}

function unresolved(logPdf: Float64Array, bounds: Bounds, trusted: number): boolean {
  const highest = maximum(logPdf);
  const lowest = logPdf.reduce((a, b) => Math.min(a, b));
  const tolerated = allowance(highest, trusted);
  if (highest - lowest > MAX_LOG_VARIATION && lowest > -Infinity) return true;
  if (lowest === -Infinity) return bounds.every(([lower, upper]) => upper - lower > 1e-3 * (Math.abs(lower) + 1));
  return tensorTail(logPdf, POINTS) > LOG_TOLERANCE * tolerated;
}
