import { checkPoints } from "../../numerics/check.ts";
import { checkDensity } from "../check-density.ts";
import type { Density } from "../density.ts";
import { DIFFERENCE_STEP, jacobianByDifferences, stepsWithin, type WithErrors } from "./differences.ts";

/**
 * Lap s = grad tr Hess log p, with its error. A density's own `scoreLaplacian` is exact to the density's rounding, which is not bounded
 * here. For a density without one, differences of the Hessian are used. (n, d) -> (n, d).
 */
export function scoreLaplacian(density: Density, points: Float64Array): WithErrors {
  checkDensity("density", density);
  checkPoints("points", points, density.dim);
  if (density.scoreLaplacian) {
    return { values: density.scoreLaplacian(points), errors: new Float64Array(points.length) };
  }
  const { dim, support } = density;
  const steps = stepsWithin(support, points, DIFFERENCE_STEP * narrowest(density));
  const trace = (x: Float64Array): Float64Array => {
    const hessian = density.hessian(x);
    return Float64Array.from({ length: x.length / dim }, (_, i) => {
      let sum = 0;
      for (let a = 0; a < dim; a++) sum += hessian[(i * dim + a) * dim + a];
      return sum;
    });
  };
  return jacobianByDifferences(trace, points, dim, steps);
}

/** The width of the narrowest feature of p; for a density that names no features, a fraction of the extent of its mass. */
export function narrowest(density: Pick<Density, "features" | "effectiveSupport">): number {
  const widths = density.features.flatMap(({ width }) => [...width]);
  if (widths.length > 0) return Math.min(...widths);
  // A Gaussian is exp(-1/2) of its maximum at one standard deviation.
  return Math.min(...density.effectiveSupport(0.5).map(([lower, upper]) => (upper - lower) / 2));
}
