import sin from "@stdlib/math-base-special-sin";
import { createRng } from "../../numerics/random/random.ts";
import type { Blurred } from "../blurred/blurred.ts";
import type { ParametricCurve } from "../curve/parametric-curve.ts";
import { CurveDistribution } from "../curve/smoothed-curve.ts";
import type { Interval } from "../density.ts";

const DIM = 10;
/** The seed of the curve: the frequencies and then the exponents are drawn from `createRng(6)`. */
const SEED = 6;

const rng = createRng(SEED);
/** f_i, uniform in [-1, 1]. */
const frequencies: readonly number[] = Array.from({ length: DIM }, () => 2 * rng.uniform() - 1);
/** e_i, 1 or 2 with the same probability. */
const exponents: readonly number[] = Array.from({ length: DIM }, () => (rng.uniform() < 0.5 ? 1 : 2));

/** sin^2 a = (1 - cos 2a) / 2: its derivative by t is that of amplitude 1/2 and twice the frequency. */
const angular: readonly number[] = frequencies.map((f, i) => 2 * Math.PI * f * exponents[i]);
const speed = Math.hypot(...angular.map((w, i) => w / exponents[i]));
const acceleration = Math.hypot(...angular.map((w, i) => w ** 2 / exponents[i]));

const curve: ParametricCurve = {
  dim: DIM,
  interval: [0, 1],
  bounds: exponents.map((e): Interval => [e === 1 ? -1 : 0, 1]),
  // This sine, unlike Math.sin, has the same last bit in every engine, so that the data are the same bytes everywhere.
  position: (t, target, start) => {
    for (let i = 0; i < DIM; i++) {
      const value = sin(2 * Math.PI * frequencies[i] * t);
      target[start + i] = exponents[i] === 1 ? value : value * value;
    }
  },
  velocity: (t, target) => {
    for (let i = 0; i < DIM; i++) {
      target[i] =
        exponents[i] === 1 ? angular[i] * Math.cos(angular[i] * t) : (angular[i] / 2) * Math.sin(angular[i] * t);
    }
  },
  maxSpeed: () => speed,
  maxAcceleration: () => acceleration,
};

/**
 * A curve in R^10 like the paper's (figure 6): coordinate i is sin(2 pi f_i t)^e_i, t uniform on [0, 1], with f_i drawn uniformly
 * from [-1, 1] and e_i from {1, 2}, once and for all. The paper's data are blurred a little: see `curve10dData`.
 */
export function curve10d(): CurveDistribution {
  return new CurveDistribution(curve);
}

/** Standard deviation of the Gaussians by which the paper's data are blurred. */
const BLUR = 0.05;

/** The data of figure 6: the curve in R^10, blurred by N(0, 0.05^2 I). */
export function curve10dData(): Blurred {
  return curve10d().smoothed(BLUR);
}
