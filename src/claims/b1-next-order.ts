import { inverse, Matrix } from "ml-matrix";
import { checkDensity } from "../density/check-density.ts";
import type { Density } from "../density/density.ts";
import { checkPositive } from "../numerics/check.ts";
import { largestSize } from "../numerics/sorting/maximum.ts";
import { fourthOrderTerm } from "../reconstruction/expansion.ts";
import { displacement, scoreEstimate } from "../reconstruction/reconstruction.ts";
import type { Claim } from "./claim.ts";
import type { Check, ClaimReport } from "./claim-report.ts";
import type { ClaimStatement } from "./claim-statement.ts";
import { draws } from "./evidence/draws.ts";
import { check, fitOrder, report } from "./evidence/evidence.ts";
import { gaussianCases, type MixtureCase } from "./evidence/mixtures.ts";
import { numericalOptima, type Optima } from "./evidence/optima.ts";
import { orderCases } from "./evidence/order-cases.ts";
import { remainderChecks } from "./evidence/resolvent-remainder.ts";

/** The σ at which Gaussian data are reconstructed. For these data both optima are the same linear function. */
const SIGMA = 0.5;
/** The accuracy that both optima must have at draws of p, in more than one dimension. */
const DIGITS = 1e-10;
const TERMS = { dae: "½ Δs + (∇s) s", rcae: "Δs + (∇s) s" };

const about: ClaimStatement = {
  id: "b1",
  title: "The next order",
  statement:
    "r*_DAE = x + σ² s + σ⁴ (½ Δs + (∇s) s) + O(σ⁶) and r*_RCAE = x + σ² s + σ⁴ (Δs + (∇s) s) + O(σ⁶); for Gaussian data both are μ + Σ (Σ + σ² I)⁻¹ (x − μ).",
  hypotheses:
    "log p is six times continuously differentiable with bounded derivatives where p is not negligible; the whole space, or points away from walls.",
  source: "beyond the paper, from Theorems 1 and 2",
  stem: "b1-next-order",
  chapter: "04-the-next-order",
};

/** B1: the optima differ in their σ⁴ terms, which are ½ Δs + (∇s) s and Δs + (∇s) s. Measured in 1, 2, 3 and 10 dimensions. */
export const b1: Claim<Optima> = {
  ...about,
  verify(optima: Optima = numericalOptima): ClaimReport {
    const orders = orderCases().flatMap(({ name, density, points, sigmas, size }) => {
      const score = density.score(points);
      return (["dae", "rcae"] as const).map((method) => {
        const term = fourthOrderTerm(density, method, points);
        const of = `r*_${method.toUpperCase()} − x − σ² s − σ⁴ (${TERMS[method]}), ${name}`;
        return fitOrder(of, 6, sigmas, (sigma) => {
          const change = displacement(optima[method](density, sigma), points);
          return size(change.map((value, i) => value - sigma ** 2 * score[i] - sigma ** 4 * term[i]));
        });
      });
    });
    return report(
      about,
      [...gaussianCases.flatMap((one) => gaussianChecks(optima, one)), ...remainderChecks(optima)],
      orders,
    );
  },
};

/** Checks the bound of the remainder r*_RCAE − x − σ² s, for any density on the whole line and any σ. */
export function nextOrderOn(density: Density, sigma: number, optima: Optima = numericalOptima): ClaimReport {
  checkDensity("density", density, [1]);
  checkPositive("sigma", sigma);
  const checks = remainderChecks(optima, density, "your density", [sigma, sigma / 2, sigma / 4]);
  return report({ ...about, title: "The next order, for your density and σ" }, checks, []);
}

/** Compares both optima of Gaussian data with a full covariance with the closed form. */
function gaussianChecks(optima: Optima, { name, density }: MixtureCase): Check[] {
  const { dim } = density;
  const [{ mean, covariance }] = density.smoothed(SIGMA).components;
  const precision = inverse(new Matrix(covariance.map((row) => [...row]))).to2DArray();
  const points = draws(density);
  const exact = points.map((_, i) => {
    const point = i - (i % dim);
    return -precision[i % dim].reduce((sum, entry, b) => sum + entry * (points[point + b] - mean[b]), 0);
  });
  return (["dae", "rcae"] as const).map((method) => {
    const optimum = optima[method](density, SIGMA);
    const estimate = scoreEstimate(optimum, points);
    return check({
      name: `(r*_${method.toUpperCase()} − x)/σ² against −(Σ + σ² I)⁻¹ (x − μ), ${name}, σ = ${SIGMA}: largest relative difference`,
      predicted: 0,
      measured: largestSize(estimate.map((value, i) => (value - exact[i]) / Math.max(1, Math.abs(exact[i])))),
      tolerance: dim === 1 ? optimum.errorEstimate + 64 * Number.EPSILON : DIGITS,
      toleranceReason: "on the line the stated error of r*, in more dimensions ten digits; rounding of the closed form",
    });
  });
}
