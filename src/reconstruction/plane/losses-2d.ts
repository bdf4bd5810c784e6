import type { Density } from "../../density/density.ts";
import { linspace } from "../../numerics/approximation/grid.ts";
import type { Estimate } from "../../numerics/estimate.ts";
import {
  type BoxEdges,
  type BoxIntegrand,
  cutTo,
  integrateRectangles,
  rectanglesBetween,
} from "../../numerics/quadrature/integrate-box.ts";
import { largestSize } from "../../numerics/sorting/maximum.ts";
import type { Reconstruction } from "../reconstruction.ts";
import { densityBoxes2d } from "./density-boxes-2d.ts";
import { noiseAverage2d } from "./noise-average-2d.ts";

/** Where p is below exp(-50) = 2e-22 of its maximum, p counts as zero and f is not evaluated. */
const LOG_DROP = 50;
/** The allowed error of a cell, relative to INT p |f|. With some hundred cells the sum stays below 1e-11. */
const TOLERANCE = 1e-13;
/** The least number of cells along an axis at the start, because f may vary where p does not. */
const FEWEST_CELLS = 12;
/** The number of points along an axis at which averages over the noise are tried. */
const PROBES = 16;

/**
 * L_DAE(r) = E|r(x + eps) - x|^2, eps ~ N(0, sigma^2 I), of any r in the plane, computed from the definition: an average over eps at
 * each clean point, inside adaptive cubature over the clean point.
 *
 * @param r (n, 2) -> (n, 2); smooth on the scale of sigma, defined wherever x + eps can fall
 * @returns the loss; its error estimate includes the difference from a coarser average over eps
 */
export function denoisingLoss2d(density: Density, r: (points: Float64Array) => Float64Array, sigma: number): Estimate {
  const { hull, logPeak: largest } = densityBoxes2d(density, LOG_DROP);
  const [x, y] = hull.map(([lower, upper]) => linspace(lower, upper, PROBES));
  const probes = Float64Array.from(Array.from(x).flatMap((a) => Array.from(y).flatMap((b) => [a, b])));
  const weights = density.logPdf(probes).map((logPdf) => Math.min(1, Math.exp(logPdf - largest)));
  const average = noiseAverage2d(r, sigma, [x, y], { x, y }, weights);
  let most = 0;
  const { value, errorEstimate } = integrateOver(
    density,
    (points, grids) => {
      const weighted = density.logPdf(points).map((logPdf) => (logPdf >= largest - LOG_DROP ? Math.exp(logPdf) : 0));
      let at = 0;
      for (const grid of grids) {
        const onGrid = weighted.subarray(at, at + grid.x.length * grid.y.length);
        if (onGrid.some((weight) => weight > 0)) {
          average.overGrid(grid).forEach((value, i) => {
            onGrid[i] *= value;
            most = Math.max(most, value);
          });
        }
        at += onGrid.length;
      }
      return weighted;
    },
    () => most,
  );
  // Positions are rounded, which changes r; relative to |r - x| this change counts twice in the square.
  const size = Math.max(...hull.flatMap((interval) => interval.map(Math.abs)));
  const rounding = 4 * Number.EPSILON * size * Math.sqrt(value);
  return { value, errorEstimate: errorEstimate + average.relativeError * value + rounding };
}

/** L_RCAE(r) = E[|r(x) - x|^2 + sigma^2 |dr/dx|_F^2] of any differentiable r, by adaptive cubature. 2-D. */
export function contractiveLoss2d(
  density: Density,
  r: Pick<Reconstruction, "evaluate" | "jacobian">,
  sigma: number,
  edges?: BoxEdges,
): Estimate {
  return expectation2d(
    density,
    (points) => {
      const jacobian = r.jacobian(points);
      const change = r.evaluate(points).map((value, i) => value - points[i]);
      const losses = new Float64Array(points.length / 2);
      for (let i = 0; i < losses.length; i++) {
        const [a, b, c, d] = [jacobian[4 * i], jacobian[4 * i + 1], jacobian[4 * i + 2], jacobian[4 * i + 3]];
        losses[i] = change[2 * i] ** 2 + change[2 * i + 1] ** 2 + sigma ** 2 * (a * a + b * b + c * c + d * d);
      }
      return losses;
    },
    edges,
  );
}

/** E_p[f] by adaptive cubature in the plane; f is evaluated where p is above exp(-50) of its maximum. */
export function expectation2d(density: Density, f: (points: Float64Array) => Float64Array, edges?: BoxEdges): Estimate {
  const least = densityBoxes2d(density, LOG_DROP).logPeak - LOG_DROP;
  let most = 0;
  return integrateOver(
    density,
    (points) => {
      const logPdf = density.logPdf(points);
      const values = f(pointsAbove(least, logPdf, points));
      most = Math.max(most, largestSize(values));
      let at = 0;
      const weighted = new Float64Array(logPdf.length);
      for (let i = 0; i < weighted.length; i++) {
        if (logPdf[i] >= least) weighted[i] = Math.exp(logPdf[i]) * values[at++];
      }
      return weighted;
    },
    () => most,
    edges,
  );
}

/** The points at which log p is not below a bound. */
function pointsAbove(least: number, logPdf: Float64Array, points: Float64Array): Float64Array {
  const chosen = new Float64Array(points.length);
  let count = 0;
  for (let i = 0; i < logPdf.length; i++) {
    if (!(logPdf[i] >= least)) continue;
    chosen[count++] = points[2 * i];
    chosen[count++] = points[2 * i + 1];
  }
  return chosen.slice(0, count);
}

/** INT p f over the boxes of a density, or over the cells between edges. @param most the largest |f| so far */
function integrateOver(density: Density, f: BoxIntegrand, most: () => number, edges?: BoxEdges): Estimate {
  const { boxes, hull, logOpenMass } = densityBoxes2d(density, LOG_DROP);
  const widths = hull.map(([lower, upper]) => (upper - lower) / FEWEST_CELLS);
  const start = edges ? rectanglesBetween(edges) : boxes.flatMap((box) => cutTo(box, widths));
  const [{ value, errorEstimate }] = integrateRectangles(f, 1, start, { tolerance: TOLERANCE }).integrals;
  return { value, errorEstimate: errorEstimate + Math.exp(logOpenMass) * most() };
}
