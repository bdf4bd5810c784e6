import { expect, test } from "vitest";
import { growthBenchmark } from "../../src/bench/growth.ts";
import { measure } from "../../src/bench/measure.ts";

test("every task has a row for each of its sizes, and computes what the plain loop does, to 1e-11, or has its tolerance", async () => {
  const rows: Record<string, number> = {};
  for await (const comparison of growthBenchmark.comparisons("tiny", null)) {
    const { name, results } = await measure(comparison, 1);
    rows[name] = results.length;
    for (const { name: sizes, error } of results) {
      const tolerance = /tolerance (.*)/.exec(sizes)?.[1];
      expect(error).toBeLessThan(tolerance ? Number(tolerance) : 1e-11);
    }
  }
  expect(Object.values(rows)).toEqual([4, 3, 4, 5, 2]);
});
