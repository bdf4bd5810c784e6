import { GaussianMixture } from "../gaussian/gaussian-mixture.ts";

/** A mixture in the plane: two overlapping Gaussian clouds of different shapes. */
export function twoClouds(): GaussianMixture {
  return new GaussianMixture([
    {
      weight: 0.45,
      mean: [-0.7, -0.1],
      covariance: [
        [0.5, 0.1],
        [0.1, 0.45],
      ],
    },
    {
      weight: 0.55,
      mean: [0.7, 0.5],
      covariance: [
        [0.5, 0.05],
        [0.05, 0.5],
      ],
    },
  ]);
}
