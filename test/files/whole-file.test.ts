import {
  chmodSync,
  lstatSync,
  mkdirSync,
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
import { afterEach, beforeEach, expect, it } from "vitest";
import { checkWritable, unusedPath, writeWhole } from "../../src/files/whole-file.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "scorebook-whole-"));
  mkdirSync(join(folder, "sub"));
  writeFileSync(join(folder, "file"), "old");
});
afterEach(() => rmSync(folder, { recursive: true }));

it("writes a file, or over it, and leaves nothing else", () => {
  writeWhole(join(folder, "file"), "new");
  writeWhole(join(folder, "sub", "other"), "text");
  expect(readFileSync(join(folder, "file"), "utf8")).toBe("new");
  expect(readdirSync(folder).sort()).toEqual(["file", "sub"]);
  expect(readdirSync(join(folder, "sub"))).toEqual(["other"]);
});

it.skipIf(process.platform === "win32")("writes through a link, and keeps who may read a file", () => {
  chmodSync(join(folder, "file"), 0o600);
  symlinkSync("file", join(folder, "link"));
  writeWhole(join(folder, "link"), "new");
  expect(lstatSync(join(folder, "link")).isSymbolicLink()).toBe(true);
  expect(readFileSync(join(folder, "file"), "utf8")).toBe("new");
  expect(statSync(join(folder, "file")).mode & 0o777).toBe(0o600);
});

it("writes a file with as long a name as there can be", () => {
  const name = "n".repeat(255);
  writeWhole(join(folder, name), "new");
  expect(readFileSync(join(folder, name), "utf8")).toBe("new");
});

it("unusedPath is the path, or a numbered one beside it where something is there", () => {
  expect(unusedPath(join(folder, "new"))).toBe(join(folder, "new"));
  expect(unusedPath(join(folder, "file"))).toBe(join(folder, "file-2"));
  writeFileSync(join(folder, "file-2"), "");
  expect(unusedPath(join(folder, "file"))).toBe(join(folder, "file-3"));
});

it("where it fails, leaves everything as it was", () => {
  expect(() => writeWhole(join(folder, "sub"), "new")).toThrow();
  expect(() => writeWhole(join(folder, "gone", "file"), "new")).toThrow();
  expect(readdirSync(folder).sort()).toEqual(["file", "sub"]);
});

it("checkWritable accepts a file that is there and one that is not, and writes neither", () => {
  checkWritable(join(folder, "file"));
  checkWritable(join(folder, "new"));
  expect(readdirSync(folder).sort()).toEqual(["file", "sub"]);
  expect(readFileSync(join(folder, "file"), "utf8")).toBe("old");
});

it.each([
  ["", /^"" cannot be written: it is not the name of a file$/],
  ["new/", /^".*new\/" cannot be written: it is not the name of a file$/],
  ["sub", /sub" cannot be written: it is a folder$/],
  ["gone/file", /cannot be written: there is no folder ".*gone"$/],
  ["file/file", /cannot be written: ".*file" is not a folder$/],
])("checkWritable refuses %j", (path, message) => {
  expect(() => checkWritable(path === "" ? "" : join(folder, path))).toThrow(message);
});

it.skipIf(process.platform === "win32")("checkWritable refuses a device, which writing would replace", () => {
  expect(() => checkWritable("/dev/null")).toThrow('"/dev/null" cannot be written: it is not a regular file');
});
