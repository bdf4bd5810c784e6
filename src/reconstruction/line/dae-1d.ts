import { checkDensity } from "../../density/check-density.ts";
import type { Density } from "../../density/density.ts";
import { checkPoints } from "../../numerics/check.ts";
import type { Estimate } from "../../numerics/estimate.ts";
import { integrate } from "../../numerics/quadrature/integrate.ts";
import { edgesOf, end, panelRule, start } from "../../numerics/quadrature/line-panels.ts";
import { lossOfMissingMass } from "../loss-of-missing-mass.ts";
import { errorRegion, type OptimalReconstruction } from "../reconstruction.ts";
import { checkMeshSigma } from "../sigma-range.ts";
import { corruptedEdges } from "./corrupted-edges.ts";
import { atMost, type LineMesh, lineMesh, MAX_LOG_DROP, tooFarOut } from "./mesh-1d.ts";
import { type MissingMass, missingMass } from "./missing-mass.ts";
import { halved, NEGLIGIBLE_LOG_WEIGHT, type Posterior, WeightedPanels } from "./weighted-panels.ts";

/** Panels are at most this wide in units of sigma: there 16 points integrate the Gaussian kernel of the noise to rounding. */
const PANEL_IN_SIGMAS = 1.5;
/** p is cut off where the rest has less than exp(-80) of the mass, unless a point far out needs more. */
const LOG_DROP = 80;
/** The errors are sampled on panels no wider than this fraction of the mesh. */
const SAMPLED_FRACTION = 1 / 100;
/**
 * Where there are thousands of panels, the errors are sampled on panels no narrower than this, in units of sigma: r is constant on narrower ones.
 */
const SAMPLED_IN_SIGMAS = 1 / 16;
const MANY_PANELS = 1_000;

/**
 * The minimiser of L_DAE(r) = E|r(x + eps) - x|^2, eps ~ N(0, sigma^2), over all functions, in one dimension (Theorem 1):
 *
 *   r*(x) = E_eps[p(x - eps) (x - eps)] / E_eps[p(x - eps)] = E[clean | corrupted = x], dr* / dx = Var[clean | x] / sigma^2.
 *
 * The method is Gauss-Legendre quadrature over the clean point, on panels that resolve p and the corruption. r* is therefore defined
 * everywhere, beyond hard walls too. Accuracy: `errorEstimate` is twice the largest difference from the result on halved panels, plus
 * the rounding of x, plus the effect of mass that may lie elsewhere: mass whose place neither bounds of p nor a second mesh
 * determine, and the error of the mass next to singular points.
 */
export class Dae1d implements OptimalReconstruction {
  readonly dim = 1;
  readonly method = "dae";
  readonly computedBy = "quadrature";
  readonly sigma: number;
  readonly #density: Density;
  readonly #panels: WeightedPanels;
  /** The same panels, or, for points far out, panels that extend to a smaller p. */
  #far: WeightedPanels;
  #logDrop = LOG_DROP;
  #errors: { displacement: number; jacobian: number } | undefined;
  #missing: MissingMass | undefined;

  /** @throws InputError for a density that is not one-dimensional, and for a sigma far outside of `meshSigmaRange` */
  constructor(density: Density, sigma: number) {
    checkDensity("density", density, [1]);
    checkMeshSigma(density, "dae", sigma);
    this.sigma = sigma;
    this.#density = density;
    this.#panels = this.#weighted(LOG_DROP);
    this.#far = this.#panels;
  }

  /** Computed on first use, because it takes a second evaluation on panels half as wide. */
  get errorEstimate(): number {
    this.#errors ??= this.#estimateErrors();
    return this.#errors.displacement;
  }

  get jacobianErrorEstimate(): number {
    this.#errors ??= this.#estimateErrors();
    return this.#errors.jacobian;
  }

  /** A sentence that names the part of the density which no bound and no feature covers; undefined if there is none. */
  get notRuledOut(): string | undefined {
    return this.#missed().notRuledOut;
  }

  displacement(points: Float64Array): Float64Array {
    checkPoints("points", points, 1);
    return points.map((x) => this.#posterior(x).shift);
  }

  evaluate(points: Float64Array): Float64Array {
    checkPoints("points", points, 1);
    return points.map((x) => x + this.#posterior(x).shift);
  }

  jacobian(points: Float64Array): Float64Array {
    checkPoints("points", points, 1);
    return points.map((x) => this.#posterior(x).variance / this.sigma ** 2);
  }

  /** log p_sigma, the density of the corrupted point. (n) -> (n). */
  smoothedLogPdf(points: Float64Array): Float64Array {
    checkPoints("points", points, 1);
    return points.map((x) => this.#posterior(x).logMass);
  }

  /** L_DAE(r*) = E Var[clean | corrupted], by quadrature over the corrupted point. */
  optimalLoss(): Estimate {
    const edges = corruptedEdges(this.#panels.mesh, this.sigma);
    const { value, errorEstimate } = integrate(
      (points) =>
        points.map((x) => {
          const { logMass, variance } = this.#panels.posterior(x);
          return Math.exp(logMass) * variance;
        }),
      edges,
      { tolerance: 1e-13 },
    );
    const { mass, missed, distance, uncertain } = this.#missed();
    // The rounding of nodes is an error of the clean point's deviations from its mean.
    const rounding = 2 * Number.EPSILON * distance * Math.sqrt(value);
    // Missing mass may lie anywhere between the ends; an error of the mass changes the known part too.
    const missing = lossOfMissingMass(missed + uncertain, 1, this.sigma, this.#width() / 2);
    const elsewhere = missing + Math.abs(mass - 1) * value;
    return { value, errorEstimate: errorEstimate + rounding + elsewhere };
  }

  /** The length of the support or, for an infinite support, of the panels. */
  #width(): number {
    const [[lower, upper]] = this.#density.support;
    if (Number.isFinite(upper - lower)) return upper - lower;
    const { panels } = this.#panels.mesh;
    return end(panels[panels.length - 1]) - start(panels[0]);
  }

  /** The posterior at any point. Far out it takes panels that extend to where the clean point may be. */
  #posterior(x: number): Posterior {
    for (;;) {
      const posterior = this.#far.posterior(x);
      const missed = this.#logMissed(this.#far.mesh);
      if (missed === -Infinity || posterior.logMass - missed >= NEGLIGIBLE_LOG_WEIGHT) return posterior;
      if (!Number.isFinite(x)) return posterior;
      // Where p(x) is positive, p_sigma(x) is not much smaller than p(x).
      const [logPdf] = this.#density.logPdf(Float64Array.of(x));
      const least = Math.max(posterior.logMass, logPdf - Math.LN2);
      const logDrop = Math.max(this.#logDrop + 1, missed + this.#logDrop - least + NEGLIGIBLE_LOG_WEIGHT + 1);
      if (!(logDrop <= MAX_LOG_DROP)) throw tooFarOut(x);
      this.#logDrop = logDrop;
      this.#far = this.#weighted(logDrop);
    }
  }

  #weighted(logDrop: number): WeightedPanels {
    const mesh = lineMesh(this.#density, logDrop);
    return new WeightedPanels(this.#density, this.sigma, mesh, PANEL_IN_SIGMAS * this.sigma);
  }

  /** The logarithm of the mass of p_sigma that the mesh may have missed. */
  #logMissed({ logOpenMass }: LineMesh): number {
    return logOpenMass - Math.log(this.sigma * Math.sqrt(2 * Math.PI));
  }

  #missed(): MissingMass {
    this.#missing ??= missingMass(this.#density, this.#panels.mesh);
    return this.#missing;
  }

  #estimateErrors(): { displacement: number; jacobian: number } {
    const points = this.#sampled();
    const logPdf = this.#density.logPdf(points);
    const least = errorRegion(logPdf);
    const { mesh } = this.#panels;
    const finer = new WeightedPanels(this.#density, this.sigma, halved(mesh), (PANEL_IN_SIGMAS / 2) * this.sigma);
    const sigma2 = this.sigma ** 2;
    let largest = 0;
    let largestSlope = 0;
    points.forEach((x, i) => {
      if (!(logPdf[i] >= least)) return;
      const coarse = this.#panels.posterior(x);
      const fine = finer.posterior(x);
      // Nodes are rounded, which changes both results.
      const rounding = Math.max(coarse.rounding, fine.rounding);
      const elsewhere = this.#elsewhere(x, fine);
      const difference = Math.abs(coarse.shift - fine.shift) + rounding + elsewhere.shift;
      largest = Math.max(largest, difference / Math.max(sigma2, Math.abs(fine.shift)));
      const varianceError = Math.abs(coarse.variance - fine.variance) + 2 * rounding * Math.sqrt(fine.variance);
      largestSlope = Math.max(largestSlope, (varianceError + elsewhere.variance) / sigma2);
    });
    return {
      displacement: Math.max(2 * largest, Number.EPSILON),
      jacobian: Math.max(2 * largestSlope, Number.EPSILON),
    };
  }

  /** The points at which errors are sampled: the ends of panels and three points in each; wide panels are cut. */
  #sampled(): Float64Array {
    const all = edgesOf(this.#panels.mesh.panels);
    const edges = all.length > MANY_PANELS ? apart(all, SAMPLED_IN_SIGMAS * this.sigma) : all;
    const extent = edges[edges.length - 1] - edges[0];
    const parts = atMost(Math.max(PANEL_IN_SIGMAS * this.sigma, SAMPLED_FRACTION * extent), edges);
    const inside = panelRule(
      Array.from(parts.subarray(1), (to, j) => ({ from: parts[j], to })),
      3,
    );
    return Float64Array.from([...inside.positions, ...parts]);
  }

  /** The effect on mean and variance of the clean point of mass whose place or size is not known. */
  #elsewhere(x: number, { logMass, shift, variance }: Posterior): { shift: number; variance: number } {
    const { sigma } = this;
    const { missed } = this.#missed();
    const logNormalization = Math.log(sigma * Math.sqrt(2 * Math.PI));
    // exp(-u^2/2) u is largest at u = 1, exp(-u^2/2) u^2 at sqrt(2).
    const open = missed * Math.exp(-logNormalization - logMass);
    let [first, second] = [open * (0.61 * sigma + Math.abs(shift)), open * (0.74 * sigma ** 2 + shift ** 2 + variance)];
    for (const { at, logMass: log, massError } of this.#panels.mesh.points) {
      const offset = (at - x) / sigma;
      const weight = massError * Math.exp(log - logNormalization - logMass - (offset * offset) / 2);
      if (weight === 0) continue;
      const deviation = at - x - shift;
      first += weight * Math.abs(deviation);
      second += weight * Math.abs(deviation ** 2 - variance);
    }
    return { shift: first, variance: second };
  }
}

/** Increasing numbers without those that are closer than this to a number that was kept. The first and the last are always kept. */
function apart(numbers: Float64Array, distance: number): Float64Array {
  let kept = -Infinity;
  const last = numbers.length - 1;
  return numbers.filter((number, i) => {
    const stays = i === last || number - kept >= distance;
    if (stays) kept = number;
    return stays;
  });
}
