import { OneLayer } from "../autoencoder/network/one-layer.ts";
import type { Density } from "../density/density.ts";
import { EnergyDensity } from "../density/energy/energy-density.ts";
import type { GaussianMixture } from "../density/gaussian/gaussian-mixture.ts";
import { linspace } from "../numerics/approximation/grid.ts";
import type { Estimate } from "../numerics/estimate.ts";
import { compositeRule } from "../numerics/quadrature/gauss-legendre.ts";
import { createRng, normals } from "../numerics/random/random.ts";
import { expectationRule, weightedSum } from "../reconstruction/any-dimension/expectation-rule.ts";
import { PlaneWaves } from "../reconstruction/any-dimension/plane-waves.ts";
import { rowDots, scaledField, scoreField, traces, type VectorField } from "../reconstruction/field/vector-field.ts";
import { contractiveLoss, denoisingLoss, expectation } from "../reconstruction/losses.ts";
import type { Claim } from "./claim.ts";
import type { Check, ClaimReport } from "./claim-report.ts";
import type { ClaimStatement } from "./claim-statement.ts";
import { paper1d, threeBumps, twoClouds } from "./evidence/densities.ts";
import { check, report } from "./evidence/evidence.ts";
import { unrelatedGaussians } from "./evidence/mixtures.ts";
import { once, remembered, rememberedAt, rememberedFor } from "./evidence/remembered.ts";

/** The formulas of S1. */
export interface ScoreMatchingParts {
  /** The integrand of score matching at a point, from |ψ|² and tr ∇ψ. */
  matching(square: number, divergence: number): number;
  /** L_RCAE(x + σ² ψ) in d dimensions, from E[½|ψ|² + tr ∇ψ] and E|∇ψ|². */
  contractive(dim: number, sigma: number, matching: number, squaredJacobian: number): number;
  /** A component of ∇ log q(x̃ | x) for the corrupted point x̃, from the component of ε = x̃ − x. */
  corruptionScore(noise: number, sigma: number): number;
}

export const scoreMatchingParts: ScoreMatchingParts = {
  matching: (square, divergence) => square / 2 + divergence,
  contractive: (dim, sigma, matching, squaredJacobian) =>
    sigma ** 2 * dim + 2 * sigma ** 4 * matching + sigma ** 6 * squaredJacobian,
  corruptionScore: (noise, sigma) => -noise / sigma ** 2,
};

const SIGMAS = [1, 0.125];
/** The σ in d ≥ 2. One σ suffices, since the identities hold at each point. */
const SIGMA_OF_PAIRS = 0.25;
/** The number of pairs (x, ε) over which the identities are summed in d ≥ 2. They hold for each pair. */
const PAIRS = 500;
/** The number of draws on which Hyvärinen's formula is measured in more than two dimensions. */
const DRAWS = 40_000;
/** The number of standard errors that are allowed. The p-value of a larger deviation is below 7e-6. */
const STANDARD_ERRORS = 4.5;
/** The relative rounding of sums over pairs, whose terms are sums of several hundred products. */
const SUM_ROUNDING = 1e-13;
/** The noise is integrated up to this many sigma. The rest is exp(-50) of the integral. */
const CUTOFF_IN_SIGMAS = 10;
/** The widest panel of the noise: the shortest length on which a ψ changes. */
const NOISE_PANEL = 0.5;

interface Named {
  readonly name: string;
  readonly psi: VectorField;
}

const about: ClaimStatement = {
  id: "s1",
  title: "Score matching",
  statement:
    "With r = x + σ² ψ, L_RCAE(r) = σ² d + 2 σ⁴ E[½|ψ|² + tr ∇ψ] + σ⁶ E|∇ψ|² and L_DAE(r) = σ⁴ E|ψ(x̃) − ∇log q(x̃|x)|², for every ψ and σ; and E[½|ψ|² + tr ∇ψ] is ½ E|ψ − s|² up to a constant where p ψ vanishes at the boundary.",
  hypotheses:
    "ψ is differentiable, and the expectations are finite; for the comparison with the score, p ψ vanishes at the boundary.",
  source: "Section 3, on score matching",
  stem: "s1-score-matching",
  chapter: "02-denoising-is-contraction",
};

/**
 * S1: with ψ = (r − x)/σ², the contractive loss is regularised score matching, and the denoising loss is denoising score matching.
 */
export const s1: Claim<ScoreMatchingParts> = {
  ...about,
  verify(parts: ScoreMatchingParts = scoreMatchingParts): ClaimReport {
    const [paper, bumps] = [paper1d(), threeBumps()];
    // Corrupted points leave the domain of the paper's density, which has no score outside.
    const everywhere = candidates(1);
    const onLine = [
      {
        name: "paper's density",
        density: paper,
        psis: [...scores(paper), ...everywhere],
        corrupted: everywhere.slice(-1),
      },
      {
        name: "three-Gaussian mixture",
        density: bumps,
        psis: [...scores(bumps), ...everywhere],
        corrupted: [...scores(bumps).slice(0, 1), ...everywhere],
      },
    ];
    return report(
      about,
      [
        ...onLine.flatMap(({ name, density, psis, corrupted }) => [
          ...SIGMAS.flatMap((sigma) => psis.map((one) => contractiveCheck(parts, name, density, one, sigma))),
          ...SIGMAS.flatMap((sigma) => corrupted.map((one) => denoisingCheck(parts, name, density, one, sigma))),
          ...psis.map((one) => matchingCheck(parts, name, density, one)),
        ]),
        ...blurredChecks(),
        ...[twoClouds(), unrelatedGaussians(3), unrelatedGaussians(10)].flatMap((mixture) =>
          severalDimensionsChecks(parts, mixture),
        ),
        ...wallChecks(parts),
      ],
      [],
    );
  },
};

/** The score, and the score with a wrong scale. */
const scores = remembered((density: Density): readonly Named[] => {
  const s = scoreField(density);
  return [
    { name: "ψ = s", psi: s },
    { name: "ψ = 2s", psi: scaledField(s, 2) },
  ];
});

/** Fields that are not related to a density, in any dimension: a polynomial, sines, a small network. */
const candidates = rememberedFor((dim: number): readonly Named[] => {
  const rng = createRng(dim);
  const hidden = 4;
  const network = new OneLayer(
    {
      encoder: normals(rng, hidden * dim),
      hiddenBias: normals(rng, hidden),
      decoder: normals(rng, hidden * dim),
      outputBias: normals(rng, dim),
    },
    1,
  );
  const waves = [0, 1].map((k) => ({
    direction: Array.from({ length: dim }, (_, a) => Math.cos(a + k)),
    waveVector: Array.from({ length: dim }, (_, a) => (1.5 * Math.cos(2 * a - k)) / Math.sqrt(dim)),
    phase: k,
  }));
  return [
    { name: "ψ = cubic", psi: cubic(dim) },
    { name: "ψ = sines", psi: new PlaneWaves(waves) },
    { name: "ψ = network", psi: { dim, value: (x) => network.evaluate(x), jacobian: (x) => network.jacobian(x) } },
  ];
});

/** ψ_a(x) = ½ − x_a + ¼ x_b³, where b is the next axis, cyclically. For d > 1 it is not a gradient. */
function cubic(dim: number): VectorField {
  const next = (a: number): number => (a + 1) % dim;
  return {
    dim,
    value: (points) => points.map((x, k) => 0.5 - x + points[k - (k % dim) + next(k % dim)] ** 3 / 4),
    jacobian: (points) => {
      const jacobian = new Float64Array(points.length * dim);
      points.forEach((_, k) => {
        const a = k % dim;
        jacobian[k * dim + a] -= 1;
        jacobian[k * dim + next(a)] += (3 / 4) * points[k - a + next(a)] ** 2;
      });
      return jacobian;
    },
  };
}

/** The reconstruction r = x + σ² ψ. */
function reconstruction(
  psi: VectorField,
  sigma: number,
): Pick<VectorField, "jacobian"> & { evaluate: VectorField["value"] } {
  const { dim } = psi;
  return {
    evaluate: (points) => psi.value(points).map((value, k) => points[k] + sigma ** 2 * value),
    jacobian: (points) =>
      psi.jacobian(points).map((entry, k) => (Math.floor(k / dim) % dim === k % dim ? 1 : 0) + sigma ** 2 * entry),
  };
}

type Matching = ScoreMatchingParts["matching"];

/** ½|ψ|² + tr ∇ψ at points. */
function matchingAt(matching: Matching, psi: VectorField, points: Float64Array): Float64Array {
  const value = psi.value(points);
  const divergence = traces(psi.jacobian(points), psi.dim);
  return rowDots(value, value, psi.dim).map((square, i) => matching(square, divergence[i]));
}

const matchingMean = rememberedAt((matching: Matching, density: Density, psi: VectorField) =>
  expectation(density, (points) => matchingAt(matching, psi, points)),
);
const squaredJacobianMean = rememberedAt((density: Density, psi: VectorField) =>
  expectation(density, (points) => psi.jacobian(points).map((slope) => slope ** 2)),
);
const contractiveLossOf = rememberedAt((density: Density, psi: VectorField, sigma: number) =>
  contractiveLoss(density, reconstruction(psi, sigma), sigma),
);
const denoisingLossOf = rememberedAt((density: Density, psi: VectorField, sigma: number) =>
  denoisingLoss(density, reconstruction(psi, sigma).evaluate, sigma),
);

function contractiveCheck(parts: ScoreMatchingParts, name: string, density: Density, one: Named, sigma: number): Check {
  const { psi } = one;
  const loss = contractiveLossOf(density, psi, sigma);
  const matching = matchingMean(parts.matching, density, psi);
  const squared = squaredJacobianMean(density, psi);
  return check({
    name: `L_RCAE(x + σ² ψ) against σ² d + 2σ⁴ E[½|ψ|² + tr ∇ψ] + σ⁶ E|∇ψ|², ${one.name}, σ = ${sigma}, ${name}`,
    predicted: parts.contractive(1, sigma, matching.value, squared.value),
    measured: loss.value,
    tolerance:
      loss.errorEstimate +
      2 * sigma ** 4 * matching.errorEstimate +
      sigma ** 6 * squared.errorEstimate +
      SUM_ROUNDING * loss.value,
    toleranceReason: "the stated errors of the three integrals; rounding",
  });
}

function denoisingCheck(parts: ScoreMatchingParts, name: string, density: Density, one: Named, sigma: number): Check {
  const loss = denoisingLossOf(density, one.psi, sigma);
  const matching = denoisingScoreMatching(parts.corruptionScore, density, one.psi, sigma);
  return check({
    name: `L_DAE(x + σ² ψ) against σ⁴ E|ψ(x̃) − ∇log q(x̃|x)|², ${one.name}, σ = ${sigma}, ${name}`,
    predicted: sigma ** 4 * matching.value,
    measured: loss.value,
    tolerance: loss.errorEstimate + sigma ** 4 * matching.errorEstimate + SUM_ROUNDING * loss.value,
    toleranceReason: "the stated errors of both integrals; rounding",
  });
}

/** E|ψ(x̃) − ∇log q(x̃|x)|² on the line, averaged first over x and then over ε, by panels in both. */
const denoisingScoreMatching = rememberedAt(
  (
    corruptionScore: ScoreMatchingParts["corruptionScore"],
    density: Density,
    psi: VectorField,
    sigma: number,
  ): Estimate => {
    const cutoff = CUTOFF_IN_SIGMAS * sigma;
    const edges = linspace(-cutoff, cutoff, Math.max(12, Math.ceil((2 * cutoff) / NOISE_PANEL)) + 1);
    const average = (share: number): number => {
      const clean = expectationRule(density, share);
      const noise = compositeRule(edges, 12 * share);
      let total = 0;
      noise.nodes.forEach((epsilon, q) => {
        const target = corruptionScore(epsilon, sigma);
        const values = psi.value(clean.nodes.map((x) => x + epsilon));
        let mean = 0;
        for (let i = 0; i < values.length; i++) mean += clean.weights[i] * (values[i] - target) ** 2;
        total += noise.weights[q] * Math.exp(-((epsilon / sigma) ** 2) / 2) * mean;
      });
      return total / (sigma * Math.sqrt(2 * Math.PI));
    };
    const value = average(1);
    return { value, errorEstimate: Math.abs(value - average(0.75)) + SUM_ROUNDING * value };
  },
);

/**
 * Checks Hyvärinen's formula: integration by parts makes score matching possible without knowing the score. It leaves the term
 * −[p ψ] at the ends of a domain. The paper's density is so small at its ends that this term affects only the tenth digit. Other
 * densities are larger there.
 */
function matchingCheck(parts: ScoreMatchingParts, name: string, density: Density, one: Named): Check {
  const { square, matching, constant } = scoreMatching(parts, density, one.psi);
  const boundary = boundaryTerm(density, one.psi);
  return check({
    name: `E[½|ψ|² + tr ∇ψ] + ½ E|s|² − [p ψ] against ½ E|ψ − s|², ${one.name}, ${name}`,
    predicted: square.value,
    measured: matching.value + constant.value - boundary,
    tolerance: square.errorEstimate + matching.errorEstimate + constant.errorEstimate + SUM_ROUNDING * constant.value,
    toleranceReason: "the stated errors of the three integrals; rounding",
  });
}

/** [p ψ]: the value at the upper end minus that at the lower end of a finite support in one dimension. */
function boundaryTerm(density: Density, psi: VectorField): number {
  const [interval] = density.support;
  if (!interval.every(Number.isFinite)) return 0;
  const ends = Float64Array.from(interval);
  const [lower, upper] = density.logPdf(ends).map(Math.exp);
  const [atLower, atUpper] = psi.value(ends);
  return upper * atUpper - lower * atLower;
}

function scoreMatching(
  parts: ScoreMatchingParts,
  density: Density,
  psi: VectorField,
): { square: Estimate; matching: Estimate; constant: Estimate } {
  return {
    square: squareOfDifference(density, psi),
    matching: matchingMean(parts.matching, density, psi),
    constant: squareOfScore(density),
  };
}

const squareOfDifference = rememberedAt((density: Density, psi: VectorField) =>
  expectation(density, (points) => {
    const score = density.score(points);
    return halfSquares(
      psi.value(points).map((value, k) => value - score[k]),
      density.dim,
    );
  }),
);
const squareOfScore = remembered((density: Density) =>
  expectation(density, (points) => halfSquares(density.score(points), density.dim)),
);

function halfSquares(vectors: Float64Array, dim: number): Float64Array {
  return rowDots(vectors, vectors, dim).map((square) => square / 2);
}

/** Checks Vincent's theorem: denoising score matching matches the score of the blurred density. No part of the claim is in it. */
const blurredChecks = once(() => {
  const bumps = threeBumps();
  return SIGMAS.flatMap((sigma) => scores(bumps).map((one) => blurredCheck(bumps, one, sigma)));
});

function blurredCheck(mixture: GaussianMixture, one: Named, sigma: number): Check {
  const blurred = mixture.smoothed(sigma);
  const loss = denoisingLossOf(mixture, one.psi, sigma);
  const distance = expectation(blurred, (points) => {
    const score = blurred.score(points);
    return one.psi.value(points).map((value, k) => (value - score[k]) ** 2);
  });
  const information = expectation(blurred, (points) => blurred.score(points).map((score) => score ** 2));
  return check({
    name: `L_DAE(x + σ² ψ)/σ⁴ against E_pσ|ψ − ∇log p_σ|² + d/σ² − E_pσ|∇log p_σ|², ${one.name}, σ = ${sigma}, three-Gaussian mixture`,
    predicted: distance.value + 1 / sigma ** 2 - information.value,
    measured: loss.value / sigma ** 4,
    tolerance: loss.errorEstimate / sigma ** 4 + distance.errorEstimate + information.errorEstimate,
    toleranceReason: "the stated errors of the three integrals",
  });
}

/** Checks both identities, summed over pairs of a point and a noise, and Hyvärinen's formula. The identities hold for each pair. */
function severalDimensionsChecks(parts: ScoreMatchingParts, mixture: GaussianMixture): readonly Check[] {
  const { dim } = mixture;
  const { points, noise } = pairsOf(mixture);
  const fields = [...scores(mixture), ...candidates(dim)];
  return [
    contractiveSumCheck(parts, fields, points, SIGMA_OF_PAIRS),
    denoisingSumCheck(parts, fields, points, noise, SIGMA_OF_PAIRS),
    ...(dim === 2
      ? fields.map((one) => matchingRuleCheck(parts, one, mixture))
      : matchingSumChecks(parts.matching, mixture)),
  ];
}

/** Points and noises, and the generator that continues after them. */
const pairsOf = remembered((mixture: GaussianMixture) => {
  const rng = createRng(10 + mixture.dim);
  const points = mixture.sample(rng, PAIRS);
  return { points, noise: points.map(() => SIGMA_OF_PAIRS * rng.normal()), rng };
});

const drawsOf = remembered((mixture: GaussianMixture) => mixture.sample(pairsOf(mixture).rng, DRAWS));

/** Checks Hyvärinen's formula in the plane, averaged by a fixed rule. */
function matchingRuleCheck(parts: ScoreMatchingParts, { name, psi }: Named, mixture: GaussianMixture): Check {
  const { dim } = mixture;
  const sides = (share: number): { square: number; matched: number } => {
    const { nodes, weights } = expectationRule(mixture, share);
    const score = mixture.score(nodes);
    const difference = psi.value(nodes).map((value, k) => value - score[k]);
    const matching = weightedSum(weights, matchingAt(parts.matching, psi, nodes));
    return {
      square: weightedSum(weights, rowDots(difference, difference, dim)) / 2,
      matched: matching + weightedSum(weights, rowDots(score, score, dim)) / 2,
    };
  };
  const [fine, coarse] = [sides(1), sides(0.75)];
  return check({
    name: `E[½|ψ|² + tr ∇ψ] + ½ E|s|² against ½ E|ψ − s|², ${name}, d = ${dim}`,
    predicted: fine.square,
    measured: fine.matched,
    tolerance:
      Math.abs(fine.square - coarse.square) +
      Math.abs(fine.matched - coarse.matched) +
      SUM_ROUNDING * (1 + fine.square),
    toleranceReason: "the difference from a rule with fewer nodes; rounding",
  });
}

function contractiveSumCheck(
  parts: ScoreMatchingParts,
  fields: readonly Named[],
  points: Float64Array,
  sigma: number,
): Check {
  const { dim } = fields[0].psi;
  let loss = 0;
  let predicted = 0;
  for (const { psi } of fields) {
    const r = reconstruction(psi, sigma);
    const error = r.evaluate(points).map((value, k) => value - points[k]);
    const [slopes, jacobian] = [r.jacobian(points), psi.jacobian(points)];
    const matching = mean(matchingAt(parts.matching, psi, points));
    loss += mean(rowDots(error, error, dim)) + sigma ** 2 * mean(rowDots(slopes, slopes, dim ** 2));
    predicted += parts.contractive(dim, sigma, matching, mean(rowDots(jacobian, jacobian, dim ** 2)));
  }
  return check({
    name: `|r − x|² + σ² |∇r|² against σ² d + 2σ⁴ [½|ψ|² + tr ∇ψ] + σ⁶ |∇ψ|², over ${PAIRS} draws and every ψ, σ = ${sigma}, d = ${dim}`,
    predicted,
    measured: loss,
    tolerance: SUM_ROUNDING * loss,
    toleranceReason: "rounding, since the identity holds at every point",
  });
}

function denoisingSumCheck(
  parts: ScoreMatchingParts,
  fields: readonly Named[],
  points: Float64Array,
  noise: Float64Array,
  sigma: number,
): Check {
  const { dim } = fields[0].psi;
  const corrupted = points.map((x, k) => x + noise[k]);
  let loss = 0;
  let predicted = 0;
  for (const { psi } of fields) {
    const restored = reconstruction(psi, sigma).evaluate(corrupted);
    const error = restored.map((value, k) => value - points[k]);
    const mismatch = psi.value(corrupted).map((value, k) => value - parts.corruptionScore(noise[k], sigma));
    loss += mean(rowDots(error, error, dim));
    predicted += sigma ** 4 * mean(rowDots(mismatch, mismatch, dim));
  }
  return check({
    name: `|r(x̃) − x|² against σ⁴ |ψ(x̃) − ∇log q(x̃|x)|², over ${PAIRS} pairs and every ψ, σ = ${sigma}, d = ${dim}`,
    predicted,
    measured: loss,
    tolerance: SUM_ROUNDING * loss,
    toleranceReason: "rounding, since the identity holds for every pair",
  });
}

/** Checks Hyvärinen's formula on draws. One field is −s, the multiple of s for which both sides are largest. */
const matchingSumChecks = rememberedAt((matching: Matching, mixture: GaussianMixture): readonly Check[] => {
  const { dim } = mixture;
  const draws = drawsOf(mixture);
  const score = mixture.score(draws);
  const halfInformation = rowDots(score, score, dim).map((square) => square / 2);
  const downhill = { name: "ψ = −s", psi: scaledField(scoreField(mixture), -1) };
  return [downhill, ...candidates(dim)].map(({ name, psi }) => {
    const difference = psi.value(draws).map((value, k) => value - score[k]);
    const matched = matchingAt(matching, psi, draws).map((value, i) => value + halfInformation[i]);
    const square = rowDots(difference, difference, dim).map((value) => value / 2);
    // Both means use the same draws, so that only the variance of their difference matters.
    const gaps = square.map((value, i) => value - matched[i]);
    const gap = mean(gaps);
    const variance = mean(gaps.map((value) => (value - gap) ** 2));
    return check({
      name: `E[½|ψ|² + tr ∇ψ] + ½ E|s|² against ½ E|ψ − s|², mean over ${DRAWS} draws, ${name}, d = ${dim}`,
      predicted: mean(square),
      measured: mean(matched),
      tolerance: STANDARD_ERRORS * Math.sqrt(variance / DRAWS),
      toleranceReason: `${STANDARD_ERRORS} standard errors of the difference, a p-value of 7e-6`,
    });
  });
});

const walledDensity = once(() => new EnergyDensity({ expression: "x", domain: [[0, 2]] }));

/** Checks a density that ends abruptly. The terms at the walls are as large as the other terms, unless ψ vanishes there. */
function wallChecks(parts: ScoreMatchingParts): Check[] {
  const walled = walledDensity();
  const field = (value: (x: number) => number, slope: (x: number) => number): VectorField => ({
    dim: 1,
    value: (points) => points.map(value),
    jacobian: (points) => points.map(slope),
  });
  return [
    { name: "ψ = 1 + x", value: (x: number) => 1 + x, slope: () => 1 },
    { name: "ψ = x (2 − x)", value: (x: number) => x * (2 - x), slope: (x: number) => 2 - 2 * x },
  ].map(({ name, value, slope }) => {
    const psi = field(value, slope);
    const { square, matching, constant } = scoreMatching(parts, walled, psi);
    return check({
      name: `½ E|ψ − s|² − E[½|ψ|² + tr ∇ψ] − ½ E|s|² against −[p ψ], p ∝ e⁻ˣ on [0, 2], ${name}`,
      predicted: 0 - boundaryTerm(walled, psi),
      measured: square.value - matching.value - constant.value,
      tolerance: square.errorEstimate + matching.errorEstimate + constant.errorEstimate + SUM_ROUNDING * constant.value,
      toleranceReason: "the stated errors of the three integrals; rounding",
    });
  });
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
