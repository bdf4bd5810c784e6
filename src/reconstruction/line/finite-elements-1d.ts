import type { Density } from "../../density/density.ts";
import { panelOf } from "../../numerics/approximation/grid.ts";
import { SymmetricBanded } from "../../numerics/linear-algebra/banded.ts";
import { gaussLegendre } from "../../numerics/quadrature/gauss-legendre.ts";
import { basisValues, type LobattoBasis, lobattoBasis, tabulateBasis } from "../../numerics/quadrature/lobatto.ts";

/** Quadrature points beyond degree + 1 per element: the weight p is smooth on an element but not a polynomial. */
const EXTRA_QUADRATURE_POINTS = 8;

/**
 * The score estimate of the optimal contractive reconstruction on [edges[0], last edge], as a piecewise polynomial.
 *
 * With r = x + sigma^2 g the Euler-Lagrange equation p (r - x) = sigma^2 (p r')' and its natural boundary condition
 * p r' = 0 are, in weak form and for every smooth v,
 *
 *   INT p (g v + sigma^2 g' v') dx = - INT p v' dx.
 *
 * g stays of the size of the score as sigma -> 0 (r - x does not), the right side needs no score, and the matrix is
 * symmetric positive definite. Entry (i, j) is kept divided by sqrt(p_i p_j), p at the two nodes, so that nothing
 * underflows however small p becomes: only the variation of p within an element matters. Solving costs O(elements degree^3).
 */
export class ScoreEstimate1d {
  readonly edges: Float64Array;
  readonly #basis: LobattoBasis;
  /** g at the nodes; element e holds nodes e degree … (e + 1) degree. */
  readonly #values: Float64Array;
  /** g' at the nodes, element by element: (elements, degree + 1). */
  readonly #slopes: Float64Array;

  constructor(density: Density, sigma: number, edges: Float64Array, degree: number) {
    this.edges = edges;
    this.#basis = lobattoBasis(degree);
    this.#values = solve(density, sigma, edges, this.#basis);
    this.#slopes = slopes(this.#values, edges, this.#basis);
  }

  /** Number of nodes. */
  get size(): number {
    return this.#values.length;
  }

  /** g at each point. (n) -> (n). */
  evaluate(points: Float64Array): Float64Array {
    return this.#interpolate(points, this.#values, this.#basis.degree);
  }

  /** g' at each point. (n) -> (n). */
  derivative(points: Float64Array): Float64Array {
    return this.#interpolate(points, this.#slopes, this.#basis.degree + 1);
  }

  /** The values of g at the nodes of element e. */
  elementValues(e: number): Float64Array {
    const { degree } = this.#basis;
    return this.#values.subarray(e * degree, (e + 1) * degree + 1);
  }

  #interpolate(points: Float64Array, nodal: Float64Array, stride: number): Float64Array {
    const shape = new Float64Array(this.#basis.degree + 1);
    return points.map((x) => {
      const e = panelOf(this.edges, x);
      const [a, b] = [this.edges[e], this.edges[e + 1]];
      basisValues(this.#basis, (2 * x - a - b) / (b - a), shape);
      let sum = 0;
      for (let i = 0; i < shape.length; i++) sum += shape[i] * nodal[e * stride + i];
      return sum;
    });
  }
}

/** Positions of all nodes, neighbouring elements sharing one. */
export function nodePositions(edges: Float64Array, degree: number): Float64Array {
  const { nodes } = lobattoBasis(degree);
  const positions = new Float64Array((edges.length - 1) * degree + 1);
  for (let e = 0; e + 1 < edges.length; e++) {
    for (let i = 0; i <= degree; i++) {
      positions[e * degree + i] = edges[e] + ((edges[e + 1] - edges[e]) * (1 + nodes[i])) / 2;
    }
  }
  return positions;
}

function solve(density: Density, sigma: number, edges: Float64Array, basis: LobattoBasis): Float64Array {
  const { degree } = basis;
  const n = degree + 1;
  const elements = edges.length - 1;
  const quadrature = gaussLegendre(n + EXTRA_QUADRATURE_POINTS);
  const points = quadrature.nodes.length;
  const { values: phi, derivatives: dphi } = tabulateBasis(basis, quadrature.nodes);

  const positions = nodePositions(edges, degree);
  const logAtNodes = finiteScale(density.logPdf(positions));
  const quadraturePositions = new Float64Array(elements * points);
  for (let e = 0; e < elements; e++) {
    for (let q = 0; q < points; q++) {
      quadraturePositions[e * points + q] = edges[e] + ((edges[e + 1] - edges[e]) * (1 + quadrature.nodes[q])) / 2;
    }
  }
  const logAtQuadrature = density.logPdf(quadraturePositions);

  const matrix = new SymmetricBanded(positions.length, degree);
  const right = new Float64Array(positions.length);
  const scale = new Float64Array(n);
  const weighted = new Float64Array(points);
  for (let e = 0; e < elements; e++) {
    const half = (edges[e + 1] - edges[e]) / 2;
    const reference = logAtNodes[e * degree + (degree >> 1)];
    for (let i = 0; i < n; i++) scale[i] = Math.exp((reference - logAtNodes[e * degree + i]) / 2);
    for (let q = 0; q < points; q++) {
      weighted[q] = quadrature.weights[q] * Math.exp(logAtQuadrature[e * points + q] - reference);
    }
    const stiffness = (sigma / half) ** 2;
    for (let i = 0; i < n; i++) {
      for (let q = 0; q < points; q++) {
        // -INT p v' over the element; dx = half dt and d/dx = (1 / half) d/dt cancel.
        right[e * degree + i] -= scale[i] ** 2 * weighted[q] * dphi[q * n + i];
      }
      for (let j = 0; j <= i; j++) {
        let entry = 0;
        for (let q = 0; q < points; q++) {
          entry += weighted[q] * (phi[q * n + i] * phi[q * n + j] + stiffness * dphi[q * n + i] * dphi[q * n + j]);
        }
        matrix.add(e * degree + i, e * degree + j, half * scale[i] * scale[j] * entry);
      }
    }
  }
  return matrix.solveScaledInPlace(right, logAtNodes);
}

/** log p at nodes as it is used for scaling only, where any finite number will do: at a zero of p that of a neighbour. */
function finiteScale(logPdf: Float64Array): Float64Array {
  for (let i = 1; i < logPdf.length; i++) if (logPdf[i] === -Infinity) logPdf[i] = logPdf[i - 1];
  for (let i = logPdf.length - 2; i >= 0; i--) if (logPdf[i] === -Infinity) logPdf[i] = logPdf[i + 1];
  return logPdf;
}

/** g' at the nodes of every element, from the values of g. */
function slopes(values: Float64Array, edges: Float64Array, { degree, differentiation }: LobattoBasis): Float64Array {
  const n = degree + 1;
  const result = new Float64Array((edges.length - 1) * n);
  for (let e = 0; e + 1 < edges.length; e++) {
    const half = (edges[e + 1] - edges[e]) / 2;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) result[e * n + i] += (differentiation[i * n + j] * values[e * degree + j]) / half;
    }
  }
  return result;
}
