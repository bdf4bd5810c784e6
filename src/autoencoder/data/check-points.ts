import { checkLength, checkPoints as checkPointsOf } from "../../numerics/check.ts";

/**
 * @param name what the points are called, for the message
 * @throws InputError where an array is not one point or more of a dimension
 */
export function checkPoints(points: Float64Array, dim: number, name = "points"): void {
  checkPointsOf(name, points, dim, 1);
}

/** @throws InputError where an array does not consist of whole points of a dimension, or holds no point */
export function checkWholePoints(points: Float64Array, dim: number): void {
  checkPointsOf("points", points, dim);
}

/** @throws InputError where the shapes of the points and of the corrupted points do not fit together */
export function checkDraws(clean: Float64Array, noisy: Float64Array, dim: number): void {
  checkPoints(clean, dim, "clean");
  checkPoints(noisy, dim, "noisy");
  checkLength("noisy", noisy, clean.length, "numbers, as clean does");
}
