import type { GaussianComponent } from "../../density/gaussian/gaussian-mixture.ts";
import { symmetricEigenvalues } from "../../numerics/linear-algebra/symmetric-eigenvalues.ts";
import type { TrainingData } from "../data/training-data.ts";
import type { DataMoments } from "../model/trained-model.ts";
import type { FitTask } from "./estimator.ts";
import { mixture } from "./mixture.ts";

/** Where sigma is this many times the largest standard deviation of the data, along any direction, p_sigma is nearly one Gaussian. */
const NEARLY_GAUSSIAN = 3;

/**
 * The mixture of Gaussians with which the sampling of a network for a range of sigmas begins. At the largest sigma of the range,
 * p_sigma may be far from one Gaussian, and draws that begin at the wrong places end at wrong places. The number of components is the
 * one with the lowest denoising loss at this sigma.
 * @returns null where p_sigma is nearly one Gaussian, and for fewer rows than a mixture needs
 */
export async function startingMixture(
  data: TrainingData,
  task: FitTask,
  { covariance }: DataMoments,
): Promise<readonly GaussianComponent[] | null> {
  const [, largest] = task.range;
  const variance = Math.max(...symmetricEigenvalues(covariance, data.dim));
  if (largest >= NEARLY_GAUSSIAN * Math.sqrt(variance)) return null;
  const atLargest = { ...task, sigmas: [largest] };
  if ((await mixture.missing(data, atLargest)) !== null) return null;
  const { content } = await mixture.fit(data, atLargest);
  return content?.kind === "density" && content.density.kind === "mixture" ? content.density.components : null;
}
