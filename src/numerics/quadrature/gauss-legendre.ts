/** A quadrature rule: INT f = sum of weights[i] f(nodes[i]). */
export interface Rule {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/** The Legendre polynomial P_n and its derivative at x (|x| < 1), by the three-term recurrence. */
export function legendre(n: number, x: number): { value: number; derivative: number } {
  let previous = 1;
  let value = n === 0 ? 1 : x;
  for (let k = 2; k <= n; k++) {
    const next = ((2 * k - 1) * x * value - (k - 1) * previous) / k;
    previous = value;
    value = next;
  }
  return { value, derivative: n === 0 ? 0 : (n * (previous - x * value)) / (1 - x * x) };
}

const rules = new Map<number, Rule>();

/**
 * The Gauss-Legendre rule with n points on [-1, 1]. It is exact for polynomials of degree 2n - 1. The nodes are increasing. They
 * are computed to rounding by Newton's method from Tricomi's starting values.
 */
export function gaussLegendre(n: number): Rule {
  const known = rules.get(n);
  if (known) return known;
  const nodes = new Float64Array(n);
  const weights = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let x = -Math.cos((Math.PI * (i + 0.75)) / (n + 0.5));
    for (let step = 0; step < 6; step++) {
      const { value, derivative } = legendre(n, x);
      x -= value / derivative;
    }
    const { derivative } = legendre(n, x);
    nodes[i] = x;
    weights[i] = 2 / ((1 - x * x) * derivative * derivative);
  }
  const rule = { nodes, weights };
  rules.set(n, rule);
  return rule;
}

/** The n-point Gauss-Legendre rule on every panel [edges[j], edges[j + 1]]. Panel j has the nodes j n to (j + 1) n - 1. */
export function compositeRule(edges: Float64Array, n: number): Rule {
  const reference = gaussLegendre(n);
  const nodes = new Float64Array((edges.length - 1) * n);
  const weights = new Float64Array(nodes.length);
  for (let j = 0; j + 1 < edges.length; j++) {
    const center = (edges[j] + edges[j + 1]) / 2;
    const half = (edges[j + 1] - edges[j]) / 2;
    for (let i = 0; i < n; i++) {
      nodes[j * n + i] = center + half * reference.nodes[i];
      weights[j * n + i] = half * reference.weights[i];
    }
  }
  return { nodes, weights };
}
