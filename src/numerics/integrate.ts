import type { Estimate } from "./estimate.ts";
import { compositeRule } from "./gauss-legendre.ts";

/** Points per panel: degree 31, so that a smooth integrand needs few panels and bisection gains five digits. */
const POINTS_PER_PANEL = 16;
/** Bisections of one panel before it is given up: 2^-50 of its width is where rounding of the nodes takes over. */
const MAX_LEVELS = 50;
/** Panels of one level beyond which an integrand is taken for noise: the error estimate then says what is left. */
const MAX_PANELS = 100_000;

export interface Integral extends Estimate {
  /** The panels that resolve the integrand, increasing. */
  readonly edges: Float64Array;
}

export interface IntegrateOptions {
  /** Error allowed, relative to INT |f|. Default 1e-14. */
  readonly tolerance?: number;
  /** Error allowed whatever the size of INT |f|: for an integrand that may be nothing but rounding. Default 0. */
  readonly absolute?: number;
}

/**
 * INT f over [edges[0], last edge], by 16-point Gauss-Legendre on panels that are halved until a panel and its halves agree.
 *
 * @param f values at many points at once, (n) -> (n)
 * @param edges where to start from, increasing: close enough together that no feature of f is narrower than a tenth
 *   of its panel
 * @returns the value, the sum of the differences between panels and their halves (conservative: the halves are what
 *   is returned) plus rounding, and the edges of the halves
 */
export function integrate(
  f: (points: Float64Array) => Float64Array,
  edges: Float64Array,
  { tolerance = 1e-14, absolute = 0 }: IntegrateOptions = {},
): Integral {
  let active = panels(edges);
  let integrals = panelIntegrals(f, active);
  let value = 0;
  let magnitude = 0;
  let errorEstimate = 0;
  let activeMagnitude = integrals.magnitude.reduce((sum, m) => sum + m, 0);
  const resolved: number[] = [];
  for (let level = 0; active.length > 0; level++) {
    const halves = active.flatMap(([a, b]): Panel[] => [
      [a, (a + b) / 2],
      [(a + b) / 2, b],
    ]);
    const refined = panelIntegrals(f, halves);
    const scale = magnitude + activeMagnitude;
    const next: Panel[] = [];
    const nextIndex: number[] = [];
    activeMagnitude = 0;
    for (let j = 0; j < active.length; j++) {
      const sum = refined.value[2 * j] + refined.value[2 * j + 1];
      const sumMagnitude = refined.magnitude[2 * j] + refined.magnitude[2 * j + 1];
      const difference = Math.abs(sum - integrals.value[j]);
      if (Number.isNaN(difference)) throw new RangeError(`the integrand is not a number near ${active[j][0]}`);
      if (difference <= tolerance * scale + absolute || level === MAX_LEVELS || halves.length > MAX_PANELS) {
        value += sum;
        magnitude += sumMagnitude;
        errorEstimate += difference;
        resolved.push(halves[2 * j][0], halves[2 * j][1]);
      } else {
        next.push(halves[2 * j], halves[2 * j + 1]);
        nextIndex.push(2 * j, 2 * j + 1);
        activeMagnitude += sumMagnitude;
      }
    }
    active = next;
    integrals = {
      value: Float64Array.from(nextIndex, (i) => refined.value[i]),
      magnitude: Float64Array.from(nextIndex, (i) => refined.magnitude[i]),
    };
  }
  resolved.push(edges[edges.length - 1]);
  errorEstimate += 4 * Number.EPSILON * magnitude;
  return { value, errorEstimate, edges: Float64Array.from(resolved).sort() };
}

type Panel = readonly [a: number, b: number];

function panels(edges: Float64Array): Panel[] {
  return Array.from({ length: edges.length - 1 }, (_, j): Panel => [edges[j], edges[j + 1]]);
}

/** INT f and INT |f| over each panel. */
function panelIntegrals(
  f: (points: Float64Array) => Float64Array,
  list: readonly Panel[],
): { value: Float64Array; magnitude: Float64Array } {
  const value = new Float64Array(list.length);
  const magnitude = new Float64Array(list.length);
  const nodes = new Float64Array(list.length * POINTS_PER_PANEL);
  const weights = new Float64Array(nodes.length);
  list.forEach((panel, j) => {
    const rule = compositeRule(Float64Array.from(panel), POINTS_PER_PANEL);
    nodes.set(rule.nodes, j * POINTS_PER_PANEL);
    weights.set(rule.weights, j * POINTS_PER_PANEL);
  });
  const values = f(nodes);
  for (let i = 0; i < nodes.length; i++) {
    const j = Math.floor(i / POINTS_PER_PANEL);
    value[j] += weights[i] * values[i];
    magnitude[j] += weights[i] * Math.abs(values[i]);
  }
  return { value, magnitude };
}
