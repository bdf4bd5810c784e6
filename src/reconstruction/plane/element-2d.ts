import type { Density } from "../../density/density.ts";
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
  /** The nodes on the boundary, in that order. */
  readonly boundary: readonly (readonly [a: number, b: number])[];
  readonly quadrature: { readonly nodes: Float64Array; readonly weights: Float64Array };
  /** Values and derivatives of the basis at quadrature points, (points, degree + 1). */
  readonly values: Float64Array;
  readonly derivatives: Float64Array;
  /** Products of two basis polynomials j <= i, and products of their derivatives, at quadrature points: (pairs, points). */
  readonly valuePairs: Float64Array;
  readonly derivativePairs: Float64Array;
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
      const pair = (i * (i + 1)) / 2 + j;
      for (let q = 0; q < points; q++) {
        valuePairs[pair * points + q] = values[q * n + i] * values[q * n + j];
        derivativePairs[pair * points + q] = derivatives[q * n + i] * derivatives[q * n + j];
      }
    }
  }
  const nodes = Array.from({ length: n * n }, (_, i) => [Math.floor(i / n), i % n] as const);
  const inside = ([a, b]: readonly [number, number]): boolean => a > 0 && a < degree && b > 0 && b < degree;
  const boundary = nodes.filter((node) => !inside(node));
  const order = Int32Array.from([...nodes.filter(inside), ...boundary], ([a, b]) => a * n + b);
  const shape = { basis, order, boundary, quadrature, values, derivatives, valuePairs, derivativePairs };
  shapes.set(degree, shape);
  return shape;
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
    const { quadrature, order } = shape;
    this.#logScale = density
      .logPdf(tensorPoints(bounds, shape.basis.nodes))
      .map((logPdf) => Math.max(logPdf - logMax, LEAST_LOG_SCALE));
    const weights = density.logPdf(tensorPoints(bounds, quadrature.nodes)).map((logPdf) => logPdf - logMax);
    const reference = maximum(weights, LEAST_LOG_SCALE);
    const points = quadrature.nodes.length;
    for (let q = 0; q < weights.length; q++) {
      const weight = quadrature.weights[Math.floor(q / points)] * quadrature.weights[q % points];
      weights[q] = weight * Math.exp(weights[q] - reference);
    }
    const scale = this.#logScale.map((log) => Math.exp((reference - log) / 2));
    const [halfX, halfY] = bounds.map(([lower, upper]) => (upper - lower) / 2);
    const rows = system(shape, weights, scale, sigma, halfX, halfY, Math.exp(reference / 2));
    const unknowns = Int32Array.from(order.keys());
    const { rest, elimination } = condense({ unknowns, rows }, order.length - shape.boundary.length, 2);
    this.front = rest;
    this.boundaryLogScale = Float64Array.from(rest.unknowns, (i) => this.#logScale[order[i]]);
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
    order.forEach((node, i) => {
      const factor = Math.exp(-this.#logScale[node] / 2);
      g[node] = solution[2 * i] * factor;
      g[order.length + node] = solution[2 * i + 1] * factor;
    });
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
  xs.forEach((x, a) => {
    ys.forEach((y, b) => {
      points[2 * (a * ys.length + b)] = x;
      points[2 * (a * ys.length + b) + 1] = y;
    });
  });
  return points;
}

/** The matrix and both right sides, as rows of a front. The integrals are sums over one axis, then over the other. */
function system(
  shape: Shape,
  weights: Float64Array,
  scale: Float64Array,
  sigma: number,
  halfX: number,
  halfY: number,
  rightScale: number,
): Float64Array {
  const { order, values, derivatives, valuePairs, derivativePairs, quadrature } = shape;
  const n = shape.basis.degree + 1;
  const points = quadrature.nodes.length;
  const pairs = (n * (n + 1)) / 2;
  const [stiffnessX, stiffnessY] = [(sigma / halfX) ** 2, (sigma / halfY) ** 2];
  // The sums for each pair along y and each quadrature point along x: with the product of the values, and with all of y's
  // fraction.
  const mass = new Float64Array(pairs * points);
  const massAndY = new Float64Array(pairs * points);
  for (let pair = 0; pair < pairs; pair++) {
    for (let q = 0; q < points; q++) {
      let value = 0;
      let slope = 0;
      for (let k = 0; k < points; k++) {
        const weight = weights[q * points + k];
        value += weight * valuePairs[pair * points + k];
        slope += weight * derivativePairs[pair * points + k];
      }
      mass[pair * points + q] = value;
      massAndY[pair * points + q] = value + stiffnessY * slope;
    }
  }
  const entries = new Float64Array(pairs * pairs);
  for (let x = 0; x < pairs; x++) {
    const atX = x * points;
    // Two pairs along y at a time, so that each value along x is read once for both.
    for (let y = 0; y < pairs; y += 2) {
      const atY = y * points;
      const atNext = y + 1 < pairs ? atY + points : atY;
      let value = 0;
      let slope = 0;
      let nextValue = 0;
      let nextSlope = 0;
      for (let q = 0; q < points; q++) {
        const v = valuePairs[atX + q];
        const d = derivativePairs[atX + q];
        value += v * massAndY[atY + q];
        slope += d * mass[atY + q];
        nextValue += v * massAndY[atNext + q];
        nextSlope += d * mass[atNext + q];
      }
      entries[x * pairs + y] = value + stiffnessX * slope;
      if (atNext > atY) entries[x * pairs + y + 1] = nextValue + stiffnessX * nextSlope;
    }
  }
  const size = order.length;
  const rows = new Float64Array((size + 2) * size);
  const area = halfX * halfY;
  const [column, row] = [order.map((node) => Math.floor(node / n)), order.map((node) => node % n)];
  for (let i = 0; i < size; i++) {
    const [a, b] = [column[i], row[i]];
    const scaleI = area * scale[order[i]];
    for (let j = 0; j <= i; j++) {
      const c = column[j];
      const d = row[j];
      const x = a > c ? (a * (a + 1)) / 2 + c : (c * (c + 1)) / 2 + a;
      const y = b > d ? (b * (b + 1)) / 2 + d : (d * (d + 1)) / 2 + b;
      rows[i * size + j] = scaleI * scale[order[j]] * entries[x * pairs + y];
    }
  }
  // - INT p dv/dx and - INT p dv/dy: of the area's two halves the derivative takes one away.
  const valueSums = new Float64Array(points * n);
  const slopeSums = new Float64Array(points * n);
  for (let q = 0; q < points; q++) {
    for (let b = 0; b < n; b++) {
      for (let k = 0; k < points; k++) {
        valueSums[q * n + b] += weights[q * points + k] * values[k * n + b];
        slopeSums[q * n + b] += weights[q * points + k] * derivatives[k * n + b];
      }
    }
  }
  for (let i = 0; i < size; i++) {
    const [a, b] = [column[i], row[i]];
    let x = 0;
    let y = 0;
    for (let q = 0; q < points; q++) {
      x += derivatives[q * n + a] * valueSums[q * n + b];
      y += values[q * n + a] * slopeSums[q * n + b];
    }
    rows[size * size + i] = -halfY * rightScale * scale[order[i]] * x;
    rows[(size + 1) * size + i] = -halfX * rightScale * scale[order[i]] * y;
  }
  return rows;
}
