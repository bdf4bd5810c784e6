import type { Optima } from "../../src/claims/evidence/optima.ts";
import { numericalOptima } from "../../src/claims/evidence/optima.ts";
import { displacement, type OptimalReconstruction } from "../../src/reconstruction/reconstruction.ts";

/** An optimum whose r(x) - x is multiplied by a factor. -1 is a wrong sign; 1 / sigma is sigma in place of sigma^2. */
export function scaled(optimum: OptimalReconstruction, factor: number): OptimalReconstruction {
  const change = (x: Float64Array): Float64Array => displacement(optimum, x).map((value) => factor * value);
  return {
    dim: optimum.dim,
    method: optimum.method,
    sigma: optimum.sigma,
    // Computed only where they are asked for: schedules have hundreds of optima.
    get errorEstimate() {
      return optimum.errorEstimate;
    },
    get jacobianErrorEstimate() {
      return optimum.jacobianErrorEstimate;
    },
    displacement: change,
    evaluate: (x) => change(x).map((value, i) => x[i] + value),
    jacobian: (x) =>
      optimum.jacobian(x).map((entry, k) => {
        const identity = Math.floor(k / optimum.dim) % optimum.dim === k % optimum.dim ? 1 : 0;
        return identity + factor * (entry - identity);
      }),
    optimalLoss: () => optimum.optimalLoss(),
  };
}

/** Mistakes in the mathematics that have all occurred in public code. */
export const breakages: readonly {
  readonly name: string;
  readonly factor: (sigma: number) => number;
  readonly optima: Optima;
}[] = [
  { name: "a wrong sign", factor: () => -1 },
  { name: "sigma for sigma^2", factor: (sigma: number) => 1 / sigma },
  { name: "a missing factor of 2", factor: () => 0.5 },
].map(({ name, factor }) => ({
  name,
  factor,
  optima: {
    dae: (density, sigma) => scaled(numericalOptima.dae(density, sigma), factor(sigma)),
    rcae: (density, sigma) => scaled(numericalOptima.rcae(density, sigma), factor(sigma)),
  },
}));
