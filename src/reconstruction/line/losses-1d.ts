import type { Density } from "../../density/density.ts";
import { logPdfOnPanels } from "../../density/log-pdf-on-panels.ts";
import type { Estimate } from "../../numerics/estimate.ts";
import { integratePanels } from "../../numerics/quadrature/integrate.ts";
import { cutAt, type LinePanel } from "../../numerics/quadrature/line-panels.ts";
import { maximum } from "../../numerics/sorting/maximum.ts";
import type { Reconstruction } from "../reconstruction.ts";
import { lineMesh } from "./mesh-1d.ts";
import { missingMass } from "./missing-mass.ts";

/** Integrals are cut where the rest is exp(-80) of the whole, far below rounding. */
const LOG_DROP = 80;

/**
 * L_RCAE(r) = E[(r(x) - x)^2 + sigma^2 r'(x)^2] of any differentiable r, by adaptive quadrature. 1-D.
 *
 * @param edges the panels at the start, where r has more structure than p, e.g. the elements of an optimum
 */
export function contractiveLoss1d(
  density: Density,
  r: Pick<Reconstruction, "evaluate" | "jacobian">,
  sigma: number,
  edges?: Float64Array,
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

/**
 * E_p[f] by adaptive quadrature on panels that resolve p. 1-D.
 *
 * @param f values at many points, (n) -> (n)
 * @param edges further edges of panels, for an f with more structure than p
 * @returns the integral; its error includes that of the quadrature, and the effect of mass that the panels may miss
 */
export function expectation1d(
  density: Density,
  f: (points: Float64Array) => Float64Array,
  edges: Float64Array = new Float64Array(),
): Estimate {
  const mesh = lineMesh(density, LOG_DROP);
  const panels: readonly LinePanel[] = edges.length > 0 ? cutAt(mesh.panels, edges) : mesh.panels;
  let largest = 0;
  const { integrals } = integratePanels(
    (nodes) => {
      const values = f(nodes.positions);
      largest = Math.max(largest, maximum(values.map(Math.abs)));
      return logPdfOnPanels(density, nodes).map((logPdf, i) => Math.exp(logPdf) * values[i]);
    },
    1,
    panels,
  );
  let [{ value, errorEstimate }] = integrals;
  const atPoints = f(Float64Array.from(mesh.points, ({ at }) => at));
  mesh.points.forEach(({ logMass, massError }, i) => {
    const own = Math.exp(logMass) * atPoints[i];
    value += own;
    errorEstimate += massError * Math.abs(own);
  });
  const { mass, uncertain, missed } = missingMass(density, mesh);
  const ofMass = (Math.abs(mass - 1) + uncertain + 4 * Number.EPSILON) * Math.abs(value);
  return { value, errorEstimate: errorEstimate + ofMass + missed * largest };
}
