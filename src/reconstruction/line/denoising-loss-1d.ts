import type { Density } from "../../density/density.ts";
import { logPdfOnPanels } from "../../density/log-pdf-on-panels.ts";
import type { Estimate } from "../../numerics/estimate.ts";
import { integratePanels } from "../../numerics/quadrature/integrate.ts";
import { cut, end, type LinePanel, panelRule, panelsBetween, start } from "../../numerics/quadrature/line-panels.ts";
import { corruptedEdges } from "./corrupted-edges.ts";
import { type LineMesh, lineMesh } from "./mesh-1d.ts";
import { missingMass } from "./missing-mass.ts";

/** Integrals are cut where the rest is exp(-80) of the whole, far below rounding. */
const LOG_DROP = 80;
/** A corrupted point lies at most this many sigma from a clean one: exp(-50) of the corruption's peak. */
const CUTOFF_IN_SIGMAS = 10;
/** Panels are at most this wide in units of sigma: there 16 points integrate the Gaussian kernel of the noise to rounding. */
const PANEL_IN_SIGMAS = 1.5;
/** The points per panel of the rule, and of the rule with which it is compared. */
const [POINTS, FEWER_POINTS] = [16, 12];
/** With more panels than this, clean points are integrated adaptively, and the noise around each of them. */
const MOST_PANELS = 20_000;
/** The allowed error of the adaptive rule, relative to the loss. */
const TOLERANCE = 1e-11;

/**
 * L_DAE(r) = E|r(x + eps) - x|^2, eps ~ N(0, sigma^2 I), of any r: quadrature of p(x) N(x~; x, sigma^2) (r(x~) - x)^2
 * over clean points x and corrupted points x~ = x + eps. 1-D.
 *
 * @param r values at many points, (n) -> (n); smooth on the scale of sigma, defined wherever x + eps can fall
 * @returns the loss by 16 points per panel; its error estimate is the difference from 12 points, plus rounding and the effect of mass
 *   that the panels may miss. Where p is millions of sigma wide, adaptive quadrature over x replaces the first rule
 */
export function denoisingLoss1d(density: Density, r: (points: Float64Array) => Float64Array, sigma: number): Estimate {
  const mesh = lineMesh(density, LOG_DROP);
  const parts = mesh.panels.map(({ from, to }) => Math.ceil((to - from) / (PANEL_IN_SIGMAS * sigma)));
  const few = parts.reduce((sum, count) => sum + count, 0) <= MOST_PANELS;
  const { value, errorEstimate, farthest } = few
    ? joint(density, r, sigma, mesh, parts)
    : nested(density, r, sigma, mesh);
  const { missed, uncertain } = missingMass(density, mesh);
  return { value, errorEstimate: errorEstimate + 64 * Number.EPSILON * value + (missed + uncertain) * farthest };
}

/** A loss, and the largest squared deviation that contributes to it. */
interface Loss extends Estimate {
  readonly farthest: number;
}

function joint(
  density: Density,
  r: (points: Float64Array) => Float64Array,
  sigma: number,
  mesh: LineMesh,
  parts: readonly number[],
): Loss {
  const clean = mesh.panels.flatMap((panel, j) => cut(panel, parts[j]));
  const corrupted = corruptedPanels(mesh, sigma);
  const [fine, coarse] = [POINTS, FEWER_POINTS].map((points) =>
    jointQuadrature(r, sigma, cleanNodes(density, { ...mesh, panels: clean }, points), panelRule(corrupted, points)),
  );
  return { ...fine, errorEstimate: Math.abs(fine.value - coarse.value) };
}

/** Positions in increasing order, with their masses. */
interface CleanNodes {
  readonly positions: Float64Array;
  readonly masses: Float64Array;
}

function cleanNodes(
  density: Density,
  { panels, points }: Pick<LineMesh, "panels" | "points">,
  count: number,
): CleanNodes {
  const rule = panelRule(panels, count);
  const onPanels = Array.from(logPdfOnPanels(density, rule), (logPdf, i) => ({
    at: rule.positions[i],
    mass: rule.weights[i] * Math.exp(logPdf),
  }));
  const atPoints = points.map(({ at, logMass }) => ({ at, mass: Math.exp(logMass) }));
  // The sort is stable and leaves ordered positions as they are.
  const all = [...onPanels, ...atPoints].sort((a, b) => a.at - b.at);
  return { positions: Float64Array.from(all, ({ at }) => at), masses: Float64Array.from(all, ({ mass }) => mass) };
}

/** Panels of the corrupted point, narrow enough for the noise, wherever noise can move a clean point of p. */
function corruptedPanels(mesh: LineMesh, sigma: number): LinePanel[] {
  const cutoff = CUTOFF_IN_SIGMAS * sigma;
  const places = [...mesh.panels.map((panel) => [start(panel), end(panel)]), ...mesh.points.map(({ at }) => [at, at])];
  return panelsBetween(corruptedEdges(mesh, sigma))
    .filter(({ from, to }) => places.some(([first, last]) => from < last + cutoff && to > first - cutoff))
    .flatMap((panel) => cut(panel, Math.ceil((panel.to - panel.from) / (PANEL_IN_SIGMAS * sigma))));
}

function jointQuadrature(
  r: (points: Float64Array) => Float64Array,
  sigma: number,
  { positions, masses }: CleanNodes,
  corrupted: { readonly positions: Float64Array; readonly weights: Float64Array },
): { value: number; farthest: number } {
  const normalization = sigma * Math.sqrt(2 * Math.PI);
  const reconstructed = r(corrupted.positions);
  let value = 0;
  let farthest = 0;
  let first = 0;
  for (let k = 0; k < reconstructed.length; k++) {
    const at = corrupted.positions[k];
    // Both lists of nodes increase, so the window of clean points within the cut-off only moves upwards.
    while (first < positions.length && positions[first] < at - CUTOFF_IN_SIGMAS * sigma) first++;
    let conditional = 0;
    for (let i = first; i < positions.length && positions[i] <= at + CUTOFF_IN_SIGMAS * sigma; i++) {
      const offset = (at - positions[i]) / sigma;
      const squared = (reconstructed[k] - positions[i]) ** 2;
      conditional += masses[i] * Math.exp((-offset * offset) / 2) * squared;
      farthest = Math.max(farthest, squared);
    }
    value += (corrupted.weights[k] * conditional) / normalization;
  }
  return { value, farthest };
}

/** E_x h(x), h(x) = E_eps |r(x + eps) - x|^2: adaptive over x, and over the noise by the same rules as above. */
function nested(density: Density, r: (points: Float64Array) => Float64Array, sigma: number, mesh: LineMesh): Loss {
  let farthest = 0;
  const average = (positions: Float64Array, points: number): Float64Array => {
    const noise = noiseRule(sigma, points);
    const corrupted = new Float64Array(positions.length * noise.nodes.length);
    positions.forEach((x, i) => {
      noise.nodes.forEach((eps, k) => {
        corrupted[i * noise.nodes.length + k] = x + eps;
      });
    });
    const reconstructed = r(corrupted);
    return positions.map((x, i) => {
      let sum = 0;
      noise.weights.forEach((weight, k) => {
        const squared = (reconstructed[i * noise.nodes.length + k] - x) ** 2;
        sum += weight * squared;
        farthest = Math.max(farthest, squared);
      });
      return sum;
    });
  };
  const { integrals } = integratePanels(
    (nodes) => {
      const logPdf = logPdfOnPanels(density, nodes);
      const [fine, coarse] = [average(nodes.positions, POINTS), average(nodes.positions, FEWER_POINTS)];
      return Float64Array.from({ length: 2 * logPdf.length }, (_, i) =>
        i % 2 === 0
          ? Math.exp(logPdf[i >> 1]) * fine[i >> 1]
          : Math.exp(logPdf[i >> 1]) * (fine[i >> 1] - coarse[i >> 1]),
      );
    },
    2,
    mesh.panels,
    { tolerance: TOLERANCE, absolute: TOLERANCE * sigma ** 2 },
  );
  const atPoints = average(
    Float64Array.from(mesh.points, ({ at }) => at),
    POINTS,
  );
  const value = mesh.points.reduce((sum, { logMass }, i) => sum + Math.exp(logMass) * atPoints[i], integrals[0].value);
  return { value, errorEstimate: integrals[0].errorEstimate + Math.abs(integrals[1].value), farthest };
}

/** N(0, sigma^2) on panels of the usual width. */
function noiseRule(sigma: number, points: number): { nodes: Float64Array; weights: Float64Array } {
  const panels = cut(
    { from: -CUTOFF_IN_SIGMAS * sigma, to: CUTOFF_IN_SIGMAS * sigma },
    Math.ceil((2 * CUTOFF_IN_SIGMAS) / PANEL_IN_SIGMAS),
  );
  const { positions, weights } = panelRule(panels, points);
  const normalization = sigma * Math.sqrt(2 * Math.PI);
  return {
    nodes: positions,
    weights: weights.map((weight, k) => (weight * Math.exp(-((positions[k] / sigma) ** 2) / 2)) / normalization),
  };
}
