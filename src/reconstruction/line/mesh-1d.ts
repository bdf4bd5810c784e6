import type { Density, Interval } from "../../density/density.ts";
import { InputError } from "../../numerics/input-error.ts";
import { compositeRule } from "../../numerics/quadrature/gauss-legendre.ts";
import { legendreCoefficients } from "../../numerics/quadrature/legendre-series.ts";

const POINTS = 16;
/** Elements that an interval starts with. */
const INITIAL_ELEMENTS = 16;
/** Standard deviations around a feature that start as elements of their own. */
const FEATURE_REACH = [-8, -4, -2, -1, 0, 1, 2, 4, 8];
/** Largest variation of log p on an element: p within a factor of 150 keeps an element's weights comparable. */
const MAX_LOG_VARIATION = 5;
/** log p is resolved on an element when its last Legendre coefficients are below this. */
const LOG_TOLERANCE = 1e-10;
const MAX_LEVELS = 40;
/** A mesh of more elements would take minutes: a density's logarithm that needs it is not of this world, or mistyped. */
const MAX_ELEMENTS = 20_000;
/** The same for what is computed at a point far out: p may be exp(-10000) of its maximum there. */
export const MAX_LOG_DROP = 10_000;

/** What to throw at a point beyond `MAX_LOG_DROP`. */
export function tooFarOut(x: number): InputError {
  return new InputError({
    argument: "points",
    verb: "lie",
    allowed: `where p is at least exp(-${MAX_LOG_DROP}) of its maximum`,
    problem: `at ${x}`,
  });
}

/**
 * Elements on which a 1-D density is resolved: log p varies by at most 5 and is a polynomial of degree 15 to 1e-10.
 * @returns edges, increasing, from lower to upper
 */
export function densityMesh(density: Density, [lower, upper]: Interval): Float64Array {
  const spacing = (upper - lower) / INITIAL_ELEMENTS;
  const uniform = Array.from({ length: INITIAL_ELEMENTS }, (_, i) => ({ x: lower + i * spacing, scale: spacing }));
  const hints = density.features.flatMap(({ center, width }) =>
    FEATURE_REACH.map((k) => ({ x: center[0] + k * width[0], scale: width[0] })),
  );
  // The finest first; one too close to those before, for its own scale, would make a sliver and is left out.
  const edges = [lower, upper];
  for (const { x, scale } of [...hints, ...uniform].sort((a, b) => a.scale - b.scale)) {
    const clear = edges.every((edge) => Math.abs(edge - x) > scale / 4);
    if (x > lower && x < upper && clear) edges.push(x);
  }
  return refineEdges(Float64Array.from(edges).sort(), (current) => unresolved(density, current));
}

/**
 * Halves the elements that `flag` marks until it marks none.
 * @throws InputError where that takes more elements than can be computed with
 */
export function refineEdges(
  edges: Float64Array,
  flag: (edges: Float64Array) => readonly boolean[],
  levels: number = MAX_LEVELS,
): Float64Array {
  let current = edges;
  for (let level = 0; level < levels; level++) {
    const marked = flag(current);
    if (!marked.includes(true)) break;
    const next = [current[0]];
    marked.forEach((split, e) => {
      if (split) next.push((current[e] + current[e + 1]) / 2);
      next.push(current[e + 1]);
    });
    if (next.length > MAX_ELEMENTS + 1) {
      throw new InputError({
        argument: "density",
        verb: "be resolved by",
        allowed: `${MAX_ELEMENTS} elements on [${current[0]}, ${current[current.length - 1]}]`,
        problem: `${next.length - 1} or more`,
      });
    }
    current = Float64Array.from(next);
  }
  return current;
}

/** The same edges with more in between, so that no panel is wider than `widest`. */
export function atMost(widest: number, edges: Float64Array): Float64Array {
  const result = [edges[0]];
  for (let e = 0; e + 1 < edges.length; e++) {
    const width = edges[e + 1] - edges[e];
    const parts = Math.ceil(width / widest);
    for (let k = 1; k < parts; k++) result.push(edges[e] + (width * k) / parts);
    result.push(edges[e + 1]);
  }
  return Float64Array.from(result);
}

function unresolved(density: Density, edges: Float64Array): boolean[] {
  const { nodes } = compositeRule(edges, POINTS);
  const logPdf = density.logPdf(nodes);
  return Array.from({ length: edges.length - 1 }, (_, e) => {
    const values = logPdf.subarray(e * POINTS, (e + 1) * POINTS);
    const variation = Math.max(...values) - Math.min(...values);
    const coefficients = legendreCoefficients(values);
    const tail = Math.max(...coefficients.subarray(POINTS - 3).map(Math.abs));
    // log p is known up to its own rounding, and up to the rounding of x times its slope.
    const slope = variation / (edges[e + 1] - edges[e]);
    const rounding =
      1e-14 * Math.max(...values.map(Math.abs)) + 8 * Number.EPSILON * Math.abs(nodes[e * POINTS]) * slope;
    return variation > MAX_LOG_VARIATION || tail > Math.max(LOG_TOLERANCE, rounding);
  });
}
