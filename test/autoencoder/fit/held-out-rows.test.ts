import { describe, expect, it } from "vitest";
import { holdOut, repeatedRows } from "../../../src/autoencoder/fit/held-out-rows.ts";
import { createRng, normals } from "../../../src/numerics/random/random.ts";

const sorted = (...parts: readonly Float64Array[]): number[] =>
  parts.flatMap((part) => [...part]).sort((a, b) => a - b);

describe("rows that are held out", () => {
  it("are each row once in five folds, where there are fewer than 1000", () => {
    const rows = normals(createRng(1), 103);
    const { folds, final } = holdOut(rows, 1, 1);
    expect(folds).toHaveLength(5);
    expect(sorted(...folds.map(({ test }) => test))).toEqual(sorted(rows));
    for (const { data, test } of folds) expect(sorted(data.training, data.validation, test)).toEqual(sorted(rows));
    expect(sorted(final.training, final.validation)).toEqual(sorted(rows));
  });

  it("are a third of 1000 rows or more, which nothing that is measured learns from; what is kept learns from all rows", () => {
    const rows = normals(createRng(2), 1200);
    const { folds, final } = holdOut(rows, 1, 1);
    expect(folds).toHaveLength(1);
    const [{ data, test }] = folds;
    expect([test.length, data.validation.length, data.training.length]).toEqual([400, 120, 680]);
    expect(sorted(data.training, data.validation, test)).toEqual(sorted(rows));
    expect([final.training.length, final.validation.length]).toEqual([1080, 120]);
    expect(sorted(final.training, final.validation)).toEqual(sorted(rows));
  });

  it("never have an equal among the rows that are learnt from", () => {
    const rows = Float64Array.from({ length: 300 }, (_, i) => Math.floor(i / 3));
    expect(repeatedRows(rows, 1)).toBe(200);
    for (const { data, test } of holdOut(rows, 1, 3).folds) {
      const learnt = new Set([...data.training, ...data.validation]);
      expect(test.some((value) => learnt.has(value))).toBe(false);
    }
  });

  it("are the same for the same seed, and others for another", () => {
    const rows = normals(createRng(4), 60);
    expect(holdOut(rows, 2, 1)).toEqual(holdOut(rows, 2, 1));
    expect(holdOut(rows, 2, 1)).not.toEqual(holdOut(rows, 2, 2));
  });

  it("work with two different rows", () => {
    const { folds } = holdOut(Float64Array.of(1, 2), 1, 1);
    expect(folds.map(({ data, test }) => [data.training.length, data.validation.length, test.length])).toEqual([
      [1, 1, 1],
      [1, 1, 1],
    ]);
  });
});
