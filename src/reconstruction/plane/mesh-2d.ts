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
/** A cell within 8 standard deviations of a feature is at most this many of them wide, so that it can't be overlooked. */
const FEATURE_WIDTHS = 8;
const FEATURE_CELL = 4;
/** A box that bounds of p ask for is not overlooked by a cell that is at most this many times as wide: it has points in it. */
const BOX_CELL = 4;
/** Largest variation of log p on a cell: polynomials of degree 12 can still be told apart where p is small. */
const MAX_LOG_VARIATION = 24;
/** log p is resolved well enough to start from when its last Legendre coefficients are below this; then g decides. */
const LOG_TOLERANCE = 1e-3;
/** More cells would take minutes and gigabytes. */
export const MAX_CELLS = 4000;

/** A quadtree, and what of the density its cells are made for. */
export interface Mesh2d {
  readonly tree: Quadtree;
  /** The largest log p seen. */
  readonly logMax: number;
  /** Where log p is below this, errors may grow: as p decays, since what is done there matters elsewhere by its share of p. */
  readonly trusted: number;
  /** A bound of the mass of which it is not known where it is, next to singular points above all; 0 for a density without bounds. */
  readonly openMass: number;
}

/**
 * Cells on which a 2-D density is resolved: log p varies by at most 24 and is a polynomial of degree 11 to 1e-3. Cells on which
 * p is below exp(-trust - margin) of its maximum are not active. They start from the boxes of a density that is bounded over boxes, as
 * an energy given as a formula is, so that no feature is too narrow; else from the features that the density states.
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

/** @throws InputError for a mesh that would take minutes to compute with */
export function checkSize(tree: Quadtree): void {
  if (tree.leaves().filter(({ active }) => active).length <= MAX_CELLS) return;
  throw tooManyCells("be resolved, with its contractive optimum, by", "a larger sigma helps");
}

function tooManyCells(verb: string, advice: string): InputError {
  return new InputError({ argument: "density", verb, allowed: `${MAX_CELLS} cells`, problem: "more", advice });
}

/**
 * Quarters cells until none is more than four times as wide as a box that it overlaps.
 * @throws InputError for boxes that ask for more cells than can be computed with, as along a ridge that is long and narrow
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

/** How much larger an error may be on a cell where log p is nowhere above `highest`. */
export function allowance(highest: number, trusted: number): number {
  return Math.exp(Math.max(0, trusted - highest));
}

/**
 * The largest of the last two Legendre coefficients along each axis, of values at n x n Gauss-Legendre points. The others are not
 * computed: a mesh asks for thousands of these.
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
