import { describe, expect, test } from "vitest";
import { formatTable } from "../../src/cli/output.ts";

describe("formatTable", () => {
  test("aligns columns two blanks apart, cells of several lines included, without blanks at the end of a line", () => {
    expect(
      formatTable(
        ["x", "matrix", "y"],
        [
          ["1", "(1, 0)\n(0, 1)", "a"],
          ["-22", "(2)", ""],
        ],
      ),
    ).toBe(["x    matrix  y", "1    (1, 0)  a", "     (0, 1)", "-22  (2)"].join("\n"));
  });

  test("takes less than 8 times as long for 4 times the rows, up to 80,000", () => {
    const time = (n: number): number => {
      const rows = Array.from({ length: n }, (_, i) => [`${i}`, `${1 / (i + 1)}`, "0.5"]);
      // The fastest of three: the machine may be busy.
      return Math.min(
        ...[1, 2, 3].map(() => {
          const start = performance.now();
          formatTable(["a", "b", "c"], rows);
          return performance.now() - start;
        }),
      );
    };
    expect(time(80_000)).toBeLessThan(8 * time(20_000));
  });
});
