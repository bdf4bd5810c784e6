import { checkDensity } from "../../density/check-density.ts";
import type { Density } from "../../density/density.ts";
import { linspace } from "../../numerics/approximation/grid.ts";
import { checkFinite, checkFunction, checkPositive } from "../../numerics/check.ts";
import type { Estimate } from "../../numerics/estimate.ts";
import { integrate } from "../../numerics/quadrature/integrate.ts";

/** The corruption is cut at this many sigma: exp(-50) of its peak. */
const REACH_IN_SIGMAS = 10;
const PANELS = 32;

/**
 * E_eps[p(x - eps) f(eps)] with eps ~ N(0, sigma^2), by adaptive quadrature over the noise that keeps x - eps in the
 * density's support: the average that the proof of Theorem 1 is written in. 1-D.
 *
 * With f = 1 it is p_sigma(x); with f(eps) = x - eps, divided by that, the optimal denoiser.
 */
export function noiseAverage(density: Density, sigma: number, x: number, f: (noise: number) => number): Estimate {
  checkDensity("density", density, [1]);
  checkPositive("sigma", sigma);
  checkFinite("x", x);
  checkFunction("f", f);
  const [lower, upper] = density.support[0];
  const first = Math.max(x - upper, -REACH_IN_SIGMAS * sigma);
  const last = Math.min(x - lower, REACH_IN_SIGMAS * sigma);
  if (first >= last) return { value: 0, errorEstimate: 0 };
  const peak = 1 / (sigma * Math.sqrt(2 * Math.PI));
  const { value, errorEstimate } = integrate(
    (noise) =>
      density
        .logPdf(noise.map((e) => x - e))
        .map((logPdf, i) => peak * Math.exp(logPdf - noise[i] ** 2 / (2 * sigma ** 2)) * f(noise[i])),
    linspace(first, last, PANELS + 1),
  );
  return { value, errorEstimate };
}

/** E[f(eps)] with eps ~ N(0, sigma^2), by adaptive quadrature. */
export function gaussianAverage(sigma: number, f: (noise: number) => number): Estimate {
  checkPositive("sigma", sigma);
  checkFunction("f", f);
  const peak = 1 / (sigma * Math.sqrt(2 * Math.PI));
  const reach = REACH_IN_SIGMAS * sigma;
  const { value, errorEstimate } = integrate(
    (noise) => noise.map((e) => peak * Math.exp(-(e ** 2) / (2 * sigma ** 2)) * f(e)),
    linspace(-reach, reach, PANELS / 2 + 1),
  );
  return { value, errorEstimate };
}
