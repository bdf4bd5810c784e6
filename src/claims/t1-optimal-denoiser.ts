import { checkDensity } from "../density/check-density.ts";
import type { Density } from "../density/density.ts";
import { linspace } from "../numerics/approximation/grid.ts";
import { checkPositive } from "../numerics/check.ts";
import { integrate } from "../numerics/quadrature/integrate.ts";
import { Dae1d } from "../reconstruction/line/dae-1d.ts";
import { gaussianAverage } from "../reconstruction/line/noise-average.ts";
import { denoisingLoss, expectation } from "../reconstruction/losses.ts";
import { displacement, type OptimalReconstruction, scoreEstimate } from "../reconstruction/reconstruction.ts";
import type { Claim } from "./claim.ts";
import type { Check, ClaimReport } from "./claim-report.ts";
import type { ClaimStatement } from "./claim-statement.ts";
import { paper1d, threeBumps } from "./evidence/densities.ts";
import { check, fitOrder, report } from "./evidence/evidence.ts";
import { numericalOptima, type Optima } from "./evidence/optima.ts";
import { orderCases } from "./evidence/order-cases.ts";
import { rememberedAt } from "./evidence/remembered.ts";
import { denoiserInHigherDimensions } from "./evidence/t1-in-higher-dimensions.ts";
import { noiseAveragesAt, tweedieSteps } from "./evidence/t1-tweedie.ts";

/** The σ at which the exact statements are measured: three of those of figure 4. */
const SIGMAS = [1, 0.3125, 0.0625];

/** Integrals over corrupted points end 10 σ beyond the points where p is exp(-50) times its maximum. */
const LOG_DROP = 50;
/**
 * r* is compared where p is above exp(-20) times its maximum. Errors of r* are stated where p is above exp(-27.6) = 1e-12 times it.
 */
const LOG_DROP_OF_POINTS = 20;

/** Reconstructions that are not optimal, for the excess loss. */
const OTHERS: readonly { readonly name: string; readonly r: (x: Float64Array) => Float64Array }[] = [
  { name: "r(x) = x", r: (x) => x },
  { name: "r(x) = 0.8 x + 0.1", r: (x) => x.map((value) => 0.8 * value + 0.1) },
  { name: "r(x) = sin 2x", r: (x) => x.map((value) => Math.sin(2 * value)) },
];

const about: ClaimStatement = {
  id: "t1",
  title: "The optimal denoiser",
  statement:
    "L_DAE is minimised by r*(x) = E[p(x−ε)(x−ε)] / E[p(x−ε)] = x + σ² ∇log p_σ(x), which is x + σ² ∇log p(x) + O(σ⁴).",
  hypotheses: "p is a density with finite second moments; for the expansion, p > 0 is smooth near x.",
  source: "Theorem 1",
  stem: "t1-optimal-denoiser",
  chapter: "01-optimal-denoiser",
};

/** Theorem 1: the optimal denoiser is a ratio of expectations, minimises the loss, and is x + σ² ∇log p up to O(σ⁴). */
export const t1: Claim<Optima> = {
  ...about,
  verify(optima: Optima = numericalOptima): ClaimReport {
    const bumps = threeBumps();
    const paper = paper1d();
    const points = linspace(-1.4, 1.4, 29);
    const checks = SIGMAS.flatMap((sigma) => {
      const onBumps = optima.dae(bumps, sigma);
      const onPaper = optima.dae(paper, sigma);
      return [
        ratioCheck(paper, "paper's density", onPaper, points),
        ...tweedieSteps(paper, "paper's density", onPaper, points),
        tweedieCheck(onBumps, (x) => bumps.smoothed(sigma).score(x)),
        definitionCheck(paper, sigma),
        ...excessLossChecks(paper, onPaper),
      ];
    });
    const orders = orderCases().map(({ name, density, points, sigmas, size }) => {
      const score = density.score(points);
      return fitOrder(`r*(x) − x − σ² s(x), ${name}`, 4, sigmas, (sigma) => {
        const change = displacement(optima.dae(density, sigma), points);
        return size(change.map((value, i) => value - sigma ** 2 * score[i]));
      });
    });
    return report(about, [...checks, ...denoiserInHigherDimensions(optima)], orders);
  },
};

/** Checks the exact statements of Theorem 1 for any density on the line, at any σ. */
export function optimalDenoiserOn(density: Density, sigma: number, optima: Optima = numericalOptima): ClaimReport {
  checkDensity("density", density, [1]);
  checkPositive("sigma", sigma);
  const optimum = optima.dae(density, sigma);
  const [[lower, upper]] = density.effectiveSupport(LOG_DROP_OF_POINTS);
  const points = linspace(lower, upper, 29);
  const checks = [
    ratioCheck(density, "your density", optimum, points),
    ...tweedieSteps(density, "your density", optimum, points),
    definitionCheck(density, sigma),
    ...excessLossChecks(density, optimum),
  ];
  return report({ ...about, title: "The optimal denoiser, for your density and σ" }, checks, []);
}

/** (a) Compares the ratio of the theorem, integrated over ε as the theorem states it, with r*. */
function ratioCheck(density: Density, name: string, optimum: OptimalReconstruction, points: Float64Array): Check {
  const { sigma } = optimum;
  let worst = 0;
  let quadratureError = 0;
  points.forEach((x, i) => {
    const { moment, mass } = noiseAveragesAt(density, sigma, x);
    const ratio = -moment.value / mass.value;
    const estimate = scoreEstimate(optimum, points.subarray(i, i + 1))[0];
    const scale = sigma ** 2 * Math.max(1, Math.abs(estimate));
    worst = Math.max(worst, Math.abs(ratio - sigma ** 2 * estimate) / scale);
    const error = (moment.errorEstimate + Math.abs(ratio) * mass.errorEstimate) / mass.value;
    quadratureError = Math.max(quadratureError, error / scale);
  });
  return check({
    name: `(a) (r* − x)/σ² against the ratio of expectations, σ = ${sigma}, ${name}: largest relative difference`,
    predicted: 0,
    measured: worst,
    tolerance: optimum.errorEstimate + quadratureError,
    toleranceReason: "the stated errors of r* and of the two integrals",
  });
}

/** (a) Tweedie's formula: compares r* by quadrature over the clean point with the score of p_σ in closed form. */
function tweedieCheck(optimum: OptimalReconstruction, smoothedScore: (x: Float64Array) => Float64Array): Check {
  const points = linspace(-3, 4, 71);
  const expected = smoothedScore(points);
  const worst = scoreEstimate(optimum, points).reduce(
    (largest, value, i) => Math.max(largest, Math.abs(value - expected[i]) / Math.max(1, Math.abs(expected[i]))),
    0,
  );
  return check({
    name: `(a) (r* − x)/σ² against ∇log p_σ, σ = ${optimum.sigma}, three-Gaussian mixture: largest relative difference`,
    predicted: 0,
    measured: worst,
    tolerance: optimum.errorEstimate + 16 * Number.EPSILON,
    toleranceReason: "the stated error of r*; rounding of the closed form",
  });
}

/** (b) Compares the loss by its definition, an average over ε inside an average over x, with the quadrature over x and x + ε. */
const definitionCheck = rememberedAt((density: Density, sigma: number): Check => {
  const defined = expectation(density, (x) =>
    x.map((clean) => gaussianAverage(sigma, (noise) => (Math.sin(2 * (clean + noise)) - clean) ** 2).value),
  );
  const loss = denoisingLoss(density, (x) => x.map((value) => Math.sin(2 * value)), sigma);
  return check({
    name: `(b) L(r) against E_x E_ε |r(x + ε) − x|², r(x) = sin 2x, σ = ${sigma}`,
    predicted: defined.value,
    measured: loss.value,
    tolerance: defined.errorEstimate + loss.errorEstimate,
    toleranceReason: "the stated errors of both integrals",
  });
});

/** The losses of the reconstructions that are not optimal. */
const lossesOfOthers = rememberedAt((density: Density, sigma: number) =>
  OTHERS.map(({ r }) => denoisingLoss(density, r, sigma)),
);

/** (b) Checks L(r) − L(r*) = ∫ p_σ |r − r*|². Both losses and the integral are computed by quadrature. */
function excessLossChecks(density: Density, optimum: OptimalReconstruction): Check[] {
  const { sigma } = optimum;
  const blurred = new Dae1d(density, sigma);
  const [[lower, upper]] = density.effectiveSupport(LOG_DROP);
  const least = denoisingLoss(density, (x) => optimum.evaluate(x), sigma);
  return OTHERS.map(({ name, r }, k) => {
    const loss = lossesOfOthers(density, sigma)[k];
    const excess = integrate(
      (x) => {
        const optimal = optimum.evaluate(x);
        const logPdf = blurred.smoothedLogPdf(x);
        return r(x).map((value, i) => Math.exp(logPdf[i]) * (value - optimal[i]) ** 2);
      },
      linspace(lower - 10 * sigma, upper + 10 * sigma, 65),
      { tolerance: 1e-13 },
    );
    return check({
      name: `(b) L(r) − L(r*) against ∫ p_σ |r − r*|², ${name}, σ = ${sigma}`,
      predicted: excess.value,
      measured: loss.value - least.value,
      tolerance: loss.errorEstimate + least.errorEstimate + excess.errorEstimate,
      toleranceReason: "the stated errors of the three integrals",
    });
  });
}
