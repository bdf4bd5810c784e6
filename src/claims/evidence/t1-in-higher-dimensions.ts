import { GaussianMixture } from "../../density/gaussian/gaussian-mixture.ts";
import { createRng } from "../../numerics/random/random.ts";
import { largestSize } from "../../numerics/sorting/maximum.ts";
import { gaussianPosterior } from "../../reconstruction/any-dimension/posterior.ts";
import { denoisingLoss } from "../../reconstruction/losses.ts";
import { displacement, type OptimalReconstruction, scoreEstimate } from "../../reconstruction/reconstruction.ts";
import type { Check } from "../claim-report.ts";
import { Average } from "./average.ts";
import { draws } from "./draws.ts";
import { check } from "./evidence.ts";
import { unrelatedGaussians } from "./mixtures.ts";
import type { Optima } from "./optima.ts";
import { remembered } from "./remembered.ts";

/** The σ of the exact statements. */
const SIGMA = 0.5;
/** The spacing of the noise's nodes: half of the least standard deviation of p(x − ε) N(ε), which is √(1 / (1/0.25 + 1/σ²)). */
const LATTICE_STEP = 0.18;
/** Noise beyond 8.5 σ has a probability of 1e-16. */
const CUTOFF_IN_SIGMAS = 8.5;
/** A lattice of corrupted points ends where p_σ is exp(-40) = 4e-18 times its maximum. */
const LOG_DROP = 40;
/** The number of corrupted points at which the theorem's ratio is computed. */
const RATIOS = 4;
/** The number of pairs of a clean and a corrupted point for the excess loss, and the number of standard errors that are allowed. */
const PAIRS = 50_000;
const SEED = 20;
const STANDARD_ERRORS = 5;

/** Reconstructions r that are not optimal, for the excess loss. `change` is r(x) − x. */
const OTHERS: readonly { readonly name: string; readonly change: (x: number) => number }[] = [
  { name: "r(x) = x", change: () => 0 },
  { name: "r(x) = 0.6 x + 0.2", change: (x) => 0.2 - 0.4 * x },
  { name: "r(x) = sin 2x", change: (x) => Math.sin(2 * x) - x },
];

/** Checks the exact statements of Theorem 1, (a) and (b), on mixtures with full covariances in 2, 3 and 10 dimensions. */
export function denoiserInHigherDimensions(optima: Optima): readonly Check[] {
  return [2, 3, 10].map(unrelatedGaussians).flatMap((density) => {
    const optimum = optima.dae(density, SIGMA);
    return [
      ...(density.dim <= 3 ? [ratioCheck(density, optimum)] : []),
      posteriorCheck(density, optimum),
      ...(density.dim === 2 ? [excessLossCheck(density, optimum)] : excessLossOfPairs(density, optimum)),
    ];
  });
}

/** (a) Compares the theorem's ratio, E[p(x−ε) ε] / E[p(x−ε)] summed over a lattice of noise, with x − r*. */
function ratioCheck(density: GaussianMixture, optimum: OptimalReconstruction): Check {
  const { dim } = density;
  const { points, scores, sumError } = ratiosOf(density);
  const differences = scoreEstimate(optimum, points).map((value, i) => value - scores[i]);
  return check({
    name: `(a) (r* − x)/σ² against the ratio of expectations, σ = ${SIGMA}, mixture, d = ${dim}: largest difference`,
    predicted: 0,
    measured: largestSize(differences),
    tolerance: optimum.errorEstimate + sumError,
    toleranceReason: "the stated errors of r* and of the sums over the noise",
  });
}

/** The theorem's ratio at some points, divided by σ², and the error of the sums. */
const ratiosOf = remembered((density: GaussianMixture) => {
  const { dim } = density;
  const points = draws(density.smoothed(SIGMA)).subarray(0, RATIOS * dim);
  const noise = averageOverNoise(dim);
  const scores = new Float64Array(points.length);
  let sumError = 0;
  for (let i = 0; i < points.length; i += dim) {
    const pdf = density.logPdf(noise.nodes.map((e, k) => points[i + (k % dim)] - e)).map(Math.exp);
    const mass = noise.of((k) => pdf[k]);
    for (let a = 0; a < dim; a++) {
      const moment = noise.of((k) => pdf[k] * noise.nodes[k * dim + a]);
      const ratio = -moment.value / mass.value;
      scores[i + a] = ratio / SIGMA ** 2;
      const error = (moment.errorEstimate + Math.abs(ratio) * mass.errorEstimate) / mass.value;
      sumError = Math.max(sumError, error / SIGMA ** 2);
    }
  }
  return { points, scores, sumError };
});

/** The average over ε ~ N(0, σ² I). */
function averageOverNoise(dim: number): Average {
  const entries = Array.from({ length: dim }, (_, a) =>
    Array.from({ length: dim }, (_, b) => (a === b ? SIGMA ** 2 : 0)),
  );
  const noise = new GaussianMixture([{ weight: 1, mean: entries.map(() => 0), covariance: entries }]);
  const cutoff = CUTOFF_IN_SIGMAS * SIGMA;
  return Average.onLattice(
    noise,
    entries.map(() => [-cutoff, cutoff] as const),
    LATTICE_STEP,
  );
}

/** (a) Compares the mean of the clean point given the corrupted one, by Bayes' rule, with r*. */
function posteriorCheck(density: GaussianMixture, optimum: OptimalReconstruction): Check {
  const points = draws(density.smoothed(SIGMA));
  const { mean } = gaussianPosterior(density, SIGMA, points);
  const estimate = scoreEstimate(optimum, points);
  return check({
    name: `(a) (r* − x)/σ² against the posterior mean by Bayes' rule, σ = ${SIGMA}, mixture, d = ${density.dim}: largest difference`,
    predicted: 0,
    measured: largestSize(estimate.map((value, i) => value - (mean[i] - points[i]) / SIGMA ** 2)),
    tolerance: optimum.errorEstimate + (64 * Number.EPSILON) / SIGMA ** 2,
    toleranceReason: "the stated error of r*; rounding of x, divided by σ²",
  });
}

/** The loss of one reconstruction that is not optimal, in the plane. */
const lossOfOther = remembered((density: GaussianMixture) =>
  denoisingLoss(density, (x) => x.map((value) => value + OTHERS[2].change(value)), SIGMA),
);

/** Averages over p_σ in the plane. */
const averageOverCorrupted = remembered((density: GaussianMixture) => {
  const blurred = density.smoothed(SIGMA);
  return Average.onLattice(blurred, blurred.effectiveSupport(LOG_DROP), LATTICE_STEP);
});

/**
 * (b) Checks L(r) − L(r*) = ∫ p_σ |r − r*|² in the plane by quadrature: over pairs of points on the left, over one point on the
 * right.
 */
function excessLossCheck(density: GaussianMixture, optimum: OptimalReconstruction): Check {
  const { name, change } = OTHERS[2];
  const loss = lossOfOther(density);
  const least = denoisingLoss(density, (x) => optimum.evaluate(x), SIGMA);
  const average = averageOverCorrupted(density);
  const best = displacement(optimum, average.nodes);
  const difference = average.nodes.map((value, i) => change(value) - best[i]);
  const excess = average.of((k) => difference[2 * k] ** 2 + difference[2 * k + 1] ** 2);
  return check({
    name: `(b) L(r) − L(r*) against ∫ p_σ |r − r*|², ${name}, σ = ${SIGMA}, mixture, d = 2`,
    predicted: excess.value,
    measured: loss.value - least.value,
    tolerance: loss.errorEstimate + least.errorEstimate + excess.errorEstimate,
    toleranceReason: "the stated errors of the three integrals",
  });
}

/** (b) Checks L(r) − L(r*) = ∫ p_σ |r − r*|² in more dimensions. Both sides use the same pairs of a clean and a corrupted point. */
function excessLossOfPairs(density: GaussianMixture, optimum: OptimalReconstruction): Check[] {
  const { dim } = density;
  const rng = createRng(SEED);
  const clean = density.sample(rng, PAIRS);
  const noise = clean.map(() => SIGMA * rng.normal());
  const corrupted = clean.map((x, i) => x + noise[i]);
  const best = displacement(optimum, corrupted);
  return OTHERS.map(({ name, change }) => {
    const other = corrupted.map(change);
    let [excess, integral, squares] = [0, 0, 0];
    for (let pair = 0; pair < PAIRS; pair++) {
      let [lossDifference, distance] = [0, 0];
      for (let i = pair * dim; i < (pair + 1) * dim; i++) {
        lossDifference += (other[i] + noise[i]) ** 2 - (best[i] + noise[i]) ** 2;
        distance += (other[i] - best[i]) ** 2;
      }
      excess += lossDifference / PAIRS;
      integral += distance / PAIRS;
      squares += (lossDifference - distance) ** 2 / PAIRS;
    }
    return check({
      name: `(b) L(r) − L(r*) against E|r − r*|² over ${PAIRS} pairs, ${name}, σ = ${SIGMA}, mixture, d = ${dim}`,
      predicted: integral,
      measured: excess,
      tolerance: STANDARD_ERRORS * Math.sqrt(squares / PAIRS),
      toleranceReason: `${STANDARD_ERRORS} standard errors of the difference, seed ${SEED}`,
    });
  });
}
