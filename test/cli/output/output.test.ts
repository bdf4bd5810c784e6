import { describe, expect, test, vi } from "vitest";
import { formatTable, formatWarnings, printJson } from "../../../src/cli/output/output.ts";

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

describe("printJson", () => {
  test("writes infinity as a string that Number reads, at any depth, and NaN as null", () => {
    const written: string[] = [];
    const write = vi.spyOn(process.stdout, "write").mockImplementation((text) => {
      written.push(String(text));
      return true;
    });
    printJson({ rHat: [Infinity, 1.5, Number.NaN], nested: { error: -Infinity }, text: "Infinity" });
    write.mockRestore();
    expect(written).toEqual(['{"rHat":["Infinity",1.5,null],"nested":{"error":"-Infinity"},"text":"Infinity"}\n']);
    expect(JSON.parse(written[0]).rHat.map(Number)).toEqual([Infinity, 1.5, 0]);
  });
});

test("formatWarnings: a line for each, nothing where there is none", () => {
  expect(formatWarnings([])).toBe("");
  expect(formatWarnings(["one", "two"])).toBe("Warning: one.\nWarning: two.\n");
});
