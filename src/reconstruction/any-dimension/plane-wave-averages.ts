import type { GaussianMixture } from "../../density/gaussian/gaussian-mixture.ts";
import { dot, type PlaneWaves, type Wave } from "./plane-waves.ts";

// Averages of plane waves h over a Gaussian mixture p, in closed form and in any dimension: all are sums of
// E[cos(w . x + phase)], and blurring p by sigma multiplies that by exp(-sigma^2 |w|^2 / 2).

/**
 * The gap of `contractionGap` for r = x + amplitude h: exact to rounding however small sigma is.
 */
export function planeWaveGap(mixture: GaussianMixture, h: PlaneWaves, amplitude: number, sigma: number): number {
  /** E[cos(w . (x + eps) + phase) - cos(w . x + phase)]. */
  const lost = (waveVector: readonly number[], phase: number): number =>
    Math.expm1((-(sigma ** 2) * dot(waveVector, waveVector)) / 2) * meanCosine(mixture, waveVector, phase);
  // E[eps . h(x + eps) - sigma^2 div h(x)] / sigma^2, as E[eps sin(w . eps + a)] = sigma^2 w E[cos(w . eps + a)].
  const linear = h.waves.reduce(
    (sum, { direction, waveVector, phase }) => sum + dot(direction, waveVector) * lost(waveVector, phase),
    0,
  );
  // E[|h(x + eps)|^2 - |h(x)|^2 - sigma^2 |grad h(x)|_F^2], products of sines and of cosines written as sums.
  const quadratic = sumOverPairs(h, (one, other) => {
    const [total, difference] = [combine(one, other, 1), combine(one, other, -1)];
    const sines = (lost(difference.waveVector, difference.phase) - lost(total.waveVector, total.phase)) / 2;
    const cosines =
      (meanCosine(mixture, difference.waveVector, difference.phase) +
        meanCosine(mixture, total.waveVector, total.phase)) /
      2;
    return dot(one.direction, other.direction) * (sines - sigma ** 2 * dot(one.waveVector, other.waveVector) * cosines);
  });
  return 2 * sigma ** 2 * amplitude * linear + amplitude ** 2 * quadratic;
}

/** E[Lap div h]. */
export function meanDivergenceLaplacian(mixture: GaussianMixture, h: PlaneWaves): number {
  return h.waves.reduce(
    (sum, { direction, waveVector, phase }) =>
      sum - dot(waveVector, waveVector) * dot(direction, waveVector) * meanCosine(mixture, waveVector, phase),
    0,
  );
}

/** E[h . Lap h]. */
export function meanLaplacianProduct(mixture: GaussianMixture, h: PlaneWaves): number {
  return sumOverPairs(h, (one, other) => {
    const [total, difference] = [combine(one, other, 1), combine(one, other, -1)];
    const sines =
      (meanCosine(mixture, difference.waveVector, difference.phase) -
        meanCosine(mixture, total.waveVector, total.phase)) /
      2;
    return -dot(one.direction, other.direction) * dot(other.waveVector, other.waveVector) * sines;
  });
}

/** E[cos(w . x + phase)]: the real part of the mixture's characteristic function, turned by the phase. */
export function meanCosine(mixture: GaussianMixture, waveVector: readonly number[], phase: number): number {
  return mixture.components.reduce((sum, { weight, mean, covariance }) => {
    const variance = covariance.reduce((total, row, a) => total + waveVector[a] * dot(row, waveVector), 0);
    return sum + weight * Math.exp(-variance / 2) * Math.cos(dot(waveVector, mean) + phase);
  }, 0);
}

function sumOverPairs({ waves }: PlaneWaves, term: (one: Wave, other: Wave) => number): number {
  return waves.reduce((sum, one) => sum + waves.reduce((partial, other) => partial + term(one, other), 0), 0);
}

/** Argument of the sum (1) or the difference (-1) of two waves' angles. */
function combine(one: Wave, other: Wave, sign: 1 | -1): Pick<Wave, "waveVector" | "phase"> {
  return {
    waveVector: one.waveVector.map((value, a) => value + sign * other.waveVector[a]),
    phase: one.phase + sign * other.phase,
  };
}
