import gammainc from "@stdlib/math-base-special-gammainc";
import { fusedReconstruction } from "../autoencoder/kernel/fused-reconstruction.ts";
import { committedModel } from "../autoencoder/plans/committed-models.ts";
import type { CommittedModel } from "../autoencoder/plans/noise-level-models.ts";
import {
  littleNoiseModels,
  moreNoiseModels,
  muchNoiseLongModels,
  muchNoiseModels,
} from "../autoencoder/plans/noise-level-models.ts";
import { distancesToCurve } from "../density/curve/nearest-on-curve.ts";
import { spiral } from "../density/examples/spiral.ts";
import { squareGrid } from "../numerics/approximation/grid.ts";
import { createRng } from "../numerics/random/random.ts";
import {
  attractorsBeyond,
  type FalseAttractor,
  type FalseAttractors,
} from "../reconstruction/field/false-attractors.ts";
import { AT_REST } from "../reconstruction/field/follow-uphill.ts";
import { modesOf } from "../reconstruction/field/modes.ts";
import { noiseRadius } from "../reconstruction/field/noise-radius.ts";
import { optimalReconstruction } from "../reconstruction/optimal.ts";
import type { IsotropicReconstruction } from "../reconstruction/reconstruction.ts";
import { runChains } from "../sampling/chains/chain-run.ts";
import { type EnergyDifference, pathDifference } from "../sampling/energy/energy-difference.ts";
import { leastEnergyRise } from "../sampling/energy/energy-rise.ts";
import { gaussLegendreRule } from "../sampling/energy/path-rule.ts";
import { metropolisHastings } from "../sampling/steps/metropolis-hastings.ts";
import type { Claim } from "./claim.ts";
import type { Check, ClaimReport } from "./claim-report.ts";
import type { ClaimStatement } from "./claim-statement.ts";
import { check, checkRange, report } from "./evidence/evidence.ts";
import { remembered } from "./evidence/remembered.ts";

/** The parts of X1: auto-encoders of the spiral, for three seeds at each level of noise, and the rules that are applied to them. */
export interface SpuriousParts {
  /** The optimal denoiser of the spiral for little noise. */
  optimum(): IsotropicReconstruction;
  /** The networks that were trained with too little noise for the number of iterations. */
  littleNoise(): readonly IsotropicReconstruction[];
  /** The networks that were trained with ten times the noise. */
  moreNoise(): readonly IsotropicReconstruction[];
  /** The networks that were trained with thirty times the noise. */
  muchNoise(): readonly IsotropicReconstruction[];
  /** The networks that were trained with thirty times the noise and for more than three times as long. */
  muchNoiseLong(): readonly IsotropicReconstruction[];
  energyDifference(r: IsotropicReconstruction): EnergyDifference;
  /** A fixed point that is farther than this from the spiral, in sigmas of the network, is a false attractor. */
  readonly cutoff: number;
}

const networks = remembered((models: readonly CommittedModel[]): readonly IsotropicReconstruction[] =>
  models.map((one) => fusedReconstruction(committedModel(one).network)),
);

export const spuriousParts: SpuriousParts = {
  optimum: () => optimalReconstruction(spiral(), "dae", 0.003),
  littleNoise: () => networks(littleNoiseModels),
  moreNoise: () => networks(moreNoiseModels),
  muchNoise: () => networks(muchNoiseModels),
  muchNoiseLong: () => networks(muchNoiseLongModels),
  energyDifference: (r) => pathDifference(r, gaussLegendreRule(3)),
  cutoff: noiseRadius(2),
};

/** The starts are on a lattice of 31 x 31 points over [-2, 2]², as in figure 7 and in the study. */
const LATTICE_HALF_WIDTH = 2;
const SIDE = 31;
/** The least fraction of starts that counts as "some starts". */
const SOME = 0.01;
/** The radius, in σ, of the circle around an attractor on which the energy is compared with that of the attractor. */
const RADIUS = 10;
/** On the circle, p must be at most this fraction of p at the centre. Rounding alone would give a fraction of 1. */
const SMALL = 0.01;
const CHAINS = 30;
const CHAIN_STEPS = 400;
/** The positions of chains are recorded every `EVERY` steps. */
const EVERY = 40;
/** The standard deviation of proposals: the radius of the circle, which is 10 times the smallest σ and equals the next larger σ. */
const PROPOSAL = 0.01;
const SEED = 8;
/** An expected number of corrupted points below this counts as zero. */
const NONE = 1e-12;
/** Beyond this number of σ from the spiral the denoiser is replaced by the identity. */
const IDLE_BEYOND: readonly number[] = [1, 2, 3];
/**
 * The number of noisy points on which losses are compared, and of standard errors that are allowed: the p-value is one in two
 * million.
 */
const NOISY_POINTS = 8000;
const STANDARD_ERRORS = 5;
/**
 * The networks of the claim with σ of 0.01 or more have no fixed points between two radii. These are the probabilities of noise
 * beyond them.
 */
const BORDER: readonly [number, number] = [0.05, 1e-5];

const about: ClaimStatement = {
  id: "x1",
  title: "Spurious maxima",
  statement:
    "The loss leaves r free where no noisy point falls: a denoiser of a curve in the plane that stops working beyond c σ loses only P(χ²₃ > c²) of the σ² that there is to gain. Networks fill that freedom arbitrarily. After 300 iterations with σ = 0.001 they have attracting fixed points farther than 3.72 σ from the data, which are maxima of the density that their energy differences imply, and which chains don’t leave; with σ = 0.01, all else equal, they have none, and chains come back. More noise is no guarantee: with σ = 0.03 and 1000 iterations there are some again, none of them nearer than 4.8 σ.",
  hypotheses:
    "The price is for σ that is small against the curve’s radii of curvature and its length. The rest is measured for networks with one hidden layer of 200 units, the same 2,000 points of the paper’s spiral and the same initial weights for each of three seeds. The claim says nothing of other networks and lengths of training (chapter 8 has hundreds).",
  source: "section 4, on spurious maxima",
  stem: "x1-spurious-maxima",
  chapter: "08-spurious-maxima",
};

/**
 * X1: where no noisy point fell in training, there are maxima without data, which chains do not leave. With more noise and the same
 * number of iterations there are none. With much more noise and more iterations there are some again, but far from the data.
 */
export const x1: Claim<SpuriousParts> = {
  ...about,
  verify(parts: SpuriousParts = spuriousParts): ClaimReport {
    const [more, much, long] = [parts.moreNoise(), parts.muchNoise(), parts.muchNoiseLong()];
    const little = parts.littleNoise();
    return report(
      about,
      [
        ...priceChecks(parts),
        ...little.flatMap((network, k) => littleNoiseChecks(parts, network, more[k], k)),
        ...little.map((network, k) =>
          nearBorder(network, [1, Number.POSITIVE_INFINITY], `σ = ${network.sigma}, seed ${k + 1}`),
        ),
        ...[...more, ...much, ...long].map((network, k) =>
          nearBorder(network, [0, 0], `σ = ${network.sigma}, seed ${(k % 3) + 1}${k < 6 ? "" : ", 1000 iterations"}`),
        ),
        ...long.map((network, k) => longerCheck(parts, network, much[k], k)),
      ],
      [],
    );
  },
};

/**
 * Checks the loss of a denoiser that does nothing beyond c sigma: two losses on the same noisy points, against the chi-squared
 * distribution.
 */
function priceChecks({ optimum }: SpuriousParts): Check[] {
  const r = optimum();
  const { sigma } = r;
  const rng = createRng(SEED);
  const clean = spiral().sample(rng, NOISY_POINTS);
  const noisy = clean.map((x) => x + sigma * rng.normal());
  const restored = r.evaluate(noisy);
  const distances = distancesToCurve(spiral().curve, noisy);
  const squared = (points: Float64Array, i: number): number =>
    (points[2 * i] - clean[2 * i]) ** 2 + (points[2 * i + 1] - clean[2 * i + 1]) ** 2;
  const gains = distances.map((_, i) => (squared(noisy, i) - squared(restored, i)) / sigma ** 2);
  return IDLE_BEYOND.map((c) => {
    const { mean, standardError } = meanOf(gains.map((gain, i) => (distances[i] > c * sigma ? gain : 0)));
    return check({
      name: `loss of the optimal denoiser if it leaves every point beyond ${c} σ of the spiral where it is, less its own, over σ², σ = ${sigma}`,
      predicted: gammainc(c ** 2 / 2, 3 / 2, true, true),
      measured: mean,
      tolerance: STANDARD_ERRORS * standardError,
      toleranceReason: `${STANDARD_ERRORS} standard errors of ${NOISY_POINTS} noisy points, seed ${SEED}; the prediction is P(χ²₃ > ${c ** 2})`,
    });
  });
}

function meanOf(values: Float64Array): { readonly mean: number; readonly standardError: number } {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value / n, 0);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2 / (n - 1), 0);
  return { mean, standardError: Math.sqrt(variance / n) };
}

function littleNoiseChecks(
  parts: SpuriousParts,
  network: IsotropicReconstruction,
  cured: IsotropicReconstruction,
  k: number,
): Check[] {
  const own = `seed ${k + 1}`;
  const { fraction, attractors } = attractorsOf(parts, network);
  const deepest = deepestOf(parts, network, attractors);
  return [
    checkRange([SOME, 1], {
      name: `fraction of ${SIDE ** 2} starts that end farther than ${parts.cutoff.toFixed(2)} σ from the spiral, σ = ${network.sigma}, ${own}`,
      measured: fraction,
      toleranceReason: "at least 1 % of the starts",
    }),
    ...(deepest
      ? attractorChecks(parts, network, deepest, k)
      : [check(nothing(`a false attractor that is a maximum, ${own}`))]),
    ...curedChecks(parts, cured, k, deepest),
  ];
}

/** Checks the number of fixed points between the two radii of the border. */
function nearBorder(network: IsotropicReconstruction, range: readonly [number, number], which: string): Check {
  const [inner, outer] = BORDER.map((exceeded) => noiseRadius(2, exceeded));
  const { attractors } = attractorsOf({ cutoff: inner }, network);
  const [least, most] = range;
  const evidence = {
    name: `attracting fixed points between ${inner.toFixed(2)} and ${outer.toFixed(2)} σ from the spiral, ${which}`,
    measured: attractors.filter(({ distance }) => distance <= outer).length,
  };
  if (most === least) {
    const toleranceReason = `no fixed point between the radii beyond which 1 in ${1 / BORDER[0]} and 1 in ${1 / BORDER[1]} noisy points fall`;
    return check({ ...evidence, predicted: least, tolerance: 0, toleranceReason });
  }
  return checkRange([least, SIDE ** 2], {
    ...evidence,
    toleranceReason: `at least ${least}, since the network has not learnt to remove this noise yet`,
  });
}

/** Checks that longer training with much noise leads to false attractors again. */
function longerCheck(
  parts: SpuriousParts,
  long: IsotropicReconstruction,
  short: IsotropicReconstruction,
  k: number,
): Check {
  return checkRange([1 / SIDE ** 2, 1], {
    name: `the same fraction after 1000 iterations less that after 300, σ = ${long.sigma}, seed ${k + 1}`,
    measured: attractorsOf(parts, long).fraction - attractorsOf(parts, short).fraction,
    toleranceReason: "at least one start more",
  });
}

/** The fixed points to which a network leads from the lattice; the search takes most of the claim's time. */
const fixedPointsOf = remembered((network: IsotropicReconstruction) =>
  modesOf(network, squareGrid(LATTICE_HALF_WIDTH, SIDE)),
);

function attractorsOf({ cutoff }: Pick<SpuriousParts, "cutoff">, network: IsotropicReconstruction): FalseAttractors {
  return attractorsBeyond(fixedPointsOf(network), network.sigma, spiral().curve, cutoff);
}

/** The attractor with the largest rise of the energy around it. An attractor that the field circles has no such rise. */
function deepestOf(
  parts: SpuriousParts,
  network: IsotropicReconstruction,
  attractors: readonly FalseAttractor[],
): FalseAttractor | undefined {
  const rises = attractors.map((one) => riseAround(parts, network, one.at));
  return attractors[rises.indexOf(Math.max(...rises))];
}

function riseAround({ energyDifference }: SpuriousParts, network: IsotropicReconstruction, at: Float64Array): number {
  return leastEnergyRise(energyDifference(network), at, RADIUS * network.sigma);
}

function attractorChecks(
  parts: SpuriousParts,
  network: IsotropicReconstruction,
  { at, distance, errorEstimate }: FalseAttractor,
  k: number,
): Check[] {
  const { sigma } = network;
  const where = `(${Array.from(at, (x) => x.toFixed(3)).join(", ")}), seed ${k + 1}`;
  return [
    check({
      name: `how far the false attractor found at x = ${where} may be from a fixed point of r, in σ`,
      predicted: 0,
      measured: errorEstimate,
      tolerance: AT_REST,
      toleranceReason: "Newton's last step in the search",
    }),
    checkRange([0, 1], {
      name: `largest |eigenvalue| of ∂r/∂x at ${where}`,
      measured: spectralRadius(network.jacobian(at)),
      toleranceReason: "a fixed point is attracting if all eigenvalues are below 1",
    }),
    check({
      name: `p on a circle of ${RADIUS} σ round ${where}, of that in its middle, by path integrals: largest`,
      predicted: 0,
      measured: Math.exp(-riseAround(parts, network, at)),
      tolerance: SMALL,
      toleranceReason: "a pronounced maximum",
    }),
    check({
      name: `corrupted training points within ${RADIUS} σ of ${where}: how many are to be expected`,
      predicted: 0,
      measured: expectedNear(trainingPoints(k), at, sigma),
      tolerance: NONE,
      toleranceReason: "the sum of 2000 Gaussian tails, which counts as zero",
    }),
    check({
      name: `log p_σ of the spiral at ${where}, ${distance.toFixed(1)} σ from it`,
      predicted: -(distance ** 2) / 2,
      measured: spiral().smoothed(sigma).logPdf(at)[0],
      tolerance: Math.abs(Math.log(2 * Math.PI * sigma ** 2)),
      toleranceReason: "the logarithm of the Gaussian's factor 1/(2π σ²), of which each point of the curve has a part",
    }),
    check({
      name: `fraction of ${CHAINS} chains that come within ${parts.cutoff.toFixed(2)} σ of the spiral in ${CHAIN_STEPS} steps from ${where}`,
      predicted: 0,
      measured: fractionBack(parts, network, at),
      tolerance: 0,
      toleranceReason: `no chain, seed ${SEED}`,
    }),
  ];
}

function curedChecks(
  parts: SpuriousParts,
  network: IsotropicReconstruction,
  k: number,
  deepest: FalseAttractor | undefined,
): Check[] {
  const left = check({
    name: `the same fraction of starts, trained with σ = ${network.sigma}, seed ${k + 1}`,
    predicted: 0,
    measured: attractorsOf(parts, network).fraction,
    tolerance: 0,
    toleranceReason: "no start",
  });
  if (!deepest) return [left];
  const back = check({
    name: `the same fraction of chains, trained with σ = ${network.sigma}, seed ${k + 1}`,
    predicted: 1,
    measured: fractionBack(parts, network, deepest.at),
    tolerance: 0,
    toleranceReason: `all chains, seed ${SEED}`,
  });
  return [left, back];
}

/** The fraction of Metropolis-Hastings chains from one point that have come within the cut-off radius of the spiral. */
function fractionBack(
  { energyDifference, cutoff }: SpuriousParts,
  network: IsotropicReconstruction,
  at: Float64Array,
): number {
  const sampler = metropolisHastings({ dim: 2, energyDifference: energyDifference(network), proposal: PROPOSAL });
  const starts = new Float64Array(2 * CHAINS).map((_, j) => at[j % 2]);
  const { draws, kept } = runChains(sampler, createRng(SEED), starts, { steps: CHAIN_STEPS, thin: EVERY });
  const distances = distancesToCurve(spiral().curve, draws);
  let back = 0;
  for (let chain = 0; chain < CHAINS; chain++) {
    let nearest = Number.POSITIVE_INFINITY;
    for (let j = 0; j < kept; j++) nearest = Math.min(nearest, distances[j * CHAINS + chain]);
    if (nearest <= cutoff * network.sigma) back += 1;
  }
  return back / CHAINS;
}

/** The training points of the networks of the k-th seed, (2000, 2). */
function trainingPoints(k: number): Float64Array {
  return littleNoiseModels[k].plan().data.training;
}

/** A bound of the expected number of noisy points within 10 σ of x, from P(|ε| > t σ) = exp(−t²/2) in the plane. */
function expectedNear(points: Float64Array, at: Float64Array, sigma: number): number {
  let expected = 0;
  for (let i = 0; i < points.length; i += 2) {
    const far = Math.hypot(points[i] - at[0], points[i + 1] - at[1]) / sigma;
    expected += Math.exp(-(Math.max(0, far - RADIUS) ** 2) / 2);
  }
  return expected;
}

/** The spectral radius of a 2 x 2 matrix. */
function spectralRadius([a, b, c, d]: Float64Array): number {
  const half = (a + d) / 2;
  const determinant = a * d - b * c;
  const root = half ** 2 - determinant;
  return root < 0 ? Math.sqrt(determinant) : Math.abs(half) + Math.sqrt(root);
}

/** A check that fails because there is nothing to measure. */
function nothing(name: string): Omit<Check, "verdict"> {
  return { name, predicted: 1, measured: Number.NaN, tolerance: 0, toleranceReason: "there must be such a point" };
}
