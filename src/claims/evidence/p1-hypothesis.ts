import type { GaussianMixture } from "../../density/gaussian/gaussian-mixture.ts";
import { meanCosine } from "../../reconstruction/any-dimension/plane-wave-averages.ts";
import { PlaneWaves } from "../../reconstruction/any-dimension/plane-waves.ts";
import type { Check } from "../claim-report.ts";
import { threeBumps } from "./densities.ts";
import { check, checkRange } from "./evidence.ts";

/** Computes the gap L_DAE − L_RCAE of r = x + amplitude h over a mixture, where h is a sum of plane waves, as `planeWaveGap`. */
type PlaneWaveGap = (mixture: GaussianMixture, h: PlaneWaves, amplitude: number, sigma: number) => number;

const SIGMAS = [0.05, 0.025, 0.01];
/** The rounding of the closed form, whose terms near 1 cancel to the size of σ². */
const ROUNDING = 64 * Number.EPSILON;

/**
 * Checks on the line that the hypothesis of Proposition 1 is needed. For r = x + σ sin x, whose derivatives are bounded, the gap
 * over σ² is below a bound that tends to 0. For r = x + σ sin(x/σ), which also tends to x, it tends to −1/2.
 */
export function hypothesisChecks(gap: PlaneWaveGap): readonly Check[] {
  const density = threeBumps();
  return SIGMAS.flatMap((sigma) => [boundedCheck(gap, density, sigma), counterexample(gap, density, sigma)]);
}

/**
 * A bound of |L_DAE − L_RCAE| / σ² on the line for r = x + u, from the suprema of |u|, |u'|, |u''| and |u'''|:
 * M0 M2 + 0.54 M0 M3 σ + (M3 + M1 M3 + ¾ M2²) σ², by Taylor's formula with the moments E|ε|³ = 1.596 σ³, E ε⁴ = 3 σ⁴.
 */
export function contractionBound([m0, m1, m2, m3]: readonly number[], sigma: number): number {
  return m0 * m2 + 0.54 * m0 * m3 * sigma + (m3 + m1 * m3 + 0.75 * m2 ** 2) * sigma ** 2;
}

/** The case in which the hypothesis holds: |u| and all derivatives of u = σ sin x are at most σ. */
function boundedCheck(gap: PlaneWaveGap, density: GaussianMixture, sigma: number): Check {
  const bound = contractionBound([sigma, sigma, sigma, sigma], sigma);
  return checkRange([-bound, bound], {
    name: `hypothesis met: gap / σ² for r = x + σ sin x below its bound, σ = ${sigma}, three-Gaussian mixture`,
    measured: gap(density, sineOf(1), sigma, sigma) / sigma ** 2,
    toleranceReason: "Taylor's formula with the suprema of r − x and its first three derivatives",
  });
}

/** The case in which the hypothesis fails: u = σ sin(x/σ) tends to 0 uniformly, but u'' = −sin(x/σ)/σ is not bounded. */
function counterexample(gap: PlaneWaveGap, density: GaussianMixture, sigma: number): Check {
  // The difference from −1/2 consists of averages of cos(x/σ) and cos(2x/σ), with factors whose sum is below 2.
  const left = [1, 2].map((k) =>
    Math.hypot(...[0, -Math.PI / 2].map((phase) => meanCosine(density, [k / sigma], phase))),
  );
  return check({
    name: `hypothesis not met: gap / σ² for r = x + σ sin(x/σ), σ = ${sigma}, three-Gaussian mixture`,
    predicted: -0.5,
    measured: gap(density, sineOf(1 / sigma), sigma, sigma) / sigma ** 2,
    tolerance: 2 * (left[0] + left[1]) + ROUNDING / sigma ** 2,
    toleranceReason: "the averages of cos(x/σ) and cos(2x/σ) over p, and rounding",
  });
}

/** The plane wave sin(w x). */
function sineOf(w: number): PlaneWaves {
  return new PlaneWaves([{ direction: [1], waveVector: [w], phase: 0 }]);
}
