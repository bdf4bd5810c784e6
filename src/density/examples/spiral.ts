import cos from "@stdlib/math-base-special-cos";
import sin from "@stdlib/math-base-special-sin";
import type { ParametricCurve } from "../curve/parametric-curve.ts";
import { CurveDistribution } from "../curve/smoothed-curve.ts";
import type { Interval } from "../density.ts";

const SCALE = 0.04;
const START = 3;
const END = 15;
/** The arm is never farther from the origin than this. */
const OUTERMOST: Interval = [-SCALE * END, SCALE * END];

const curve: ParametricCurve = {
  dim: 2,
  interval: [START, END],
  bounds: [OUTERMOST, OUTERMOST],
  // This sine, unlike Math.sin, has the same last bit in every engine, so that the data are the same bytes everywhere.
  position: (t, target, start) => {
    target[start] = SCALE * t * sin(t);
    target[start + 1] = SCALE * t * cos(t);
  },
  velocity: (t, target) => {
    target[0] = SCALE * (Math.sin(t) + t * Math.cos(t));
    target[1] = SCALE * (Math.cos(t) - t * Math.sin(t));
  },
  // Both grow along the arm: |y'| = 0.04 sqrt(1 + t^2), |y''| = 0.04 sqrt(4 + t^2).
  maxSpeed: (_a, b) => SCALE * Math.hypot(1, b),
  maxAcceleration: (_a, b) => SCALE * Math.hypot(2, b),
};

/** The paper's spiral (figure 5): (0.04 t sin t, 0.04 t cos t), t uniform on [3, 15]. */
export function spiral(): CurveDistribution {
  return new CurveDistribution(curve);
}
