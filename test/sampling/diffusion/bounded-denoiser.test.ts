import { expect, it } from "vitest";
import { boundedDenoiser } from "../../../src/sampling/diffusion/bounded-denoiser.ts";

it("takes out no more noise than there is: sigma (sqrt(d) + 4), in the same direction; where r takes out less, it is r", () => {
  const evaluate = (points: Float64Array): Float64Array => points.map((x) => 3 * x);
  const bounded = boundedDenoiser({ dim: 2, sigma: 0.1, evaluate, jacobian: () => new Float64Array(4) });
  const [x, y] = bounded.displacement?.(Float64Array.of(3, 4)) ?? [];
  expect(Math.hypot(x, y)).toBeCloseTo(0.1 * (Math.SQRT2 + 4), 12);
  expect(y / x).toBeCloseTo(4 / 3, 12);
  expect(bounded.evaluate(Float64Array.of(0.25, 0))).toEqual(Float64Array.of(0.25 + 0.5, 0));
});
