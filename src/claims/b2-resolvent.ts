import type { Density } from "../density/density.ts";
import { scoreLaplacian } from "../density/differences/score-laplacian.ts";
import { richardson } from "../numerics/approximation/richardson.ts";
import { createRng } from "../numerics/random/random.ts";
import { maximum } from "../numerics/sorting/maximum.ts";
import { pathsToExponentialTime } from "../reconstruction/any-dimension/exponential-time.ts";
import { RcaeLangevin } from "../reconstruction/any-dimension/rcae-langevin.ts";
import { displacement, type OptimalReconstruction } from "../reconstruction/reconstruction.ts";
import type { Claim } from "./claim.ts";
import type { Check, ClaimReport } from "./claim-report.ts";
import type { ClaimStatement } from "./claim-statement.ts";
import { paper1d } from "./evidence/densities.ts";
import { check, report } from "./evidence/evidence.ts";
import { mixtureCases, oneGaussian } from "./evidence/mixtures.ts";
import { numericalOptima, type Optima } from "./evidence/optima.ts";
import { once, remembered, rememberedAt } from "./evidence/remembered.ts";

/**
 * The dynamics dX = drift s dt + noise dW, which run for an exponential time. The claim is that r* is the mean of their end point.
 */
export interface Dynamics {
  readonly drift: number;
  readonly noise: number;
  /** The mean of the exponential time. */
  meanTime(sigma: number): number;
}

/** The parts of B2. */
export interface ResolventParts {
  readonly rcae: Optima["rcae"];
  readonly dynamics: Dynamics;
}

const LANGEVIN: Dynamics = { drift: 1, noise: Math.SQRT2, meanTime: (sigma) => sigma ** 2 };

/** The number of standard errors that are allowed. One of the 40 comparisons below exceeds them with a probability of 1 in 40,000. */
const STANDARD_ERRORS = 5;
const SEED = 20;
/** The number of points that are drawn from each density. */
const POINTS = 2;
/** The number of plain paths, each of which ends at its own exponential time. */
const PLAIN_PATHS = 2000;
/** The start of the plain paths, on the right flank of the mixture on the line. From there all paths move in the same direction. */
const PLAIN_START = 2.5;
/** The number of samples for each point. Each sample has 8 pairs of paths. */
const SAMPLES = 200;
/** The number of samples for Gaussian data. Antithetic paths cancel all randomness there, and only the bias remains. */
const GAUSSIAN_SAMPLES = 4;
/** The steps of the central differences of dr/dx, in σ. The differences are extrapolated to step 0. */
const STEPS_IN_SIGMAS = [0.4, 0.2, 0.1];

interface Case {
  readonly name: string;
  readonly density: Density;
  readonly sigma: number;
}

const about: ClaimStatement = {
  id: "b2",
  title: "The contractive optimum is a resolvent",
  statement:
    "(I − σ² G) r* = x with G f = Δf + s·∇f, the generator of dX = s dt + √2 dW: r*(x) = E[X_τ | X_0 = x] and r*(x) − x = σ² E[s(X_τ)], τ exponential with mean σ².",
  hypotheses:
    "The diffusion dX = s dt + √2 dW has a solution for all times, with reflection at walls; p and its score are smooth.",
  source: "beyond the paper, from Theorem 2",
  stem: "b2-resolvent",
  chapter: "03-contractive-optimum",
};

/**
 * B2: in any dimension, the contractive optimum at x is the mean position of Langevin dynamics from x after an exponential time of
 * mean σ².
 */
export const b2: Claim<ResolventParts> = {
  ...about,
  verify(parts: ResolventParts = { rcae: numericalOptima.rcae, dynamics: LANGEVIN }): ClaimReport {
    const cases: Case[] = [
      { name: "paper's density", density: paper1d(), sigma: 0.16 },
      ...mixtureCases
        .filter(({ density }) => density.dim !== 3)
        .map(({ name, density }) => ({ name, density, sigma: 0.5 })),
    ];
    return report(
      about,
      [
        ...cases.flatMap((one) => {
          const optimum = parts.rcae(one.density, one.sigma);
          const points = one.density.sample(createRng(SEED), POINTS);
          return [resolventCheck(one, optimum, points, parts), pathsCheck(one, optimum, points, parts)];
        }),
        ...plainChecks(cases[1], parts),
        gaussianCheck(parts),
      ],
      [],
    );
  },
};

/** Checks (I − T (b²/2 Δ + a s·∇)) r* = x at points. The second derivatives are differences of the Jacobian of r*. */
function resolventCheck(
  { name, density, sigma }: Case,
  optimum: OptimalReconstruction,
  points: Float64Array,
  { dynamics }: ResolventParts,
): Check {
  const { dim } = density;
  const time = dynamics.meanTime(sigma);
  const [r, slope, score] = [optimum.evaluate(points), optimum.jacobian(points), density.score(points)];
  const laplacian = laplacianOf(optimum, points);
  let worst = 0;
  let tolerance = 0;
  for (let i = 0; i < points.length; i++) {
    const first = i - (i % dim);
    let transport = 0;
    for (let j = 0; j < dim; j++) transport += score[first + j] * slope[i * dim + j];
    const generator = (dynamics.noise ** 2 / 2) * laplacian[i].value + dynamics.drift * transport;
    worst = Math.max(worst, Math.abs(r[i] - time * generator - points[i]));
    tolerance = Math.max(tolerance, time * laplacian[i].errorEstimate);
  }
  return check({
    name: `(I − σ² G) r* against x at ${POINTS} points, σ = ${sigma}, ${name}: largest difference`,
    predicted: 0,
    measured: worst,
    tolerance: tolerance + sigma ** 2 * optimum.errorEstimate * largestScore(optimum, points),
    toleranceReason: "the error of extrapolating the differences to step 0, and the stated errors of r* and dr*/dx",
  });
}

/** Δr_i = Σ_j ∂_j (dr_i/dx_j), extrapolated to step 0, with the error estimate of the extrapolation. */
function laplacianOf(optimum: OptimalReconstruction, points: Float64Array): ReturnType<typeof richardson>[] {
  const { dim, sigma } = optimum;
  const atSteps = STEPS_IN_SIGMAS.map((share) => {
    const h = share * sigma;
    const laplacian = new Float64Array(points.length);
    for (let j = 0; j < dim; j++) {
      const shifted = (by: number): Float64Array =>
        optimum.jacobian(points.map((value, i) => (i % dim === j ? value + by : value)));
      const [above, below] = [shifted(h), shifted(-h)];
      for (let i = 0; i < points.length; i++) {
        laplacian[i] += (above[i * dim + j] - below[i * dim + j]) / (2 * h);
      }
    }
    return { h, laplacian };
  });
  return Array.from(points, (_, i) =>
    richardson(
      atSteps.map(({ h, laplacian }) => ({ at: h, value: laplacian[i] })),
      (dim * optimum.jacobianErrorEstimate) / atSteps[atSteps.length - 1].h,
    ),
  );
}

function largestScore(optimum: OptimalReconstruction, points: Float64Array): number {
  return displacement(optimum, points).reduce(
    (most, change) => Math.max(most, Math.abs(change) / optimum.sigma ** 2),
    1,
  );
}

/** Compares r* with E[X_τ] by Langevin paths with τ integrated out, at the component with the largest error in standard errors. */
function pathsCheck(
  { name, density, sigma }: Case,
  optimum: OptimalReconstruction,
  points: Float64Array,
  { dynamics }: ResolventParts,
): Check {
  const change = displacement(optimum, points);
  const solver = change.map((value) => optimum.errorEstimate * Math.max(sigma ** 2, Math.abs(value)));
  return furthestOff(
    `E[X_τ] by Langevin paths against r* by a solver, at ${POINTS} points, σ = ${sigma}, ${name}: worst component`,
    pathsOf(dynamics)(density, sigma),
    points,
    optimum.evaluate(points),
    solver,
  );
}

const GAUSSIAN_SIGMA = 0.5;
const gaussianInTen = once(() => oneGaussian(10));

/** The same comparison for a Gaussian with a full covariance in R^10. Its r* is x + σ² ∇log p_σ, like that of the denoiser. */
function gaussianCheck({ dynamics }: ResolventParts): Check {
  const sigma = GAUSSIAN_SIGMA;
  const density = gaussianInTen();
  const points = density.sample(createRng(SEED), POINTS);
  const score = density.smoothed(sigma).score(points);
  return furthestOff(
    `E[X_τ] by Langevin paths against μ + Σ (Σ + σ²)⁻¹ (x − μ), σ = ${sigma}, Gaussian, d = 10: worst component`,
    gaussianPathsOf(dynamics),
    points,
    points.map((x, i) => x + sigma ** 2 * score[i]),
    points.map((x) => 16 * Number.EPSILON * Math.abs(x)),
  );
}

function furthestOff(
  name: string,
  paths: RcaeLangevin,
  points: Float64Array,
  expected: Float64Array,
  otherErrors: Float64Array,
): Check {
  const { value, standardError, biasEstimate } = paths.estimate(points);
  const tolerance = standardError.map((one, i) => STANDARD_ERRORS * one + biasEstimate[i] + otherErrors[i]);
  // NaN counts as the largest error.
  const off = value.map((one, i) => {
    const share = Math.abs(one - expected[i]) / tolerance[i];
    return Number.isNaN(share) ? Infinity : share;
  });
  const worst = off.indexOf(maximum(off));
  return check({
    name,
    predicted: expected[worst],
    measured: value[worst],
    tolerance: tolerance[worst],
    toleranceReason: `${STANDARD_ERRORS} standard errors, the bias of finite steps, and the error of the number to compare with`,
  });
}

/** The ends of plain paths of the dynamics. */
const plainEndsOf = remembered((dynamics: Dynamics) =>
  rememberedAt((density: Density, sigma: number) => {
    const changed = timeChanged(density, sigma, dynamics);
    const start = Float64Array.of(PLAIN_START);
    return Float64Array.from(
      pathsToExponentialTime(changed.density, changed.sigma, start, PLAIN_PATHS, createRng(SEED)),
      (path) => path[path.length - 1],
    );
  }),
);

/** Checks both statements directly: by paths that end at their own τ, and the means of X_τ and of the score at X_τ. */
function plainChecks({ name, density, sigma }: Case, { rcae, dynamics }: ResolventParts): Check[] {
  const x = Float64Array.of(PLAIN_START);
  const ends = plainEndsOf(dynamics)(density, sigma);
  const [r] = rcae(density, sigma).evaluate(x);
  return [
    meanCheck(`mean of X_τ over ${PLAIN_PATHS} paths against r*(${x[0]}), σ = ${sigma}, ${name}`, r, ends),
    meanCheck(
      `mean of σ² s(X_τ) over the same paths against r*(${x[0]}) − ${x[0]}, σ = ${sigma}, ${name}`,
      r - x[0],
      density.score(ends).map((score) => dynamics.meanTime(sigma) * dynamics.drift * score),
    ),
  ];
}

function meanCheck(name: string, predicted: number, values: Float64Array): Check {
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  return check({
    name,
    predicted,
    measured: mean,
    tolerance: STANDARD_ERRORS * Math.sqrt(variance / n),
    toleranceReason: `${STANDARD_ERRORS} standard errors of the mean`,
  });
}

/** The paths of the dynamics. They keep their estimates at points, which do not depend on the reconstruction. */
const pathsOf = remembered((dynamics: Dynamics) =>
  rememberedAt((density: Density, sigma: number) => langevin(density, sigma, dynamics, SAMPLES)),
);
const gaussianPathsOf = remembered((dynamics: Dynamics) =>
  langevin(gaussianInTen(), GAUSSIAN_SIGMA, dynamics, GAUSSIAN_SAMPLES),
);

function langevin(density: Density, sigma: number, dynamics: Dynamics, samples: number): RcaeLangevin {
  const changed = timeChanged(density, sigma, dynamics);
  return new RcaeLangevin(changed.density, changed.sigma, { rng: createRng(SEED), samples });
}

/**
 * Transforms any dynamics into Langevin dynamics. If time runs b²/2 times as fast, dX = a s dt + b dW becomes dX = (2a/b²) s dt +
 * √2 dW, and the time T becomes T b²/2.
 */
function timeChanged(density: Density, sigma: number, dynamics: Dynamics): { density: Density; sigma: number } {
  const speed = dynamics.noise ** 2 / 2;
  const factor = dynamics.drift / speed;
  const scaled = (field: Float64Array): Float64Array => field.map((value) => factor * value);
  // A factor that differs from 1 only by the rounding of √2 squared counts as 1.
  if (Math.abs(factor - 1) < 4 * Number.EPSILON) return { density, sigma: Math.sqrt(dynamics.meanTime(sigma) * speed) };
  return {
    sigma: Math.sqrt(dynamics.meanTime(sigma) * speed),
    density: {
      dim: density.dim,
      support: density.support,
      features: density.features,
      logPdf: (points) => density.logPdf(points),
      score: (points) => scaled(density.score(points)),
      hessian: (points) => scaled(density.hessian(points)),
      scoreLaplacian: (points) => scaled(scoreLaplacian(density, points).values),
      sample: (rng, n) => density.sample(rng, n),
      effectiveSupport: (logDrop) => density.effectiveSupport(logDrop),
    },
  };
}
