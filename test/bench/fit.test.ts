import { expect, test } from "vitest";
import { fitBenchmark } from "../../src/bench/fit.ts";
import { measure } from "../../src/bench/measure.ts";

test("without Python: the loss of what is kept is above that of the best denoiser, and below the identity's", async () => {
  const measured = [];
  for await (const comparison of fitBenchmark.comparisons("tiny", null)) {
    const [optimal] = comparison.reference;
    expect(optimal).toBeGreaterThan(0);
    expect(optimal).toBeLessThan(1);
    measured.push({ optimal, ...(await measure(comparison, 1)) });
  }
  expect(measured.map(({ name }) => name)).toEqual(["spiral in R^2, 100 points, σ = 0.03"]);
  const [{ results, optimal }] = measured;
  expect(results.map(({ name }) => name)).toEqual(["scorebook fit, closed forms"]);
  // The error is the excess: one Gaussian hardly denoises a spiral, but never does worse than nothing.
  expect(results[0].error).toBeLessThan(1 - optimal);
  expect(results[0].note).toMatch(/^kept: (gaussian|points)$/);
});
