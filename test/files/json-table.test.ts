import { describe, expect, it } from "vitest";
import type { ReadingOptions } from "../../src/files/reading-options.ts";
import { pointsFrom, rowsOf } from "../support/points-file.ts";

const rows = [
  [0, 1.5],
  [-2e-3, 3],
];

describe("two points", () => {
  it.each([
    ["an array of arrays", "[[0,1.5],[-2e-3,3]]", null],
    ["the same over many lines", "[\n  [0,\n 1.5],\n\n [-2e-3,3]\n]\n", null],
    ["a row in each line", "[0,1.5]\n\n[-2e-3,3]\n", null],
    ["an array of objects", '[{"x":0,"y":1.5},{"y":3,"x":-0.002}]', ["x", "y"]],
    ["an object in each line", '{"x":0,"y":1.5}\r\n{"y":3,"x":-0.002}', ["x", "y"]],
    ["an object of columns", '{"x":[0,-0.002],"y":[1.5,3]}', ["x", "y"]],
    ["a density", '{"kind":"points","points":[[0,1.5],[-0.002,3]]}', null],
    ["a byte order mark", "\uFEFF[[0,1.5],[-2e-3,3]]", null],
  ])("in %s", async (_name, text, names) => {
    const table = await pointsFrom(text);
    expect({ rows: rowsOf(table), names: table.names }).toEqual({ rows, names });
  });
});

it("numbers are points in one dimension", async () => {
  for (const text of ["[1,2.5,-3]", "[1,\n2.5,-3]"]) expect(rowsOf(await pointsFrom(text))).toEqual([[1], [2.5], [-3]]);
  expect(rowsOf(await pointsFrom("1\n2.5\n-3\n", {}, "p.jsonl"))).toEqual([[1], [2.5], [-3]]);
});

it("a single line is a row in a file that says so by its name, and a list of numbers in others", async () => {
  expect(rowsOf(await pointsFrom("[1,2]\n", {}, "p.jsonl"))).toEqual([[1, 2]]);
  expect(rowsOf(await pointsFrom("[1,2]\n", {}, "p.json"))).toEqual([[1], [2]]);
  expect(rowsOf(await pointsFrom('{"x":1,"y":2}\n', {}, "p.json"))).toEqual([[1, 2]]);
});

it("null, NaN as Python writes it, and a field that is not there are missing", async () => {
  const text = '{"x":1,"y":2}\n{"x":null,"y":2}\n{"x":NaN,"y":2}\n{"y":2}\n{"x":3,"y":4}\n';
  expect(rowsOf(await pointsFrom(text, { missing: "drop" }))).toEqual([
    [1, 2],
    [3, 4],
  ]);
  await expect(pointsFrom(text)).rejects.toThrow(
    /^line 2, column 1 \("x"\) of .* is missing \(null\); missing: "drop"/,
  );
});

it("columns are chosen by name; fields that are not chosen may hold anything, or come later", async () => {
  const text = '{"x":1,"name":"a"}\n{"x":2,"more":[],"name":null}\n';
  expect(rowsOf(await pointsFrom(text, { columns: ["x"] }))).toEqual([[1], [2]]);
});

it("draws that were written as JSON are recognised", async () => {
  const { summary } = await pointsFrom('[{"chain":1,"step":2,"x1":3}]');
  expect(summary).toMatchObject({
    columns: ["x1"],
    notes: ["draws as scorebook sample writes them, without chain and step"],
  });
});

describe("refused in a sentence", () => {
  const options: ReadingOptions = {};
  it.each([
    ["[]", /must hold at least one point/],
    ["[[]]", /must hold at least one point/],
    ["[[1,2],[3]]", /^row 2 of .* must be an array of 2 numbers, like the first row, not \[3\]$/],
    ["[[1,2],3]", /^row 2 of .* must be an array of 2 numbers, like the first row, not 3$/],
    ["[1,[2]]", /^row 2 of .* must be a number, like the first row, not \[2\]$/],
    ["[1,2]\n[3]\n", /^line 2 of .* must be an array of 2 numbers, like the first row, not \[3\]$/],
    ["[1,2]\n[3,4\n", /^line 2 of .* is not valid JSON \(.*\)$/],
    ["[[1,2],[3,4]", /is not valid JSON \(.*\)$/],
    ['[[1,"2"]]', /^row 1, column 2 of .* must be a number, not the text "2"; leave/],
    ["[[1,true]]", /^row 1, column 2 of .* must be a number, not the truth value true; leave/],
    ["[[1,[2,3]]]", /^row 1, column 2 of .* must be a number, not the list \[ 2, 3 \]; leave/],
    ["[[1,1e999]]", /^row 1, column 2 of .* must be a finite number, below 1.8e308 in size, not Infinity$/],
    ["[[1,-Infinity]]", /^row 1, column 2 of .* must be a finite number, below 1.8e308 in size, not -Infinity$/],
    ['{"x":1}\n{"x":2,"z":3}\n', /^line 2 of .* has the field "z", which the first row does not have$/],
    ['{"x":1}\n[2]\n', /^line 2 of .* must be an object, like the first row, not \[2\]$/],
    ['["a"]', /^row 1 of .* must be an array of numbers, not "a"$/],
    ['{"x":[1,2],"y":[3]}', /must have as many numbers in "y" as in "x", 2, not 1$/],
    ['{"kind":"energy","expression":"x^2"}', /must hold points, not a density of kind "energy"$/],
    ['{"kind":"points","points":[[1]],"weights":[2]}', /must hold points without weights; only a density has weights$/],
  ])("%s", async (text, message) => {
    await expect(pointsFrom(text, options)).rejects.toThrow(message);
  });

  it("a number in a file called .json", async () => {
    await expect(pointsFrom("3", {}, "p.json")).rejects.toThrow(/must hold an array of points, not 3$/);
  });
});
