import { type Density, EnergyDensity, InputError, linspace, optimalReconstruction, scoreEstimate } from "scorebook";
import type { DensityState } from "./density-state.ts";

/** Values of one density and its optima at places; arrays of one number for each place. */
export interface AtPlaces {
  readonly x: Float64Array;
  readonly p: Float64Array;
  /** The density of x + noise. */
  readonly smoothed: Float64Array;
  /** The score of p. */
  readonly score: Float64Array;
  /** r(x) of the best denoiser, and of the best contractive reconstruction. */
  readonly dae: Float64Array;
  readonly rcae: Float64Array;
  /** (r(x) - x) / sigma^2 of each. */
  readonly daeScore: Float64Array;
  readonly rcaeScore: Float64Array;
}

/** What the page on densities shows, in numbers. */
export interface DensityNumbers {
  /** Along the whole interval. */
  readonly curves: AtPlaces;
  /** At the one place that is read out. */
  readonly at: AtPlaces;
}

/** Places along the interval: one for every three pixels of a wide picture. */
const PLACES = 241;

/** The density of a state. It takes some milliseconds to make: pages keep it while only sigma changes. */
export function densityOf({ energy, from, to }: Pick<DensityState, "energy" | "from" | "to">): EnergyDensity {
  return new EnergyDensity({ expression: energy, domain: [[from, to]] });
}

/**
 * Everything that the page on densities draws.
 * @throws InputError for an energy, an interval, a sigma or a place that can't be used
 */
export function densityNumbers(state: DensityState, density: Density = densityOf(state)): DensityNumbers {
  const { from, to, sigma, at } = state;
  if (at < from || at > to) {
    throw new InputError({ argument: "the place x", allowed: `from ${from} to ${to}`, problem: at });
  }
  const dae = optimalReconstruction(density, "dae", sigma);
  const rcae = optimalReconstruction(density, "rcae", sigma);
  // r(x) from its score estimate: each of the optima is evaluated once.
  const reconstructed = (x: Float64Array, score: Float64Array): Float64Array =>
    x.map((place, i) => place + sigma * sigma * score[i]);
  const atPlaces = (x: Float64Array): AtPlaces => {
    const daeScore = scoreEstimate(dae, x);
    const rcaeScore = scoreEstimate(rcae, x);
    return {
      x,
      p: density.logPdf(x).map(Math.exp),
      smoothed: (dae.smoothedLogPdf?.(x) ?? new Float64Array(x.length)).map(Math.exp),
      score: density.score(x),
      dae: reconstructed(x, daeScore),
      rcae: reconstructed(x, rcaeScore),
      daeScore,
      rcaeScore,
    };
  };
  return { curves: atPlaces(linspace(from, to, PLACES)), at: atPlaces(Float64Array.of(at)) };
}
