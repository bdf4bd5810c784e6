import { expect, test } from "vitest";
import { createRng } from "../../src/numerics/random/random.ts";
import { largestDisplacement } from "../../src/reconstruction/largest-displacement.ts";

test.each([1, 2, 16, 64])(
  "noise itself, which the best denoiser removes where the data are one point, is longer in at most exp(-8) of 100,000 draws and three standard errors, in %s dimensions",
  (dim) => {
    const rng = createRng(1);
    const [draws, expected] = [100_000, Math.exp(-8)];
    let longer = 0;
    for (let i = 0; i < draws; i++) {
      let square = 0;
      for (let a = 0; a < dim; a++) square += rng.normal() ** 2;
      if (square > largestDisplacement(dim) ** 2) longer++;
    }
    expect(longer / draws).toBeLessThanOrEqual(expected + 3 * Math.sqrt(expected / draws));
  },
);
