import { InputError } from "../../numerics/input-error.ts";

/**
 * @param name what the points are called, for the message
 * @throws InputError where an array is not one point or more of a dimension
 */
export function checkPoints(points: Float64Array, dim: number, name = "points"): void {
  if (points.length === 0 || points.length % dim !== 0) {
    throw new InputError({
      argument: name,
      verb: "hold",
      allowed: `one point or more of dimension ${dim}`,
      problem: `${points.length} numbers`,
    });
  }
}

/** @throws InputError where an array is not a number of whole points of a dimension, or none */
export function checkWholePoints(points: Float64Array, dim: number): void {
  if (points.length % dim !== 0) {
    throw new InputError({
      argument: "points",
      allowed: `points of dimension ${dim}`,
      problem: `${points.length} numbers`,
    });
  }
}

/** @throws InputError where the shapes of the points and of the corrupted points don't fit together */
export function checkDraws(clean: Float64Array, noisy: Float64Array, dim: number): void {
  checkPoints(clean, dim, "clean");
  if (noisy.length !== clean.length) {
    throw new InputError({
      argument: "noisy",
      verb: "hold",
      allowed: `as many numbers as clean, ${clean.length}`,
      problem: noisy.length,
    });
  }
}
