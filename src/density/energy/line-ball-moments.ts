import { integratePanels } from "../../numerics/quadrature/integrate.ts";
import { end, type LineNodes, type LinePanel, panelRule, start } from "../../numerics/quadrature/line-panels.ts";
import { maximum } from "../../numerics/sorting/maximum.ts";
import type { BallMoments, Density } from "../density.ts";
import { logPdfOnPanels } from "../log-pdf-on-panels.ts";

/** Parts of p with less than exp(-80) of the interval's own mass are left out. */
const LOG_DROP = 80;
/** The logarithm of the fraction of mass down to which panels are computed; below it there are too many. */
const MAX_LOG_DROP = 10_000;
const POINTS = 16;
const ROUNDING = 4 * Number.EPSILON;

/**
 * Local mass and mean on the line, for a density that knows the places of its mass. Adaptive quadrature runs on panels from bounds of p,
 * so that no peak inside is too narrow, and the mass at singular points is added. Distances are taken from the center, which keeps
 * the digits of a small interval.
 *
 * @returns undefined for a density without bounds, and where p around the point is too small for them
 */
export function lineBallMoments(density: Density, center: number, radius: number): BallMoments | undefined {
  const [logPdf] = density.logPdf(Float64Array.of(center));
  const logDrop = LOG_DROP + Math.max(0, -logPdf - Math.log(radius));
  if (!density.massOnLine || !(logDrop <= MAX_LOG_DROP)) return undefined;
  const { panels, points, logOpenMass } = density.massOnLine(logDrop);
  const inside = panels
    .map((panel) => (points.some(({ at }) => at === panel.anchor) ? panel : measuredFrom(center, panel)))
    .flatMap((panel) => within(panel, center - (panel.anchor ?? 0), radius));
  const reached = points.filter(({ at }) => Math.abs(at - center) <= radius * (1 + ROUNDING) + ROUNDING * Math.abs(at));
  const unit = Math.max(
    maximum(logPdfOnPanels(density, panelRule(inside, POINTS)), -Infinity),
    ...reached.map(({ logMass }) => logMass),
  );
  const { integrals } = integratePanels((nodes) => momentsAt(density, nodes, center, radius, unit), 2, inside);
  let [mass, moment] = integrals.map(({ value }) => value);
  let error = Math.max(...integrals.map(({ errorEstimate }) => errorEstimate)) + Math.exp(logOpenMass - unit);
  for (const { at, logMass, massError } of reached) {
    const own = Math.exp(logMass - unit);
    mass += own;
    moment += (own * (at - center)) / radius;
    error += own * massError;
    // A point at the very end of the ball may be inside or outside, together with all mass that is closer to it than rounding.
    const close = ROUNDING * (Math.abs(at) + Math.abs(center) + radius);
    if (Math.abs(Math.abs(at - center) - radius) <= close) error += own + massNear(density, panels, at, close, unit);
  }
  const shift = moment / mass;
  return {
    logMass: unit + Math.log(mass),
    shift: Float64Array.of(shift),
    errorEstimate: (error * (1 + Math.abs(shift))) / mass,
  };
}

/** The mass, divided by exp(unit), of the panels that are measured from a point and begin closer to it than this. */
function massNear(density: Density, panels: readonly LinePanel[], at: number, close: number, unit: number): number {
  const near = panels.filter(
    ({ from, to, anchor }) => anchor === at && Math.min(Math.abs(from), Math.abs(to)) <= close,
  );
  const nodes = panelRule(near, POINTS);
  return logPdfOnPanels(density, nodes).reduce((sum, log, i) => sum + nodes.weights[i] * Math.exp(log - unit), 0);
}

/** The same panel as distances from the center. */
function measuredFrom(center: number, panel: LinePanel): LinePanel {
  return { from: start(panel) - center, to: end(panel) - center, anchor: center };
}

/** The part of a panel that is no farther than the radius from a place, as the panel measures. */
function within({ from, to, anchor }: LinePanel, place: number, radius: number): LinePanel[] {
  const [first, last] = [Math.max(from, place - radius), Math.min(to, place + radius)];
  return first < last ? [{ from: first, to: last, anchor }] : [];
}

/** p and p times the distance from the center in radii, at nodes: (n) -> (n, 2). */
function momentsAt(density: Density, nodes: LineNodes, center: number, radius: number, unit: number): Float64Array {
  const values = new Float64Array(2 * nodes.offsets.length);
  logPdfOnPanels(density, nodes).forEach((logPdf, i) => {
    const { anchor = 0 } = nodes.panels[Math.floor(i / nodes.perPanel)];
    const distance = anchor === center ? nodes.offsets[i] : nodes.positions[i] - center;
    values[2 * i] = Math.exp(logPdf - unit);
    values[2 * i + 1] = (values[2 * i] * distance) / radius;
  });
  return values;
}
