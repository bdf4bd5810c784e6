import { legendre } from "./gauss-legendre.ts";

/**
 * Lagrange polynomials through the Gauss-Lobatto points of [-1, 1]. They are the basis of an element that shares its ends with
 * neighbours.
 */
export interface LobattoBasis {
  readonly degree: number;
  /** The degree + 1 Gauss-Lobatto points in increasing order, including -1 and 1. */
  readonly nodes: Float64Array;
  /** The barycentric weights of the nodes. */
  readonly barycentric: Float64Array;
  /** Row i has the derivatives of all basis polynomials at node i. Shape (degree + 1, degree + 1). */
  readonly differentiation: Float64Array;
}

const bases = new Map<number, LobattoBasis>();

/** The basis of a degree of 2 or more. The nodes are the zeros of (1 - x^2) P_degree'(x), computed to rounding by Newton's method. */
export function lobattoBasis(degree: number): LobattoBasis {
  const known = bases.get(degree);
  if (known) return known;
  const n = degree + 1;
  const nodes = Float64Array.from({ length: n }, (_, i) => lobattoNode(degree, i));
  const barycentric = Float64Array.from(nodes, (x, i) => {
    let product = 1;
    for (let j = 0; j < n; j++) if (j !== i) product *= 2 * (x - nodes[j]);
    return 1 / product;
  });
  const differentiation = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    let rowSum = 0;
    for (let j = 0; j < n; j++) {
      if (j === i) continue;
      differentiation[i * n + j] = barycentric[j] / barycentric[i] / (nodes[i] - nodes[j]);
      rowSum += differentiation[i * n + j];
    }
    differentiation[i * n + i] = -rowSum;
  }
  const basis = { degree, nodes, barycentric, differentiation };
  bases.set(degree, basis);
  return basis;
}

function lobattoNode(degree: number, i: number): number {
  if (i === 0) return -1;
  if (i === degree) return 1;
  let x = -Math.cos((Math.PI * i) / degree);
  for (let step = 0; step < 8; step++) {
    // Newton's method for P'(x) = 0, with P'' from Legendre's equation (1 - x^2) P'' = 2 x P' - n (n + 1) P.
    const { value, derivative } = legendre(degree, x);
    x -= ((1 - x * x) * derivative) / (2 * x * derivative - degree * (degree + 1) * value);
  }
  return x;
}

/** Writes the values of all basis polynomials at t in [-1, 1], by the barycentric formula, to `values`, shape (degree + 1). */
export function basisValues({ nodes, barycentric }: LobattoBasis, t: number, values: Float64Array): Float64Array {
  let total = 0;
  for (let i = 0; i < nodes.length; i++) {
    if (t === nodes[i]) {
      values.fill(0);
      values[i] = 1;
      return values;
    }
    values[i] = barycentric[i] / (t - nodes[i]);
    total += values[i];
  }
  for (let i = 0; i < nodes.length; i++) values[i] /= total;
  return values;
}

/** The values and derivatives of all basis polynomials at points of [-1, 1], shape (points, degree + 1) each. */
export function tabulateBasis(
  basis: LobattoBasis,
  at: Float64Array,
): { readonly values: Float64Array; readonly derivatives: Float64Array } {
  const n = basis.degree + 1;
  const values = basisValuesAt(basis, at);
  const derivatives = new Float64Array(at.length * n);
  for (let q = 0; q < at.length; q++) {
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) derivatives[q * n + j] += values[q * n + i] * basis.differentiation[i * n + j];
    }
  }
  return { values, derivatives };
}

/** The values of all basis polynomials at points of [-1, 1], shape (points, degree + 1). */
export function basisValuesAt(basis: LobattoBasis, at: Float64Array): Float64Array {
  const n = basis.degree + 1;
  const values = new Float64Array(at.length * n);
  at.forEach((t, q) => {
    basisValues(basis, t, values.subarray(q * n, (q + 1) * n));
  });
  return values;
}
