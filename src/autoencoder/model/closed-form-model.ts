import type { Distribution } from "../../density/density.ts";
import { FinitePoints } from "../../density/finite-points.ts";
import { type GaussianComponent, GaussianMixture } from "../../density/gaussian/gaussian-mixture.ts";
import { checkObject, checkOneOf, checkPositive } from "../../numerics/check.ts";
import { InputError } from "../../numerics/input-error.ts";
import { DaeClosedForm } from "../../reconstruction/any-dimension/dae-closed-form.ts";
import type { Reconstruction } from "../../reconstruction/reconstruction.ts";
import { checkScalingParts, type Scaling } from "../data/scaling.ts";
import { checkSigmaRange, type SigmaRange } from "../network/sigma-network.ts";
import { inDataUnits } from "./data-units.ts";
import type { Provenance } from "./provenance.ts";

/** The fitted density: one Gaussian, a mixture of Gaussians, or the points themselves. */
export type FittedDensity =
  | { readonly kind: "gaussian" | "mixture"; readonly components: readonly GaussianComponent[] }
  /** Shape (n, d). */
  | { readonly kind: "points"; readonly points: Float64Array; readonly dim: number };

/** The origin of a fitted density. */
export interface FitProvenance extends Pick<Provenance, "scorebook" | "data" | "losses" | "engine"> {
  readonly options: { readonly loss: "dae"; readonly seed: number };
}

/** The parts of a fitted density. */
export interface ClosedFormParts {
  /** In the coordinates that it was fitted in. */
  readonly density: FittedDensity;
  /** The sigma, or the range of sigmas, for which the density was chosen. Its denoiser is known at every other sigma, too. */
  readonly sigmas: SigmaRange;
  readonly scaling: Scaling | null;
  readonly provenance: FitProvenance;
}

/**
 * A density that was fitted to data, and everything that is known about it. Blurred by N(0, sigma^2 I) it has a score in closed
 * form, and so it has the best denoiser at every sigma: r(x) = x + sigma^2 grad log p_sigma(x) (Theorem 1 in Tweedie's form).
 */
export class ClosedFormModel implements ClosedFormParts {
  readonly density: FittedDensity;
  readonly sigmas: SigmaRange;
  readonly scaling: Scaling | null;
  readonly provenance: FitProvenance;
  #distribution: Distribution | undefined;

  /** @throws InputError for parts that don't fit together */
  constructor(parts: ClosedFormParts) {
    checkObject("parts", parts, "density, sigmas, scaling and provenance");
    const { density, sigmas, scaling, provenance } = parts;
    checkObject("density", density, "a kind with its components or points");
    checkOneOf("density.kind", density.kind, ["gaussian", "mixture", "points"]);
    checkSigmaRange(sigmas);
    if (scaling !== null) checkScalingParts(scaling);
    checkObject("provenance", provenance, "how the model came to be");
    this.density = density;
    this.sigmas = sigmas;
    this.scaling = scaling;
    this.provenance = provenance;
  }

  /** Dimension d. */
  get dim(): number {
    return densityDim(this.density);
  }

  /** The density as something to draw from, in the coordinates that it was fitted in. */
  get distribution(): Distribution {
    this.#distribution ??= distributionOf(this.density);
    return this.#distribution;
  }

  /**
   * The denoiser at one sigma, in the coordinates that the density was fitted in.
   * @param sigma any positive number; needed where the model is for a range of sigmas
   * @throws InputError for an invalid or missing sigma
   */
  at(sigma?: number): DaeClosedForm {
    const [smallest, largest] = this.sigmas;
    if (sigma === undefined && smallest < largest) {
      const problem = `must be given: the model is for every sigma from ${smallest} to ${largest}`;
      throw new InputError({ argument: "sigma", problem });
    }
    const level = sigma ?? smallest;
    checkPositive("sigma", level);
    const { distribution } = this;
    if (!distribution.smoothed) throw new InputError({ argument: "density", problem: "can't be smoothed" });
    return new DaeClosedForm(distribution, distribution.smoothed(level), level);
  }

  /**
   * The denoiser in the data's own units; with a scaling it has a sigma for each coordinate.
   * @param sigma in the units that the density was fitted in; see `at`
   * @throws InputError for an invalid or missing sigma
   */
  reconstruction(sigma?: number): Reconstruction {
    return inDataUnits(this.at(sigma), this.scaling);
  }
}

/** Dimension d of a fitted density. */
export function densityDim(density: FittedDensity): number {
  return density.kind === "points" ? density.dim : density.components[0].mean.length;
}

function distributionOf(density: FittedDensity): Distribution {
  return density.kind === "points"
    ? new FinitePoints(density.points, density.dim)
    : new GaussianMixture(density.components);
}
