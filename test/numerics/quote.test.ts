import { expect, test } from "vitest";
import { quote } from "../../src/numerics/quote.ts";

const circular: unknown[] = [];
circular.push(circular);
let deep: unknown = 0;
for (let k = 0; k < 50_000; k++) deep = [deep];

test.each([
  ["a number", 0.5, "0.5"],
  ["NaN", Number.NaN, "NaN"],
  ["a string", 'a "b"', '"a \\"b\\""'],
  ["nothing", undefined, "nothing"],
  ["numbers, some infinite", [1, Infinity], '[1,"Infinity"]'],
  ["an array of float64", Float64Array.of(1, 2), "[1,2]"],
  ["a function", () => 0, "a function"],
  ["a big integer", 10n, "10"],
  ["what holds itself", circular, "an object that JSON cannot show"],
  ["what is nested 50,000 deep", deep, "an object that JSON cannot show"],
  ["what is long", "x".repeat(100), `"${"x".repeat(56)}...`],
])("%s", (_what, value, expected) => {
  expect(quote(value)).toBe(expected);
});
