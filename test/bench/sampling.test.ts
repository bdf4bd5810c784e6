import { availableParallelism } from "node:os";
import { expect, test } from "vitest";
import { measure } from "../../src/bench/measure.ts";
import { samplingBenchmark } from "../../src/bench/sampling.ts";

test("without Python: energy differences to 1e-13, the same walk on one thread and on all, and proposals in a second", async () => {
  const measured = [];
  for await (const comparison of samplingBenchmark.comparisons("tiny", null)) {
    expect(comparison.work).toEqual({ count: 500, of: "proposals" });
    measured.push(await measure(comparison, 1));
  }
  expect(measured.map(({ name }) => name)).toEqual(["R^10, 10 chains", "plane, 10 chains"]);
  expect(measured.map(({ results }) => results.length)).toEqual([availableParallelism() > 1 ? 2 : 1, 1]);
  for (const { results } of measured) {
    for (const { error, median, perSecond, note } of results) {
      expect(error).toBeLessThan(1e-13);
      expect(perSecond).toBeCloseTo(500 / median, 6);
      const share = Number(/^([\d.]+) % accepted$/.exec(note ?? "")?.[1]);
      expect(share).toBeGreaterThan(0);
      expect(share).toBeLessThan(100);
      expect(note).toBe(results[0].note);
    }
  }
});
