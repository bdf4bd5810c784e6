import cos from "@stdlib/math-base-special-cos";
import sin from "@stdlib/math-base-special-sin";
import type { ParametricCurve } from "../curve/parametric-curve.ts";
import { CurveDistribution } from "../curve/smoothed-curve.ts";

/** Half the length of the wave, and its height. */
const END = Math.PI;
const HEIGHT = 0.6;

const curve: ParametricCurve = {
  dim: 2,
  interval: [-END, END],
  bounds: [
    [-END, END],
    [-HEIGHT, HEIGHT],
  ],
  position: (t, target, start) => {
    target[start] = t;
    target[start + 1] = HEIGHT * sin(t);
  },
  velocity: (t, target) => {
    target[0] = 1;
    target[1] = HEIGHT * cos(t);
  },
  maxSpeed: () => Math.hypot(1, HEIGHT),
  maxAcceleration: () => HEIGHT,
};

/** One wave in the plane, (t, 0.6 sin t), t uniform on [-pi, pi]: a manifold of one dimension that bends gently. */
export function wave(): CurveDistribution {
  return new CurveDistribution(curve);
}
