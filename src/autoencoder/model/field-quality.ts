import { checkDistribution } from "../../density/check-density.ts";
import { nearestOnCurve } from "../../density/curve/nearest-on-curve.ts";
import type { CurveDistribution } from "../../density/curve/smoothed-curve.ts";
import { checkLength, checkPoints, checkWhole } from "../../numerics/check.ts";
import { checkReconstruction } from "../../reconstruction/check-reconstruction.ts";
import { displacement, type IsotropicReconstruction } from "../../reconstruction/reconstruction.ts";

/** The quality of a field r(x) - x that was learnt from data on a curve, measured at some points. */
export interface FieldQuality {
  /** Mean cosine of the angle to the exact score of the data blurred by the reconstruction's sigma. */
  readonly cosine: number;
  /** Fraction of the arrows whose angle with the direction to the nearest point of the curve is less than 90 degrees. */
  readonly towards: number;
}

/**
 * Compares the field r(x) - x with the exact field, and with the direction to the data.
 * @param points the places of comparison, shape (n, d)
 */
export function fieldQuality(r: IsotropicReconstruction, data: CurveDistribution, points: Float64Array): FieldQuality {
  checkReconstruction("r", r);
  checkDistribution("data", data);
  checkPoints("points", points, r.dim, 1);
  const field = displacement(r, points);
  return {
    cosine: meanCosine(field, data.smoothed(r.sigma).score(points), r.dim),
    towards: fractionTowards(field, points, nearestOnCurve(data.curve, points), r.dim),
  };
}

/**
 * The mean cosine of the angle between two vector fields, of those vectors that are not zero: 1 where they point the
 * same way everywhere, whatever their lengths. NaN where all of one field are zero.
 * @param u (n, d)
 * @param v (n, d)
 */
export function meanCosine(u: Float64Array, v: Float64Array, dim: number): number {
  checkWhole("dim", dim);
  checkPoints("u", u, dim, 1);
  checkPoints("v", v, dim, 1);
  checkLength("v", v, u.length, "numbers, as u does");
  let sum = 0;
  let count = 0;
  for (let i = 0; i < u.length; i += dim) {
    let [uu, vv, uv] = [0, 0, 0];
    for (let j = i; j < i + dim; j++) {
      uu += u[j] * u[j];
      vv += v[j] * v[j];
      uv += u[j] * v[j];
    }
    if (uu === 0 || vv === 0) continue;
    sum += uv / Math.sqrt(uu * vv);
    count += 1;
  }
  return sum / count;
}

/**
 * The fraction of the vectors whose angle with the direction to a target is less than 90 degrees.
 * @param field (n, d)
 * @param points where the vectors begin, (n, d)
 * @param targets (n, d)
 */
export function fractionTowards(field: Float64Array, points: Float64Array, targets: Float64Array, dim: number): number {
  checkWhole("dim", dim);
  for (const [name, values] of Object.entries({ field, points, targets })) {
    checkPoints(name, values, dim, 1);
    checkLength(name, values, field.length, "numbers, as field does");
  }
  let towards = 0;
  for (let i = 0; i < field.length; i += dim) {
    let along = 0;
    for (let j = i; j < i + dim; j++) along += field[j] * (targets[j] - points[j]);
    if (along > 0) towards += 1;
  }
  return towards / (field.length / dim);
}

/** |J - J^T| / |J| for the Jacobian dr/dx, in the mean square over the points; 0 where r is the gradient of a function. */
export function jacobianAsymmetry(r: IsotropicReconstruction, points: Float64Array): number {
  checkReconstruction("r", r);
  const { dim } = r;
  checkPoints("points", points, dim, 1);
  const jacobian = r.jacobian(points);
  let [difference, all] = [0, 0];
  for (let start = 0; start < jacobian.length; start += dim * dim) {
    for (let i = 0; i < dim; i++) {
      for (let j = 0; j < dim; j++) {
        const entry = jacobian[start + i * dim + j];
        difference += (entry - jacobian[start + j * dim + i]) ** 2;
        all += entry ** 2;
      }
    }
  }
  return Math.sqrt(difference / all);
}
