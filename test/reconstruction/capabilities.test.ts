import { expect, test } from "vitest";
import type { Density } from "../../src/density/density.ts";
import { GaussianMixture } from "../../src/density/gaussian/gaussian-mixture.ts";
import { relativeBiLaplacian } from "../../src/density/local/relative-laplacians.ts";
import { createRng } from "../../src/numerics/random/random.ts";
import { expectationRule } from "../../src/reconstruction/any-dimension/expectation-rule.ts";
import { optimalReconstruction } from "../../src/reconstruction/optimal.ts";

/** The same density as an object of another kind that has the same capabilities. */
function another(mixture: GaussianMixture): Density {
  const { dim, support, features, components } = mixture;
  return {
    dim,
    support,
    features,
    components,
    logPdf: (x) => mixture.logPdf(x),
    score: (x) => mixture.score(x),
    hessian: (x) => mixture.hessian(x),
    scoreLaplacian: (x) => mixture.scoreLaplacian(x),
    smoothed: (sigma) => mixture.smoothed(sigma),
    sample: (rng, n) => mixture.sample(rng, n),
    effectiveSupport: (logDrop) => mixture.effectiveSupport(logDrop),
  };
}

test("what a density can do counts, not its class: a mixture of another kind has the mixture's fast routes, to the bit", () => {
  const gaussian = new GaussianMixture([{ weight: 1, mean: [0, 1, 2], covariance: 0.5 }]);
  const inSpace = new GaussianMixture([
    { weight: 0.4, mean: [-1, 0, 0], covariance: 0.5 },
    { weight: 0.6, mean: [1, 0, 0], covariance: 0.5 },
  ]);
  for (const mixture of [gaussian, inSpace]) {
    const draws = mixture.sample(createRng(1), 3);
    const [own, others] = [mixture, another(mixture)].map((p) => optimalReconstruction(p, "rcae", 0.4));
    expect(others.computedBy).toBe(own.computedBy);
    expect(others.evaluate(draws)).toEqual(own.evaluate(draws));
    expect(relativeBiLaplacian(another(mixture), draws.slice(0, 3))).toBe(
      relativeBiLaplacian(mixture, draws.slice(0, 3)),
    );
  }
  const plane = new GaussianMixture([{ weight: 1, mean: [0, 1], covariance: 0.5 }]);
  expect(expectationRule(another(plane))).toEqual(expectationRule(plane));
});
