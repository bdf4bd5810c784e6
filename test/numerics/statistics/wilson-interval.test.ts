import { expect, test } from "vitest";
import { wilsonInterval } from "../../../src/numerics/statistics/wilson-interval.ts";

test.each([
  [0, 16],
  [3, 16],
  [16, 16],
  [40, 336],
])(
  "for %i of %i, the observed fraction is z standard deviations from both ends, to 1e-12, or the end is 0 or 1",
  (successes, trials) => {
    const z = 1.959963984540054; // the normal quantile of 0.975
    for (const end of wilsonInterval(successes, trials)) {
      if (end === 0 || end === 1) expect(successes / trials).toBe(end);
      else {
        const distance = Math.abs(successes / trials - end) / Math.sqrt((end * (1 - end)) / trials);
        expect(Math.abs(distance - z)).toBeLessThan(1e-12);
      }
    }
  },
);

test("covers every probability from 0.1 to 0.9 with 30 trials in 92 to 98 % of the cases, by the binomial distribution", () => {
  const trials = 30;
  for (let p = 0.1; p <= 0.9; p += 0.05) {
    let [covered, term] = [0, (1 - p) ** trials];
    for (let k = 0; k <= trials; k++) {
      const [low, high] = wilsonInterval(k, trials);
      if (low <= p && p <= high) covered += term;
      term *= (((trials - k) / (k + 1)) * p) / (1 - p);
    }
    expect(covered).toBeGreaterThan(0.92);
    expect(covered).toBeLessThan(0.98);
  }
});
