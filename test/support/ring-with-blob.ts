import { GaussianMixture } from "../../src/density/gaussian/gaussian-mixture.ts";

/** Twelve Gaussians on the unit circle and one inside the circle. */
export const ringWithBlob: GaussianMixture = new GaussianMixture([
  ...Array.from({ length: 12 }, (_, k) => ({
    weight: 0.06,
    mean: [Math.cos((k * Math.PI) / 6), Math.sin((k * Math.PI) / 6)],
    covariance: 0.02,
  })),
  { weight: 0.28, mean: [0.1, 0], covariance: 0.02 },
]);
