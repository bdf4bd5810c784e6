import { fusedReconstruction } from "../autoencoder/kernel/fused-reconstruction.ts";
import { committedModel, curveModels } from "../autoencoder/plans/committed-models.ts";
import { checkDensity } from "../density/check-density.ts";
import { distancesToCurve } from "../density/curve/nearest-on-curve.ts";
import type { Density } from "../density/density.ts";
import { curve10d, curve10dData } from "../density/examples/curve10d.ts";
import { GaussianMixture } from "../density/gaussian/gaussian-mixture.ts";
import { checkPositive } from "../numerics/check.ts";
import { rowDistances } from "../numerics/linear-algebra/vectors.ts";
import { createRng, type Rng } from "../numerics/random/random.ts";
import { largestSize, maximum } from "../numerics/sorting/maximum.ts";
import { DaeClosedForm } from "../reconstruction/any-dimension/dae-closed-form.ts";
import { optimalReconstruction } from "../reconstruction/optimal.ts";
import { type Reconstruction, scoreEstimate } from "../reconstruction/reconstruction.ts";
import { runChains } from "../sampling/chains/chain-run.ts";
import { energyDistance } from "../sampling/distances/energy-distance.ts";
import { ksDistance } from "../sampling/distances/goodness-of-fit.ts";
import {
  type EnergyDifference,
  exactDifference,
  firstOrderDifference,
  pathDifference,
  smoothedDifference,
} from "../sampling/energy/energy-difference.ts";
import { gaussLegendreRule, midpointRule } from "../sampling/energy/path-rule.ts";
import { firstOrderStationary, firstOrderVarianceLimit } from "../sampling/steps/first-order-stationary.ts";
import { metropolisHastings } from "../sampling/steps/metropolis-hastings.ts";
import type { Claim } from "./claim.ts";
import type { Check, ClaimReport } from "./claim-report.ts";
import type { ClaimStatement } from "./claim-statement.ts";
import { pairsOfDraws } from "./evidence/draws.ts";
import { check, report } from "./evidence/evidence.ts";
import { mixtureCdf } from "./evidence/mixture-cdf.ts";
import { type MixtureCase, mixtureCases } from "./evidence/mixtures.ts";
import { once, rememberedAt } from "./evidence/remembered.ts";

/** The parts of H1: the sampler, and the two rules for energy differences. */
export interface SamplingParts {
  readonly sampler: typeof metropolisHastings;
  readonly path: typeof pathDifference;
  readonly firstOrder: typeof firstOrderDifference;
}

export const samplingParts: SamplingParts = {
  sampler: metropolisHastings,
  path: pathDifference,
  firstOrder: firstOrderDifference,
};

/** The σ of the denoisers of mixtures, whose components have standard deviations of about 0.6 or more. */
const SIGMA = 0.5;
/** A rule whose error on segments between draws is rounding only. The difference from the coarser rule confirms this. */
const FINE = gaussLegendreRule(64);
const COARSE = gaussLegendreRule(48);
const SEED = 61;
/**
 * Kolmogorov-Smirnov distances are tested in 1 + 2 + 10 coordinates. The probability that one of them exceeds this number divided
 * by √n is 1 in 10,000.
 */
const KS_QUANTILE = Math.sqrt(Math.log((2 * 13) / 1e-4) / 2);
/** The number of standard errors that are allowed. A normal variable deviates by more with a probability of 1 in 16,000. */
const STANDARD_ERRORS = 4;

const about: ClaimStatement = {
  id: "h1",
  title: "Sampling",
  statement:
    "Metropolis-Hastings with a symmetric proposal and acceptance min(1, exp(−Δℰ)), Δℰ the path integral of (x − r)/σ², samples from p_σ. With the first-order Δℰ, which leaves out ½ δᵀ∇²ℰ δ, it samples from a wider distribution: for Gaussian data in d dimensions the variance is R times too large, and for d → ∞ R = ½ + 1/(4A) with A = exp(s²/2) Φ(−s), s = l √R, for steps of length l standard deviations.",
  hypotheses:
    "The proposal is symmetric and reaches every region of p_σ; the energy difference is one of energies, not only antisymmetric.",
  source: "section 4, on sampling",
  stem: "h1-sampling",
  chapter: "07-sampling",
};

/**
 * H1: Metropolis-Hastings with energy differences from a reconstruction, and the distribution that the first-order rule samples
 * from.
 */
export const h1: Claim<SamplingParts> = {
  ...about,
  verify(parts: SamplingParts = samplingParts): ClaimReport {
    return report(
      about,
      [
        ...onMixtures(parts.sampler, parts.path),
        ...stationaryCases.flatMap((one) => stationaryOnGaussian(parts, one)),
        limitOfManyDimensions(),
        ...trainedChains(parts),
      ],
      [],
    );
  },
};

/**
 * Checks the detailed balance of H1 for a density on the line or in the plane whose blurred density p_σ is known, in closed form or
 * from its denoiser.
 */
export function samplingOn(density: Density, sigma: number, parts: SamplingParts = samplingParts): ClaimReport {
  checkDensity("density", density, [1, 2]);
  checkPositive("sigma", sigma);
  const denoiser = optimalReconstruction(density, "dae", sigma);
  const exact = smoothedDifference(denoiser);
  const one = { name: `your density, σ = ${sigma}`, density, denoiser, exact, stated: denoiser.errorEstimate };
  return report({ ...about, title: "Sampling, for your density and σ" }, [detailedBalance(parts, one)], []);
}

type Sampler = SamplingParts["sampler"];
/** A rule for energy differences. The first-order rule needs no nodes. */
type DifferenceRule = SamplingParts["path"];

const onMixtures = rememberedAt((sampler: Sampler, path: DifferenceRule): readonly Check[] => [
  ...mixtureCases.map((one) => detailedBalance({ sampler, path }, balanceOf(one))),
  ...arrivals.map((arrival) => arrivesAtMixture({ sampler, path }, arrival)),
]);

function balanceOf({ density, name }: MixtureCase): BalanceCase {
  const blurred = density.smoothed(SIGMA);
  const denoiser = new DaeClosedForm(density, blurred, SIGMA);
  return { name: `${name}, σ = ${SIGMA}`, density, denoiser, exact: exactDifference(blurred), stated: 0 };
}

/** A denoiser, and the exact differences of −log p_σ. */
interface BalanceCase {
  readonly name: string;
  readonly density: Density;
  readonly denoiser: Reconstruction;
  readonly exact: EnergyDifference;
  /** The stated error of the score estimate, relative to max(1, its size). It is 0 if the error is rounding only. */
  readonly stated: number;
}

/** Checks p_σ(x) α(x, x′) = p_σ(x′) α(x′, x) from draw to draw, with the acceptance probability α of the sampler itself. */
function detailedBalance(
  { sampler, path }: Pick<SamplingParts, "sampler" | "path">,
  { name, density, denoiser, exact, stated }: BalanceCase,
): Check {
  const { dim } = density;
  const { from, to } = pairsOfDraws(density);
  const log = (a: Float64Array, b: Float64Array): Float64Array => {
    const difference = path(denoiser, FINE)(a, b);
    return logAcceptance(
      (energyDifference) => sampler({ dim, energyDifference, proposal: () => b }).step,
      difference,
      a,
    );
  };
  const [forth, back] = [log(from, to), log(to, from)];
  const differences = exact(from, to);
  const coarse = path(denoiser, COARSE)(from, to);
  const quadrature = path(denoiser, FINE)(from, to).map((value, i) => value - coarse[i]);
  const largestScore = Math.max(1, largestSize(scoreEstimate(denoiser, from)));
  return check({
    name: `log p_σ(x) α(x, x′) − log p_σ(x′) α(x′, x), ${name}: largest`,
    predicted: 0,
    measured: largestSize(forth.map((value, i) => value - back[i] + differences[i])),
    tolerance:
      largestSize(quadrature) +
      stated * largestScore * maximum(rowDistances(from, to, dim)) +
      64 * Number.EPSILON * (1 + largestSize(differences)),
    toleranceReason: "the error of the path integral, from a coarser rule; the stated error of the denoiser; rounding",
  });
}

type Step = ReturnType<typeof metropolisHastings>["step"];

/**
 * The logarithm of the probability with which each chain accepts its proposal. Bisection finds the uniform number above which the
 * chain rejects the proposal.
 */
function logAcceptance(stepOf: (difference: EnergyDifference) => Step, difference: Float64Array, from: Float64Array) {
  const step = stepOf(() => difference);
  const chains = difference.length;
  const low = new Float64Array(chains);
  const high = new Float64Array(chains).fill(1);
  // The interval is halved until its ends are neighbouring numbers of any size.
  for (let k = 0; k < 120; k++) {
    const middle = low.map((value, i) => (value + high[i]) / 2);
    let next = 0;
    const scripted: Rng = { uniform: () => middle[next++], normal: () => Number.NaN };
    const { accepted } = step(scripted, { positions: from }).info;
    for (let i = 0; i < chains; i++) {
      if (accepted[i]) low[i] = middle[i];
      else high[i] = middle[i];
    }
  }
  return high.map(Math.log);
}

interface Arrival {
  readonly mixture: MixtureCase;
  readonly chains: number;
  readonly steps: number;
}

/** The numbers of steps are so large that the chains forget their starts. */
const arrivals: readonly Arrival[] = [1, 2, 10].map((dim) => {
  const mixture = mixtureCases.find(({ density }) => density.dim === dim) as MixtureCase;
  return dim === 10 ? { mixture, chains: 1000, steps: 150 } : { mixture, chains: 2000, steps: 60 };
});

/**
 * Checks that chains that begin at one point are distributed as p_σ after some steps. Each coordinate is tested, since its
 * distribution function is known.
 */
function arrivesAtMixture(
  { sampler, path }: Pick<SamplingParts, "sampler" | "path">,
  { mixture, chains, steps }: Arrival,
): Check {
  const { density, name } = mixture;
  const { dim } = density;
  const blurred = density.smoothed(SIGMA);
  const denoiser = new DaeClosedForm(density, blurred, SIGMA);
  const start = density.sample(createRng(SEED, 1), 1);
  const { draws: ends } = runChains(
    // A good step length is about 2.4 / √d standard deviations.
    sampler({ dim, energyDifference: path(denoiser, gaussLegendreRule(2)), proposal: 2 / Math.sqrt(dim) }),
    createRng(SEED, 2, dim),
    Float64Array.from({ length: chains * dim }, (_, j) => start[j % dim]),
    { steps, burnIn: steps - 1 },
  );
  const distances = Array.from({ length: dim }, (_, a) => {
    const marginal = new GaussianMixture(
      blurred.components.map(({ weight, mean, covariance }) => ({
        weight,
        mean: [mean[a]],
        covariance: [[covariance[a][a]]],
      })),
    );
    return ksDistance(
      ends.filter((_, j) => j % dim === a),
      mixtureCdf(marginal),
    );
  });
  return check({
    name: `${chains} chains after ${steps} steps from one point, ${name}, σ = ${SIGMA}: Kolmogorov-Smirnov distance to p_σ, largest of ${dim === 1 ? "the coordinate" : `${dim} coordinates`}`,
    predicted: 0,
    measured: Math.max(...distances),
    tolerance: KS_QUANTILE / Math.sqrt(chains),
    toleranceReason: `p = 1e-4 for all 13 coordinates together, seed ${SEED}`,
  });
}

interface StationaryCase {
  readonly dim: number;
  readonly chains: number;
  /** The number of steps before the one that is measured. */
  readonly steps: number;
}

/** In 10 dimensions there are fewer chains, since each has more coordinates. */
const stationaryCases: readonly StationaryCase[] = [
  { dim: 1, chains: 8000, steps: 50 },
  { dim: 10, chains: 1500, steps: 100 },
];

/**
 * Checks the variance of samples of Gaussian data. With the path integral it is that of p_σ. With the first-order rule it is that
 * which `firstOrderStationary` computes without random numbers.
 */
function stationaryOnGaussian({ sampler, path, firstOrder }: SamplingParts, one: StationaryCase): Check[] {
  const { dim } = one;
  const predicted = stationaryAt(dim, 1);
  const toleranceReason = `${STANDARD_ERRORS} standard errors, seed ${SEED}`;
  return (
    [
      ["the path integral", path, 1, 0],
      ["the first-order rule", firstOrder, predicted.variance, predicted.errorEstimate],
    ] as const
  ).map(([rule, difference, expected, error]) => {
    const { mean, standardError } = varianceOfSamples(sampler, difference, one, expected);
    return check({
      name: `variance of samples by ${rule}, relative to p_σ = N(0, I)'s, d = ${dim}, proposals N(0, I)`,
      predicted: expected,
      measured: mean,
      tolerance: STANDARD_ERRORS * standardError + error,
      toleranceReason: error === 0 ? toleranceReason : `${toleranceReason}, and the stated error of the prediction`,
    });
  });
}

const stationaryAt = rememberedAt(firstOrderStationary);

/** The mean of |x|² / d over the ends of chains that begin with the expected one. p_σ is N(0, I), which proposals have too. */
const varianceOfSamples = rememberedAt(
  (sampler: Sampler, difference: DifferenceRule, { dim, chains, steps }: StationaryCase, expected: number) => {
    const denoiser: Reconstruction = {
      dim,
      sigma: SIGMA,
      evaluate: (x) => x.map((value) => (1 - SIGMA ** 2) * value),
      jacobian: () => new Float64Array(0),
    };
    const energyDifference = difference(denoiser, midpointRule);
    const rng = createRng(SEED, 3, dim);
    const starts = Float64Array.from({ length: chains * dim }, () => Math.sqrt(expected) * rng.normal());
    const run = runChains(sampler({ dim, energyDifference, proposal: 1 }), rng, starts, { steps, burnIn: steps - 1 });
    const sizes = Float64Array.from({ length: chains }, (_, i) =>
      run.draws.subarray(i * dim, (i + 1) * dim).reduce((sum, x) => sum + (x * x) / dim, 0),
    );
    const mean = sizes.reduce((sum, size) => sum + size / chains, 0);
    const sumOfSquares = sizes.reduce((sum, size) => sum + (size - mean) ** 2 / chains, 0);
    return { mean, standardError: Math.sqrt(sumOfSquares / chains) };
  },
);

/** The length of the steps in the limit, in standard deviations. It is the best length for exact differences. */
const LENGTH = 2.4;

/** Compares the prediction for Gaussian data, which is computed for each d, with its closed form in the limit of many dimensions. */
function limitOfManyDimensions(): Check {
  const [eight, sixteen] = [8, 16].map((dim) => stationaryAt(dim, LENGTH / Math.sqrt(dim)));
  const predicted = firstOrderVarianceLimit(LENGTH);
  return check({
    name: `the same of the first-order rule for steps of ${LENGTH} deviations, d → ∞, from d = 8 and 16: against ½ + 1/(4A)`,
    predicted,
    measured: 2 * sixteen.variance - eight.variance,
    tolerance: Math.abs(sixteen.variance - eight.variance) / 4 + 2 * sixteen.errorEstimate + eight.errorEstimate,
    toleranceReason:
      "the terms of order 1/d², at d = 16 a quarter of the difference between d = 8 and 16; the stated errors",
  });
}

/** The chains on the trained auto-encoder of figure 6. There are as many as the figure has points, and they begin at data. */
const TRAINED = { chains: 400, steps: 250, proposal: 0.1, reference: 1000 };
/**
 * The largest relative error of a mean distance: 0.02 are due to the finite number of chains, 400, and the rest is due to the error
 * of the network.
 */
const NETWORK = 0.05;
/** The largest relative error for the first-order rule, whose chains go beyond the noise of the training. */
const NETWORK_FAR_OUT = 0.1;
/** The largest energy distance from noisy data. For comparison, data that are twice as wide have a distance of about 0.1. */
const NEAR = 0.02;

/** What does not depend on the parts: the network, draws of noisy data, and what the first-order rule should make of them. */
const trained = once(() => {
  const { network } = committedModel(curveModels[0]);
  const r = fusedReconstruction(network);
  const noisy = curve10dData().smoothed(r.sigma);
  const reference = noisy.sample(createRng(SEED, 4), TRAINED.reference);
  const data = meanDistanceToCurve(reference);
  const widened = stationaryAt(r.dim - 1, TRAINED.proposal / noisy.sigma);
  return { r, reference, data, expected: (widened.meanDistance * noisy.sigma) / data };
});

const trainedEnds = rememberedAt((sampler: Sampler, difference: DifferenceRule): Float64Array => {
  const { chains, steps, proposal } = TRAINED;
  const { r } = trained();
  return runChains(
    sampler({ dim: r.dim, energyDifference: difference(r, midpointRule), proposal }),
    createRng(SEED, 5),
    curve10dData().sample(createRng(SEED, 6), chains),
    { steps, burnIn: steps - 1 },
  ).draws;
});

function trainedChains({ sampler, path, firstOrder }: SamplingParts): Check[] {
  const { chains, steps } = TRAINED;
  const {
    r: { dim },
    reference,
    data,
    expected,
  } = trained();
  const [byPath, byFirstOrder] = [trainedEnds(sampler, path), trainedEnds(sampler, firstOrder)];
  const what = `${chains} chains of figure 6, ${steps} steps from data`;
  const near = energyDistance(byPath, reference, dim);
  const far = energyDistance(byFirstOrder, reference, dim);
  return [
    check({
      name: `${what}, path integral: mean distance to the curve, over that of noisy data`,
      predicted: 1,
      measured: meanDistanceToCurve(byPath) / data,
      tolerance: NETWORK,
      toleranceReason: "the error of the network, and 4 standard errors of 400 chains",
    }),
    check({
      name: `${what}, first-order rule: the same, as on Gaussian data in the ${dim - 1} directions across`,
      predicted: expected,
      measured: meanDistanceToCurve(byFirstOrder) / data,
      tolerance: NETWORK_FAR_OUT * expected,
      toleranceReason:
        "a tenth, for the error of the network beyond the noise of its training, and for the curvature of the curve",
    }),
    check({
      name: `${what}, path integral: energy distance to noisy data`,
      predicted: 0,
      measured: near,
      tolerance: NEAR,
      toleranceReason: "a distance that is too small to be seen; that of the first-order rule is larger",
    }),
    check({
      name: `${what}: the same energy distance, divided by that of the first-order rule`,
      predicted: 0,
      measured: near / far,
      tolerance: 1 / 3,
      toleranceReason: "the distance of the first-order rule is at least three times as large",
    }),
  ];
}

function meanDistanceToCurve(points: Float64Array): number {
  const distances = distancesToCurve(curve10d().curve, points);
  return distances.reduce((sum, distance) => sum + distance / distances.length, 0);
}
