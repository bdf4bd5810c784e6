import type { Density } from "../../density/density.ts";
import { type Front, type Nest, solveNested } from "../../numerics/linear-algebra/multifrontal.ts";
import { basisValues, basisValuesAt } from "../../numerics/quadrature/lobatto.ts";
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
      const { unknowns, weights } = boundary;
      const own = new Float64Array(element.front.unknowns.length * 2);
      for (let i = 0; i < own.length / 2; i++) {
        for (let j = weights ? 0 : i; j < (weights ? unknowns.length : i + 1); j++) {
          const weight = weights ? weights[i * unknowns.length + j] : 1;
          own[2 * i] += weight * solution[2 * unknowns[j]];
          own[2 * i + 1] += weight * solution[2 * unknowns[j] + 1];
        }
      }
      this.#values.set(leaf, element.solve(own));
    }
  }

  /** The active leaves. */
  get leaves(): IterableIterator<Cell> {
    return this.#values.keys();
  }

  /** g on the grid of an active leaf's points with these coordinates in [-1, 1] along both axes. (2, n, n). */
  valuesOnGrid(leaf: Cell, coordinates: Float64Array): Float64Array {
    return onGrid(this.#valuesOn(leaf), 2, basisValuesAt(shapeOf(this.degree).basis, coordinates), this.degree + 1);
  }

  /** dg_i/dx_j on the same grid, (2, 2, n, n). */
  gradientOnGrid(leaf: Cell, coordinates: Float64Array): Float64Array {
    return onGrid(this.#gradientOn(leaf), 4, basisValuesAt(shapeOf(this.degree).basis, coordinates), this.degree + 1);
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

/** Evaluates fields given at nodes, (fields, n, n), on a grid of m x m points: along one axis, then along the other. */
function onGrid(nodal: Float64Array, fields: number, table: Float64Array, n: number): Float64Array {
  const m = table.length / n;
  const result = new Float64Array(fields * m * m);
  const half = new Float64Array(n * m);
  for (let f = 0; f < fields; f++) {
    for (let a = 0; a < n; a++) {
      for (let j = 0; j < m; j++) {
        let sum = 0;
        for (let b = 0; b < n; b++) sum += table[j * n + b] * nodal[(f * n + a) * n + b];
        half[j * n + a] = sum;
      }
    }
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < m; j++) {
        let sum = 0;
        for (let a = 0; a < n; a++) sum += table[i * n + a] * half[j * n + a];
        result[(f * m + i) * m + j] = sum;
      }
    }
  }
  return result;
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
  // A times weights, where the rows hold one triangle of A.
  const product = new Float64Array((n + 2) * m);
  for (let i = 0; i < n + 2; i++) {
    for (let k = 0; k < n; k++) {
      const entry = i >= k ? rows[i * n + k] : rows[k * n + i];
      if (entry === 0) continue;
      for (let j = 0; j < m; j++) product[i * m + j] += entry * weights[k * m + j];
    }
  }
  const result = new Float64Array((m + 2) * m);
  for (let k = 0; k < n; k++) {
    for (let i = 0; i < m; i++) {
      const weight = weights[k * m + i];
      if (weight === 0) continue;
      for (let j = 0; j <= i; j++) result[i * m + j] += weight * product[k * m + j];
    }
  }
  result.set(product.subarray(n * m), m * m);
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
