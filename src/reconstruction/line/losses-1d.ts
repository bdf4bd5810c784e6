import type { Density } from "../../density/density.ts";
import type { Estimate } from "../../numerics/estimate.ts";
import { compositeRule } from "../../numerics/quadrature/gauss-legendre.ts";
import { integrate } from "../../numerics/quadrature/integrate.ts";
import type { Reconstruction } from "../reconstruction.ts";
import { atMost, densityMesh } from "./mesh-1d.ts";

/** Where integrals over an infinite support are cut: exp(-80) of the maximum is far below rounding. */
const LOG_DROP = 80;
/** A corrupted point lies at most this many sigma from a clean one: exp(-50) of the corruption's peak. */
const REACH_IN_SIGMAS = 10;
/** Panels are at most this wide in units of sigma: there 16 points integrate the corruption's bell to rounding. */
const PANEL_IN_SIGMAS = 1.5;

/**
 * L_DAE(r) = E|r(x + eps) - x|^2, eps ~ N(0, sigma^2 I), of any r: quadrature of p(x) N(x~; x, sigma^2) (r(x~) - x)^2
 * over clean points x and corrupted points x~ = x + eps. 1-D.
 *
 * @param r values at many points, (n) -> (n); smooth on the scale of sigma, defined wherever x + eps can fall
 * @returns the loss by 16 points per panel; its error estimate is the difference to 12 points, plus rounding
 */
export function denoisingLoss1d(density: Density, r: (points: Float64Array) => Float64Array, sigma: number): Estimate {
  const [interval] = density.effectiveSupport(LOG_DROP);
  const clean = atMost(PANEL_IN_SIGMAS * sigma, densityMesh(density, interval));
  const reach = REACH_IN_SIGMAS * sigma;
  const corrupted = atMost(
    PANEL_IN_SIGMAS * sigma,
    Float64Array.from([interval[0] - reach, ...clean, interval[1] + reach]),
  );
  const value = jointQuadrature(density, r, sigma, clean, corrupted, 16);
  const coarser = jointQuadrature(density, r, sigma, clean, corrupted, 12);
  return { value, errorEstimate: Math.abs(value - coarser) + 64 * Number.EPSILON * value };
}

function jointQuadrature(
  density: Density,
  r: (points: Float64Array) => Float64Array,
  sigma: number,
  cleanEdges: Float64Array,
  corruptedEdges: Float64Array,
  pointsPerPanel: number,
): number {
  const clean = compositeRule(cleanEdges, pointsPerPanel);
  const corrupted = compositeRule(corruptedEdges, pointsPerPanel);
  const normalization = sigma * Math.sqrt(2 * Math.PI);
  const mass = density.logPdf(clean.nodes).map((logPdf, i) => (clean.weights[i] * Math.exp(logPdf)) / normalization);
  const reconstructed = r(corrupted.nodes);
  let loss = 0;
  let first = 0;
  corrupted.nodes.forEach((at, k) => {
    // Both lists of nodes increase, so the window of clean points within reach only moves up.
    while (first < clean.nodes.length && clean.nodes[first] < at - REACH_IN_SIGMAS * sigma) first++;
    let conditional = 0;
    for (let i = first; i < clean.nodes.length && clean.nodes[i] <= at + REACH_IN_SIGMAS * sigma; i++) {
      const offset = (at - clean.nodes[i]) / sigma;
      conditional += mass[i] * Math.exp((-offset * offset) / 2) * (reconstructed[k] - clean.nodes[i]) ** 2;
    }
    loss += corrupted.weights[k] * conditional;
  });
  return loss;
}

/**
 * L_RCAE(r) = E[(r(x) - x)^2 + sigma^2 r'(x)^2] of any differentiable r, by adaptive quadrature. 1-D.
 *
 * @param edges panels to start from where r has more structure than p, e.g. the elements of an optimum
 */
export function contractiveLoss1d(
  density: Density,
  r: Pick<Reconstruction, "evaluate" | "jacobian">,
  sigma: number,
  edges: Float64Array = densityMesh(density, density.effectiveSupport(LOG_DROP)[0]),
): Estimate {
  return expectation1d(
    density,
    (points) => {
      const slope = r.jacobian(points);
      return r.evaluate(points).map((value, i) => (value - points[i]) ** 2 + sigma ** 2 * slope[i] ** 2);
    },
    edges,
  );
}

/** E_p[f] by adaptive quadrature. 1-D. */
export function expectation1d(
  density: Density,
  f: (points: Float64Array) => Float64Array,
  edges: Float64Array = densityMesh(density, density.effectiveSupport(LOG_DROP)[0]),
): Estimate {
  const { value, errorEstimate } = integrate((points) => {
    const logPdf = density.logPdf(points);
    return f(points).map((value, i) => Math.exp(logPdf[i]) * value);
  }, edges);
  return { value, errorEstimate };
}
