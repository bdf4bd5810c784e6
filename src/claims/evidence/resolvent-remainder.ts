import type { Density } from "../../density/density.ts";
import { linspace } from "../../numerics/approximation/grid.ts";
import { maximum } from "../../numerics/sorting/maximum.ts";
import { fourthOrderTerm } from "../../reconstruction/expansion.ts";
import { expectation } from "../../reconstruction/losses.ts";
import { displacement, displacementJacobian } from "../../reconstruction/reconstruction.ts";
import type { Check } from "../claim-report.ts";
import { threeBumps } from "./densities.ts";
import { checkRange } from "./evidence.ts";
import type { Optima } from "./optima.ts";

/** The σ at which a remainder is compared with its bound. Some are large, since the bounds hold at every σ. */
const SIGMAS = [0.8, 0.4, 0.1, 0.05];

/**
 * Checks the bound of the remainder on the line, over a whole mixture. r*_RCAE = x + σ² s + σ⁴ R(G s), where R f(x) = E f(X_τ) is an
 * average that leaves p invariant. The norm of the remainder in L²(p) is therefore at most σ⁴ ‖G s‖, at every σ.
 */
export function remainderChecks(
  optima: Optima,
  density: Density = threeBumps(),
  name = "three-Gaussian mixture",
  sigmas: readonly number[] = SIGMAS,
): readonly Check[] {
  const term = (x: Float64Array): Float64Array => fourthOrderTerm(density, "rcae", x);
  const bound = norm(term);
  return sigmas.map((sigma) => {
    const optimum = optima.rcae(density, sigma);
    const remainder = (x: Float64Array): Float64Array => {
      const score = density.score(x);
      return displacement(optimum, x).map((change, i) => (change - sigma ** 2 * score[i]) / sigma ** 4);
    };
    return checkRange([0, bound], {
      name: `‖r*_RCAE − x − σ² s‖ / σ⁴ at most ‖Δs + (∇s) s‖, norms in L²(p), σ = ${sigma}, ${name}`,
      measured: norm(remainder),
      toleranceReason: "the remainder is σ⁴ R(Gs), and R is an average that leaves p invariant",
    });
  });

  function norm(f: (x: Float64Array) => Float64Array): number {
    return Math.sqrt(expectation(density, (x) => f(x).map((value) => value ** 2)).value);
  }
}

/** The σ with σ² β < 1, for which the bound of the Jacobian exists. */
const SIGMAS_OF_SLOPES = [0.15, 0.1, 0.05];
/**
 * The step of the central difference of Δs. For numbers near 10 it gives a truncation error of 1e-8 and a rounding error of 1e-9.
 */
const STEP = 1e-4;

/**
 * Checks the bound of the derivative's remainder. v = (R f)' solves v − σ² (G v + s' v) = f', so ‖v‖ ≤ ‖f'‖ / (1 − σ² β), where β
 * is the largest value of s' = (log p)'' and σ² β < 1. With f = G s this bounds dr_RCAE/dx − 1 − σ² s'.
 */
export function slopeRemainderChecks(optima: Optima): readonly Check[] {
  const density = threeBumps();
  const [[lower, upper]] = density.effectiveSupport(60);
  const beta = maximum(density.hessian(linspace(lower, upper, 4001)));
  const term = (x: Float64Array): Float64Array => fourthOrderTerm(density, "rcae", x);
  const slopeOfTerm = (x: Float64Array): Float64Array => {
    const [above, below] = [STEP, -STEP].map((step) => term(x.map((value) => value + step)));
    return above.map((value, i) => (value - below[i]) / (2 * STEP));
  };
  const norm = (f: (x: Float64Array) => Float64Array): number =>
    Math.sqrt(expectation(density, (x) => f(x).map((value) => value ** 2)).value);
  const bound = norm(slopeOfTerm);
  return SIGMAS_OF_SLOPES.map((sigma) => {
    const optimum = optima.rcae(density, sigma);
    const remainder = (x: Float64Array): Float64Array => {
      const hessian = density.hessian(x);
      return displacementJacobian(optimum, x).map((slope, i) => (slope - sigma ** 2 * hessian[i]) / sigma ** 4);
    };
    return checkRange([0, bound / (1 - sigma ** 2 * beta)], {
      name: `‖dr*_RCAE/dx − 1 − σ² s′‖ / σ⁴ at most ‖(Gs)′‖ / (1 − σ² max s′), norms in L²(p), σ = ${sigma}, three-Gaussian mixture`,
      measured: norm(remainder),
      toleranceReason: "the remainder is the derivative of σ⁴ R(Gs), which the energy estimate of its equation bounds",
    });
  });
}
