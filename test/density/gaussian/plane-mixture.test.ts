import fc from "fast-check";
import { expect, it } from "vitest";
import { GaussianMixture } from "../../../src/density/gaussian/gaussian-mixture.ts";
import { mixtures, points } from "../../support/arbitraries.ts";

it("log p in the plane is that in space, where a third coordinate is N(0, 1) and 0, but for log sqrt(2 pi), to rounding, 1e-13 of its size", () => {
  fc.assert(
    fc.property(mixtures(2), points(2), (mixture, at) => {
      const solid = new GaussianMixture(
        mixture.components.map(({ weight, mean, covariance: [first, second] }) => ({
          weight,
          mean: [...mean, 0],
          covariance: [
            [...first, 0],
            [...second, 0],
            [0, 0, 1],
          ],
        })),
      );
      const [inPlane] = mixture.logPdf(at);
      const [inSpace] = solid.logPdf(Float64Array.of(...at, 0));
      const difference = inPlane - (inSpace + Math.log(2 * Math.PI) / 2);
      expect(Math.abs(difference)).toBeLessThanOrEqual(1e-13 * Math.max(1, Math.abs(inPlane)));
    }),
  );
});
