import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { type Density, isMixture, type Mixture } from "../../density/density.ts";
import { logPdfOnPanels } from "../../density/log-pdf-on-panels.ts";
import { InputError } from "../../numerics/input-error.ts";
import type { Rule } from "../../numerics/quadrature/gauss-legendre.ts";
import { panelRule } from "../../numerics/quadrature/line-panels.ts";
import { maximum } from "../../numerics/sorting/maximum.ts";
import { lineMesh } from "../line/mesh-1d.ts";

/**
 * Integrals over an infinite support are cut at exp(-80) of the maximum on a line; in a plane, where every node costs more, at exp(-40).
 */
const LOG_DROP = { line: 80, plane: 40 };
const POINTS_PER_PANEL = 16;
/** Nodes of a lattice per smallest standard deviation of a component, for which the sum is exact to rounding. */
const NODES_PER_DEVIATION = 3;

/**
 * A fixed rule for E_p[f] = sum of weights[i] f(nodes[i]), nodes of shape (n, d), for functions f that are as smooth as p. In 1-D it is
 * Gauss-Legendre on the panels that resolve p. For a Gaussian mixture in the plane it is the sum over a lattice, which converges
 * exponentially for integrands that vanish far out. Unlike `expectation`, which adapts to each f, it allows the values at the nodes
 * to be computed once, and its own error cancels in differences.
 *
 * @param fraction of the usual density of points: the difference from 3/4 shows the accuracy of the full rule
 * @throws InputError for a density that is neither one-dimensional nor a Gaussian mixture in the plane
 */
export function expectationRule(density: Density, fraction = 1): Rule {
  if (density.dim === 1) return lineRule(density, Math.ceil(fraction * POINTS_PER_PANEL));
  if (density.dim === 2 && isMixture(density)) return latticeRule(density, fraction);
  throw new InputError({
    argument: "density",
    allowed: "one-dimensional, or a Gaussian mixture in 2 dimensions, for this quadrature",
    problem: `another one in ${density.dim} dimensions`,
  });
}

function lineRule(density: Density, pointsPerPanel: number): Rule {
  const { panels, points } = lineMesh(density, LOG_DROP.line);
  const nodes = panelRule(panels, pointsPerPanel);
  const logPdf = logPdfOnPanels(density, nodes);
  return {
    nodes: Float64Array.from([...nodes.positions, ...points.map(({ at }) => at)]),
    weights: Float64Array.from([
      ...nodes.weights.map((weight, i) => weight * Math.exp(logPdf[i])),
      ...points.map(({ logMass }) => Math.exp(logMass)),
    ]),
  };
}

function latticeRule(mixture: Mixture, fraction: number): Rule {
  const step = smallestDeviation(mixture) / (NODES_PER_DEVIATION * fraction);
  const [xs, ys] = mixture
    .effectiveSupport(LOG_DROP.plane)
    .map(([lower, upper]) =>
      Float64Array.from({ length: Math.floor((upper - lower) / step) + 1 }, (_, i) => lower + i * step),
    );
  const lattice = new Float64Array(2 * xs.length * ys.length);
  xs.forEach((x, i) => {
    ys.forEach((y, j) => {
      lattice.set([x, y], 2 * (i * ys.length + j));
    });
  });
  const logPdf = mixture.logPdf(lattice);
  const least = maximum(logPdf) - LOG_DROP.plane;
  const kept = Array.from(logPdf.keys()).filter((i) => logPdf[i] > least);
  return {
    nodes: Float64Array.from({ length: 2 * kept.length }, (_, k) => lattice[2 * kept[k >> 1] + (k % 2)]),
    weights: Float64Array.from(kept, (i) => step ** 2 * Math.exp(logPdf[i])),
  };
}

/** The smallest standard deviation of any component in any direction. */
function smallestDeviation(mixture: Mixture): number {
  const variances = mixture.components.flatMap(({ covariance }) => {
    const matrix = new Matrix(covariance.map((row) => [...row]));
    return new EigenvalueDecomposition(matrix, { assumeSymmetric: true }).realEigenvalues;
  });
  return Math.sqrt(Math.min(...variances));
}

/** sum of weights[i] values[i]. */
export function weightedSum(weights: Float64Array, values: Float64Array): number {
  return values.reduce((sum, value, i) => sum + weights[i] * value, 0);
}
