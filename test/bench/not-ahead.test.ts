import { expect, test } from "vitest";
import type { Result } from "../../src/bench/measure.ts";
import { notAhead } from "../../src/bench/not-ahead.ts";

/** A method that takes so many times as long as ours. */
function method(name: string, timesOurs: number, more: Partial<Result> = {}): Result {
  return { name, median: timesOurs, fastest: timesOurs, slowest: timesOurs, error: 1e-12, timesOurs, ...more };
}

test("methods of others that take less than 1 / 1.1 of our time are behind in words, those within 1.1 level; our own are left out", () => {
  const results = [
    method("scorebook, float64", 1),
    method("scorebook fused kernel, 1 thread", 0.5),
    method("NumPy, float64", 3),
    method("JAX, float64", 1.05),
    method("JAX, float32", 0.8, { error: 2e-6, against: "scorebook, float32" }),
    method("scorebook, float32", 0.6, { error: 1e-6 }),
  ];
  expect(notAhead([{ id: "loss", comparisons: [{ name: "d = 2", results }] }])).toEqual([
    "scorebook is ahead of 1 of 3 methods of others; level, within a tenth, with 1; behind 1.",
    "Behind:",
    "  loss, d = 2: JAX, float32 takes 0.80 of our time, with an error of 0.0000020; ours is 0.0000010.",
    "Level:",
    "  loss, d = 2: JAX, float64 takes 1.05 of our time, with an error of 1.0e-12; ours is 1.0e-12.",
  ]);
});

test("a method that failed is neither ahead nor behind, and says why", () => {
  const failed = method("NumPy", Number.NaN, { error: Number.NaN, failure: "the Python script ended: MemoryError" });
  const results = [method("scorebook", 1), failed];
  expect(notAhead([{ id: "loss", comparisons: [{ name: "d = 2", results }] }])).toEqual([
    "scorebook is ahead of 0 of 1 methods of others; level, within a tenth, with 0; behind 0; and 1 failed.",
    "  loss, d = 2: NumPy failed: the Python script ended: MemoryError.",
  ]);
});

test("without methods of others there is nothing to say", () => {
  expect(notAhead([{ id: "loss", comparisons: [{ name: "d = 2", results: [method("scorebook", 1)] }] }])).toEqual([]);
});
