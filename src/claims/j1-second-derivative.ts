import { inverse, Matrix } from "ml-matrix";
import { largestSize } from "../numerics/sorting/maximum.ts";
import { gaussianPosterior } from "../reconstruction/any-dimension/posterior.ts";
import { hessianEstimate } from "../reconstruction/reconstruction.ts";
import type { Claim } from "./claim.ts";
import type { Check, ClaimReport } from "./claim-report.ts";
import type { ClaimStatement } from "./claim-statement.ts";
import { draws } from "./evidence/draws.ts";
import { check, fitOrder, report } from "./evidence/evidence.ts";
import { gaussianCases, type MixtureCase, mixtureCases } from "./evidence/mixtures.ts";
import { numericalOptima, type Optima } from "./evidence/optima.ts";
import { orderCases } from "./evidence/order-cases.ts";
import { slopeRemainderChecks } from "./evidence/resolvent-remainder.ts";

const METHODS = ["dae", "rcae"] as const;
/** The σ of the exact statements. */
const SIGMA = 0.5;
/** The accuracy that Hessian estimates of Gaussian data must have at draws of p, in more than one dimension. */
const DIGITS = 1e-9;

const about: ClaimStatement = {
  id: "j1",
  title: "The second derivative",
  statement:
    "dr*/dx = I + σ² Hess log p + O(σ⁴) for both optima, so (dr*/dx − I)/σ² estimates the second derivative of log p; for the denoiser dr*/dx is the covariance of the clean point given the corrupted one, divided by σ².",
  hypotheses:
    "log p is four times continuously differentiable with bounded derivatives where p is not negligible; away from walls for the contractive optimum.",
  source: "after Theorem 2",
  stem: "j1-second-derivative",
  chapter: "04-the-next-order",
};

/** J1: the Jacobian of both optima is I + σ² Hess log p up to O(σ⁴), in 1, 2, 3 and 10 dimensions. */
export const j1: Claim<Optima> = {
  ...about,
  verify(optima: Optima = numericalOptima): ClaimReport {
    const checks = [
      ...gaussianCases.flatMap((one) => gaussianChecks(optima, one)),
      ...mixtureCases.map((one) => covarianceCheck(optima, one)),
      ...slopeRemainderChecks(optima),
    ];
    const orders = orderCases().flatMap(({ name, density, points, sigmas, size }) => {
      const hessian = density.hessian(points);
      return METHODS.map((method) =>
        fitOrder(`dr*_${method.toUpperCase()}/dx − I − σ² Hess log p, ${name}`, 4, sigmas, (sigma) => {
          const estimate = hessianEstimate(optima[method](density, sigma), points);
          return size(estimate.map((entry, i) => sigma ** 2 * (entry - hessian[i])));
        }),
      );
    });
    return report(about, checks, orders);
  },
};

/**
 * Checks both optima of Gaussian data. At every σ, r* is linear, with the Jacobian Σ (Σ + σ² I)⁻¹ and the Hessian estimate
 * −(Σ + σ² I)⁻¹.
 */
function gaussianChecks(optima: Optima, { name, density }: MixtureCase): Check[] {
  const { dim } = density;
  const points = draws(density);
  const [{ covariance }] = density.smoothed(SIGMA).components;
  const exact = inverse(new Matrix(covariance.map((row) => [...row]))).to1DArray();
  return METHODS.map((method) => {
    const optimum = optima[method](density, SIGMA);
    const estimate = hessianEstimate(optimum, points);
    return check({
      name: `(dr*_${method.toUpperCase()}/dx − I)/σ² against −(Σ + σ² I)⁻¹, ${name}, σ = ${SIGMA}: largest difference`,
      predicted: 0,
      measured: largestSize(estimate.map((entry, i) => entry + exact[i % (dim * dim)])),
      tolerance: dim === 1 ? (optimum.jacobianErrorEstimate + 64 * Number.EPSILON) / SIGMA ** 2 : DIGITS,
      toleranceReason:
        "on the line the stated error of dr*/dx, and rounding, divided by σ²; in more dimensions nine digits",
    });
  });
}

/** Checks that the Jacobian of the denoiser is Cov[clean | corrupted] / σ². */
function covarianceCheck(optima: Optima, { name, density }: MixtureCase): Check {
  const points = draws(density);
  const optimum = optima.dae(density, SIGMA);
  const { covariance } = gaussianPosterior(density, SIGMA, points);
  return check({
    name: `dr*_DAE/dx against Cov[clean | corrupted] / σ² by Bayes' rule, ${name}, σ = ${SIGMA}: largest difference`,
    predicted: 0,
    measured: largestSize(optimum.jacobian(points).map((entry, i) => entry - covariance[i] / SIGMA ** 2)),
    tolerance: optimum.jacobianErrorEstimate + 64 * Number.EPSILON,
    toleranceReason: "the stated error of dr*/dx, and rounding",
  });
}
