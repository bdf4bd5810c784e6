import { checkDensity } from "../density/check-density.ts";
import type { Density } from "../density/density.ts";
import { EnergyDensity } from "../density/energy/energy-density.ts";
import { PAPER_1D_ENERGY } from "../density/examples/paper1d.ts";
import { GaussianMixture } from "../density/gaussian/gaussian-mixture.ts";
import { richardson } from "../numerics/approximation/richardson.ts";
import { checkPositive } from "../numerics/check.ts";
import type { Estimate } from "../numerics/estimate.ts";
import { expectationRule, weightedSum } from "../reconstruction/any-dimension/expectation-rule.ts";
import {
  meanDivergenceLaplacian,
  meanLaplacianProduct,
  planeWaveGap,
} from "../reconstruction/any-dimension/plane-wave-averages.ts";
import { PlaneWaves } from "../reconstruction/any-dimension/plane-waves.ts";
import { contractionGap } from "../reconstruction/contraction-gap.ts";
import { rowDots, scaledField, scoreField, traces, type VectorField } from "../reconstruction/field/vector-field.ts";
import { contractiveLoss, denoisingLoss } from "../reconstruction/losses.ts";
import type { Claim } from "./claim.ts";
import type { Check, ClaimReport, OrderFit } from "./claim-report.ts";
import type { ClaimStatement } from "./claim-statement.ts";
import { threeBumps } from "./evidence/densities.ts";
import { check, fitOrder, report } from "./evidence/evidence.ts";
import { unrelatedGaussians } from "./evidence/mixtures.ts";
import { hypothesisChecks } from "./evidence/p1-hypothesis.ts";
import { once, rememberedAt } from "./evidence/remembered.ts";

/** The parts of P1: the gap, and the functions whose averages are its leading coefficients. */
export interface ContractionParts {
  /** L_DAE(r) − E[|r − x|² + σ² |∇r|²] for r = x + u, by quadrature. */
  gap(density: Density, u: VectorField, sigma: number): Estimate;
  /** The gap for plane waves, u = amplitude h, and a mixture in any dimension. */
  planeWaveGap(mixture: GaussianMixture, h: PlaneWaves, amplitude: number, sigma: number): number;
  /** The σ⁶ coefficient for r = x + σ² h, from E[Δ div h] and E[h · Δh]. */
  shrinking(divergenceLaplacian: number, laplacianProduct: number): number;
  /** The σ⁸ coefficient at a point for r = x + σ² s, from |Δs|², (∇s s) · Δs and |∇s|² (|s|² + div s). */
  towardsScore(laplacian: number, advection: number, stretching: number): number;
  /** The σ² coefficient for an r that does not depend on σ, from E[(r − x) · Δr]. */
  unchanging(laplacianProduct: number): number;
}

export const contractionParts: ContractionParts = {
  gap: contractionGap,
  planeWaveGap,
  shrinking: (divergenceLaplacian, laplacianProduct) => divergenceLaplacian + laplacianProduct,
  towardsScore: (laplacian, advection, stretching) => -laplacian / 4 - advection / 2 + stretching / 4,
  unchanging: (laplacianProduct) => laplacianProduct,
};

/**
 * The σ of fits and limits. The next power of σ² is below 2 % of the leading one, and the gap for h = s, which is of order σ⁸, is
 * still 10,000 times the rounding of 2 ε · u, which is of order σ³.
 */
const SIGMAS = [0.04, 0.025, 0.016, 0.01];
/** The σ at which the gap is compared with the difference of the two losses. */
const SIGMA_OF_LOSSES = 0.3;

/** Two plane waves with |w| near 1.5 in any dimension, so that E cos(w · x) is neither close to 1 nor close to 0. */
function twoWaves(dim: number): PlaneWaves {
  const scale = dim === 1 ? 1 : Math.sqrt(2 / dim);
  return new PlaneWaves(
    [0, 1].map((k) => ({
      direction: Array.from({ length: dim }, (_, a) => scale * Math.cos((k + 1) * a + k)),
      waveVector: Array.from({ length: dim }, (_, a) => 1.5 * scale * Math.cos((k + 2) * a - 0.5 * k)),
      phase: 0.3 - k,
    })),
  );
}

/** r − x for a density and σ. */
type Displacement = (density: Density, sigma: number) => VectorField;

/** r = x + σ² h with plane waves h. */
function alongWaves({ dim }: Density, sigma: number): VectorField {
  return scaledField(twoWaves(dim), sigma ** 2);
}

/** r = x + σ² s. */
function alongScore(density: Density, sigma: number): VectorField {
  return scaledField(scoreField(density), sigma ** 2);
}

/** An r that does not depend on σ: the plane waves themselves. */
function towardsWaves({ dim }: Density): VectorField {
  const r = twoWaves(dim);
  return {
    dim,
    value: (points) => r.value(points).map((value, k) => value - points[k]),
    jacobian: (points) => plusIdentity(r.jacobian(points), dim, -1),
  };
}

/** The gap of a displacement. The formulas of the coefficients do not enter it. */
const gapOf = rememberedAt(
  (gap: ContractionParts["gap"], displacement: Displacement, density: Density, sigma: number): Estimate =>
    gap(density, displacement(density, sigma), sigma),
);

/**
 * The paper's density on an interval that is longer than [-1.5, 1.5]. At its ends p is below 1e-10, so that the score exists at
 * every x + ε.
 */
const widePaper = once(() => new EnergyDensity({ expression: PAPER_1D_ENERGY, domain: [[-2.5, 2.5]] }));

const about: ClaimStatement = {
  id: "p1",
  title: "Denoising is contraction",
  statement:
    "Where r → x with bounded derivatives, L_DAE(r) = E[|r − x|² + σ² |∇r|²] + o(σ²): for r = x + σ² h the gap is σ⁶ E[Δ div h + h · Δh] + O(σ⁸), which is O(σ⁸) for h = s; for an r that does not depend on σ it is σ² E[(r − x) · Δr] + O(σ⁴). It is not enough that r → x: for r = x + σ sin(x/σ) the gap over σ² tends to −1/2.",
  hypotheses:
    "r − x → 0 uniformly with derivatives up to the third bounded as σ → 0; p decays, or the noisy points stay where r is defined.",
  source: "Proposition 1",
  stem: "p1-denoising-is-contraction",
  chapter: "02-denoising-is-contraction",
};

/** Proposition 1: denoising equals contraction up to the sixth order in σ if r is x + σ² h, but not if r does not tend to x. */
export const p1: Claim<ContractionParts> = {
  ...about,
  verify(parts: ContractionParts = contractionParts): ClaimReport {
    const densities = [
      { name: "paper's density", density: widePaper() },
      { name: "three-Gaussian mixture", density: threeBumps() },
      { name: "mixture, d = 2", density: overlappingGaussians() },
    ];
    const evidence = [
      ...densities.map(({ name, density }) => lossesEvidence(parts, name, density)),
      ...densities.flatMap(({ name, density }) => [
        shrinkingEvidence(parts, name, density),
        scoreEvidence(parts, name, density),
        unchangingEvidence(parts, name, density),
      ]),
      ...highDimensionEvidence(parts, unrelatedGaussians(10)),
    ];
    return report(
      about,
      [...evidence.flatMap(({ checks }) => checks), ...hypothesisChecks(parts.planeWaveGap)],
      evidence.flatMap(({ orders }) => orders),
    );
  },
};

/**
 * Checks the exact statements and the limits of Proposition 1 for any density on the line whose score is smooth where noisy points
 * fall.
 */
export function contractionOn(density: Density, sigma: number): ClaimReport {
  checkDensity("density", density, [1]);
  checkPositive("sigma", sigma);
  const evidence = [
    lossesEvidence(contractionParts, "your density", density, sigma),
    shrinkingEvidence(contractionParts, "your density", density),
    unchangingEvidence(contractionParts, "your density", density),
  ];
  return report(
    { ...about, title: "Denoising is contraction, for your density and σ" },
    evidence.flatMap(({ checks }) => checks),
    evidence.flatMap(({ orders }) => orders),
  );
}

/** Two Gaussians in the plane that overlap, so that the score changes on the same scale as p. */
const overlappingGaussians = once(
  () =>
    new GaussianMixture([
      {
        weight: 0.4,
        mean: [-0.8, 0.3],
        covariance: [
          [0.5, 0.15],
          [0.15, 0.4],
        ],
      },
      {
        weight: 0.6,
        mean: [0.9, -0.2],
        covariance: [
          [0.4, -0.1],
          [-0.1, 0.6],
        ],
      },
    ]),
);

interface Evidence {
  readonly checks: readonly Check[];
  readonly orders: readonly OrderFit[];
}

/** Both losses of r = x + σ² h by their definitions, which no part of the claim enters. */
const lossesAlongWaves = rememberedAt((density: Density, sigma: number) => {
  const u = alongWaves(density, sigma);
  const evaluate = (points: Float64Array): Float64Array => u.value(points).map((value, k) => points[k] + value);
  const jacobian = (points: Float64Array): Float64Array => plusIdentity(u.jacobian(points), density.dim);
  return {
    denoising: denoisingLoss(density, evaluate, sigma),
    contraction: contractiveLoss(density, { evaluate, jacobian }, sigma),
  };
});

/** Compares the gap, which is averaged as one quantity, with the difference of the two losses by their definitions. */
function lossesEvidence(
  parts: ContractionParts,
  name: string,
  density: Density,
  sigma: number = SIGMA_OF_LOSSES,
): Evidence {
  const gap = gapOf(parts.gap, alongWaves, density, sigma);
  const { denoising, contraction } = lossesAlongWaves(density, sigma);
  return {
    checks: [
      check({
        name: `L_DAE(r) − L_RCAE(r) against the gap as one average, r = x + σ² h, σ = ${sigma}, ${name}`,
        predicted: denoising.value - contraction.value,
        measured: gap.value,
        tolerance: gap.errorEstimate + denoising.errorEstimate + contraction.errorEstimate,
        toleranceReason: "the stated errors of the gap and of both losses",
      }),
    ],
    orders: [],
  };
}

/** Checks r = x + σ² h with plane waves h: the order 6, and the coefficient in both of its forms. */
function shrinkingEvidence(parts: ContractionParts, name: string, density: Density): Evidence {
  const h = twoWaves(density.dim);
  const gap = (sigma: number): Estimate => gapOf(parts.gap, alongWaves, density, sigma);
  const { nodes, weights } = expectationRule(density);
  const laplacian = h.laplacian(nodes);
  const mean = (values: Float64Array): number => weightedSum(weights, values);
  const divergenceLaplacian = mean(h.divergenceLaplacian(nodes));
  const laplacianProduct = mean(rowDots(h.value(nodes), laplacian, density.dim));
  const coefficient = parts.shrinking(divergenceLaplacian, laplacianProduct);
  const sixth = rate("r = x + σ² h", "E[Δ div h + h · Δh]", name, { order: 6, coefficient, gap });
  const byParts = laplacianProduct - mean(rowDots(density.score(nodes), laplacian, density.dim));
  return {
    checks: [
      ...sixth.checks,
      check({
        name: `E[Δ div h + h · Δh] against E[(h − s) · Δh], ${name}`,
        predicted: coefficient,
        measured: byParts,
        tolerance: SUM_ROUNDING * (Math.abs(divergenceLaplacian) + Math.abs(laplacianProduct)),
        toleranceReason: "rounding of sums over about a thousand points, which are exact up to rounding",
      }),
    ],
    orders: sixth.orders,
  };
}

/** Checks r = x + σ² s: the coefficient of σ⁶ is zero, and the order is 8. */
function scoreEvidence(parts: ContractionParts, name: string, density: Density): Evidence {
  const { dim } = density;
  const s = scoreField(density);
  const gap = (sigma: number): Estimate => gapOf(parts.gap, alongScore, density, sigma);
  const { nodes, weights } = expectationRule(density);
  const [score, hessian, laplacian] = [s.value(nodes), s.jacobian(nodes), s.laplacian(nodes)];
  const divergence = traces(hessian, dim);
  const coefficient = weightedSum(
    weights,
    rowDots(laplacian, laplacian, dim).map((squaredLaplacian, i) => {
      let advection = 0;
      let squaredHessian = 0;
      let squaredScore = 0;
      for (let a = 0; a < dim; a++) {
        squaredScore += score[i * dim + a] ** 2;
        for (let b = 0; b < dim; b++) {
          const entry = hessian[(i * dim + a) * dim + b];
          squaredHessian += entry ** 2;
          advection += entry * score[i * dim + b] * laplacian[i * dim + a];
        }
      }
      return parts.towardsScore(squaredLaplacian, advection, squaredHessian * (squaredScore + divergence[i]));
    }),
  );
  const formula = "E[¼ |∇s|² (|s|² + div s) − ½ (∇s s) · Δs − ¼ |Δs|²]";
  const eighth = rate("r = x + σ² s", formula, name, { order: 8, coefficient, gap });
  const product = weightedSum(weights, rowDots(score, laplacian, dim));
  const third = meanDivergence(density, s.laplacian);
  return {
    checks: [
      check({
        name: `E[Δ div s + s · Δs] / |E[s · Δs]|, ${name}`,
        predicted: 0,
        measured: parts.shrinking(third.value, product) / Math.abs(product),
        tolerance: third.errorEstimate / Math.abs(product) + SUM_ROUNDING,
        toleranceReason:
          "the errors of the difference quotients for the divergence of Δs and of the rule for the average, and rounding",
      }),
      ...eighth.checks,
    ],
    orders: eighth.orders,
  };
}

/** Checks a case in which the hypothesis fails: an r that does not depend on σ, here a sum of plane waves. */
function unchangingEvidence(parts: ContractionParts, name: string, density: Density): Evidence {
  const { dim } = density;
  const gap = (sigma: number): Estimate => gapOf(parts.gap, towardsWaves, density, sigma);
  const { nodes, weights } = expectationRule(density);
  const displacement = towardsWaves(density).value(nodes);
  const product = weightedSum(weights, rowDots(displacement, twoWaves(dim).laplacian(nodes), dim));
  return rate("an r that does not depend on σ", "E[(r − x) · Δr]", name, {
    order: 2,
    coefficient: parts.unchanging(product),
    gap,
  });
}

/** Checks plane waves in closed form in d = 10: r = x + σᵏ h, for displacements that shrink with σ and for a fixed one. */
function highDimensionEvidence(parts: ContractionParts, mixture: GaussianMixture): Evidence[] {
  const { dim } = mixture;
  const h = twoWaves(dim);
  const divergenceLaplacian = meanDivergenceLaplacian(mixture, h);
  const laplacianProduct = meanLaplacianProduct(mixture, h);
  const gap = (power: number) => (sigma: number) => {
    const value = parts.planeWaveGap(mixture, h, sigma ** power, sigma);
    return { value, errorEstimate: SUM_ROUNDING * Math.abs(value) };
  };
  const name = `mixture, d = ${dim}`;
  const shrinking = parts.shrinking(divergenceLaplacian, laplacianProduct);
  return [
    rate("r = x + σ² h", "E[Δ div h + h · Δh]", name, { order: 6, coefficient: shrinking, gap: gap(2) }),
    rate("r = x + h", "E[h · Δh]", name, { order: 2, coefficient: parts.unchanging(laplacianProduct), gap: gap(0) }),
    {
      checks: [],
      orders: [
        fitOrder(`the gap for r = x + σ h, ${name}`, 4, SIGMAS, (sigma) => Math.abs(gap(1)(sigma).value)),
        fitOrder(`the gap for r = x + √σ h, ${name}`, 3, SIGMAS, (sigma) => Math.abs(gap(0.5)(sigma).value)),
      ],
    },
  ];
}

/** The rounding of sums of about a thousand numbers, each of which is rounded several times. */
const SUM_ROUNDING = 1e-12;

/** Checks gap = coefficient σ^order + …: the fitted order, and the coefficient as the limit of gap / σ^order. */
function rate(
  of: string,
  formula: string,
  name: string,
  { order, coefficient, gap }: { order: number; coefficient: number; gap(sigma: number): Estimate },
): Evidence & { readonly checks: readonly [Check]; readonly orders: readonly [OrderFit] } {
  const gaps = new Map(SIGMAS.map((sigma) => [sigma, gap(sigma)]));
  const scaled = Array.from(gaps, ([at, { value, errorEstimate }]) => {
    return { at, value: value / at ** order, error: errorEstimate / at ** order };
  });
  const limit = richardson(scaled, Math.max(...scaled.map(({ error }) => error)));
  return {
    checks: [
      check({
        name: `gap / σ${SUPERSCRIPTS[order]} for ${of}, σ → 0, against ${formula}, ${name}`,
        predicted: coefficient,
        measured: limit.value,
        tolerance: limit.errorEstimate + SUM_ROUNDING * Math.abs(coefficient),
        toleranceReason: "the stated errors of the gaps, and the error of the extrapolation",
      }),
    ],
    orders: [fitOrder(`the gap for ${of}, ${name}`, order, SIGMAS, (sigma) => Math.abs(gaps.get(sigma)?.value ?? NaN))],
  };
}

const SUPERSCRIPTS: Readonly<Record<number, string>> = { 2: "²", 4: "⁴", 6: "⁶", 8: "⁸" };

/**
 * E[div f] by central differences of sixth order. The error estimate is the difference from the result with twice the step and
 * fewer nodes.
 */
function meanDivergence(density: Density, f: (points: Float64Array) => Float64Array): Estimate {
  const { dim } = density;
  const byStep = (step: number, share: number): number => {
    const { nodes, weights } = expectationRule(density, share);
    let mean = 0;
    for (let a = 0; a < dim; a++) {
      for (const [k, coefficient] of [45 / 60, -9 / 60, 1 / 60].entries()) {
        for (const sign of [1, -1]) {
          const moved = f(nodes.map((x, i) => (i % dim === a ? x + sign * (k + 1) * step : x)));
          for (let i = 0; i < weights.length; i++)
            mean += (weights[i] * sign * coefficient * moved[i * dim + a]) / step;
        }
      }
    }
    return mean;
  };
  const value = byStep(DIFFERENCE_STEP, 1);
  return { value, errorEstimate: Math.abs(value - byStep(2 * DIFFERENCE_STEP, 0.75)) };
}

/**
 * The step is a hundredth of the shortest length on which the densities change. The truncation error is 1e-12, the rounding error
 * 1e-13.
 */
const DIFFERENCE_STEP = 0.002;

/** J + sign I for n matrices J. */
function plusIdentity(matrices: Float64Array, dim: number, sign = 1): Float64Array {
  return matrices.map((entry, k) => entry + (Math.floor(k / dim) % dim === k % dim ? sign : 0));
}
