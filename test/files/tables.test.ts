import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type PointsTable, readPoints } from "../../src/files/points-table.ts";
import { InputError } from "../../src/numerics/input-error.ts";
import { projectRoot } from "../../src/project.ts";

// The files are written by tables.py, with NumPy, pandas and pyarrow.
const fixtures: string = join(projectRoot(), "test", "fixtures");
const folder: string = join(fixtures, "tables");
type Rows = readonly (readonly (number | null)[])[];
type Contents = Rows | { readonly columns: readonly string[]; readonly rows: Rows } | "refused";
const expected: Readonly<Record<string, Contents>> = JSON.parse(readFileSync(join(fixtures, "tables.json"), "utf8"));

const whole = (rows: Rows): number[] => rows.filter((row) => !row.includes(null)).flat() as number[];
const values = ({ points }: PointsTable): number[] => [...points];

test("every file of the folder is listed", () => {
  expect(readdirSync(folder).sort()).toEqual(Object.keys(expected).sort());
});

describe("an array of NumPy", () => {
  const arrays = Object.entries(expected).filter(([, contents]) => Array.isArray(contents)) as [string, Rows][];
  test.each(arrays)("%s is read to the bit", async (name, rows) => {
    const table = await readPoints(join(folder, name), { missing: "drop" });
    expect(table.dim).toBe(rows[0].length);
    expect(table.names).toBeNull();
    expect(values(table)).toEqual(whole(rows));
  });

  test("columns are chosen by their numbers, in C and in Fortran order", async () => {
    const rows = expected["f8.npy"] as Rows;
    for (const name of ["f8.npy", "f8-fortran.npy"]) {
      expect(values(await readPoints(join(folder, name), { columns: ["3", "1"] }))).toEqual(
        rows.flatMap((row) => [row[2], row[0]]),
      );
      expect(values(await readPoints(join(folder, name), { drop: ["2"] }))).toEqual(
        rows.flatMap((row) => [row[0], row[2]]),
      );
    }
  });

  test.each([
    ["big-endian.npy", /holds no numbers that can be read \(Unsupported dtype: >f8\); save it as array\.astype/],
    ["complex.npy", /must hold numbers of the types f2, .* or u8, not c16; save it as /],
    ["bool.npy", /must hold numbers of the types .*, not b1; /],
    ["text.npy", /must hold numbers of the types .*, not U1; /],
    ["object.npy", /holds no numbers that can be read \(Unsupported dtype: \|O\)/],
    ["structure.npy", /holds no numbers that can be read \(Malformed .npy header\)/],
    ["three-dimensions.npy", /must hold points as an array of shape \(n, d\), .* not of shape \(7, 3, 1\)$/],
    ["no-dimension.npy", /must hold points as an array of shape \(n, d\), .* not of shape \(\)$/],
    ["no-rows.npy", /must hold at least one point/],
    ["cut.npy", /ends before its 21 numbers end; it was not written completely$/],
    ["archive.npz", /is a zip archive, as .xlsx and .npz files are; .* numpy\.save$/],
    ["f8-missing.npy", /^row \d, column \d of the file .* is missing \(NaN\); missing: "drop" leaves such rows out$/],
  ])("%s is refused in a sentence", async (name, message) => {
    const refused = readPoints(join(folder, name));
    await expect(refused).rejects.toThrow(InputError);
    await expect(refused).rejects.toThrow(message);
  });
});

describe("a table of Parquet", () => {
  const tables = Object.entries(expected).filter(([, contents]) => typeof contents === "object" && "rows" in contents);
  test.each(tables as [string, { columns: string[]; rows: Rows }][])(
    "%s is read to the bit",
    async (name, contents) => {
      const options = name === "other-columns.parquet" ? { columns: ["x"] } : {};
      const table = await readPoints(join(folder, name), { missing: "drop", ...options });
      expect(table.names).toEqual(contents.columns);
      expect(values(table)).toEqual(whole(contents.rows));
    },
  );

  test("an index of pandas is left out, and said; as a column that is asked for it is read", async () => {
    const { notes } = (await readPoints(join(folder, "named-index.parquet"))).summary;
    expect(notes).toEqual(["without the index, column bird"]);
    const table = await readPoints(join(folder, "named-index.parquet"), { columns: ["bird"] });
    expect(values(table).sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect((await readPoints(join(folder, "unnamed-index.parquet"))).summary.notes).toEqual([
      "without the index, column __index_level_0__",
    ]);
  });

  test.each([
    ["species", /^row 1, column 2 \("species"\) of the file .* must be a number, not the text "Adelie"; leave/],
    ["when", /^row 1, column 3 \("when"\) of the file .* must be a number, not the date "2020-01-01T00:00:00.000Z"/],
    ["list", /^row 1, column 4 \("list"\) of the file .* must be a number, not the list \[ 1, 2 \]; leave/],
    ["truth", /^row 1, column 5 \("truth"\) of the file .* must be a number, not the truth value true/],
    ["struct", /^row 1, column 6 \("struct"\) of the file .* must be a number, not the object \{ a: 1n \}; leave/],
  ])("a column that holds no numbers, %s, is refused", async (column, message) => {
    const refused = readPoints(join(folder, "other-columns.parquet"), { columns: ["x", column] });
    await expect(refused).rejects.toThrow(message);
  });

  test("missing numbers, no rows and damaged files are refused", async () => {
    await expect(readPoints(join(folder, "missing.parquet"))).rejects.toThrow(
      /^row \d, column \d \(".*"\) .* is missing/,
    );
    await expect(readPoints(join(folder, "no-rows.parquet"))).rejects.toThrow(/must hold at least one point/);
    await expect(readPoints(join(folder, "damaged.parquet"))).rejects.toThrow(/cannot be read as Parquet \(.*\)$/);
  });
});

describe("what the file is called does not matter, nor whether it is compressed", () => {
  let other = "";
  beforeAll(() => {
    other = mkdtempSync(join(tmpdir(), "scorebook-tables-"));
  });
  afterAll(() => rmSync(other, { recursive: true }));

  test.each(["f8.npy", "f8-fortran.npy", "row-groups.parquet", "zstd.parquet"])("%s", async (name) => {
    const bytes = readFileSync(join(folder, name));
    writeFileSync(join(other, "table.csv"), bytes);
    writeFileSync(join(other, "table.gz"), gzipSync(bytes));
    const points = values(await readPoints(join(folder, name)));
    expect(values(await readPoints(join(other, "table.csv")))).toEqual(points);
    expect(values(await readPoints(join(other, "table.gz")))).toEqual(points);
  });
});
