import { checkPositive } from "../../numerics/check.ts";
import { checkReconstruction } from "../check-reconstruction.ts";
import type { IsotropicReconstruction, Reconstruction } from "../reconstruction.ts";

/**
 * The same reconstruction in another unit of length: x becomes x / unit, sigma becomes sigma / unit, and the Jacobian has no
 * unit.
 * @param unit the new unit, measured in the old one
 */
export function rescale(r: IsotropicReconstruction, unit: number): IsotropicReconstruction;
export function rescale(r: Reconstruction, unit: number): Reconstruction;
export function rescale(r: Reconstruction, unit: number): Reconstruction {
  checkReconstruction("r", r);
  checkPositive("unit", unit);
  return {
    dim: r.dim,
    sigma: typeof r.sigma === "number" ? r.sigma / unit : r.sigma.map((sigma) => sigma / unit),
    evaluate: (points) => r.evaluate(points.map((x) => unit * x)).map((x) => x / unit),
    jacobian: (points) => r.jacobian(points.map((x) => unit * x)),
  };
}
