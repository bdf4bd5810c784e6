import type { Density } from "../../src/density/density.ts";
import type { GaussianMixture } from "../../src/density/gaussian/gaussian-mixture.ts";

/** The same density without its moments on balls, so that the methods for any density are used. */
export function withoutBallMoments(density: GaussianMixture): Density {
  const { dim, support, features } = density;
  return {
    ...{ dim, support, features },
    logPdf: (points) => density.logPdf(points),
    score: (points) => density.score(points),
    hessian: (points) => density.hessian(points),
    scoreLaplacian: (points) => density.scoreLaplacian(points),
    effectiveSupport: (logDrop) => density.effectiveSupport(logDrop),
    sample: (rng, n) => density.sample(rng, n),
  };
}
