import { legendre } from "./gauss-legendre.ts";

/** Lagrange polynomials through the Gauss-Lobatto points of [-1, 1]: an element's basis, its ends shared with neighbours. */
export interface LobattoBasis {
  readonly degree: number;
  /** The degree + 1 Gauss-Lobatto points, increasing, -1 and 1 included. */
  readonly nodes: Float64Array;
  /** Barycentric weights of the nodes. */
  readonly barycentric: Float64Array;
  /** Row i: derivative at node i of every basis polynomial. (degree + 1, degree + 1). */
  readonly differentiation: Float64Array;
}

const bases = new Map<number, LobattoBasis>();

/** The basis of the given degree >= 2; nodes are the zeros of (1 - x^2) P_degree'(x), by Newton's method to rounding. */
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
    // Newton on P'(x); P'' from Legendre's equation (1 - x^2) P'' = 2 x P' - n (n + 1) P.
    const { value, derivative } = legendre(degree, x);
    x -= ((1 - x * x) * derivative) / (2 * x * derivative - degree * (degree + 1) * value);
  }
  return x;
}

/** Values at t in [-1, 1] of all basis polynomials, by the barycentric formula; written to `values`, (degree + 1). */
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

/** Values and derivatives of all basis polynomials at points of [-1, 1], both (points, degree + 1). */
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

/** Values of all basis polynomials at points of [-1, 1], (points, degree + 1). */
export function basisValuesAt(basis: LobattoBasis, at: Float64Array): Float64Array {
  const n = basis.degree + 1;
  const values = new Float64Array(at.length * n);
  at.forEach((t, q) => {
    basisValues(basis, t, values.subarray(q * n, (q + 1) * n));
  });
  return values;
}
