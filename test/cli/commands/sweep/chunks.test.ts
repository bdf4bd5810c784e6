import { expect, test } from "vitest";
import { chunksOf, MOST_CHUNKS } from "../../../../src/cli/commands/sweep/emit/chunks.ts";

test.each([
  [1, undefined, { count: 1, size: 1 }],
  [10, undefined, { count: 1, size: 10 }],
  [336, undefined, { count: 34, size: 10 }],
  [300, 7, { count: 43, size: 7 }],
  [12, 5, { count: 3, size: 4 }],
  [3, 100, { count: 1, size: 3 }],
  [100_000, undefined, { count: 1000, size: 100 }],
  [100_001, undefined, { count: 991, size: 101 }],
])("%i jobs with --chunk %s are %j", (jobs, size, chunks) => {
  expect(chunksOf(jobs, size)).toEqual(chunks);
});

test("every job is in one chunk, none holds more than the size, and there are at most 1000", () => {
  for (const jobs of [1, 9, 10, 11, 999, 10_000, 10_001, 123_456]) {
    const { count, size } = chunksOf(jobs);
    expect(count).toBeLessThanOrEqual(MOST_CHUNKS);
    const sizes = Array.from({ length: count }, (_, chunk) => Math.ceil((jobs - chunk) / count));
    expect(Math.max(...sizes)).toBe(size);
    expect(Math.min(...sizes)).toBeGreaterThan(0);
    expect(sizes.reduce((sum, one) => sum + one, 0)).toBe(jobs);
  }
});

test("refuses chunks of which there would be more than 1000", () => {
  expect(() => chunksOf(1001, 1)).toThrow("--chunk: must be at least 2 for 1001 jobs");
});
