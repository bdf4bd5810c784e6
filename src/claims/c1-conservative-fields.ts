import { type Activation, sigmoid, softplus, tanh } from "../autoencoder/network/activation.ts";
import { OneLayer, TiedOneLayer } from "../autoencoder/network/one-layer.ts";
import type { OneLayerWeights } from "../autoencoder/network/one-layer-weights.ts";
import { checkDistribution } from "../density/check-density.ts";
import type { Distribution } from "../density/density.ts";
import type { GaussianMixture } from "../density/gaussian/gaussian-mixture.ts";
import { checkPositive, checkWhole } from "../numerics/check.ts";
import { gaussLegendre } from "../numerics/quadrature/gauss-legendre.ts";
import { createRng, normals, type Rng } from "../numerics/random/random.ts";
import { DaeClosedForm } from "../reconstruction/any-dimension/dae-closed-form.ts";
import { circulation, curlOverDisc } from "../reconstruction/field/circulation.ts";
import { optimalReconstruction } from "../reconstruction/optimal.ts";
import { displacement, hessianEstimate, type Reconstruction } from "../reconstruction/reconstruction.ts";
import type { Claim } from "./claim.ts";
import type { Check, ClaimReport } from "./claim-report.ts";
import type { ClaimStatement } from "./claim-statement.ts";
import { check, report } from "./evidence/evidence.ts";
import { unrelatedGaussians } from "./evidence/mixtures.ts";

/** The parts of C1: the reconstructions that it is about, and the asymmetry that it predicts for untied weights. */
export interface ConservativeParts {
  /** The optimal denoiser of a mixture. */
  denoiser(mixture: GaussianMixture, sigma: number): Reconstruction;
  /** The map with tied weights, r = c + Wᵀ h(b + W x), and its energy. */
  tied(weights: OneLayerWeights, activation: Activation): Reconstruction & Pick<TiedOneLayer, "energy">;
  /** E|J − Jᵀ|² / E|J|² of an untied map whose encoder and decoder are independent and Gaussian, in d dimensions. */
  untiedAsymmetry(dim: number): number;
}

export const conservativeParts: ConservativeParts = {
  denoiser: (mixture, sigma) => new DaeClosedForm(mixture, mixture.smoothed(sigma), sigma),
  tied: (weights, activation) => new TiedOneLayer(weights, SIGMA, activation),
  untiedAsymmetry: (dim) => (2 * (dim - 1)) / dim,
};

/** A map with random weights has no σ of its own. With σ = 1, scores and displacements are the same. */
const SIGMA = 1;
const DIMS = [2, 3, 10];
const SIGMAS = [1, 0.3125, 0.0625];
const ACTIVATIONS = [tanh, sigmoid, softplus];
const HIDDEN = 8;
const POINTS = 64;
/** The number of random maps over which the asymmetry of untied weights is averaged; the standard error is then below 1 %. */
const MAPS = 20_000;
/** The number of standard errors that are allowed. The p-value of a larger deviation is below 7e-6. */
const STANDARD_ERRORS = 4.5;
/** The rounding of an entry of a Jacobian, a sum of about ten products, relative to the norm of the Jacobian. */
const ENTRY_ROUNDING = 64 * Number.EPSILON;
const LOOP_RADIUS = 0.7;
/** The rounding of a sum over a loop, relative to the sum of the absolute values of its terms. */
const LOOP_ROUNDING = 1e-13;

const about: ClaimStatement = {
  id: "c1",
  title: "Conservative fields",
  statement:
    "A score has a symmetric Jacobian, and so has the optimal denoiser at every σ. So has r = c + Wᵀ h(b + W x) for any h, and its energy is |x|²/2 − c·x − Σ H(b + W x) with H′ = h. An untied r = c + V h(b + W x) has none in general: with independent Gaussian weights E|J − Jᵀ|² = 2 (d − 1)/d E|J|².",
  hypotheses: "The reconstruction is differentiable on a simply connected domain.",
  source: "Section 3, on limited capacity",
  stem: "c1-conservative-fields",
  chapter: "05-vector-fields",
};

/**
 * C1: the Jacobian of a score is symmetric. A map with tied weights has a symmetric Jacobian too, and therefore an energy; a map
 * with untied weights has neither.
 */
export const c1: Claim<ConservativeParts> = {
  ...about,
  verify(parts: ConservativeParts = conservativeParts): ClaimReport {
    return report(
      about,
      [
        ...DIMS.flatMap((dim) => SIGMAS.flatMap((sigma) => denoiserChecks(parts, dim, sigma))),
        ...ACTIVATIONS.flatMap((activation) => DIMS.flatMap((dim) => tiedChecks(parts, dim, activation))),
        ...DIMS.flatMap((dim) => untiedChecks(parts, dim)),
      ],
      [],
    );
  },
};

/** Computes the optimal denoiser of a density, of finite points, or of a curve. */
type DenoiserOf = (data: Distribution, sigma: number) => Reconstruction;

const optimalDenoiser: DenoiserOf = (data, sigma) => optimalReconstruction(data, "dae", sigma);

/** The number of points around which loops are evaluated. */
const OWN_LOOPS = 8;

/**
 * Checks the first statement of C1 for any distribution with a denoiser, such as a curve. At the noisy points its Jacobian is
 * symmetric, and the field does no work around small circles about these points.
 * @param data a distribution in two dimensions or more
 */
export function conservativeFieldOn(
  data: Distribution,
  sigma: number,
  denoiserOf: DenoiserOf = optimalDenoiser,
): ClaimReport {
  checkDistribution("data", data);
  checkWhole("data.dim", data.dim, 2);
  checkPositive("sigma", sigma);
  const { dim } = data;
  const denoiser = denoiserOf(data, sigma);
  const rng = createRng(1);
  const noise = normals(rng, POINTS * dim, sigma);
  const points = data.sample(rng, POINTS).map((x, k) => x + noise[k]);
  // Distributions state the error in units of σ.
  const stated = data.smoothedErrorEstimate ?? 0;
  const loops = Array.from({ length: OWN_LOOPS }, (_, i) => {
    const center = points.subarray(i * dim, (i + 1) * dim);
    const { value, size } = circulation(denoiser, { center, radius: sigma });
    return { share: value / size, tolerance: LOOP_ROUNDING + (stated * sigma * 2 * Math.PI * sigma) / size };
  });
  const worst = loops.reduce((a, b) => (Math.abs(b.share) / b.tolerance > Math.abs(a.share) / a.tolerance ? b : a));
  return report(
    { ...about, title: "Conservative fields, for your data and σ" },
    [
      symmetryCheck(
        "the optimal denoiser",
        hessianEstimate(denoiser, points),
        dim,
        (1 + stated / ENTRY_ROUNDING) / sigma ** 2,
      ),
      check({
        name: `∮ (r − x)·dx / ∮ |(r − x)·dx| round circles of radius σ, the worst of ${OWN_LOOPS}`,
        predicted: 0,
        measured: worst.share,
        tolerance: worst.tolerance,
        toleranceReason: "rounding of the sum, and the stated error of the denoiser along the circle",
      }),
    ],
    [],
  );
}

function denoiserChecks(parts: ConservativeParts, dim: number, sigma: number): Check[] {
  const mixture = unrelatedGaussians(dim);
  const optimum = parts.denoiser(mixture, sigma);
  const points = mixture.sample(createRng(dim), POINTS);
  const what = `the optimal denoiser, d = ${dim}, σ = ${sigma}`;
  return [
    // The check is on (dr/dx − I)/σ², since the identity in dr/dx is large and would hide an asymmetry.
    symmetryCheck(what, hessianEstimate(optimum, points), dim, 1 / sigma ** 2),
    loopCheck(what, optimum, Array.from(mixture.components[0].mean)),
  ];
}

function tiedChecks(parts: ConservativeParts, dim: number, activation: Activation): Check[] {
  const rng = createRng(100 + dim);
  const layer = parts.tied(randomWeights(rng, dim), activation);
  const points = normals(rng, POINTS * dim, 1);
  const what = `tied weights, h = ${activation.name}, d = ${dim}`;
  const [from, to] = [points.subarray(0, dim), points.subarray(dim, 2 * dim)];
  const [start, end] = [layer.energy(from)[0], layer.energy(to)[0]];
  const path = pathIntegral(layer, from, to);
  return [
    symmetryCheck(what, layer.jacobian(points), dim, 1),
    loopCheck(what, layer, new Array<number>(dim).fill(0)),
    check({
      name: `ℰ(x′) − ℰ(x) of the explicit energy against −∫ (r − x)·dx along the segment, ${what}`,
      predicted: -path.value,
      measured: end - start,
      tolerance: path.errorEstimate + 16 * Number.EPSILON * (Math.abs(start) + Math.abs(end)),
      toleranceReason: "the stated error of the path integral; rounding of the energies",
    }),
  ];
}

function untiedChecks(parts: ConservativeParts, dim: number): Check[] {
  const rng = createRng(200 + dim);
  const predicted = parts.untiedAsymmetry(dim);
  const sizes = Array.from({ length: MAPS }, () => {
    const jacobian = new OneLayer(randomWeights(rng, dim), SIGMA).jacobian(normals(rng, dim, 1));
    return { asymmetric: squaredAsymmetry(jacobian, dim), whole: squaredNorm(jacobian) };
  });
  const mean = (f: (one: (typeof sizes)[number]) => number): number =>
    sizes.reduce((sum, one) => sum + f(one), 0) / MAPS;
  const whole = mean((one) => one.whole);
  const measured = mean((one) => one.asymmetric) / whole;
  // The standard error of a ratio of means, to first order.
  const variance = mean((one) => (one.asymmetric - measured * one.whole) ** 2) / whole ** 2;
  const layer = new OneLayer(randomWeights(createRng(300 + dim), dim), SIGMA);
  const circle = { center: new Float64Array(dim), radius: LOOP_RADIUS };
  const flux = curlOverDisc(layer, circle);
  return [
    check({
      name: `E|J − Jᵀ|² / E|J|² of ${MAPS} untied maps with random weights, d = ${dim}`,
      predicted,
      measured,
      tolerance: STANDARD_ERRORS * Math.sqrt(variance / MAPS),
      toleranceReason: `${STANDARD_ERRORS} standard errors, a p-value of 7e-6`,
    }),
    check({
      name: `∮ (r − x)·dx round a circle against ∫ (J₂₁ − J₁₂) over its disc, untied weights, d = ${dim}`,
      predicted: flux,
      measured: circulation(layer, circle).value,
      tolerance:
        LOOP_ROUNDING * Math.PI * LOOP_RADIUS ** 2 * Math.sqrt(squaredNorm(layer.jacobian(new Float64Array(dim)))),
      toleranceReason: "rounding of both sums, which are exact up to rounding",
    }),
  ];
}

function symmetryCheck(what: string, jacobians: Float64Array, dim: number, amplification: number): Check {
  let worst = 0;
  let tolerance = 0;
  for (let i = 0; i < jacobians.length; i += dim ** 2) {
    const jacobian = jacobians.subarray(i, i + dim ** 2);
    const size = Math.sqrt(squaredNorm(jacobian));
    worst = Math.max(worst, Math.sqrt(squaredAsymmetry(jacobian, dim)) / size);
    tolerance = Math.max(tolerance, ENTRY_ROUNDING * (1 + (amplification * Math.sqrt(dim)) / size));
  }
  return check({
    name: `|J − Jᵀ| / |J|, ${what}: largest`,
    predicted: 0,
    measured: worst,
    tolerance,
    toleranceReason: "rounding of the entries",
  });
}

/** Checks that ∮ (r − x)·dx around a circle is zero, relative to ∮ |(r − x)·dx|. */
function loopCheck(what: string, r: Reconstruction, center: readonly number[]): Check {
  const { value, size } = circulation(r, { center, radius: LOOP_RADIUS });
  return check({
    name: `∮ (r − x)·dx / ∮ |(r − x)·dx| round a circle, ${what}`,
    predicted: 0,
    measured: value / size,
    tolerance: LOOP_ROUNDING,
    toleranceReason: "rounding of the sum, which is exact up to rounding",
  });
}

/**
 * ∫ (r − x)·dx along a segment, by Gauss-Legendre. The error estimate is the difference from a rule with fewer points, plus
 * rounding.
 */
function pathIntegral(
  r: Reconstruction,
  from: Float64Array,
  to: Float64Array,
): { value: number; errorEstimate: number } {
  const { dim } = r;
  const byPoints = (n: number): { value: number; size: number } => {
    const { nodes, weights } = gaussLegendre(n);
    let value = 0;
    let size = 0;
    nodes.forEach((node, k) => {
      const at = from.map((x, a) => x + ((1 + node) / 2) * (to[a] - x));
      const field = displacement(r, at);
      for (let a = 0; a < dim; a++) {
        const term = (weights[k] / 2) * field[a] * (to[a] - from[a]);
        value += term;
        size += Math.abs(term);
      }
    });
    return { value, size };
  };
  const { value, size } = byPoints(64);
  return { value, errorEstimate: Math.abs(value - byPoints(48).value) + 64 * Number.EPSILON * size };
}

/** Independent Gaussian weights of a size at which the units are neither linear nor saturated. */
function randomWeights(rng: Rng, dim: number): OneLayerWeights {
  return {
    encoder: normals(rng, HIDDEN * dim, 1 / Math.sqrt(dim)),
    hiddenBias: normals(rng, HIDDEN, 0.5),
    decoder: normals(rng, HIDDEN * dim, 1 / Math.sqrt(HIDDEN)),
    outputBias: normals(rng, dim, 0.5),
  };
}

/** |J − Jᵀ|² in the Frobenius norm. */
function squaredAsymmetry(jacobian: Float64Array, dim: number): number {
  let sum = 0;
  for (let a = 0; a < dim; a++) {
    for (let b = 0; b < dim; b++) sum += (jacobian[a * dim + b] - jacobian[b * dim + a]) ** 2;
  }
  return sum;
}

function squaredNorm(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value ** 2, 0);
}
