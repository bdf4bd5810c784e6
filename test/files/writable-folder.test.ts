import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { checkWritableFolder } from "../../src/files/writable-folder.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "scorebook-writable-"));
  mkdirSync(join(folder, "inner"));
  writeFileSync(join(folder, "file"), "");
});
afterAll(() => rmSync(folder, { recursive: true }));

it("accepts a folder, and a new folder at any depth below one", () => {
  for (const name of ["", "inner", "new", "inner/new/deep"]) checkWritableFolder(join(folder, name));
  checkWritableFolder("new-folder-here");
});

it("refuses a file, a folder below a file, and an empty name", () => {
  const file = join(folder, "file");
  expect(() => checkWritableFolder(file)).toThrow(`"${file}" cannot be used as a folder: it is a file`);
  const below = join(file, "new", "deep");
  expect(() => checkWritableFolder(below)).toThrow(`"${below}" cannot be used as a folder: "${file}" is a file`);
  expect(() => checkWritableFolder("")).toThrow('"" cannot be used as a folder: it is an empty name');
});
