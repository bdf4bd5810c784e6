import { checkDensity } from "../density/check-density.ts";
import type { Density } from "../density/density.ts";
import { linspace } from "../numerics/approximation/grid.ts";
import { checkPositive } from "../numerics/check.ts";
import { integrate } from "../numerics/quadrature/integrate.ts";
import { densityMesh } from "../reconstruction/line/mesh-1d.ts";
import { contractiveLoss, expectation } from "../reconstruction/losses.ts";
import { displacement, type OptimalReconstruction } from "../reconstruction/reconstruction.ts";
import type { Claim } from "./claim.ts";
import type { Check, ClaimReport } from "./claim-report.ts";
import type { ClaimStatement } from "./claim-statement.ts";
import { paper1d, threeBumps } from "./evidence/densities.ts";
import { check, fitOrder, report } from "./evidence/evidence.ts";
import { numericalOptima, type Optima } from "./evidence/optima.ts";
import { orderCases } from "./evidence/order-cases.ts";
import { contractionInHigherDimensions } from "./evidence/t2-in-higher-dimensions.ts";

/** The σ at which the exact statements are measured: three of those of figure 4. */
const SIGMAS = [1, 0.3125, 0.0625];

/** Perturbations h of the optimum, with their derivatives. */
const PERTURBATIONS: readonly {
  readonly name: string;
  readonly h: (x: number) => number;
  readonly dh: (x: number) => number;
}[] = [
  { name: "h = 0.05", h: () => 0.05, dh: () => 0 },
  { name: "h = 0.1 sin 3x", h: (x) => 0.1 * Math.sin(3 * x), dh: (x) => 0.3 * Math.cos(3 * x) },
  { name: "h = −0.2 x", h: (x) => -0.2 * x, dh: () => -0.2 },
];

/** The flux is compared where p is above exp(-8) times its maximum, since both sides are divided by p. */
const LOG_DROP_OF_POINTS = 8;

const about: ClaimStatement = {
  id: "t2",
  title: "The optimal contractive reconstruction",
  statement:
    "L_RCAE is minimised by the one r* with p (r* − x) = σ² div(p ∇r*) and p ∂r*/∂n = 0, which is x + σ² ∇log p(x) + o(σ²), as the denoiser is.",
  hypotheses:
    "p > 0 is smooth on its domain, with finite second moments; r ranges over functions with finite E|r|² and E|∇r|².",
  source: "Theorem 2",
  stem: "t2-optimal-contraction",
  chapter: "03-contractive-optimum",
};

/**
 * Theorem 2: the optimal contractive reconstruction solves the Euler-Lagrange equation, minimises the loss, and has the same limit
 * as the denoiser.
 */
export const t2: Claim<Optima> = {
  ...about,
  verify(optima: Optima = numericalOptima): ClaimReport {
    const densities = [
      { name: "paper's density", density: paper1d() },
      { name: "three-Gaussian mixture", density: threeBumps() },
    ];
    const checks = SIGMAS.flatMap((sigma) =>
      densities.flatMap(({ name, density }) => {
        const optimum = optima.rcae(density, sigma);
        return [
          fluxCheck(density, name, optimum),
          ...(name === "paper's density" ? boundaryChecks(density, name, optimum) : []),
          ...excessLossChecks(density, name, optimum),
        ];
      }),
    );
    const orders = orderCases().flatMap(({ name, density, points, sigmas, size }) => {
      const score = density.score(points);
      return [
        fitOrder(`(c) r*(x) − x − σ² s(x), ${name}`, 4, sigmas, (sigma) => {
          const change = displacement(optima.rcae(density, sigma), points);
          return size(change.map((value, i) => value - sigma ** 2 * score[i]));
        }),
        fitOrder(`(d) r*_RCAE(x) − r*_DAE(x), ${name}`, 4, sigmas, (sigma) => {
          const denoised = displacement(optima.dae(density, sigma), points);
          const change = displacement(optima.rcae(density, sigma), points);
          return size(change.map((value, i) => value - denoised[i]));
        }),
      ];
    });
    return report(about, [...checks, ...contractionInHigherDimensions(optima)], orders);
  },
};

/** Checks the exact statements of Theorem 2 for any density on the line, at any σ. */
export function optimalContractionOn(density: Density, sigma: number, optima: Optima = numericalOptima): ClaimReport {
  checkDensity("density", density, [1]);
  checkPositive("sigma", sigma);
  const optimum = optima.rcae(density, sigma);
  const checks = [
    fluxCheck(density, "your density", optimum, linspace(...density.effectiveSupport(LOG_DROP_OF_POINTS)[0], 25)),
    ...(density.support[0].every(Number.isFinite) ? boundaryChecks(density, "your density", optimum) : []),
    ...excessLossChecks(density, "your density", optimum),
  ];
  return report({ ...about, title: "The optimal contractive reconstruction, for your density and σ" }, checks, []);
}

/**
 * (a) Checks the Euler-Lagrange equation, integrated from the left end: σ² p r' (x) = ∫ p (r − z) dz over z < x. The two sides are
 * divided by p(x) and compared where p is not small, so that a wrong r anywhere to the left is detected.
 */
function fluxCheck(
  density: Density,
  name: string,
  optimum: OptimalReconstruction,
  points: Float64Array = linspace(-1.2, 1.2, 25),
): Check {
  const { sigma } = optimum;
  const [lower, upper] = density.effectiveSupport(60)[0];
  const mesh = densityMesh(density, [lower, upper]);
  const slope = optimum.jacobian(points);
  const pdf = density.logPdf(points).map(Math.exp);
  let worst = 0;
  let tolerance = 0;
  points.forEach((x, i) => {
    const edges = Float64Array.from([...mesh.filter((edge) => edge < x - 1e-9), x]);
    const pull = integrate((z) => {
      const change = displacement(optimum, z);
      return density.logPdf(z).map((logPdf, k) => Math.exp(logPdf) * change[k]);
    }, edges);
    worst = Math.max(worst, Math.abs(slope[i] - pull.value / (sigma ** 2 * pdf[i])));
    tolerance = Math.max(tolerance, pull.errorEstimate / (sigma ** 2 * pdf[i]));
  });
  return check({
    name: `(a) r*'(x) against ∫ p (r* − z) dz / (σ² p(x)), σ = ${sigma}, ${name}: largest difference`,
    predicted: 0,
    measured: worst,
    tolerance: tolerance + optimum.jacobianErrorEstimate,
    toleranceReason: "the stated errors of r*' and of the integral",
  });
}

/** (a) Checks the natural boundary condition r*' = 0 at both walls, where p does not vanish. */
function boundaryChecks(density: Density, name: string, optimum: OptimalReconstruction): Check[] {
  return density.support[0].map((wall) =>
    check({
      name: `(a) r*'(${wall}) at the wall, σ = ${optimum.sigma}, ${name}`,
      predicted: 0,
      measured: optimum.jacobian(Float64Array.of(wall))[0],
      tolerance: optimum.jacobianErrorEstimate,
      toleranceReason: "the stated error of r*'",
    }),
  );
}

/** (b) Checks L(r* + h) − L(r*) = ∫ p (h² + σ² h'²). All three integrals are computed by quadrature. */
function excessLossChecks(density: Density, name: string, optimum: OptimalReconstruction): Check[] {
  const { sigma } = optimum;
  const least = contractiveLoss(density, optimum, sigma);
  return PERTURBATIONS.map(({ name: perturbation, h, dh }) => {
    const perturbed = {
      evaluate: (x: Float64Array) => optimum.evaluate(x).map((value, i) => value + h(x[i])),
      jacobian: (x: Float64Array) => optimum.jacobian(x).map((slope, i) => slope + dh(x[i])),
    };
    const loss = contractiveLoss(density, perturbed, sigma);
    const excess = expectation(density, (x) => x.map((value) => h(value) ** 2 + sigma ** 2 * dh(value) ** 2));
    // An error of r* enters through the cross terms 2 E[h δr + σ² h' δr'].
    const crossTerms = expectation(density, (x) =>
      displacement(optimum, x).map((change, i) => {
        const error = Math.max(sigma ** 2, Math.abs(change)) * optimum.errorEstimate;
        return 2 * (Math.abs(h(x[i])) * error + sigma ** 2 * Math.abs(dh(x[i])) * optimum.jacobianErrorEstimate);
      }),
    );
    return check({
      name: `(b) L(r* + h) − L(r*) against ∫ p (h² + σ² h'²), ${perturbation}, σ = ${sigma}, ${name}`,
      predicted: excess.value,
      measured: loss.value - least.value,
      tolerance: loss.errorEstimate + least.errorEstimate + excess.errorEstimate + crossTerms.value,
      toleranceReason: "the stated errors of the integrals and of r*",
    });
  });
}
