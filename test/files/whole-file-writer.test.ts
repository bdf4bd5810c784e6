import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { csvLine } from "../../src/files/csv-line.ts";
import { WholeFileWriter } from "../../src/files/whole-file-writer.ts";

let folder = "";
let path = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "scorebook-writer-"));
  path = join(folder, "out.csv");
});
afterEach(() => rmSync(folder, { recursive: true }));

test("nothing is there before commit, and all of it afterwards, more than a buffer too", () => {
  const writer = new WholeFileWriter(path);
  const line = `${"é".repeat(1000)}\n`;
  for (let k = 0; k < 3000; k++) writer.write(line);
  expect(existsSync(path)).toBe(false);
  writer.commit();
  expect(readFileSync(path, "utf8")).toBe(line.repeat(3000));
  expect(readdirSync(folder)).toEqual(["out.csv"]);
});

test("discard leaves the old file, and nothing beside it", () => {
  writeFileSync(path, "old");
  const writer = new WholeFileWriter(path);
  writer.write("new");
  writer.discard();
  expect(readFileSync(path, "utf8")).toBe("old");
  expect(readdirSync(folder)).toEqual(["out.csv"]);
});

test("a link stays a link, and the file that it leads to keeps who may read it", () => {
  writeFileSync(join(folder, "real.csv"), "old", { mode: 0o600 });
  symlinkSync(join(folder, "real.csv"), path);
  const writer = new WholeFileWriter(path);
  writer.write("new");
  writer.commit();
  expect(readFileSync(join(folder, "real.csv"), "utf8")).toBe("new");
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test("cells of CSV stand in quotes where they have to", () => {
  expect(csvLine([1.5, "a", 'b "c"', "d, e", "f\ng", " h", "#i", null, Number.NaN, 3n])).toBe(
    '1.5,a,"b ""c""","d, e","f\ng"," h","#i",,,3',
  );
});
