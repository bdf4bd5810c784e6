import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parsePointsTable, readPoints } from "../../src/files/points-table.ts";

const parse = (text: string): { points: number[]; dim: number; names: readonly string[] | null } => {
  const { points, dim, names } = parsePointsTable(text, "the file");
  return { points: [...points], dim, names };
};

describe("parsePointsTable", () => {
  const table = { points: [1, -2.5, 3e-4, 4], dim: 2, names: null };
  it.each([
    ["commas", "1,-2.5\n3e-4,4\n"],
    ["semicolons", "1;-2.5\n3e-4;4\n"],
    ["tabs", "1\t-2.5\n3e-4\t4\n"],
    ["blanks, several and at both ends", "  1   -2.5\n3e-4 4  \n"],
    ["commas and blanks", "1, -2.5\n 3e-4 ,4"],
    ["carriage returns, and no end of the last line", "1,-2.5\r\n3e-4,4"],
    ["blank lines", "\n1,-2.5\n\n   \n3e-4,4\n\n"],
    ["quotes", '"1","-2.5"\n"3e-4","4"\n'],
    ["plus signs and digits left out", "+1,-2.5\n.0003,4.\n"],
  ])("reads numbers with %s", (_name, text) => {
    expect(parse(text)).toEqual(table);
  });

  it.each([
    ["x,y\n1,-2.5\n3e-4,4\n", ["x", "y"]],
    ['"bill, in mm";"body mass"\n1;-2.5\n3e-4;4\n', ["bill, in mm", "body mass"]],
    ["width (mm)\tE10\n1\t-2.5\n3e-4\t4\n", ["width (mm)", "E10"]],
    ["a b\n1 -2.5\n3e-4 4\n", ["a", "b"]],
  ])("reads the names of the header %j", (text, names) => {
    expect(parse(text)).toEqual({ ...table, names });
  });

  it("reads one column, whose name has blanks", () => {
    expect(parse("body mass in g\n1\n2\n")).toEqual({ points: [1, 2], dim: 1, names: ["body mass in g"] });
  });

  const two = "must be 2 finite numbers, as the first line has, not";
  it.each([
    ["", "the file must hold at least one point, such as [[0.5]]"],
    ["\n \n", "the file must hold at least one point, such as [[0.5]]"],
    ["x,y\n", "the file must hold at least one point, such as [[0.5,0.5]]"],
    ["x,y\n1,2\n3,four\n", `line 3 of the file ${two} ["3","four"]`],
    ["1,2\n\n3\n", `line 3 of the file ${two} ["3"]`],
    ["1,2\n3,4,5\n", `line 2 of the file ${two} ["3","4","5"]`],
    ["1,2\n3,\n", `line 2 of the file ${two} ["3",""]`],
    ["1,2\n,3\n", `line 2 of the file ${two} ["","3"]`],
    ["1\t2\n\t3\n", `line 2 of the file ${two} ["","3"]`],
    ["1,2\nNaN,3\n", `line 2 of the file ${two} ["NaN","3"]`],
    ["NA,1\n2,3\n", `line 1 of the file ${two} ["NA","1"]`],
    ["1,2\n1e999,3\n", `line 2 of the file ${two} ["1e999","3"]`],
    ["1,2\n0x10,3\n", `line 2 of the file ${two} ["0x10","3"]`],
    ["1,5;2\n3;4\n", `line 1 of the file ${two} ["1,5","2"]`],
    ['a,b\n"1","2"\n"3","x"\n', `line 3 of the file ${two} ["3","x"]`],
  ])("%j is refused", (text, message) => {
    expect(() => parse(text)).toThrow(message);
  });

  it("reads 100,000 lines of 10 numbers, to the bit", () => {
    const points = Float64Array.from({ length: 1_000_000 }, (_, j) => Math.sqrt(j) - 500);
    const lines = Array.from({ length: 100_000 }, (_, i) => points.subarray(10 * i, 10 * i + 10).join(";"));
    const text = lines.join("\n");
    const table = parsePointsTable(text, "the file");
    expect(Buffer.from(table.points.buffer).equals(Buffer.from(points.buffer))).toBe(true);
  });
});

describe("readPoints", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "scorebook-points-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("reads a file, with or without a byte order mark", () => {
    const path = join(folder, "points.csv");
    writeFileSync(path, "\uFEFFa,b\n1,2\n");
    expect(readPoints(path)).toEqual({ points: Float64Array.of(1, 2), dim: 2, names: ["a", "b"] });
  });

  it("names a file that is not there, and one that is a folder", () => {
    expect(() => readPoints(join(folder, "none.csv"))).toThrow(/none\.csv" does not exist; give a CSV file/);
    expect(() => readPoints(folder)).toThrow(/is a folder; a file is needed/);
  });
});
