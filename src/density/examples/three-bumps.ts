import { GaussianMixture } from "../gaussian/gaussian-mixture.ts";

/** A 1-D mixture of three overlapping Gaussians of different widths: smooth, on the whole line, with closed forms for everything. */
export function threeBumps(): GaussianMixture {
  return new GaussianMixture([
    { weight: 0.35, mean: [-1], covariance: [[0.25]] },
    { weight: 0.4, mean: [0.6], covariance: [[0.09]] },
    { weight: 0.25, mean: [1.8], covariance: [[0.36]] },
  ]);
}
