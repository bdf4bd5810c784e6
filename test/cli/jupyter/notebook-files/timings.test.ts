import { expect, test } from "vitest";
import { maskTimings } from "../../../../src/cli/jupyter/notebook-files/timings.ts";

test.each([
  ["took 12 ms", "took 9.5 ms"],
  ["(0.53s)", "(11s)"],
  ["1.2e3 µs", "800 µs"],
  ["  7 seconds |", " 12 seconds |"],
  ["1 min 3 s", "2 min 40 s"],
])("%j and %j are the same but for timings", (a, b) => {
  expect(maskTimings(a)).toBe(maskTimings(b));
  expect(maskTimings(a)).not.toBe(a);
});

test.each([
  "order 3.98",
  "12 samples",
  "3 modes, 2 sigma, 5 steps",
  "x1 s",
  "r = x + 0.25 s(x)",
  "sigma^2 s",
  "4 s²",
  "2 m",
])("%j has no timing", (text) => {
  expect(maskTimings(text)).toBe(text);
});
