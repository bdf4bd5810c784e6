import { checkInterval, checkObject, checkWhole } from "../../numerics/check.ts";
import type { Interval } from "../density.ts";

/** A smooth curve y(t) in R^d. A 64th of its interval must be short enough to look like a piece of a parabola. */
export interface ParametricCurve {
  readonly dim: number;
  /** The interval of t. */
  readonly interval: readonly [start: number, end: number];
  /** A box that contains the curve, one interval per axis. */
  readonly bounds: readonly Interval[];
  /** y(t), into `target` from `start`. */
  position(t: number, target: Float64Array, start: number): void;
  /** y'(t), into `target`. */
  velocity(t: number, target: Float64Array): void;
  /** An upper bound of |y'| for t from a to b. */
  maxSpeed(a: number, b: number): number;
  /** An upper bound of |y''| for t from a to b. */
  maxAcceleration(a: number, b: number): number;
}

/** @throws InputError for an argument that is not a parametric curve */
export function checkCurve(argument: string, curve: ParametricCurve): void {
  checkObject(
    argument,
    curve,
    "a curve, with dim, interval, bounds, position, velocity, maxSpeed and maxAcceleration",
    {
      methods: ["position", "velocity", "maxSpeed", "maxAcceleration"],
      numbers: ["dim"],
    },
  );
  checkWhole(`${argument}.dim`, curve.dim);
  checkInterval(`${argument}.interval`, curve.interval);
}
