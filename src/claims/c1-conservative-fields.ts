import { type Activation, sigmoid, softplus, tanh } from "../autoencoder/network/activation.ts";
import { OneLayer, type OneLayerWeights, TiedOneLayer } from "../autoencoder/network/one-layer.ts";
import type { GaussianMixture } from "../density/gaussian/gaussian-mixture.ts";
import { gaussLegendre } from "../numerics/quadrature/gauss-legendre.ts";
import { createRng, normals, type Rng } from "../numerics/random/random.ts";
import { DaeClosedForm } from "../reconstruction/any-dimension/dae-closed-form.ts";
import { displacement, hessianEstimate, type Reconstruction } from "../reconstruction/reconstruction.ts";
import type { Claim } from "./claim.ts";
import type { Check, ClaimReport } from "./claim-report.ts";
import type { ClaimStatement } from "./claim-statement.ts";
import { check, report } from "./evidence/evidence.ts";
import { unrelatedGaussians } from "./evidence/mixtures.ts";

/** What C1 is made of: the reconstructions it speaks of, and how asymmetric it says that untied weights are. */
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

/** A map with random weights has no σ of its own; with 1, scores and displacements are the same. */
const SIGMA = 1;
const DIMS = [2, 3, 10];
const SIGMAS = [1, 0.3125, 0.0625];
const ACTIVATIONS = [tanh, sigmoid, softplus];
const HIDDEN = 8;
const POINTS = 64;
/** Maps with random weights that the mean asymmetry of untied ones is taken over: its standard error is then below 1 %. */
const MAPS = 20_000;
/** Beyond this many standard errors a deviation is no chance: a p-value of 7e-6. */
const STANDARD_ERRORS = 4.5;
/** Rounding of an entry of a Jacobian, a sum of some ten products, relative to the whole Jacobian. */
const ENTRY_ROUNDING = 64 * Number.EPSILON;
/** Points on a loop: for maps as smooth as these the sum over it is then exact to rounding. */
const LOOP_POINTS = 256;
const LOOP_RADIUS = 0.7;
/** Rounding of a sum over a loop, relative to the sum of its terms' sizes. */
const LOOP_ROUNDING = 1e-13;

const about: ClaimStatement = {
  id: "c1",
  title: "Conservative fields",
  statement:
    "A score has a symmetric Jacobian, as the optimal denoiser has at every σ. r = c + Wᵀ h(b + W x) has one for any h, and the energy |x|²/2 − c·x − Σ H(b + W x), H′ = h; an untied r = c + V h(b + W x) need not: with independent Gaussian weights E|J − Jᵀ|² = 2 (d − 1)/d E|J|².",
  hypotheses: "The reconstruction is differentiable on a simply connected domain.",
  source: "Section 3, on limited capacity",
  stem: "c1-conservative-fields",
  chapter: "05-vector-fields",
};

/** C1: a score has a symmetric Jacobian; so have tied weights, which gives them an energy, and untied ones have not. */
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

function denoiserChecks(parts: ConservativeParts, dim: number, sigma: number): Check[] {
  const mixture = unrelatedGaussians(dim);
  const optimum = parts.denoiser(mixture, sigma);
  const points = mixture.sample(createRng(dim), POINTS);
  const what = `the optimal denoiser, d = ${dim}, σ = ${sigma}`;
  return [
    // Of (dr/dx − I)/σ², as the identity in dr/dx would hide an asymmetry behind its size.
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
      name: `E(x′) − E(x) of the explicit energy against −∫ (r − x)·dx along the segment, ${what}`,
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
  // Of a ratio of means, to first order.
  const variance = mean((one) => (one.asymmetric - measured * one.whole) ** 2) / whole ** 2;
  const layer = new OneLayer(randomWeights(createRng(300 + dim), dim), SIGMA);
  const flux = curlFlux(layer);
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
      measured: circulation(layer, new Array<number>(dim).fill(0)).value,
      tolerance:
        LOOP_ROUNDING * Math.PI * LOOP_RADIUS ** 2 * Math.sqrt(squaredNorm(layer.jacobian(new Float64Array(dim)))),
      toleranceReason: "rounding of both sums, each exact up to that",
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

/** ∮ (r − x)·dx round a circle, relative to ∮ |(r − x)·dx|. */
function loopCheck(what: string, r: Reconstruction, center: readonly number[]): Check {
  const { value, size } = circulation(r, center);
  return check({
    name: `∮ (r − x)·dx / ∮ |(r − x)·dx| round a circle, ${what}`,
    predicted: 0,
    measured: value / size,
    tolerance: LOOP_ROUNDING,
    toleranceReason: "rounding of the sum, which is exact up to that",
  });
}

/** Round a circle in the plane of the first two axes, by the trapezoidal rule, which converges exponentially there. */
function circulation(r: Reconstruction, center: readonly number[]): { value: number; size: number } {
  const { dim } = r;
  const angles = Array.from({ length: LOOP_POINTS }, (_, i) => (2 * Math.PI * i) / LOOP_POINTS);
  const points = Float64Array.from(
    angles.flatMap((angle) =>
      center.map((x, a) => x + (a === 0 ? LOOP_RADIUS * Math.cos(angle) : a === 1 ? LOOP_RADIUS * Math.sin(angle) : 0)),
    ),
  );
  const field = displacement(r, points);
  const terms = angles.map((angle, i) => {
    const along = -Math.sin(angle) * field[i * dim] + Math.cos(angle) * field[i * dim + 1];
    return (2 * Math.PI * LOOP_RADIUS * along) / LOOP_POINTS;
  });
  return {
    value: terms.reduce((sum, term) => sum + term, 0),
    size: terms.reduce((sum, term) => sum + Math.abs(term), 0),
  };
}

/** ∫ (J₂₁ − J₁₂) over the disc inside the circle round the origin: Gauss-Legendre in the radius, the trapezoidal rule in the angle. */
function curlFlux(r: Reconstruction): number {
  const { dim } = r;
  const { nodes, weights } = gaussLegendre(24);
  let flux = 0;
  nodes.forEach((node, k) => {
    const radius = (LOOP_RADIUS * (1 + node)) / 2;
    const points = new Float64Array(LOOP_POINTS * dim);
    for (let i = 0; i < LOOP_POINTS; i++) {
      const angle = (2 * Math.PI * i) / LOOP_POINTS;
      points.set([radius * Math.cos(angle), radius * Math.sin(angle)], i * dim);
    }
    const jacobian = r.jacobian(points);
    let ring = 0;
    for (let i = 0; i < LOOP_POINTS; i++) ring += jacobian[i * dim ** 2 + dim] - jacobian[i * dim ** 2 + 1];
    flux += ((weights[k] * LOOP_RADIUS) / 2) * radius * ((2 * Math.PI) / LOOP_POINTS) * ring;
  });
  return flux;
}

/** ∫ (r − x)·dx along a segment, by Gauss-Legendre; the error estimate is the difference to fewer points, plus rounding. */
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

/** Independent Gaussian weights; units of the size of the input, so that they are neither linear nor saturated. */
function randomWeights(rng: Rng, dim: number): OneLayerWeights {
  return {
    encoder: normals(rng, HIDDEN * dim, 1 / Math.sqrt(dim)),
    hiddenBias: normals(rng, HIDDEN, 0.5),
    decoder: normals(rng, HIDDEN * dim, 1 / Math.sqrt(HIDDEN)),
    outputBias: normals(rng, dim, 0.5),
  };
}

/** |J − Jᵀ|² in Frobenius' norm. */
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
