import { checkEdges, checkFunction, checkNotNegative } from "../check.ts";
import type { Estimate } from "../estimate.ts";
import { edgesOf, type LineNodes, type LinePanel, panelRule, panelsBetween, start } from "./line-panels.ts";

/**
 * The number of points per panel. The rule has degree 31, so that a smooth integrand needs few panels and bisection gains five
 * digits.
 */
const POINTS_PER_PANEL = 16;
/** The largest number of bisections of one panel. At 2^-50 of its width the rounding of the nodes dominates. */
const MAX_LEVELS = 50;
/**
 * The largest number of panels of one level. With more panels the integrand counts as noise, and the error estimate includes the
 * rest.
 */
const MAX_PANELS = 100_000;

export interface Integral extends Estimate {
  /** The edges of the panels that resolve the integrand, in increasing order. */
  readonly edges: Float64Array;
}

export interface IntegrateOptions {
  /** The allowed error, relative to INT |f|. Default 1e-14. */
  readonly tolerance?: number;
  /** The error that is allowed for any size of INT |f|, for an integrand that may consist of rounding only. Default 0. */
  readonly absolute?: number;
}

/**
 * INT f over [edges[0], last edge], by 16-point Gauss-Legendre on panels that are halved until a panel and its halves agree.
 *
 * @param f the values at many points at once, (n) -> (n)
 * @param edges the edges of the first panels, in increasing order. The panels must be so short that no feature of f is narrower than a
 *   tenth of its panel
 * @returns the value, the sum of the differences between panels and their halves plus rounding, and the edges of the halves. The error
 *   estimate is conservative, since the value is that of the halves
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
 * Several integrals over the same interval, as `integrate` computes them, from common evaluations.
 *
 * @param f the values at many points at once, (n) -> (n, count)
 * @returns `count` integrals, and the edges of their common panels. A panel is halved until all of them agree
 */
export function integrateTogether(
  f: (points: Float64Array) => Float64Array,
  count: number,
  edges: Float64Array,
  options: IntegrateOptions = {},
): { readonly integrals: readonly Estimate[]; readonly edges: Float64Array } {
  const { integrals, panels } = integratePanels(({ positions }) => f(positions), count, panelsBetween(edges), options);
  return { integrals, edges: edgesOf(panels) };
}

/** A panel, and the given panel that contains it. */
interface Part {
  readonly panel: LinePanel;
  readonly origin: number;
}

/**
 * The same integrals over panels that need not touch, and whose ends may be distances from an anchor.
 *
 * @param f the values at nodes, (n) -> (n, count)
 * @returns `count` integrals, and their common panels from left to right
 */
export function integratePanels(
  f: (nodes: LineNodes) => Float64Array,
  count: number,
  panels: readonly LinePanel[],
  { tolerance = 1e-14, absolute = 0 }: IntegrateOptions = {},
): { readonly integrals: readonly Estimate[]; readonly panels: readonly LinePanel[] } {
  const value = new Float64Array(count);
  const magnitude = new Float64Array(count);
  const error = new Float64Array(count);
  let active = panels.map((panel, origin): Part => ({ panel, origin }));
  let coarse = partIntegrals(f, count, active);
  const resolved: Part[] = [];
  for (let level = 0; active.length > 0; level++) {
    const halves = active.flatMap(halvesOf);
    const refined = partIntegrals(f, count, halves);
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
        if (Number.isNaN(difference[k])) {
          throw new RangeError(`the integrand is not a number near ${start(active[j].panel)}`);
        }
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
      resolved.push(halves[2 * j], halves[2 * j + 1]);
    }
    active = next.map((half) => halves[half]);
    const kept = (all: Float64Array): Float64Array =>
      Float64Array.from(
        { length: next.length * count },
        (_, i) => all[next[Math.floor(i / count)] * count + (i % count)],
      );
    coarse = { value: kept(refined.value), magnitude: kept(refined.magnitude) };
  }
  const integrals = Array.from(value, (sum, k) => ({
    value: sum,
    errorEstimate: error[k] + 4 * Number.EPSILON * magnitude[k],
  }));
  resolved.sort((one, other) => one.origin - other.origin || one.panel.from - other.panel.from);
  return { integrals, panels: resolved.map(({ panel }) => panel) };
}

function halvesOf({ panel: { from, to, anchor }, origin }: Part): Part[] {
  const middle = (from + to) / 2;
  return [
    { panel: { from, to: middle, anchor }, origin },
    { panel: { from: middle, to, anchor }, origin },
  ];
}

/** INT f_k and INT |f_k| over each panel, (panels, count). */
function partIntegrals(
  f: (nodes: LineNodes) => Float64Array,
  count: number,
  parts: readonly Part[],
): { value: Float64Array; magnitude: Float64Array } {
  const value = new Float64Array(parts.length * count);
  const magnitude = new Float64Array(parts.length * count);
  const nodes = panelRule(
    parts.map(({ panel }) => panel),
    POINTS_PER_PANEL,
  );
  const values = f(nodes);
  for (let i = 0; i < nodes.weights.length; i++) {
    const j = Math.floor(i / POINTS_PER_PANEL);
    for (let k = 0; k < count; k++) {
      const term = nodes.weights[i] * values[i * count + k];
      value[j * count + k] += term;
      magnitude[j * count + k] += Math.abs(term);
    }
  }
  return { value, magnitude };
}
