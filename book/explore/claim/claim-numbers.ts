import { type ClaimReport, displacement, numericalOptima, type Optima, type OptimalReconstruction } from "scorebook";
import { type Breakage, type ClaimState, statementOf } from "./claim-state.ts";

/** What r(x) - x is multiplied by. */
const FACTORS: Readonly<Record<Exclude<Breakage, "none">, (sigma: number) => number>> = {
  sign: () => -1,
  sigma: (sigma) => 1 / sigma,
  factor: () => 0.5,
};

/**
 * Measures a claim with its mathematics as it is, or broken.
 * @param onSolved is told of every reconstruction that the claim asks for
 */
export function measureClaim({ claim, breakage }: ClaimState, onSolved: () => void = () => {}): ClaimReport {
  const told = <Solve extends Optima["dae"]>(solve: Solve): Optima["dae"] => {
    return (density, sigma) => {
      const optimum = solve(density, sigma);
      onSolved();
      return breakage === "none" ? optimum : broken(optimum, FACTORS[breakage](sigma));
    };
  };
  const optima: Optima = { dae: told(numericalOptima.dae), rcae: told(numericalOptima.rcae) };
  return statementOf(claim).verify(optima);
}

/** The same optimum with r(x) - x multiplied by a factor. */
function broken(optimum: OptimalReconstruction, factor: number): OptimalReconstruction {
  const { dim, method, sigma, errorEstimate, jacobianErrorEstimate } = optimum;
  const change = (points: Float64Array): Float64Array => displacement(optimum, points).map((value) => factor * value);
  const isDiagonal = (k: number): boolean => Math.floor(k / dim) % dim === k % dim;
  return {
    ...{ dim, method, sigma, errorEstimate, jacobianErrorEstimate },
    displacement: change,
    evaluate: (points) => change(points).map((value, j) => points[j] + value),
    jacobian: (points) =>
      optimum.jacobian(points).map((entry, k) => {
        const identity = isDiagonal(k) ? 1 : 0;
        return identity + factor * (entry - identity);
      }),
    optimalLoss: () => optimum.optimalLoss(),
  };
}
