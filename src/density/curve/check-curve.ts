import { checkInterval, checkObject, checkWhole } from "../../numerics/check.ts";
import type { ParametricCurve } from "./smoothed-curve.ts";

/** @throws InputError for what is not a parametric curve */
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
