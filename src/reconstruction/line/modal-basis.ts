import { gaussLegendre, type Rule } from "../../numerics/quadrature/gauss-legendre.ts";

/**
 * Polynomials of a degree on [-1, 1] in the basis 1, t, and the integrals of Legendre polynomials from -1,
 * B_k = (P_{k+1} - P_{k-1}) / (2 k + 1) for k = 1 … degree - 1, which are 0 at both ends. The derivative of t is P_0, that of B_k
 * is P_k. The coefficients of a function are therefore the Legendre series of its derivative, without differences.
 */
export interface ModalBasis {
  readonly degree: number;
  /** Gauss-Legendre points at which the basis is tabulated. */
  readonly rule: Rule;
  /** Row q: 1, t, B_1, …, B_{degree - 1} at point q. (points, degree + 1). */
  readonly values: Float64Array;
  /** Row q: P_0, …, P_{degree - 1} at point q. (points, degree). */
  readonly slopes: Float64Array;
}

const bases = new Map<string, ModalBasis>();

/** The basis of a degree >= 2, tabulated at Gauss-Legendre points. */
export function modalBasis(degree: number, points: number): ModalBasis {
  const key = `${degree} ${points}`;
  const known = bases.get(key);
  if (known) return known;
  const rule = gaussLegendre(points);
  const values = new Float64Array(points * (degree + 1));
  const slopes = new Float64Array(points * degree);
  rule.nodes.forEach((t, q) => {
    modalValues(
      t,
      values.subarray(q * (degree + 1), (q + 1) * (degree + 1)),
      slopes.subarray(q * degree, (q + 1) * degree),
    );
  });
  const basis = { degree, rule, values, slopes };
  bases.set(key, basis);
  return basis;
}

/** 1, t, B_1, … and P_0, P_1, … at t, written to both arrays, of lengths degree + 1 and degree. */
export function modalValues(t: number, values: Float64Array, slopes: Float64Array): void {
  values[0] = 1;
  values[1] = t;
  slopes[0] = 1;
  let [previous, current] = [1, t];
  for (let k = 1; k < slopes.length; k++) {
    const next = ((2 * k + 1) * t * current - k * previous) / (k + 1);
    slopes[k] = current;
    values[k + 1] = (next - previous) / (2 * k + 1);
    [previous, current] = [current, next];
  }
}
