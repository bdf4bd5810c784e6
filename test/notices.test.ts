import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundledPackages, notices } from "../scripts/notices.mjs";
import { projectRoot } from "../src/project.ts";
import { needFreshDist } from "./support/fresh-dist.ts";

needFreshDist();

let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "scorebook-notices-"));
  const packages = {
    "@a/b": { manifest: { name: "@a/b", version: "1.2.3", license: "MIT" }, licence: "Copyright A\n" },
    "@a/c": { manifest: { name: "@a/c", version: "1.0.0", license: "MIT" }, licence: "Copyright A\n" },
    c: { manifest: { name: "c", version: "2.0.0", license: "ISC" }, licence: null },
    d: { manifest: { name: "d", version: "3.0.0" }, licence: null },
  };
  for (const [name, { manifest, licence }] of Object.entries(packages)) {
    const place = join(folder, "node_modules", name);
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, "package.json"), JSON.stringify(manifest));
    if (licence !== null) writeFileSync(join(place, "LICENSE.md"), licence);
  }
});

afterAll(() => rmSync(folder, { recursive: true }));

test("the packages are those whose code is in a bundle, each once, nested ones too; not what was shaken off", () => {
  const inputs = {
    "node_modules/@a/b/index.js": { bytesInOutput: 10 },
    "node_modules/@a/b/more.js": { bytesInOutput: 10 },
    "node_modules/c/node_modules/e/index.js": { bytesInOutput: 1 },
    "node_modules/unused/index.js": { bytesInOutput: 0 },
    "src/index.ts": { bytesInOutput: 5 },
  };
  const output = { inputs, bytes: 26, imports: [], exports: [] };
  expect(bundledPackages([{ outputs: { "dist/index.js": output } }])).toEqual([
    "node_modules/@a/b",
    "node_modules/c/node_modules/e",
  ]);
});

test("each has its name, version and licence, with the licence's text, which packages may share; a package without one is refused", () => {
  const text = notices(folder, ["node_modules/@a/b", "node_modules/@a/c", "node_modules/c"]);
  expect(text).toContain("@a/b 1.2.3 (MIT)\n@a/c 1.0.0 (MIT)\n\nCopyright A\n");
  expect(text).toContain("c 2.0.0 (ISC)\n");
  expect(() => notices(folder, ["node_modules/d"])).toThrow("node_modules/d/package.json names no licence");
});

test("the package takes along the notices of what the build bundles, with the texts of the licences", () => {
  const path = join(projectRoot(), "dist", "THIRD-PARTY-NOTICES.txt");
  expect(existsSync(path)).toBe(true);
  const text = readFileSync(path, "utf8");
  for (const name of ["@stdlib/math-base-special-exp", "commander", "mathjs", "ml-matrix", "valibot", "yaml"]) {
    expect(text).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, "m"));
  }
  expect(
    text.match(/Permission is hereby granted|Apache License|Permission to use, copy, modify/g)?.length,
  ).toBeGreaterThan(5);
  const { files } = JSON.parse(readFileSync(join(projectRoot(), "package.json"), "utf8"));
  expect(files).toContain("dist");
});
