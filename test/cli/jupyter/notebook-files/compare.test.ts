import { expect, test } from "vitest";
import {
  compareResults,
  keepAgreeing,
  plotsAgree,
  plotTolerance,
} from "../../../../src/cli/jupyter/notebook-files/compare.ts";
import { normalise } from "../../../../src/cli/jupyter/notebook-files/normalise.ts";
import { notebook as cellsOf, code, plot, printed, prose } from "./notebook.ts";

const notebook: typeof cellsOf = (...cells) => normalise(cellsOf(...cells));

test("a number that changed is shown, old and new, with its cell", () => {
  const before = notebook(prose("text"), code("order();", printed("order 3.98\nfine\n")));
  const after = notebook(prose("text"), code("order();", printed("order 3.97\nfine\n")));
  const [difference] = compareResults(before, after);
  expect(difference).toMatchObject({ cell: 1, line: "order();" });
  expect(difference.details.join("\n")).toContain("-order 3.98");
  expect(difference.details.join("\n")).toContain("+order 3.97");
});

test("timings are not compared, the text around them is", () => {
  const before = notebook(code("f();", printed("solved in 12 ms\n")));
  expect(compareResults(before, notebook(code("f();", printed("solved in 9.75 ms\n"))))).toEqual([]);
  expect(compareResults(before, notebook(code("f();", printed("failed in 12 ms\n"))))).toHaveLength(1);
});

test("a picture is not compared where the data it shows are beside it, else it is", () => {
  const before = notebook(code("show();", plot([1, 2], "old")));
  expect(compareResults(before, notebook(code("show();", plot([1, 2], "new"))))).toEqual([]);
  const bare = (picture: string) =>
    notebook(code("show();", { output_type: "display_data" as const, data: { "image/png": picture }, metadata: {} }));
  expect(compareResults(bare("old"), bare("new"))).toHaveLength(1);
});

test("plot data that changed are named by their place", () => {
  const [difference] = compareResults(
    notebook(code("show();", plot([1, 2], "p"))),
    notebook(code("show();", plot([1, 2.5], "p"))),
  );
  expect(difference.details.join("\n")).toContain("data[0].y[1]: 2 -> 2.5");
});

test(`plot numbers agree up to ${plotTolerance} of the largest in their array`, () => {
  expect(plotsAgree([1000, 0], [1000, 1.9e-3])).toBe(true);
  expect(plotsAgree([1000, 0], [1000, 2.1e-3])).toBe(false);
  expect(plotsAgree({ y: [1] }, { y: [1], z: [1] })).toBe(false);
  expect(plotsAgree([null], [0])).toBe(false);
});

test.each([
  ["outputs that are gone", code("f();", printed("1\n")), code("f();")],
  ["outputs that are new", code("f();"), code("f();", printed("1\n"))],
  ["a changed text beside a plot", code("f();", plot([1, 2], "p", "one")), code("f();", plot([1, 2], "p", "two"))],
])("%s are a difference", (_what, before, after) => {
  expect(compareResults(notebook(before), notebook(after))).toHaveLength(1);
});

test("a run that changed nothing but timings and pictures leaves the notebook as committed", () => {
  const committed = notebook(code("f();", printed("in 12 ms\n")), code("show();", plot([1, 2], "old")));
  const executed = notebook(code("f();", printed("in 3 ms\n")), code("show();", plot([1, 2], "new")));
  expect(keepAgreeing(committed, executed)).toEqual(committed);
});

test("a picture is replaced where its data changed, and kept where only the text beside it did", () => {
  const committed = notebook(code("show();", plot([1, 2], "old", "one")));
  const data = (y: number[], text: string) =>
    keepAgreeing(committed, notebook(code("show();", plot(y, "new", text)))).cells[0].outputs?.[0];
  expect(data([1, 3], "one")).toMatchObject({ data: { "image/png": "new" } });
  expect(data([1, 2], "two")).toMatchObject({ data: { "image/png": "old", "text/plain": "two" } });
});

test("outputs stay with their cell when a cell is put in before it", () => {
  const committed = notebook(code("show();", plot([1, 2], "old")));
  const executed = notebook(code("f();", printed("1\n")), code("show();", plot([1, 2], "new")));
  expect(keepAgreeing(committed, executed).cells[1].outputs?.[0]).toMatchObject({ data: { "image/png": "old" } });
});

test("a cell that says something else is a new one, and the old one is gone", () => {
  const before = notebook(code("f();", printed("1\n")), code("h();"));
  const after = notebook(code("first();"), code("g();", printed("1\n")), code("h();"));
  expect(compareResults(before, after)).toEqual([
    { cell: 1, line: "first();", details: ["this cell is new"] },
    { cell: 2, line: "g();", details: ["this cell is new"] },
    { cell: 1, line: "f();", details: ["this cell no longer exists"] },
  ]);
});
