import { checkLength, checkPoints } from "../../numerics/check.ts";
import { noiseLevel } from "../../reconstruction/reconstruction.ts";
import { checkSchedule, type NoiseSchedule } from "./noise-schedule.ts";

/**
 * The increase of log p along each path of the probability flow, log p_sigma'(x') - log p_sigma(x) between its ends. The flow
 * transports mass, so that d log p / dsigma = -div(dx/dsigma) = (tr dr/dx - d) / sigma. This is integrated by the trapezoidal rule in
 * log sigma. The error is of second order in the schedule's steps, if that of the paths is.
 *
 * @param path the points at every level of the schedule, as `probabilityFlow` returns them
 * @returns shape (n)
 * @throws InputError if the path does not have as many levels as the schedule
 */
export function logDensityAlongFlow(schedule: NoiseSchedule, path: readonly Float64Array[]): Float64Array {
  checkSchedule(schedule);
  checkLength("path", path, schedule.length, "arrays of points, one for each level of the schedule");
  const { dim } = schedule[0];
  path.forEach((points, i) => {
    checkPoints(`path[${i}]`, points, dim);
    checkLength(`path[${i}]`, points, path[0].length);
  });
  const change = new Float64Array(path[0].length / dim);
  schedule.forEach((r, i) => {
    // Half of each of the two adjacent steps.
    const above = noiseLevel(schedule[Math.max(0, i - 1)]);
    const below = noiseLevel(schedule[Math.min(schedule.length - 1, i + 1)]);
    const weight = Math.log(below / above) / 2;
    const jacobian = r.jacobian(path[i]);
    for (let k = 0; k < change.length; k++) {
      for (let a = 0; a < dim; a++) change[k] += weight * (jacobian[k * dim * dim + a * (dim + 1)] - 1);
    }
  });
  return change;
}
