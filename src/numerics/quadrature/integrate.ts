import { checkEdges, checkFunction, checkNotNegative } from "../check.ts";
import type { Estimate } from "../estimate.ts";
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
  options: IntegrateOptions = {},
): Integral {
  checkFunction("f", f);
  checkEdges("edges", edges);
  checkNotNegative("tolerance", options.tolerance ?? 0);
  checkNotNegative("absolute", options.absolute ?? 0);
  const { integrals, edges: resolved } = integrateTogether(f, 1, edges, options);
  return { ...integrals[0], edges: resolved };
}

/**
 * Several integrals over the same interval, each as `integrate` has it, from one evaluation of all of them.
 *
 * @param f values at many points at once, (n) -> (n, count)
 * @returns `count` integrals, and the edges of their common panels; a panel is halved until all of them agree
 */
export function integrateTogether(
  f: (points: Float64Array) => Float64Array,
  count: number,
  edges: Float64Array,
  { tolerance = 1e-14, absolute = 0 }: IntegrateOptions = {},
): { readonly integrals: readonly Estimate[]; readonly edges: Float64Array } {
  const value = new Float64Array(count);
  const magnitude = new Float64Array(count);
  const error = new Float64Array(count);
  let active = panels(edges);
  let coarse = panelIntegrals(f, count, active);
  const resolved: number[] = [];
  for (let level = 0; active.length > 0; level++) {
    const halves = active.flatMap(([a, b]): Panel[] => [
      [a, (a + b) / 2],
      [(a + b) / 2, b],
    ]);
    const refined = panelIntegrals(f, count, halves);
    const allowed = magnitude.map((sum, k) => {
      let scale = sum;
      for (let j = 0; j < active.length; j++) scale += coarse.magnitude[j * count + k];
      return tolerance * scale + absolute;
    });
    const last = level === MAX_LEVELS || halves.length > MAX_PANELS;
    const next: number[] = [];
    const difference = new Float64Array(count);
    for (let j = 0; j < active.length; j++) {
      let agree = true;
      for (let k = 0; k < count; k++) {
        const sum = refined.value[2 * j * count + k] + refined.value[(2 * j + 1) * count + k];
        difference[k] = Math.abs(sum - coarse.value[j * count + k]);
        if (Number.isNaN(difference[k])) throw new RangeError(`the integrand is not a number near ${active[j][0]}`);
        agree &&= difference[k] <= allowed[k];
      }
      if (!agree && !last) {
        next.push(2 * j, 2 * j + 1);
        continue;
      }
      for (let k = 0; k < count; k++) {
        value[k] += refined.value[2 * j * count + k] + refined.value[(2 * j + 1) * count + k];
        magnitude[k] += refined.magnitude[2 * j * count + k] + refined.magnitude[(2 * j + 1) * count + k];
        error[k] += difference[k];
      }
      resolved.push(halves[2 * j][0], halves[2 * j][1]);
    }
    active = next.map((half) => halves[half]);
    const kept = (all: Float64Array): Float64Array =>
      Float64Array.from(
        { length: next.length * count },
        (_, i) => all[next[Math.floor(i / count)] * count + (i % count)],
      );
    coarse = { value: kept(refined.value), magnitude: kept(refined.magnitude) };
  }
  resolved.push(edges[edges.length - 1]);
  const integrals = Array.from(value, (sum, k) => ({
    value: sum,
    errorEstimate: error[k] + 4 * Number.EPSILON * magnitude[k],
  }));
  return { integrals, edges: Float64Array.from(resolved).sort() };
}

type Panel = readonly [a: number, b: number];

function panels(edges: Float64Array): Panel[] {
  return Array.from({ length: edges.length - 1 }, (_, j): Panel => [edges[j], edges[j + 1]]);
}

/** INT f_k and INT |f_k| over each panel, (panels, count). */
function panelIntegrals(
  f: (points: Float64Array) => Float64Array,
  count: number,
  list: readonly Panel[],
): { value: Float64Array; magnitude: Float64Array } {
  const value = new Float64Array(list.length * count);
  const magnitude = new Float64Array(list.length * count);
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
    for (let k = 0; k < count; k++) {
      const term = weights[i] * values[i * count + k];
      value[j * count + k] += term;
      magnitude[j * count + k] += Math.abs(term);
    }
  }
  return { value, magnitude };
}
