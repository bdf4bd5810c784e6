import { expect, test } from "vitest";
import { sameUpToRounding } from "../../../../src/cli/jupyter/notebook-files/rounding.ts";

test.each([
  ["0.18584383541", "0.185843835410001", "digits beyond the ninth"],
  ["measured 1.33227e−15  ✓", "measured 1.6e-15 ✓", "what is left of rounding"],
  ["a   0  b", "a 2e−16 b", "an exact zero and rounding"],
  ["<td>1.2e-12</td>", "<td>1.25e-12</td>", "the same in a table's HTML"],
  ["{ value: 0.8082881625117901 }", "{ value: 0.8082881625117899 }", "the last bit"],
])("%j and %j are the same: %s", (a, b) => {
  expect(sameUpToRounding(a, b)).toBe(true);
});

test.each([
  ["0.5328", "0.5329", "a digit that can be seen"],
  ["1.5e-7", "1.6e-7", "a small number that is not rounding"],
  ["-0.25", "0.25", "a sign"],
  ["−0.25", "0.25", "a true minus sign"],
  ["error 1e-12 ✓", "error 1e-12 ✗", "a verdict"],
  ["holds", "fails", "a word"],
  ["x2 = 1", "x3 = 1", "a digit in a name"],
  ["1 2", "1", "a number more"],
  ["NaN", "1", "not a number"],
])("%j and %j are not: %s", (a, b) => {
  expect(sameUpToRounding(a, b)).toBe(false);
});
