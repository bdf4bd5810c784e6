import { describe, expect, test } from "vitest";
import { formatTable } from "../../../src/cli/output/output.ts";

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

  test("takes 80,000 rows", () => {
    const rows = Array.from({ length: 80_000 }, (_, i) => [`${i}`, `${1 / (i + 1)}`, "0.5"]);
    expect(formatTable(["a", "b", "c"], rows).split("\n")).toHaveLength(80_001);
  });
});
