import { checkOneOf } from "../../numerics/check.ts";
import { checkReconstruction } from "../../reconstruction/check-reconstruction.ts";
import { displacement, noiseLevel, type Reconstruction } from "../../reconstruction/reconstruction.ts";
import { checkSchedule, checkStarts, type NoiseSchedule } from "./noise-schedule.ts";

/** The method for a step of the flow: "euler" is of first order, "heun" of second order with two evaluations of reconstructions. */
export type FlowMethod = "euler" | "heun";

export interface FlowOptions {
  /** The method for a step. Default "heun". */
  readonly method?: FlowMethod;
}

/**
 * Solves the probability-flow equation along a noise schedule, from the largest sigma down:
 *
 *     dx/dsigma = -sigma grad log p_sigma(x) = -(r_sigma(x) - x) / sigma,
 *
 * the deterministic motion that transports p_sigma to p_sigma' as the noise decreases (Song et al. 2021, in the variance-exploding
 * form of Karras et al. 2022). It uses no random numbers, so that the same starts end at the same places.
 *
 * Euler's step is x' = r(x) + (sigma' / sigma) (x - r(x)): it reduces the noise that r estimates in x. Its error is of first
 * order in the steps of the schedule. Heun's step takes the mean of the velocities at both of its ends, and is of second order.
 * If reconstructions have a sigma for each coordinate, those of all levels are multiples of each other, and the noise level (see
 * `noiseLevel`) takes the place of sigma in these formulas.
 *
 * @param starts shape (n, d)
 * @returns the points at every level, beginning with the starts, shape (n, d) each
 * @throws InputError for a schedule or starts that cannot be used
 */
export function probabilityFlow(
  schedule: NoiseSchedule,
  starts: Float64Array,
  { method = "heun" }: FlowOptions = {},
): readonly Float64Array[] {
  checkSchedule(schedule);
  checkStarts(schedule, starts);
  checkOneOf("method", method, ["euler", "heun"]);
  const path: Float64Array[] = [starts.slice()];
  for (let i = 1; i < schedule.length; i++) path.push(flowStep(schedule[i - 1], schedule[i], path[i - 1], method));
  return path;
}

/** The velocity dx/dsigma at the reconstruction's sigma or noise level. (n, d) -> (n, d). */
export function flowVelocity(r: Reconstruction, points: Float64Array): Float64Array {
  checkReconstruction("r", r);
  const level = noiseLevel(r);
  return displacement(r, points).map((change) => -change / level);
}

/** One step of the flow, from the sigma of one reconstruction to that of another. (n, d) -> (n, d). */
export function flowStep(
  from: Reconstruction,
  to: Reconstruction,
  points: Float64Array,
  method: FlowMethod,
): Float64Array {
  const step = noiseLevel(to) - noiseLevel(from);
  const velocity = flowVelocity(from, points);
  const euler = points.map((x, j) => x + step * velocity[j]);
  if (method === "euler") return euler;
  const arrived = flowVelocity(to, euler);
  return points.map((x, j) => x + (step / 2) * (velocity[j] + arrived[j]));
}
