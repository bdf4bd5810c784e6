import { fusedReconstruction } from "../autoencoder/kernel/fused-reconstruction.ts";
import { committedModel } from "../autoencoder/plans/committed-models.ts";
import type { CommittedModel } from "../autoencoder/plans/noise-level-models.ts";
import {
  littleNoiseModels,
  moreNoiseModels,
  muchNoiseLongModels,
  muchNoiseModels,
  stagedModels,
} from "../autoencoder/plans/noise-level-models.ts";
import { distancesToCurve } from "../density/curve/nearest-on-curve.ts";
import { spiral } from "../density/examples/spiral.ts";
import { squareGrid } from "../numerics/approximation/grid.ts";
import { createRng } from "../numerics/random/random.ts";
import { type FalseAttractor, falseAttractors } from "../reconstruction/field/false-attractors.ts";
import { AT_REST } from "../reconstruction/field/fixed-points.ts";
import { displacement, type IsotropicReconstruction } from "../reconstruction/reconstruction.ts";
import { runChains } from "../sampling/chains/chain-run.ts";
import { type EnergyDifference, pathDifference } from "../sampling/energy/energy-difference.ts";
import { gaussLegendreRule } from "../sampling/energy/path-rule.ts";
import { metropolisHastings } from "../sampling/steps/metropolis-hastings.ts";
import type { Claim } from "./claim.ts";
import type { Check, ClaimReport } from "./claim-report.ts";
import type { ClaimStatement } from "./claim-statement.ts";
import { check, checkRange, report } from "./evidence/evidence.ts";

/** What X1 is made of: auto-encoders of the spiral, of several seeds for each level of noise, and what is made of them. */
export interface SpuriousParts {
  /** Trained with too little noise. */
  littleNoise(): readonly IsotropicReconstruction[];
  /** The same with more noise: those of each seed, each with a name of the level. */
  cures(): readonly {
    readonly name: string;
    readonly networks: readonly IsotropicReconstruction[];
    readonly chains: boolean;
  }[];
  /** Trained with so much noise that it reaches from one arm of the spiral to the next; some of them longer. */
  muchNoise(): readonly IsotropicReconstruction[];
  energyDifference(r: IsotropicReconstruction): EnergyDifference;
  /** Of a fixed point from the spiral, beyond which it is a false attractor. */
  readonly distance: number;
}

const networks = (models: readonly CommittedModel[]): IsotropicReconstruction[] =>
  models.map((one) => fusedReconstruction(committedModel(one).network));

export const spuriousParts: SpuriousParts = {
  littleNoise: () => networks(littleNoiseModels),
  cures: () => [
    { name: "σ = 0.01", networks: networks(moreNoiseModels), chains: true },
    // Chains at this σ go where 0.03 of noise goes: that they are near the spiral says less.
    { name: "σ = 0.03", networks: networks(muchNoiseModels), chains: false },
    { name: "stages from 0.3 to σ = 0.001", networks: networks(stagedModels), chains: true },
  ],
  muchNoise: () => networks([...muchNoiseModels, ...muchNoiseLongModels]),
  energyDifference: (r) => pathDifference(r, gaussLegendreRule(3)),
  // A fifth of the distance between two arms, 0.04 · 2π.
  distance: 0.05,
};

/** Starts on a lattice of 15 x 15 over [-2, 2]². */
const REACH = 2;
const SIDE = 15;
const STEPS = 1000;
/** What "some starts" are at least. */
const SOME = 0.01;
/** Radius of the circle round an attractor on which its energy is compared, in σ. */
const RADIUS = 10;
const DIRECTIONS = 32;
/** On it p must be this much smaller than in the middle: a maximum that is none by rounding would be at 1. */
const SMALL = 0.01;
const CHAINS = 30;
const CHAIN_STEPS = 400;
/** How often it is looked where chains are. */
const EVERY = 40;
/** As wide as the circle: 10 times the little σ, and the larger one. */
const PROPOSAL = 0.01;
/** In σ: farther from where it was falls one noisy point of the plane in 3000. */
const NOISE_FALLS = 4;
const SEED = 8;
/** An expected number of corrupted points below this is none. */
const NONE = 1e-12;

const about: ClaimStatement = {
  id: "x1",
  title: "Spurious maxima",
  statement:
    "Where no noisy point falls in training, r is arbitrary. Trained with too little noise, networks have attracting fixed points there, maxima of the density that their energy differences imply, which chains don’t leave. After as many iterations with more noise, or with more of it to begin with, networks of the same three seeds have none within reach of the starts, and chains come back. Trained longer they may have some again, but none where the noise falls.",
  hypotheses:
    "Networks of one hidden layer, 200 units, trained on 2,000 points of the paper's spiral, three seeds for each noise level.",
  source: "section 4, on spurious maxima",
  stem: "x1-spurious-maxima",
  chapter: "08-spurious-maxima",
};

/**
 * X1: where noise never fell in training there are maxima without data, which chains don't leave; more noise, for as many
 * iterations, removes those that it reaches.
 */
export const x1: Claim<SpuriousParts> = {
  ...about,
  verify(parts: SpuriousParts = spuriousParts): ClaimReport {
    const cures = parts.cures();
    return report(
      about,
      [
        whereNoiseFalls(parts),
        ...parts.littleNoise().flatMap((network, k) => {
          const own = `seed ${k + 1}`;
          const { fraction, attractors } = attractorsOf(parts, network);
          const deepest = deepestOf(parts, network, attractors);
          return [
            checkRange([SOME, 1], {
              name: `share of ${SIDE ** 2} starts that end farther than ${parts.distance} from the spiral, σ = ${network.sigma}, ${own}`,
              measured: fraction,
              toleranceReason: "some: at least 1 %",
            }),
            ...(deepest
              ? attractorChecks(parts, network, deepest, k)
              : [check(nothing(`a false attractor that is a maximum, ${own}`))]),
            ...cures.flatMap((cure) => cureChecks(parts, cure, k, deepest)),
          ];
        }),
      ],
      [],
    );
  },
};

function whereNoiseFalls(parts: SpuriousParts): Check {
  const muchNoise = parts.muchNoise();
  const [{ sigma }] = muchNoise;
  const near = muchNoise.flatMap((network) =>
    attractorsOf(parts, network).attractors.filter(({ distance }) => distance < NOISE_FALLS * sigma),
  );
  return check({
    name: `false attractors nearer to the spiral than ${NOISE_FALLS} σ, σ = ${sigma}: of ${muchNoise.length} networks, half of them trained longer`,
    predicted: 0,
    measured: near.length,
    tolerance: 0,
    toleranceReason: "none: there the loss asks what r is",
  });
}

function attractorsOf(
  { distance }: SpuriousParts,
  network: IsotropicReconstruction,
): ReturnType<typeof falseAttractors> {
  const starts = squareGrid(REACH, SIDE);
  return falseAttractors(network, starts, spiral().curve, { distance, steps: STEPS });
}

/** The attractor with the steepest walls: one that the field circles more than it points to has none. */
function deepestOf(
  parts: SpuriousParts,
  network: IsotropicReconstruction,
  attractors: readonly FalseAttractor[],
): FalseAttractor | undefined {
  const rises = attractors.map((one) => leastRise(parts, network, one.at));
  return attractors[rises.indexOf(Math.max(...rises))];
}

/** The least E(x + h) − E(x) over directions h of length 10 σ. */
function leastRise({ energyDifference }: SpuriousParts, network: IsotropicReconstruction, at: Float64Array): number {
  const radius = RADIUS * network.sigma;
  const from = new Float64Array(2 * DIRECTIONS).map((_, j) => at[j % 2]);
  const to = from.map((x, j) => {
    const angle = (2 * Math.PI * Math.floor(j / 2)) / DIRECTIONS;
    return x + radius * (j % 2 === 0 ? Math.cos(angle) : Math.sin(angle));
  });
  return Math.min(...energyDifference(network)(from, to));
}

function attractorChecks(
  parts: SpuriousParts,
  network: IsotropicReconstruction,
  { at, distance }: FalseAttractor,
  k: number,
): Check[] {
  const { sigma } = network;
  const where = `(${Array.from(at, (x) => x.toFixed(3)).join(", ")}), seed ${k + 1}`;
  return [
    check({
      name: `|r(x) − x| at the false attractor x = ${where}`,
      predicted: 0,
      measured: Math.hypot(...displacement(network, at)),
      tolerance: AT_REST * (sigma / 10),
      toleranceReason: "how short the last step of the iteration is",
    }),
    checkRange([0, 1], {
      name: `largest |eigenvalue| of ∂r/∂x at ${where}`,
      measured: spectralRadius(network.jacobian(at)),
      toleranceReason: "attracting: below 1",
    }),
    check({
      name: `p on a circle of ${RADIUS} σ round ${where}, of that in its middle, by path integrals: largest`,
      predicted: 0,
      measured: Math.exp(-leastRise(parts, network, at)),
      tolerance: SMALL,
      toleranceReason: "a maximum, and no shallow one",
    }),
    check({
      name: `corrupted training points within ${RADIUS} σ of ${where}: how many are to be expected`,
      predicted: 0,
      measured: expectedNear(trainingPoints(k), at, sigma),
      tolerance: NONE,
      toleranceReason: "none: 2000 Gaussian tails",
    }),
    check({
      name: `log p_σ of the spiral at ${where}, ${(distance / sigma).toFixed(0)} σ from it`,
      predicted: -(distance ** 2) / (2 * sigma ** 2),
      measured: spiral().smoothed(sigma).logPdf(at)[0],
      tolerance: Math.abs(Math.log(2 * Math.PI * sigma ** 2)),
      toleranceReason: "the Gaussian's factor 1/(2π σ²), of which a point of a curve has a part",
    }),
    check({
      name: `share of ${CHAINS} chains that come within ${parts.distance} of the spiral in ${CHAIN_STEPS} steps from ${where}`,
      predicted: 0,
      measured: shareBack(parts, network, at),
      tolerance: 0,
      toleranceReason: `not one of them, seed ${SEED}`,
    }),
  ];
}

function cureChecks(
  parts: SpuriousParts,
  { name, networks, chains }: ReturnType<SpuriousParts["cures"]>[number],
  k: number,
  deepest: FalseAttractor | undefined,
): Check[] {
  const network = networks[k];
  const share = check({
    name: `the same share of starts, trained with ${name}, seed ${k + 1}`,
    predicted: 0,
    measured: attractorsOf(parts, network).fraction,
    tolerance: 0,
    toleranceReason: "not one of them",
  });
  if (!chains || !deepest) return [share];
  const back = check({
    name: `the same share of chains, trained with ${name}, seed ${k + 1}`,
    predicted: 1,
    measured: shareBack(parts, network, deepest.at),
    tolerance: 0,
    toleranceReason: `all of them, seed ${SEED}`,
  });
  return [share, back];
}

/** Of chains of Metropolis and Hastings that all begin at one point: those that have come to the spiral. */
function shareBack(
  { energyDifference, distance }: SpuriousParts,
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
    if (nearest <= distance) back += 1;
  }
  return back / CHAINS;
}

/** The points that the networks of the k-th seed learnt from, (2000, 2). */
function trainingPoints(k: number): Float64Array {
  return littleNoiseModels[k].plan().data.training;
}

/** At most so many of the points, with noise, fall within 10 σ of x: P(|ε| > t σ) = exp(−t²/2) in the plane. */
function expectedNear(points: Float64Array, at: Float64Array, sigma: number): number {
  let expected = 0;
  for (let i = 0; i < points.length; i += 2) {
    const far = Math.hypot(points[i] - at[0], points[i + 1] - at[1]) / sigma;
    expected += Math.exp(-(Math.max(0, far - RADIUS) ** 2) / 2);
  }
  return expected;
}

/** Of a 2 x 2 matrix. */
function spectralRadius([a, b, c, d]: Float64Array): number {
  const half = (a + d) / 2;
  const determinant = a * d - b * c;
  const root = half ** 2 - determinant;
  return root < 0 ? Math.sqrt(determinant) : Math.abs(half) + Math.sqrt(root);
}

/** A check that fails, where there is nothing to measure. */
function nothing(name: string): Omit<Check, "verdict"> {
  return { name, predicted: 1, measured: Number.NaN, tolerance: 0, toleranceReason: "there must be one" };
}
