import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { hashFile, sourceHash } from "../scripts/source-hash.mjs";
import { projectRoot } from "../src/project.ts";
import { needFreshDist } from "./support/fresh-dist.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "scorebook-stale-"));
  for (const name of [
    "scripts",
    "assembly",
    "jupyter/lab-extension",
    "tsconfig.json",
    "tsconfig.build.json",
    "package-lock.json",
  ]) {
    cpSync(join(projectRoot(), name), join(root, name), { recursive: true });
  }
  mkdirSync(join(root, "src", "density"), { recursive: true });
  mkdirSync(join(root, "dist"));
  writeFileSync(join(root, "src", "density", "density.ts"), "export const a = 1;\n");
});
afterEach(() => rmSync(root, { recursive: true }));

test("tests that use dist/ fail with a sentence if it is missing or older than its sources", () => {
  expect(() => needFreshDist(root)).toThrow(/^dist\/ has not been built: run `npm run build`, then the tests again\.$/);
  writeFileSync(join(root, "dist", hashFile), `${sourceHash(root)}\n`);
  needFreshDist(root);
  for (const changed of [
    "src/density/density.ts",
    "src/new.ts",
    "assembly/index.ts",
    "scripts/build.mjs",
    "jupyter/lab-extension/figures.js",
    "package-lock.json",
  ]) {
    writeFileSync(join(root, "dist", hashFile), `${sourceHash(root)}\n`);
    writeFileSync(join(root, changed), "export const a = 2;\n");
    expect(() => needFreshDist(root), changed).toThrow(
      "dist/ was built from other sources than those in src/: run `npm run build`, then the tests again.",
    );
  }
});

test("what the build writes itself makes no dist/ old", () => {
  const before = sourceHash(root);
  mkdirSync(join(root, "assembly", "generated"), { recursive: true });
  writeFileSync(join(root, "assembly", "generated", "kernel.ts"), "");
  expect(sourceHash(root)).toBe(before);
});

test("a build leaves a dist/ alone that is up to date", () => {
  needFreshDist();
  const built = join(projectRoot(), "dist", hashFile);
  const { mtimeMs } = statSync(built);
  const printed = execFileSync(process.execPath, [join(projectRoot(), "scripts", "build.mjs")], { encoding: "utf8" });
  expect(printed).toBe("dist/ is up to date\n");
  expect(statSync(built).mtimeMs).toBe(mtimeMs);
});
