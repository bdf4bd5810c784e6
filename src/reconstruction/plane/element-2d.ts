import type { Density } from "../../density/density.ts";
import { denseWorkspace, paddedColumns, placesOf } from "../../numerics/linear-algebra/dense.ts";
import { backSubstitute, condense, type Front } from "../../numerics/linear-algebra/multifrontal.ts";
import { gaussLegendre } from "../../numerics/quadrature/gauss-legendre.ts";
import { type LobattoBasis, lobattoBasis, tabulateBasis } from "../../numerics/quadrature/lobatto.ts";
import { maximum } from "../../numerics/sorting/maximum.ts";
import type { Bounds } from "./cells-2d.ts";

/** Quadrature points beyond degree + 1 along each axis, because the weight p is smooth on an element but no polynomial. */
const EXTRA_QUADRATURE_POINTS = 5;
/** Scales are cut off at exp(-700) of the maximum. This includes places where p is 0, where any finite number would do. */
const LEAST_LOG_SCALE = -700;

/** The data that all elements of one degree share. Node (a, b) of an element has the number a (degree + 1) + b. */
export interface Shape {
  readonly basis: LobattoBasis;
  /** The nodes: those inside the element first, then those on its boundary. */
  readonly order: Int32Array;
  /** The places in that order, which are the unknowns of an element. */
  readonly unknowns: Int32Array;
  /** The nodes on the boundary, in that order. */
  readonly boundary: readonly (readonly [a: number, b: number])[];
  readonly quadrature: { readonly nodes: Float64Array; readonly weights: Float64Array };
  /** The values of the basis at quadrature points, (points, degree + 1), and the derivatives. */
  readonly values: TwoLayouts;
  readonly derivatives: TwoLayouts;
  /** The products of two basis polynomials j <= i at quadrature points, (points, pairs), and the products of their derivatives. */
  readonly valuePairs: TwoLayouts;
  readonly derivativePairs: TwoLayouts;
  /** For each entry of the lower triangle of an element's matrix, its place among the integrals of `pairIntegrals`. */
  readonly places: Int32Array;
}

/** A table over quadrature points, as the right factor of a product, and transposed as the left factor. */
interface TwoLayouts {
  /** (points, columns), each row padded with zeros. */
  readonly right: Float64Array;
  /** (columns, points). */
  readonly left: Float64Array;
}

function inTwoLayouts(table: Float64Array, points: number): TwoLayouts {
  const width = table.length / points;
  const padded = paddedColumns(width);
  const [right, left] = [new Float64Array(points * padded), new Float64Array(table.length)];
  for (let q = 0; q < points; q++) {
    for (let i = 0; i < width; i++) right[q * padded + i] = left[i * points + q] = table[q * width + i];
  }
  return { right, left };
}

const shapes = new Map<number, Shape>();

export function shapeOf(degree: number): Shape {
  const known = shapes.get(degree);
  if (known) return known;
  const basis = lobattoBasis(degree);
  const n = degree + 1;
  const quadrature = gaussLegendre(n + EXTRA_QUADRATURE_POINTS);
  const points = quadrature.nodes.length;
  const { values, derivatives } = tabulateBasis(basis, quadrature.nodes);
  const pairs = (n * (n + 1)) / 2;
  const valuePairs = new Float64Array(pairs * points);
  const derivativePairs = new Float64Array(pairs * points);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const pair = pairOf(i, j);
      for (let q = 0; q < points; q++) {
        valuePairs[q * pairs + pair] = values[q * n + i] * values[q * n + j];
        derivativePairs[q * pairs + pair] = derivatives[q * n + i] * derivatives[q * n + j];
      }
    }
  }
  const nodes = Array.from({ length: n * n }, (_, i) => [Math.floor(i / n), i % n] as const);
  const inside = ([a, b]: readonly [number, number]): boolean => a > 0 && a < degree && b > 0 && b < degree;
  const boundary = nodes.filter((node) => !inside(node));
  const order = Int32Array.from([...nodes.filter(inside), ...boundary], ([a, b]) => a * n + b);
  const places = new Int32Array((order.length * (order.length + 1)) / 2);
  const padded = paddedColumns(pairs);
  let at = 0;
  order.forEach((node, i) => {
    for (let j = 0; j <= i; j++) {
      const x = pairOf(Math.floor(node / n), Math.floor(order[j] / n));
      places[at++] = x * padded + pairOf(node % n, order[j] % n);
    }
  });
  const inBoth = (table: Float64Array): TwoLayouts => inTwoLayouts(table, points);
  const shape: Shape = {
    ...{ basis, order, unknowns: Int32Array.from(order.keys()), boundary, quadrature, places },
    values: inBoth(values),
    derivatives: inBoth(derivatives),
    valuePairs: inBoth(valuePairs),
    derivativePairs: inBoth(derivativePairs),
  };
  shapes.set(degree, shape);
  return shape;
}

/** The number of a pair of basis polynomials. */
function pairOf(i: number, j: number): number {
  return i > j ? (i * (i + 1)) / 2 + j : (j * (j + 1)) / 2 + i;
}

/**
 * One element of the equation INT p (g v + sigma^2 grad g . grad v) = - INT p dv/dx_i for both components i of g. Its inner nodes are
 * eliminated. The unknowns are g sqrt(p / p_max) at the nodes, so that nothing underflows: only the variation of p within the
 * element matters.
 */
export class Element2d {
  /** log p - log p_max at the boundary nodes, cut off at -700. */
  readonly boundaryLogScale: Float64Array;
  /** The equations of the boundary nodes. */
  readonly front: Front;
  readonly #shape: Shape;
  /** log p - log p_max at all nodes, cut off at -700. */
  readonly #logScale: Float64Array;
  readonly #inner: ReturnType<typeof condense>["elimination"];

  constructor(density: Density, sigma: number, bounds: Bounds, logMax: number, shape: Shape) {
    this.#shape = shape;
    const { quadrature, order, unknowns } = shape;
    // Plain loops here and below, since a plane has thousands of elements with hundreds of points.
    const logScale = density.logPdf(tensorPoints(bounds, shape.basis.nodes)).slice();
    for (let i = 0; i < logScale.length; i++) logScale[i] = Math.max(logScale[i] - logMax, LEAST_LOG_SCALE);
    this.#logScale = logScale;
    const weights = density.logPdf(tensorPoints(bounds, quadrature.nodes)).slice();
    for (let q = 0; q < weights.length; q++) weights[q] -= logMax;
    const reference = maximum(weights, LEAST_LOG_SCALE);
    const points = quadrature.nodes.length;
    for (let q = 0; q < weights.length; q++) {
      const weight = quadrature.weights[Math.floor(q / points)] * quadrature.weights[q % points];
      weights[q] = weight * Math.exp(weights[q] - reference);
    }
    const scales = new Float64Array(order.length);
    for (let i = 0; i < order.length; i++) scales[i] = Math.exp((reference - logScale[order[i]]) / 2);
    const [halfX, halfY] = bounds.map(([lower, upper]) => (upper - lower) / 2);
    const rows = system(shape, weights, scales, sigma, halfX, halfY, Math.exp(reference / 2));
    const { rest, elimination } = condense({ unknowns, rows }, order.length - shape.boundary.length, 2);
    this.front = rest;
    this.boundaryLogScale = new Float64Array(rest.unknowns.length);
    for (let i = 0; i < rest.unknowns.length; i++) this.boundaryLogScale[i] = logScale[order[rest.unknowns[i]]];
    this.#inner = elimination;
  }

  /** g at all nodes, (2, nodes), from the unknowns of the boundary nodes, (boundary nodes, 2). */
  solve(boundary: Float64Array): Float64Array {
    const { order } = this.#shape;
    const inner = order.length - boundary.length / 2;
    const solution = new Float64Array(order.length * 2);
    solution.set(boundary, inner * 2);
    backSubstitute(this.#inner, 2, solution);
    const g = new Float64Array(order.length * 2);
    for (let i = 0; i < order.length; i++) {
      const node = order[i];
      const factor = Math.exp(-this.#logScale[node] / 2);
      g[node] = solution[2 * i] * factor;
      g[order.length + node] = solution[2 * i + 1] * factor;
    }
    return g;
  }
}

/** The grid of points with these coordinates in [-1, 1] along both axes, in the cell. (n^2, 2), y running first. */
export function tensorPoints(bounds: Bounds, coordinates: Float64Array): Float64Array {
  const [xs, ys] = bounds.map(([lower, upper]) =>
    // The ends are exactly -1 and 1, so that neighbours agree on the positions of their common nodes.
    coordinates.map((t) => (t === 1 ? upper : lower + ((upper - lower) * (1 + t)) / 2)),
  );
  const points = new Float64Array(2 * xs.length * ys.length);
  for (let a = 0, at = 0; a < xs.length; a++) {
    for (let b = 0; b < ys.length; b++) {
      points[at++] = xs[a];
      points[at++] = ys[b];
    }
  }
  return points;
}

/** The matrix and both right sides, as rows of a front, from the scale of each unknown. The integrals are sums over one axis, then over the other. */
function system(
  shape: Shape,
  weights: Float64Array,
  scales: Float64Array,
  sigma: number,
  halfX: number,
  halfY: number,
  rightScale: number,
): Float64Array {
  const { order, places, quadrature } = shape;
  const n = shape.basis.degree + 1;
  const points = quadrature.nodes.length;
  const size = order.length;
  const rows = new Float64Array((size + 2) * size);
  const area = halfX * halfY;
  const entries = pairIntegrals(shape, weights, (sigma / halfX) ** 2, (sigma / halfY) ** 2);
  let at = 0;
  for (let i = 0; i < size; i++) {
    const scaleI = area * scales[i];
    for (let j = 0; j <= i; j++) rows[i * size + j] = scaleI * scales[j] * entries[places[at++]];
  }
  // - INT p dv/dx and - INT p dv/dy: of the area's two halves the derivative takes one away.
  const { valueSums, slopeSums } = sumsAlongY(shape, weights);
  const [values, derivatives] = [shape.values.left, shape.derivatives.left];
  const stride = paddedColumns(n);
  for (let i = 0; i < size; i++) {
    const [a, b] = [Math.floor(order[i] / n), order[i] % n];
    let x = 0;
    let y = 0;
    for (let q = 0; q < points; q++) {
      x += derivatives[a * points + q] * valueSums[q * stride + b];
      y += values[a * points + q] * slopeSums[q * stride + b];
    }
    rows[size * size + i] = -halfY * rightScale * scales[i] * x;
    rows[(size + 1) * size + i] = -halfX * rightScale * scales[i] * y;
  }
  return rows;
}

/**
 * INT p (v w + stiffnessX dv/dx dw/dx + stiffnessY dv/dy dw/dy) over the square [-1, 1]^2, for each pair of polynomials along x and each
 * along y: (pairs, pairs), each row padded.
 */
function pairIntegrals(
  { valuePairs, derivativePairs, quadrature }: Shape,
  weights: Float64Array,
  stiffnessX: number,
  stiffnessY: number,
): Float64Array {
  const points = quadrature.nodes.length;
  const pairs = valuePairs.left.length / points;
  const columns = paddedColumns(pairs);
  const [table, result] = [points * columns, pairs * columns];
  // The factors are first those along y, and then those along x and the sums along y.
  const sizes = [Math.max(weights.length, pairs * points), table, table, table, result, result];
  const places = placesOf(sizes);
  const { memory, multiply } = denseWorkspace(places[sizes.length]);
  const [left, right, mass, massAndY, values, slopes] = places;
  // The sums for each quadrature point along x and each pair along y: with the product of the values, and with all of y's fraction.
  memory.set(weights, left);
  memory.set(valuePairs.right, right);
  multiply(left, points, points, right, columns, mass);
  memory.set(derivativePairs.right, right);
  multiply(left, points, points, right, columns, massAndY);
  for (let i = 0; i < table; i++) memory[massAndY + i] = memory[mass + i] + stiffnessY * memory[massAndY + i];
  memory.set(valuePairs.left, left);
  multiply(left, pairs, points, massAndY, columns, values);
  memory.set(derivativePairs.left, left);
  multiply(left, pairs, points, mass, columns, slopes);
  const integrals = memory.slice(values, values + result);
  for (let i = 0; i < result; i++) integrals[i] += stiffnessX * memory[slopes + i];
  return integrals;
}

/** The sums of the weights times each polynomial along y, and times its derivative: (points, degree + 1), each row padded. */
function sumsAlongY(
  { values, derivatives, quadrature }: Shape,
  weights: Float64Array,
): { readonly valueSums: Float64Array; readonly slopeSums: Float64Array } {
  const points = quadrature.nodes.length;
  const length = values.right.length;
  const [left, right, sums, end] = placesOf([weights.length, length, length]);
  const { memory, multiply } = denseWorkspace(end);
  memory.set(weights, left);
  const [valueSums, slopeSums] = [values, derivatives].map((table) => {
    memory.set(table.right, right);
    multiply(left, points, points, right, length / points, sums);
    return memory.slice(sums, end);
  });
  return { valueSums, slopeSums };
}
