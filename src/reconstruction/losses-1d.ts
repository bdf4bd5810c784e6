import type { Density } from "../density/density.ts";
import type { Estimate } from "../numerics/estimate.ts";
import { compositeRule } from "../numerics/gauss-legendre.ts";
import { linspace } from "../numerics/grid.ts";
import { integrate } from "../numerics/integrate.ts";
import { densityMesh } from "./mesh-1d.ts";
import type { Reconstruction } from "./reconstruction.ts";

/** Where integrals over an infinite support are cut: exp(-80) of the maximum is far below rounding. */
const LOG_DROP = 80;
/** The corruption is integrated over this many sigma, in panels of one and a half. */
const NOISE_REACH = 9;
const NOISE_PANELS = 12;

/**
 * L_DAE(r) = E|r(x + eps) - x|^2, eps ~ N(0, sigma^2), of any r, from its definition: quadrature over x and eps. 1-D.
 *
 * @param r values at many points, (n) -> (n); smooth on the scale of sigma / 2, defined wherever x + eps can fall
 * @returns the loss by 16 points per panel; its error estimate is the difference to 12 points, plus rounding
 */
export function denoisingLoss(density: Density, r: (points: Float64Array) => Float64Array, sigma: number): Estimate {
  const value = doubleQuadrature(density, r, sigma, 16);
  const coarser = doubleQuadrature(density, r, sigma, 12);
  return { value, errorEstimate: Math.abs(value - coarser) + 64 * Number.EPSILON * value };
}

function doubleQuadrature(
  density: Density,
  r: (points: Float64Array) => Float64Array,
  sigma: number,
  pointsPerPanel: number,
): number {
  const clean = compositeRule(densityMesh(density, density.effectiveSupport(LOG_DROP)[0]), pointsPerPanel);
  const noise = compositeRule(linspace(-NOISE_REACH, NOISE_REACH, NOISE_PANELS + 1), pointsPerPanel);
  const bell = noise.nodes.map((z, k) => (noise.weights[k] * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI));
  const logPdf = density.logPdf(clean.nodes);
  let loss = 0;
  clean.nodes.forEach((x, i) => {
    const reconstructed = r(noise.nodes.map((z) => x + sigma * z));
    let conditional = 0;
    for (let k = 0; k < bell.length; k++) conditional += bell[k] * (reconstructed[k] - x) ** 2;
    loss += clean.weights[i] * Math.exp(logPdf[i]) * conditional;
  });
  return loss;
}

/**
 * L_RCAE(r) = E[(r(x) - x)^2 + sigma^2 r'(x)^2] of any differentiable r, by adaptive quadrature. 1-D.
 *
 * @param edges panels to start from where r has more structure than p, e.g. the elements of an optimum
 */
export function contractiveLoss(
  density: Density,
  r: Pick<Reconstruction, "evaluate" | "jacobian">,
  sigma: number,
  edges: Float64Array = densityMesh(density, density.effectiveSupport(LOG_DROP)[0]),
): Estimate {
  return expectation(
    density,
    (points) => {
      const slope = r.jacobian(points);
      return r.evaluate(points).map((value, i) => (value - points[i]) ** 2 + sigma ** 2 * slope[i] ** 2);
    },
    edges,
  );
}

/** E_p[f] by adaptive quadrature. 1-D. */
export function expectation(
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
