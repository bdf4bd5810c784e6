import { expect, test, vi } from "vitest";
import { formatCell } from "../../src/notebook/format-cell.ts";
import { tableHtml, tableOf, tableText } from "../../src/notebook/table.ts";

const rows = [
  { sigma: 0.31, error: 3.21234e-7, what: "r < x" },
  { sigma: 0.1, error: -0.0012345678, what: "s" },
];

test.each([
  [0, "0"],
  [-3, "−3"],
  [123456, "123456"],
  [0.123456789, "0.1235"],
  [-1.5, "−1.5"],
  [3.21234e-7, "3.212e−7"],
  [2e6, "2e6"],
  [Number.NaN, "not a number"],
  [Number.NEGATIVE_INFINITY, "−∞"],
  [true, "✓"],
  [null, ""],
  [undefined, ""],
  [Float64Array.of(0.5, -1), "(0.5, −1)"],
  ["text", "text"],
])("the cell %o is shown as %s", (value, text) => {
  expect(formatCell(value)).toBe(text);
});

test("text is aligned: numbers to the right, words to the left", () => {
  expect(tableText(rows, ["sigma", "error", "what"]).split("\n")).toEqual([
    "sigma      error  what",
    " 0.31   3.212e−7  r < x",
    "  0.1  −0.001235  s",
  ]);
});

test("columns may be chosen, named, and have digits of their own", () => {
  const text = tableText(rows, { error: { heading: "|e|", digits: 2 }, sigma: "σ" });
  expect(text.split("\n")).toEqual(["    |e|     σ", " 3.2e−7  0.31", "−0.0012   0.1"]);
});

test("HTML has the same cells, escaped, numbers aligned to the right", () => {
  const html = tableHtml(rows, ["sigma", "what"]);
  expect(html).toContain('<th style="text-align: right">sigma</th><th style="text-align: left">what</th>');
  expect(html).toContain('<td style="text-align: right">0.31</td><td style="text-align: left">r &lt; x</td>');
  expect(html.match(/<tr>/g)).toHaveLength(3);
});

test("a table of rows: the first column with four digits, the others with as many as are asked for", () => {
  const write = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  try {
    tableOf(
      ["σ", "error"],
      [
        [0.123456, 0.123456789],
        ["limit", 1],
      ],
      8,
    );
    expect(write.mock.calls.flat().join("")).toBe("     σ       error\n0.1235  0.12345679\n limit           1\n");
    expect(() => tableOf(["a", "b"], [[1]])).toThrow("rows[0] must hold 2 values, one for each heading, not 1");
  } finally {
    write.mockRestore();
  }
});
