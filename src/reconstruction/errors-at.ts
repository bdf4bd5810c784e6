import { checkObject, checkPoints } from "../numerics/check.ts";
import { InputError } from "../numerics/input-error.ts";
import { UNIT_ROUNDOFF } from "../numerics/unit-roundoff.ts";
import {
  displacement,
  displacementJacobian,
  type OptimalReconstruction,
  type ReconstructionErrors,
} from "./reconstruction.ts";

/**
 * The errors of an optimum at points, entry by entry: the bounds that its method gives there, or else the errors that it states
 * for the whole region where p is not negligible. In the latter case the error of the score estimate is `errorEstimate` times
 * max(1, its size), the error of dr/dx is `jacobianErrorEstimate`, and r and the Hessian estimate have the same errors in their
 * units, plus rounding.
 */
export function errorsAt(optimum: OptimalReconstruction, points: Float64Array): ReconstructionErrors {
  const allowed = "an optimum, as optimalReconstruction returns it";
  checkObject("optimum", optimum, allowed, { methods: ["evaluate"], numbers: ["dim"] });
  // Only its presence is tested, since its value may take a while to compute.
  if (!("errorEstimate" in optimum))
    throw new InputError({ argument: "optimum", allowed, problem: "a reconstruction without errors" });
  checkPoints("points", points, optimum.dim);
  if (optimum.errorsAt) return optimum.errorsAt(points);
  const { dim, errorEstimate, jacobianErrorEstimate } = optimum;
  const sigma2 = optimum.sigma ** 2;
  const change = displacement(optimum, points);
  const scoreEstimate = change.map((value) => errorEstimate * Math.max(1, Math.abs(value) / sigma2));
  const jacobian = new Float64Array(points.length * dim).fill(jacobianErrorEstimate);
  const slope = displacementJacobian(optimum, points);
  return {
    r: change.map((value, i) => sigma2 * scoreEstimate[i] + UNIT_ROUNDOFF * Math.abs(points[i] + value)),
    scoreEstimate,
    jacobian,
    hessianEstimate: slope.map((entry, i) => (jacobian[i] + UNIT_ROUNDOFF * Math.abs(entry)) / sigma2),
  };
}

/** The largest errors at points: of the score estimate, relative to max(1, its size), and of an entry of dr/dx. */
export function largestErrors(
  errors: ReconstructionErrors,
  scoreEstimate: Float64Array,
): { readonly errorEstimate: number; readonly jacobianErrorEstimate: number } {
  const relative = errors.scoreEstimate.map((error, i) => error / Math.max(1, Math.abs(scoreEstimate[i])));
  const largest = (values: Float64Array): number => values.reduce((most, value) => Math.max(most, value), 0);
  return { errorEstimate: largest(relative), jacobianErrorEstimate: largest(errors.jacobian) };
}
