import { nearestOnCurve } from "../../density/curve/nearest-on-curve.ts";
import type { Distribution } from "../../density/density.ts";
import { curve10d } from "../../density/examples/curve10d.ts";
import { spiral } from "../../density/examples/spiral.ts";
import { GaussianMixture } from "../../density/gaussian/gaussian-mixture.ts";
import { linspace } from "../../numerics/approximation/grid.ts";
import { rowDistances } from "../../numerics/linear-algebra/vectors.ts";
import { createRng, normals } from "../../numerics/random/random.ts";
import { largestSize, maximum } from "../../numerics/sorting/maximum.ts";
import { scoreEstimate } from "../../reconstruction/reconstruction.ts";
import { runChains } from "../../sampling/chains/chain-run.ts";
import { runAnnealedLangevin } from "../../sampling/diffusion/annealed-langevin.ts";
import { geometricSchedule, type NoiseSchedule } from "../../sampling/diffusion/noise-schedule.ts";
import { probabilityFlow } from "../../sampling/diffusion/probability-flow.ts";
import { reverseDiffusion } from "../../sampling/diffusion/reverse-diffusion.ts";
import { energyDistance } from "../../sampling/distances/energy-distance.ts";
import { ksDistance } from "../../sampling/distances/goodness-of-fit.ts";
import { unadjustedLangevin } from "../../sampling/steps/langevin.ts";
import { metropolisOnEnergy } from "../../sampling/steps/metropolis-hastings.ts";
import type { Check } from "../claim-report.ts";
import { check } from "./evidence.ts";
import { mixtureCdf } from "./mixture-cdf.ts";
import { once } from "./remembered.ts";

type ScheduleOf = (data: Distribution, sigmas: Float64Array) => NoiseSchedule;

/** The seed of all random numbers of this file. */
const SEED = 9;
/** A Kolmogorov-Smirnov distance above this number divided by √n has a probability of 0.001. */
const KS_QUANTILE = 1.95;
/** Counts may deviate by this number of standard errors. Larger deviations have a probability of 1 in 16,000. */
const STANDARD_ERRORS = 4;

/** Two modes with different weights, at a distance of 16 of their standard deviations. */
const apart = new GaussianMixture([
  { weight: 0.2, mean: [-4], covariance: [[0.25]] },
  { weight: 0.8, mean: [4], covariance: [[0.25]] },
]);
const APART = { largest: 40, smallest: 0.25, chains: 600, flowSteps: 160, levels: 20, stepsPerLevel: 80, step: 0.1 };
/** The smallest σ is that of figure 5. A sample that is farther than `near` from the spiral has not reached the spiral. */
const SPIRAL = { largest: 2, smallest: 0.01, levels: 15, starts: 200, near: 0.05 };
/** The smallest σ is that of figure 6. */
const CURVE = { largest: 8, smallest: 0.1, levels: 14, starts: 120 };
/** The walk of figure 6 with the exact energy, from one point. A step costs as many evaluations as half a step of the flow. */
const WALK = { proposal: 0.1, steps: 260, chains: 40 };
/** The number of comparisons of draws of p_σ with other draws, from which the usual distance of such draws is known. */
const REPLICATIONS = 99;

/**
 * Checks samples on the line, where p_σ is known: by the flow, by annealed Langevin, by the reverse diffusion, and by chains at the
 * smallest σ.
 */
export function modesApart(scheduleOf: ScheduleOf): Check[] {
  const { largest, smallest, chains, flowSteps, levels, stepsPerLevel, step } = APART;
  const cdf = mixtureCdf(apart.smoothed(smallest));
  const what = `${chains} samples of p_σ, σ = ${smallest}, two modes 16 deviations apart`;
  const starts = normals(createRng(SEED), chains, largest);
  const flow = (steps: number): Float64Array =>
    probabilityFlow(scheduleOf(apart, geometricSchedule(largest, smallest, steps + 1)), starts)[steps].map(cdf);
  const [fine, coarse] = [flow(flowSteps), flow(flowSteps / 2)];
  const began = mixtureCdf(apart.smoothed(largest));
  const gaussian = mixtureCdf(new GaussianMixture([{ weight: 1, mean: [0], covariance: [[largest ** 2]] }]));
  const beginning = largestSize(linspace(-4 * largest, 4 * largest, 401).map((x) => began(x) - gaussian(x)));

  const schedule = scheduleOf(apart, geometricSchedule(largest, smallest, levels));
  const annealed = runAnnealedLangevin(schedule, createRng(SEED, 1), starts, { stepsPerLevel, step });
  const fineSchedule = scheduleOf(apart, geometricSchedule(largest, smallest, flowSteps + 1));
  const reversed = reverseDiffusion(fineSchedule, createRng(SEED, 10), starts);
  const [last] = scheduleOf(apart, Float64Array.of(smallest));
  const plain = runChains(
    unadjustedLangevin({ dim: 1, score: (x) => scoreEstimate(last, x), step: step * smallest ** 2 }),
    createRng(SEED, 2),
    new Float64Array(chains).fill(4),
    { steps: levels * stepsPerLevel, burnIn: levels * stepsPerLevel - 1 },
  );
  const left = (ends: Float64Array): number => ends.filter((x) => x < 0).length / chains;
  const weight = cdf(0);
  return [
    check({
      name: `${what}, by the flow from N(0, ${largest}²): Kolmogorov-Smirnov distance to p_σ`,
      predicted: 0,
      measured: ksDistance(fine, (share) => share),
      tolerance: KS_QUANTILE / Math.sqrt(chains) + largestSize(fine.map((u, i) => u - coarse[i])) + beginning,
      toleranceReason: `p = 0.001 of so many draws (seed ${SEED}), the change if the steps are twice as long, and the difference of p_σ and N(0, ${largest}²) at the start`,
    }),
    check({
      name: `${what}, by annealed Langevin: fraction in the left mode`,
      predicted: weight,
      measured: left(annealed),
      tolerance: STANDARD_ERRORS * Math.sqrt((weight * (1 - weight)) / chains),
      toleranceReason: `${STANDARD_ERRORS} standard errors of the count, seed ${SEED}`,
    }),
    check({
      name: `${what}, by the reverse diffusion in ${flowSteps} steps: fraction in the left mode`,
      predicted: weight,
      measured: left(reversed[flowSteps]),
      tolerance: STANDARD_ERRORS * Math.sqrt((weight * (1 - weight)) / chains) + beginning,
      toleranceReason: `${STANDARD_ERRORS} standard errors of the count, seed ${SEED}, and the difference of p_σ and N(0, ${largest}²) at the start`,
    }),
    check({
      name: `the same by Langevin at σ = ${smallest} alone, as many steps from x = 4: fraction in the left mode`,
      predicted: 0,
      measured: left(plain.draws),
      tolerance: 0,
      toleranceReason: "between the modes p_σ is e⁻²⁵ of its maximum, so that no chain crosses",
    }),
  ];
}

/** Checks that the flow takes noise in the plane to the spiral, with equal density along the spiral. */
export function onTheSpiral(scheduleOf: ScheduleOf): Check[] {
  const { largest, smallest, levels, starts, near } = SPIRAL;
  const { curve } = spiral();
  const noise = normals(createRng(SEED, 3), 2 * starts, largest);
  const path = probabilityFlow(scheduleOf(spiral(), geometricSchedule(largest, smallest, levels)), noise);
  const ends = path[levels - 1];
  const nearest = nearestOnCurve(curve, ends);
  const far = rowDistances(ends, nearest, 2).filter((distance) => !(distance <= near)).length;
  // The distance from the origin is 0.04 t, and t is uniform.
  const [from, to] = curve.interval;
  const along = Float64Array.from({ length: starts }, (_, i) => {
    const t = Math.hypot(nearest[2 * i], nearest[2 * i + 1]) / 0.04;
    return (t - from) / (to - from);
  });
  const flow = `the flow in ${levels - 1} steps from ${starts} points of N(0, ${largest}²) to the spiral, σ = ${smallest}`;
  return [
    check({
      name: `${flow}: fraction that ends more than ${near} from it`,
      predicted: 0,
      measured: far / starts,
      tolerance: 0,
      toleranceReason: "five standard deviations of the remaining noise",
    }),
    check({
      name: `${flow}: Kolmogorov-Smirnov distance of t there to the uniform one`,
      predicted: 0,
      measured: ksDistance(along, (share) => share),
      tolerance: KS_QUANTILE / Math.sqrt(starts),
      toleranceReason: `p = 0.001 of so many draws, seed ${SEED}`,
    }),
  ];
}

/** Checks samples of the curve in R^10: by the flow from noise, and by the walk of H1 from one point with more evaluations. */
export function inTenDimensions(scheduleOf: ScheduleOf): Check[] {
  const { largest, smallest, levels, starts } = CURVE;
  const { data, reference, center, largestTypical, walked } = curveInTenDimensions();
  const { dim } = data;
  const noise = normals(createRng(SEED, 6), dim * starts, largest).map((z, i) => center[i % dim] + z);
  const path = probabilityFlow(scheduleOf(data, geometricSchedule(largest, smallest, levels)), noise);
  const flow = energyDistance(path[levels - 1], reference, dim);
  const evaluations = 2 * levels - 2;
  return [
    check({
      name: `the flow from N(0, ${largest}²) to the curve in R¹⁰, σ = ${smallest}: energy distance to data, ${evaluations} reconstructions for a sample`,
      predicted: 0,
      measured: flow,
      tolerance: largestTypical,
      toleranceReason: `the largest of ${REPLICATIONS} other draws of the data, p = 0.01, seed ${SEED}`,
    }),
    check({
      name: `Metropolis-Hastings there from one point, ${WALK.steps} steps: the largest distance of draws, divided by the distance of these chains`,
      predicted: 0,
      measured: largestTypical / walked,
      tolerance: 1 / 3,
      toleranceReason: "the chains have not mixed: their distance is at least three times that of draws",
    }),
  ];
}

/** The parts that do not depend on the denoisers: draws of the data, the distances between such draws, and that of the walk. */
const curveInTenDimensions = once(() => {
  const { smallest, starts } = CURVE;
  const data = curve10d();
  const { dim } = data;
  const blurred = data.smoothed(smallest);
  const reference = blurred.sample(createRng(SEED, 4), starts);
  const typical = Float64Array.from({ length: REPLICATIONS }, (_, k) =>
    energyDistance(blurred.sample(createRng(SEED, 5, k), starts), reference, dim),
  );
  // At the largest σ the data are like a single point, which is their mean.
  const center = meanOf(data.sample(createRng(SEED, 8), 1000), dim);
  const origin = data.sample(createRng(SEED, 7), 1);
  const walk = runChains(
    metropolisOnEnergy({ dim, energy: (x) => blurred.logPdf(x).map((p) => -p), proposal: WALK.proposal }),
    createRng(SEED, 9),
    Float64Array.from({ length: WALK.chains * dim }, (_, i) => origin[i % dim]),
    { steps: WALK.steps, burnIn: WALK.steps - 1 },
  );
  const walked = energyDistance(walk.draws, reference, dim);
  return { data, reference, center, largestTypical: maximum(typical), walked };
});

function meanOf(points: Float64Array, dim: number): Float64Array {
  const mean = new Float64Array(dim);
  points.forEach((x, i) => {
    mean[i % dim] += (x * dim) / points.length;
  });
  return mean;
}
