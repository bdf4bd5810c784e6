import { linspace } from "../numerics/approximation/grid.ts";
import type { Estimate } from "../numerics/estimate.ts";
import { integrate } from "../numerics/quadrature/integrate.ts";
import { createRng } from "../numerics/random/random.ts";
import { gaussianPosterior } from "../reconstruction/any-dimension/posterior.ts";
import { Dae1d } from "../reconstruction/line/dae-1d.ts";
import { noiseAverage } from "../reconstruction/line/noise-average.ts";
import { denoisingLoss } from "../reconstruction/losses.ts";
import {
  displacement,
  type IsotropicReconstruction,
  type OptimalReconstruction,
} from "../reconstruction/reconstruction.ts";
import type { Claim } from "./claim.ts";
import type { Check, ClaimReport } from "./claim-report.ts";
import type { ClaimStatement } from "./claim-statement.ts";
import { paper1d } from "./evidence/densities.ts";
import { check, report } from "./evidence/evidence.ts";
import { type MixtureCase, mixtureCases } from "./evidence/mixtures.ts";
import { numericalOptima, type Optima } from "./evidence/optima.ts";
import { once } from "./evidence/remembered.ts";
import { unknownSigmaEvidence } from "./evidence/v1-unknown-sigma.ts";

const SIGMA = 0.5;
/** The σ for the paper's density, whose structure is still visible with this noise. */
const PAPER_SIGMA = 0.3125;
/** The tolerance of the recovered σ, beyond the stated errors of the integrals. */
const RECOVERY_TOLERANCE = 1e-10;
/** The number of pairs of a clean and a corrupted point, and the number of standard errors that are allowed. */
const PAIRS = 20_000;
const SEED = 21;
const STANDARD_ERRORS = 5;

const about: ClaimStatement = {
  id: "v1",
  title: "The missing σ²",
  statement:
    "L_DAE(r*) = d σ² − σ⁴ E_{p_σ} |∇log p_σ|² exactly, and this is σ² E tr dr*/dx. So the loss of the training tells an unknown σ by σ² = (L_DAE(r*) + E|r*(x + ε) − (x + ε)|²) / d; r* and clean data give it as the fixed point of s² = E|r*(x + sε) − x|² / E tr dr*/dx(x + sε), and to first order as E|r* − x|² / E tr(I − dr*/dx).",
  hypotheses: "r* is the optimal denoiser at the σ that is asked for.",
  source: "section 3, the missing σ²",
  stem: "v1-missing-sigma",
  chapter: "04-the-next-order",
};

/** V1: r(x) − x and the loss determine an unknown σ, in 1, 2, 3 and 10 dimensions. */
export const v1: Claim<Optima> = {
  ...about,
  verify(optima: Optima = numericalOptima): ClaimReport {
    const paper = optima.dae(paper1d(), PAPER_SIGMA);
    const checks = [
      ...identityAndRecovery("paper's density", paper, {
        loss: denoisingLoss(paper1d(), (x) => paper.evaluate(x), PAPER_SIGMA),
        // Computed by quadrature over the noise, without r*.
        squaredScore: squaredScoreOfPaper(),
        squaredDisplacement: overCorrupted((x) => displacement(paper, x)),
      }),
      ...mixtureCases
        .filter(({ density }) => density.dim > 1)
        .flatMap((one) => {
          const optimum = optima.dae(one.density, SIGMA);
          return [
            ...identityAndRecovery(one.name, optimum, integralsOfMixture(one, optimum)),
            ...(one.density.dim > 2 ? [sampledIdentity(one, optimum)] : []),
          ];
        }),
    ];
    const unknown = unknownSigmaEvidence(optima);
    return report(about, [...checks, ...unknown.checks], unknown.orders);
  },
};

/** The integrals of the claim. */
interface Integrals {
  /** L_DAE(r*) by its definition. */
  readonly loss: Estimate;
  /** E_{p_σ} |∇log p_σ|², computed without r*. */
  readonly squaredScore: Estimate;
  /** E_{p_σ} |r*(x) − x|². */
  readonly squaredDisplacement: Estimate;
}

function identityAndRecovery(
  name: string,
  { dim, sigma }: IsotropicReconstruction,
  { loss, squaredScore, squaredDisplacement }: Integrals,
): Check[] {
  const recovered = Math.sqrt((loss.value + squaredDisplacement.value) / dim);
  return [
    check({
      name: `L(r*) against d σ² − σ⁴ E|∇log p_σ|², σ = ${sigma}, ${name}`,
      predicted: dim * sigma ** 2 - sigma ** 4 * squaredScore.value,
      measured: loss.value,
      tolerance: loss.errorEstimate + sigma ** 4 * squaredScore.errorEstimate,
      toleranceReason: "the stated errors of both integrals",
    }),
    check({
      name: `σ from r* and its loss alone, √((L(r*) + E|r* − x|²) / d), ${name}`,
      predicted: sigma,
      measured: recovered,
      tolerance: RECOVERY_TOLERANCE,
      toleranceReason: "the errors of the integrals, which have ten correct digits",
    }),
  ];
}

/** E_{p_σ} |f|² for the paper's density, by adaptive quadrature over corrupted points. */
function overCorrupted(f: (x: Float64Array) => Float64Array): Estimate {
  const blurred = new Dae1d(paper1d(), PAPER_SIGMA);
  // Beyond 7 σ from the walls p_σ is below 1e-11 and its score below 30, which does not change the sixteenth digit.
  const cutoff = 1.5 + 7 * PAPER_SIGMA;
  return integrate(
    (x) => {
      const logPdf = blurred.smoothedLogPdf(x);
      return f(x).map((value, i) => Math.exp(logPdf[i]) * value ** 2);
    },
    linspace(-cutoff, cutoff, 17),
    { tolerance: 1e-13 },
  );
}

/** E_{p_σ} |∇log p_σ|² of the paper's density, which needs no reconstruction. */
const squaredScoreOfPaper = once(() => overCorrupted(smoothedScoreOfPaper));

/** ∇log p_σ(x) = −E[p(x − ε) ε] / (σ² E[p(x − ε)]), from the derivative of the Gaussian. (n) -> (n). */
function smoothedScoreOfPaper(points: Float64Array): Float64Array {
  const density = paper1d();
  return points.map((x) => {
    const moment = noiseAverage(density, PAPER_SIGMA, x, (noise) => noise);
    const mass = noiseAverage(density, PAPER_SIGMA, x, () => 1);
    return -moment.value / mass.value / PAPER_SIGMA ** 2;
  });
}

/**
 * The integrals of a mixture. In the plane the loss is computed by its definition, in more dimensions by averaging over x given x~
 * first.
 */
function integralsOfMixture({ density, average }: MixtureCase, optimum: OptimalReconstruction): Integrals {
  const { dim } = density;
  const corrupted = average(SIGMA);
  const change = displacement(optimum, corrupted.nodes);
  const score = density.smoothed(SIGMA).score(corrupted.nodes);
  const sum = (node: number, term: (entry: number) => number): number => {
    let total = 0;
    for (let a = 0; a < dim; a++) total += term(node * dim + a);
    return total;
  };
  const lossByBayes = (): Estimate => {
    const { mean, covariance } = gaussianPosterior(density, SIGMA, corrupted.nodes);
    return corrupted.of((node) =>
      sum(node, (i) => (corrupted.nodes[i] + change[i] - mean[i]) ** 2 + covariance[i * dim + (i % dim)]),
    );
  };
  return {
    loss: dim === 2 ? denoisingLoss(density, (x) => optimum.evaluate(x), SIGMA) : lossByBayes(),
    squaredScore: corrupted.of((node) => sum(node, (i) => score[i] ** 2)),
    squaredDisplacement: corrupted.of((node) => sum(node, (i) => change[i] ** 2)),
  };
}

/** Checks the identity by the definition of the loss, on pairs of a clean and a corrupted point. */
function sampledIdentity({ name, density }: MixtureCase, optimum: OptimalReconstruction): Check {
  const { dim } = density;
  const rng = createRng(SEED);
  const clean = density.sample(rng, PAIRS);
  const noise = clean.map(() => SIGMA * rng.normal());
  const corrupted = clean.map((x, i) => x + noise[i]);
  const change = displacement(optimum, corrupted);
  const score = density.smoothed(SIGMA).score(corrupted);
  let [loss, predicted, squares] = [0, 0, 0];
  for (let pair = 0; pair < PAIRS; pair++) {
    let [own, identity] = [0, 0];
    for (let i = pair * dim; i < (pair + 1) * dim; i++) {
      own += (change[i] + noise[i]) ** 2;
      // |ε|² takes the place of its mean d σ²: it is correlated with the loss, which makes the standard error smaller.
      identity += noise[i] ** 2 - SIGMA ** 4 * score[i] ** 2;
    }
    loss += own / PAIRS;
    predicted += identity / PAIRS;
    squares += (own - identity) ** 2 / PAIRS;
  }
  return check({
    name: `L(r*) against E[|ε|² − σ⁴ |∇log p_σ|²] over ${PAIRS} pairs, σ = ${SIGMA}, ${name}`,
    predicted,
    measured: loss,
    tolerance: STANDARD_ERRORS * Math.sqrt(squares / PAIRS),
    toleranceReason: `${STANDARD_ERRORS} standard errors of the difference, seed ${SEED}`,
  });
}
