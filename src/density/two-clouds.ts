import { GaussianMixture } from "./gaussian-mixture.ts";

/** A mixture in the plane: two overlapping Gaussian clouds, elongated in different directions. */
export function twoClouds(): GaussianMixture {
  return new GaussianMixture([
    {
      weight: 0.45,
      mean: [-0.9, -0.3],
      covariance: [
        [0.5, 0.2],
        [0.2, 0.35],
      ],
    },
    {
      weight: 0.55,
      mean: [0.8, 0.5],
      covariance: [
        [0.4, -0.15],
        [-0.15, 0.6],
      ],
    },
  ]);
}
