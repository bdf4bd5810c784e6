import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it, test } from "vitest";
import { openPoints } from "../../src/files/open-points.ts";
import type { ReadingOptions } from "../../src/files/reading-options.ts";
import { projectRoot } from "../../src/project.ts";
import { needFreshDist } from "../support/fresh-dist.ts";
import { pointsFrom, rowsOf } from "../support/points-file.ts";

needFreshDist();

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "scorebook-reader-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe("blocks", () => {
  const count = 200_000;
  const line = (i: number): string => `${i % 7 === 3 ? "" : i / 8},${-i}`;
  const text = `x,y\n# comment\n${Array.from({ length: count }, (_, i) => line(i)).join("\n")}\n`;

  it("hold all points in their order, with the numbers of their rows, and not all at once", async () => {
    const reader = await openPoints(file("blocks.csv", text), { missing: "drop" });
    expect({ dim: reader.dim, names: reader.names }).toEqual({ dim: 2, names: ["x", "y"] });
    let [next, blocks, points] = [0, 0, 0];
    for await (const block of reader) {
      blocks++;
      expect(block.points).toHaveLength(2 * block.rows.length);
      block.rows.forEach((row, k) => {
        if (next % 7 === 3) next++;
        if (row !== next + 1 || block.points[2 * k] !== next / 8 || block.points[2 * k + 1] !== -next) {
          expect.fail(`row ${row} holds ${block.points.subarray(2 * k, 2 * k + 2)} in the place of ${line(next)}`);
        }
        next++;
      });
      points += block.rows.length;
    }
    expect(blocks).toBeGreaterThan(1);
    expect(points).toBe(count - Math.ceil((count - 3) / 7));
    expect(reader.summary()).toMatchObject({
      count: points,
      notes: [
        "line 1 was read as column names",
        "1 comment line skipped",
        `${count - points} of ${count} rows left out because cells are missing`,
      ],
    });
  });

  it("come before an error in a later row", async () => {
    const reader = await openPoints(file("late.csv", `${text}0,x\n`), { missing: "drop" });
    let points = 0;
    const all = async (): Promise<void> => {
      for await (const block of reader) points += block.rows.length;
    };
    await expect(all()).rejects.toThrow(`line ${count + 3}, column 2 ("y") of the file`);
    expect(points).toBeGreaterThan(0);
  });

  it("can be left before the last one, and the file is closed", async () => {
    const reader = await openPoints(file("left.csv.gz", gzipSync(text)), { columns: ["y"] });
    for await (const { points } of reader) {
      expect(points[1]).toBe(-1);
      break;
    }
    await reader.close();
    await (await openPoints(file("closed.csv", text), { columns: ["y"] })).close();
  });
});

test("a million rows are read in a heap of 64 MB", () => {
  const rows = 1_000_000;
  const line = "0.123456789012345678;-1.23456789012345678e-5;3\n";
  const path = file("large.csv", line.repeat(rows));
  const program = `
    import { openPoints } from ${JSON.stringify(pathToFileURL(join(projectRoot(), "dist", "node.js")).href)};
    const reader = await openPoints(${JSON.stringify(path)});
    let sum = 0;
    for await (const { points } of reader) for (let j = 2; j < points.length; j += 3) sum += points[j];
    console.log(sum, reader.summary().count);`;
  const args = ["--max-old-space-size=64", "--input-type=module", "--eval", program];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  expect(stdout, stderr).toBe(`${3 * rows} ${rows}\n`);
});

describe("encodings", () => {
  const text = "Länge;größe\n1;−2\n3;4\n";
  const rows = [
    [1, -2],
    [3, 4],
  ];
  const utf16 = (order: "le" | "be"): Buffer => {
    const bytes = Buffer.from(text, "utf16le");
    return order === "le" ? bytes : bytes.swap16();
  };
  it.each([
    ["UTF-8", Buffer.from(text), []],
    ["UTF-8 with a byte order mark", Buffer.from(`\uFEFF${text}`), []],
    ["UTF-16, little-endian", Buffer.concat([Buffer.of(0xff, 0xfe), utf16("le")]), ["read as UTF-16"]],
    ["UTF-16, big-endian", Buffer.concat([Buffer.of(0xfe, 0xff), utf16("be")]), ["read as UTF-16"]],
    ["UTF-16 without a byte order mark", utf16("le"), ["read as UTF-16"]],
    ["UTF-16, big-endian, without a byte order mark", utf16("be"), ["read as UTF-16"]],
  ])("%s", async (_name, bytes, notes) => {
    const table = await pointsFrom(bytes);
    expect({ rows: rowsOf(table), names: table.names }).toEqual({ rows, names: ["Länge", "größe"] });
    expect(table.summary.notes.filter((note) => note.startsWith("read as"))).toEqual(notes);
  });

  it("Windows-1252, with its dash", async () => {
    const table = await pointsFrom(Buffer.from("L\xe4nge;x\n1;\x962\n", "latin1"));
    expect({ rows: rowsOf(table), names: table.names }).toEqual({ rows: [[1, -2]], names: ["Länge", "x"] });
    expect(table.summary.notes).toContain("read as Windows-1252, since it is not UTF-8");
  });

  it("a character on the edge of two chunks is whole", async () => {
    // A chunk has 2^20 bytes; each of the offsets puts another byte of the character at the edge.
    for (const offset of [0, 1, 2, 3]) {
      const text = `${"#".padEnd(2 ** 20 - 8 + offset, "x")}\nname,ä\n€€€,2\n`;
      const table = await pointsFrom(text, { columns: ["ä"] });
      expect(rowsOf(table)).toEqual([[2]]);
      expect(table.summary.notes.filter((note) => note.startsWith("read as"))).toEqual([]);
    }
  });

  it("an end of line on the edge of two chunks is one", async () => {
    for (const offset of [0, 1, 2, 3]) {
      const text = `${"#".padEnd(2 ** 20 - 4 + offset, "x")}\r\nx\r\n7\r\n`;
      const table = await pointsFrom(text);
      expect({ rows: rowsOf(table), notes: table.summary.notes[0] }).toEqual({
        rows: [[7]],
        notes: "line 2 was read as column names",
      });
    }
  });
});

describe("other files", () => {
  it.each([
    [
      "a zip archive, as .xlsx",
      Buffer.from("PK\x03\x04....", "latin1"),
      /is a zip archive, as .xlsx and .npz files are; save/,
    ],
    ["HDF5", Buffer.from("\x89HDF\r\n\x1a\n", "latin1"), /is an HDF5 file; save/],
    ["Arrow", Buffer.from("ARROW1\0\0"), /is an Arrow file; save/],
    ["zstd", Buffer.from("\x28\xB5\x2F\xFD...", "latin1"), /is compressed with zstd; decompress/],
    ["SQLite", Buffer.from("SQLite format 3\0"), /is an SQLite database; export/],
    ["bytes", Buffer.of(1, 2, 0, 0, 0, 4, 9, 1, 7, 3), /is neither text nor Parquet nor .npy; give/],
    [
      "half of a gzip file",
      gzipSync("1,2\n".repeat(1000)).subarray(0, 30),
      /is not a complete gzip file \(unexpected end of file\)$/,
    ],
    ["a gzip file of a gzip file", gzipSync(gzipSync("1,2\n")), /is compressed twice; decompress/],
  ])("%s is refused in a sentence", async (_name, bytes, message) => {
    const refused = pointsFrom(bytes);
    await expect(refused).rejects.toMatchObject({ name: "InputError" });
    await expect(refused).rejects.toThrow(message);
  });

  it("a file that is not there, and a folder", async () => {
    await expect(openPoints(join(folder, "none.csv"))).rejects.toThrow(
      /none\.csv" does not exist; give a file of points$/,
    );
    await expect(openPoints(folder)).rejects.toThrow(/is a folder; give a file$/);
  });

  it("text that gzip made", async () => {
    expect(rowsOf(await pointsFrom(gzipSync("x,y\n1,2\n"), {}, "p.csv.gz"))).toEqual([[1, 2]]);
    expect(rowsOf(await pointsFrom(gzipSync("[1,2]\n"), {}, "p.jsonl.gz"))).toEqual([[1, 2]]);
  });
});

describe("what is expected of the dimension", () => {
  const expected = { dim: 2, why: "because the model has dimension 2" };
  it.each([
    ["x\n1\n", /must hold points in R\^2, because the model has dimension 2, not in R\^1 \(columns x\)$/],
    [
      "1,2,3\n",
      /must hold points in R\^2, .*, not in R\^3 \(columns 1, 2, 3\); choose its columns with the option columns$/,
    ],
  ])("%j is refused", async (text, message) => {
    await expect(openPoints(file("dim.csv", text), { expected })).rejects.toThrow(message);
  });
});

test("a column that counts the rows is pointed out", async () => {
  const notes = async (text: string): Promise<readonly string[]> => (await pointsFrom(text)).summary.notes.slice(1);
  const said = ['column id counts the rows (drop: ["id"] if it is an index)'];
  expect(await notes("id,x\n1,5\n2,6\n3,7\n")).toEqual(said);
  expect(await notes("id,x\n0,5\n1,6\n2,7\n3,7\n")).toEqual(said);
  expect(await notes("id,x\n0,5\n1,6\n")).toEqual([]);
  expect(await notes("id,x\n1,5\n2,6\n4,7\n")).toEqual([]);
  expect(await notes("id\n1\n2\n3\n")).toEqual([]);
  const { summary } = await pointsFrom("id,x\n1,5\n2,NA\n3,6\n4,7\n", { missing: "drop" });
  expect(summary.notes.slice(1)).toEqual([...said, "1 of 4 rows left out because cells are missing"]);
});

/** Numbers whose text in each dialect reads back to the same bits. */
const number = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer());
const tables = fc
  .integer({ min: 1, max: 5 })
  .chain((dim) => fc.array(fc.array(number, { minLength: dim, maxLength: dim }), { minLength: 1, maxLength: 70 }));
const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 8, unit: fc.constantFrom(..."abcxyzÄé ,;\"'()_") }), {
  minLength: 5,
  maxLength: 5,
});

interface Dialect {
  readonly separator: string;
  readonly comma: boolean;
  readonly end: string;
  readonly quoted: boolean;
  readonly header: boolean;
  readonly index: boolean;
  readonly trailing: boolean;
  readonly comment: boolean;
  readonly gzip: boolean;
  /** Whether the reader is told nothing. */
  readonly alone: boolean;
}
const dialects: fc.Arbitrary<Dialect> = fc.record({
  separator: fc.constantFrom(",", ";", "\t", "|", " "),
  comma: fc.boolean(),
  end: fc.constantFrom("\n", "\r\n", "\r"),
  quoted: fc.boolean(),
  header: fc.boolean(),
  index: fc.boolean(),
  trailing: fc.boolean(),
  comment: fc.boolean(),
  gzip: fc.boolean(),
  alone: fc.boolean(),
});

function written(rows: readonly (readonly number[])[], columns: readonly string[], dialect: Dialect): string {
  const { separator, comma, end, quoted, header, index, trailing, comment } = dialect;
  const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const cell = (value: number): string => {
    const text = Object.is(value, -0) ? "-0" : String(value);
    const own = comma ? text.replace(".", ",") : text;
    return quoted ? quote(own) : own;
  };
  const line = (cells: readonly string[]): string =>
    cells.join(separator) + (trailing && separator !== " " ? separator : "");
  const lines = rows.map((row, i) => line([...(index && header ? [cell(i)] : []), ...row.map(cell)]));
  if (header) lines.unshift(line([...(index ? ['""'] : []), ...columns.slice(0, rows[0].length).map(quote)]));
  if (comment) lines.splice(1, 0, "# a comment; with, separators");
  return lines.join(end) + end;
}

describe("tables that are written in some dialect are read back to the bit", () => {
  // Where commas separate columns and are decimal signs, the cells are in quotes.
  const writable = ({ separator, comma, quoted }: Dialect): boolean => !(comma && separator === "," && !quoted);
  // Words for a missing number, and what begins like a number, can't be told from data.
  const plain = (name: string): boolean => /^[a-z]/i.test(name.trim()) && !/^(na|nan)$/i.test(name.trim());

  test("text", async () => {
    const property = fc.asyncProperty(tables, names, dialects, async (rows, all, dialect) => {
      fc.pre(writable(dialect));
      // Nobody can tell decimal commas from commas between columns but by other separators.
      fc.pre(!dialect.alone || !dialect.comma || (dialect.separator !== "," && rows[0].length > 1));
      const columns = all.map((name, a) => (plain(name) ? name : `c${a}`)).map((name, a) => `${name.trim()}${a}x`);
      const text = written(rows, columns, dialect);
      const told: ReadingOptions = { decimal: dialect.comma ? "comma" : "point", header: dialect.header };
      const options = dialect.alone ? {} : told;
      const table = await pointsFrom(dialect.gzip ? gzipSync(text) : text, options);
      const flat = rows.flat();
      expect(table.points).toEqual(Float64Array.from(flat));
      expect(table.names).toEqual(dialect.header ? columns.slice(0, rows[0].length) : null);
    });
    await fc.assert(property, { numRuns: 300 });
  });

  test("JSON, of all kinds", async () => {
    const kinds = ["arrays", "objects", "lines", "object lines", "columns"] as const;
    const property = fc.asyncProperty(tables, fc.constantFrom(...kinds), fc.boolean(), async (rows, kind, pretty) => {
      const objects = rows.map((row) => Object.fromEntries(row.map((value, a) => [`c${a}`, value])));
      const columns = Object.fromEntries(rows[0].map((_, a) => [`c${a}`, rows.map((row) => row[a])]));
      const space = pretty ? 1 : 0;
      const text = {
        arrays: JSON.stringify(rows, null, space),
        objects: JSON.stringify(objects, null, space),
        lines: rows.map((row) => JSON.stringify(row)).join("\n"),
        "object lines": objects.map((row) => JSON.stringify(row)).join("\n"),
        columns: JSON.stringify(columns, null, space),
      }[kind];
      const table = await pointsFrom(text, {}, kind.endsWith("lines") ? "p.jsonl" : "p.json");
      // JSON has no -0.
      expect(table.points).toEqual(Float64Array.from(rows.flat(), (value) => value + 0));
    });
    await fc.assert(property, { numRuns: 200 });
  });
});
