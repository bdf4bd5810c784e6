import type { Density } from "../../density/density.ts";
import { denseWorkspace, paddedColumns, placesOf } from "../../numerics/linear-algebra/dense.ts";
import { type Front, type Nest, solveNested } from "../../numerics/linear-algebra/multifrontal.ts";
import { basisValues, basisValuesAt, type LobattoBasis } from "../../numerics/quadrature/lobatto.ts";
import type { Cell, Quadtree } from "./cells-2d.ts";
import { type BoundaryValues, Continuity2d } from "./continuity-2d.ts";
import { Element2d, shapeOf } from "./element-2d.ts";

/**
 * The score estimate g = (r - x) / sigma^2 of the optimal contractive reconstruction on the active cells of a quadtree, as a
 * continuous piecewise polynomial of the given degree in each variable.
 *
 * Weak form: for every smooth v and both components i, INT p (g_i v + sigma^2 grad g_i . grad v) = - INT p dv/dx_i,
 * with the natural boundary condition p dr/dn = 0 at the edge of the active cells. The inner nodes of each element are eliminated
 * first, the others from the quadtree's leaves upwards: a direct solution, without iterations.
 */
export class ScoreEstimate2d {
  readonly tree: Quadtree;
  readonly degree: number;
  /** g at the nodes of each active leaf, (2, nodes). */
  readonly #values = new Map<Cell, Float64Array>();
  /** dg_i/dx_j at the nodes, (2, 2, nodes); computed on first use. */
  readonly #gradients = new Map<Cell, Float64Array>();
  #table: GridTable | undefined;

  /** @param known elements of leaves from an earlier solution of the same equation and degree; new elements are added to it */
  constructor(
    density: Density,
    sigma: number,
    tree: Quadtree,
    degree: number,
    logMax: number,
    known: Map<Cell, Element2d> = new Map(),
  ) {
    this.tree = tree;
    this.degree = degree;
    const shape = shapeOf(degree);
    const continuity = new Continuity2d(tree, shape.basis);
    const leaves = tree.leaves().filter(({ active }) => active);
    const parts = leaves.map((leaf) => {
      let element = known.get(leaf);
      if (!element) {
        element = new Element2d(density, sigma, tree.bounds(leaf), logMax, shape);
        known.set(leaf, element);
      }
      return { leaf, element, boundary: continuity.of(leaf, shape.boundary) };
    });
    const logScale = logScaleOfUnknowns(parts, continuity.count);
    const fronts = new Map<Cell, Front>();
    for (const { leaf, element, boundary } of parts) {
      const { unknowns, weights } = boundary;
      if (weights) scaleWeights(weights, element.boundaryLogScale, unknowns, logScale);
      const rows = weights ? transformed(element.front, weights, unknowns.length) : element.front.rows;
      fronts.set(leaf, { unknowns, rows });
    }
    const solution = solveNested(nestOf(tree.root, fronts) ?? [], continuity.count, 2);
    for (const { leaf, element, boundary } of parts) {
      this.#values.set(leaf, element.solve(valuesOfNodes(boundary, solution)));
    }
  }

  /** The active leaves. */
  get leaves(): IterableIterator<Cell> {
    return this.#values.keys();
  }

  /** g on the grid of an active leaf's points with these coordinates in [-1, 1] along both axes. (2, n, n). */
  valuesOnGrid(leaf: Cell, coordinates: Float64Array): Float64Array {
    return onGrid(this.#valuesOn(leaf), 2, this.#tableFor(coordinates));
  }

  /** dg_i/dx_j on the same grid, (2, 2, n, n). */
  gradientOnGrid(leaf: Cell, coordinates: Float64Array): Float64Array {
    return onGrid(this.#gradientOn(leaf), 4, this.#tableFor(coordinates));
  }

  /** The table for these coordinates, which are mostly those of the leaf before. */
  #tableFor(coordinates: Float64Array): GridTable {
    if (this.#table?.coordinates !== coordinates) this.#table = gridTable(shapeOf(this.degree).basis, coordinates);
    return this.#table;
  }

  /** g at each point, (n, 2) -> (n, 2); NaN outside of the active cells. */
  evaluate(points: Float64Array): Float64Array {
    return this.#interpolate(points, 2, (leaf) => this.#valuesOn(leaf));
  }

  /** dg_i/dx_j at each point, (n, 2) -> (n, 2, 2); NaN outside of the active cells. */
  gradient(points: Float64Array): Float64Array {
    return this.#interpolate(points, 4, (leaf) => this.#gradientOn(leaf));
  }

  #interpolate(points: Float64Array, fields: number, nodal: (leaf: Cell) => Float64Array): Float64Array {
    const { basis } = shapeOf(this.degree);
    const n = this.degree + 1;
    const [shapeX, shapeY] = [new Float64Array(n), new Float64Array(n)];
    const result = new Float64Array((points.length / 2) * fields).fill(Number.NaN);
    for (let k = 0; k < points.length / 2; k++) {
      const [x, y] = [points[2 * k], points[2 * k + 1]];
      const leaf = this.tree.leafOf(x, y);
      if (!leaf?.active) continue;
      const [[left, right], [bottom, top]] = this.tree.bounds(leaf);
      basisValues(basis, (2 * x - left - right) / (right - left), shapeX);
      basisValues(basis, (2 * y - bottom - top) / (top - bottom), shapeY);
      const values = nodal(leaf);
      for (let f = 0; f < fields; f++) {
        let sum = 0;
        for (let a = 0; a < n; a++) {
          let row = 0;
          for (let b = 0; b < n; b++) row += shapeY[b] * values[f * n * n + a * n + b];
          sum += shapeX[a] * row;
        }
        result[k * fields + f] = sum;
      }
    }
    return result;
  }

  /** g at the nodes of an active leaf, (2, nodes), node (a, b) at a (degree + 1) + b. */
  #valuesOn(leaf: Cell): Float64Array {
    return this.#values.get(leaf) as Float64Array;
  }

  #gradientOn(leaf: Cell): Float64Array {
    const known = this.#gradients.get(leaf);
    if (known) return known;
    const { differentiation } = shapeOf(this.degree).basis;
    const n = this.degree + 1;
    const [halfX, halfY] = this.tree.bounds(leaf).map(([lower, upper]) => (upper - lower) / 2);
    const values = this.#valuesOn(leaf);
    const gradient = new Float64Array(4 * n * n);
    for (let i = 0; i < 2; i++) {
      for (let a = 0; a < n; a++) {
        for (let b = 0; b < n; b++) {
          let dx = 0;
          let dy = 0;
          for (let k = 0; k < n; k++) {
            dx += differentiation[a * n + k] * values[i * n * n + k * n + b];
            dy += differentiation[b * n + k] * values[i * n * n + a * n + k];
          }
          gradient[2 * i * n * n + a * n + b] = dx / halfX;
          gradient[(2 * i + 1) * n * n + a * n + b] = dy / halfY;
        }
      }
    }
    this.#gradients.set(leaf, gradient);
    return gradient;
  }
}

interface Part {
  readonly leaf: Cell;
  readonly element: Element2d;
  readonly boundary: BoundaryValues;
}

/** The values of all basis polynomials along one axis of a grid of points. */
interface GridTable {
  readonly coordinates: Float64Array;
  /** (points, n). */
  readonly values: Float64Array;
  /** (n, points), each row padded. */
  readonly flipped: Float64Array;
}

function gridTable(basis: LobattoBasis, coordinates: Float64Array): GridTable {
  const [m, n] = [coordinates.length, basis.degree + 1];
  const padded = paddedColumns(m);
  const values = basisValuesAt(basis, coordinates);
  const flipped = new Float64Array(n * padded);
  for (let j = 0; j < m; j++) {
    for (let b = 0; b < n; b++) flipped[b * padded + j] = values[j * n + b];
  }
  return { coordinates, values, flipped };
}

/** Evaluates fields given at nodes, (fields, n, n), on a grid of m x m points: along one axis, then along the other. */
function onGrid(nodal: Float64Array, fields: number, { coordinates, values, flipped }: GridTable): Float64Array {
  const m = coordinates.length;
  const n = values.length / m;
  const columns = paddedColumns(m);
  const sizes = [nodal.length, flipped.length, values.length, fields * n * columns, fields * m * columns];
  const [left, right, table, half, padded, result] = placesOf(sizes);
  const end = result + fields * m * m;
  const { memory, multiply, copyColumns } = denseWorkspace(end);
  memory.set(nodal);
  memory.set(flipped, right);
  memory.set(values, table);
  multiply(left, fields * n, n, right, columns, half);
  for (let f = 0; f < fields; f++) multiply(table, m, n, half + f * n * columns, columns, padded + f * m * columns);
  copyColumns(padded, columns, fields * m, 0, m, result);
  return memory.slice(result, end);
}

/** The two numbers of each boundary node of a cell, (boundary nodes, 2), from those of all unknowns, (unknowns, 2). */
function valuesOfNodes({ unknowns, weights }: BoundaryValues, solution: Float64Array): Float64Array {
  const m = unknowns.length;
  const own = new Float64Array(2 * m);
  for (let j = 0; j < m; j++) {
    // Added to 0, so that none is -0.
    own[2 * j] += solution[2 * unknowns[j]];
    own[2 * j + 1] += solution[2 * unknowns[j] + 1];
  }
  return weights ? combined(weights, own) : own;
}

/** Combinations of pairs of numbers, (m, 2), with the weights in each row of (n, m). Most weights are 0. */
function combined(weights: Float64Array, pairs: Float64Array): Float64Array {
  const m = pairs.length / 2;
  const sums = new Float64Array((2 * weights.length) / m);
  for (let i = 0, at = 0; i < sums.length; i += 2) {
    let [first, second] = [0, 0];
    for (let j = 0; j < m; j++) {
      const weight = weights[at++];
      if (weight === 0) continue;
      first += weight * pairs[2 * j];
      second += weight * pairs[2 * j + 1];
    }
    sums[i] = first;
    sums[i + 1] = second;
  }
  return sums;
}

/** Turns combinations of values of g into combinations of g sqrt(p), on both sides. */
function scaleWeights(weights: Float64Array, own: Float64Array, unknowns: Int32Array, logScale: Float64Array): void {
  for (let i = 0; i < own.length; i++) {
    for (let j = 0; j < unknowns.length; j++) {
      const k = i * unknowns.length + j;
      if (weights[k] !== 0) weights[k] *= Math.exp((own[i] - logScale[unknowns[j]]) / 2);
    }
  }
}

/** log p / p_max at the node of each unknown, from a leaf in which this node is an unknown and not a combination of others. */
function logScaleOfUnknowns(parts: readonly Part[], count: number): Float64Array {
  const logScale = new Float64Array(count);
  for (const { element, boundary } of parts) {
    const own = element.boundaryLogScale;
    const { unknowns, weights } = boundary;
    for (let i = 0; i < own.length; i++) {
      if (!weights) {
        logScale[unknowns[i]] = own[i];
        continue;
      }
      const row = weights.subarray(i * unknowns.length, (i + 1) * unknowns.length);
      const one = row.indexOf(1);
      if (one >= 0 && row.every((weight, j) => weight === 0 || j === one)) logScale[unknowns[one]] = own[i];
    }
  }
  return logScale;
}

/** The front in other unknowns: its own unknowns are `weights`, (own, m), times the new ones. */
function transformed({ unknowns, rows }: Front, weights: Float64Array, m: number): Float64Array {
  const n = unknowns.length;
  const columns = paddedColumns(m);
  const sizes = [(n + 2) * n, n * columns, m * n, (n + 2) * columns, m * columns];
  const [left, right, flipped, product, triangle, end] = placesOf(sizes);
  const { memory, multiply } = denseWorkspace(end);
  // The rows hold one triangle of the matrix.
  memory.set(rows);
  for (let i = 0; i < n; i++) {
    for (let k = i + 1; k < n; k++) memory[left + i * n + k] = rows[k * n + i];
  }
  for (let k = 0; k < n; k++) {
    for (let j = 0; j < columns; j++) memory[right + k * columns + j] = j < m ? weights[k * m + j] : 0;
    for (let j = 0; j < m; j++) memory[flipped + j * n + k] = weights[k * m + j];
  }
  multiply(left, n + 2, n, right, columns, product);
  multiply(flipped, m, n, product, columns, triangle);
  const result = new Float64Array((m + 2) * m);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j <= i; j++) result[i * m + j] = memory[triangle + i * columns + j];
  }
  for (let i = 0; i < 2; i++) {
    for (let j = 0; j < m; j++) result[(m + i) * m + j] = memory[product + (n + i) * columns + j];
  }
  return result;
}

/** The fronts below a node in the order of the quadtree; undefined where there are none. */
function nestOf(node: Cell, fronts: ReadonlyMap<Cell, Front>): Nest | undefined {
  if (!node.children) return fronts.get(node);
  const [lowerLeft, lowerRight, upperLeft, upperRight] = node.children.map((child) => nestOf(child, fronts));
  return nestTogether([nestTogether([lowerLeft, lowerRight]), nestTogether([upperLeft, upperRight])]);
}

function nestTogether(nests: readonly (Nest | undefined)[]): Nest | undefined {
  const present = nests.filter((nest) => nest !== undefined);
  return present.length > 1 ? present : present[0];
}
