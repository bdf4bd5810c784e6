import { checkDensity } from "../../density/check-density.ts";
import type { Density } from "../../density/density.ts";
import { logPdfOnPanels } from "../../density/log-pdf-on-panels.ts";
import { linspace } from "../../numerics/approximation/grid.ts";
import { checkFinite, checkFunction, checkPositive } from "../../numerics/check.ts";
import type { Estimate } from "../../numerics/estimate.ts";
import { integrate, integratePanels } from "../../numerics/quadrature/integrate.ts";
import { cutAt, end, start } from "../../numerics/quadrature/line-panels.ts";
import { lineMesh } from "./mesh-1d.ts";

/** The corruption is cut at this many sigma: exp(-50) of its peak. */
const CUTOFF_IN_SIGMAS = 10;
const PANELS = 32;
/** p is cut off where it is below exp(-80) of its maximum. */
const LOG_DROP = 80;

/**
 * E_eps[p(x - eps) f(eps)] with eps ~ N(0, sigma^2), by adaptive quadrature over the noise that keeps x - eps in the density's
 * support: the average in which the proof of Theorem 1 is written. In one dimension.
 *
 * With f = 1 it is p_sigma(x); with f(eps) = x - eps, divided by p_sigma(x), it is the optimal denoiser.
 */
export function noiseAverage(density: Density, sigma: number, x: number, f: (noise: number) => number): Estimate {
  checkDensity("density", density, [1]);
  checkPositive("sigma", sigma);
  checkFinite("x", x);
  checkFunction("f", f);
  const cutoff = CUTOFF_IN_SIGMAS * sigma;
  const peak = 1 / (sigma * Math.sqrt(2 * Math.PI));
  const weight = (noise: number): number => peak * Math.exp(-(noise ** 2) / (2 * sigma ** 2)) * f(noise);
  const { panels, points } = lineMesh(density, LOG_DROP);
  const near = cutAt(panels, linspace(x - cutoff, x + cutoff, PANELS + 1)).filter(
    (panel) => Math.abs((start(panel) + end(panel)) / 2 - x) <= cutoff,
  );
  const { integrals } = integratePanels(
    (nodes) => logPdfOnPanels(density, nodes).map((logPdf, i) => Math.exp(logPdf) * weight(x - nodes.positions[i])),
    1,
    near,
  );
  let [{ value, errorEstimate }] = integrals;
  for (const { at, logMass, massError } of points) {
    if (Math.abs(x - at) > cutoff) continue;
    const own = Math.exp(logMass) * weight(x - at);
    value += own;
    errorEstimate += massError * Math.abs(own);
  }
  return { value, errorEstimate };
}

/** E[f(eps)] with eps ~ N(0, sigma^2), by adaptive quadrature. */
export function gaussianAverage(sigma: number, f: (noise: number) => number): Estimate {
  checkPositive("sigma", sigma);
  checkFunction("f", f);
  const peak = 1 / (sigma * Math.sqrt(2 * Math.PI));
  const cutoff = CUTOFF_IN_SIGMAS * sigma;
  const { value, errorEstimate } = integrate(
    (noise) => noise.map((e) => peak * Math.exp(-(e ** 2) / (2 * sigma ** 2)) * f(e)),
    linspace(-cutoff, cutoff, PANELS / 2 + 1),
  );
  return { value, errorEstimate };
}
