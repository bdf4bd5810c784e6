import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { projectRoot } from "../src/project.ts";
import { coreScript, largestDifference, type Numbers } from "./support/core-script.ts";

/** The program of the npm package `deno`, which lies in a package for each platform. */
function findDeno(): string {
  const packages = join(projectRoot(), "node_modules", "@deno");
  const programs = existsSync(packages)
    ? readdirSync(packages).flatMap((name) => ["deno", "deno.exe"].map((file) => join(packages, name, file)))
    : [];
  const found = programs.find((path) => existsSync(path));
  if (!found) throw new Error("the npm package deno has no program for this platform; run npm ci");
  return found;
}

function run(program: string, args: readonly string[], folder: string): Numbers {
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: folder,
    encoding: "utf8",
    env: { PATH: process.env.PATH, HOME: folder, DENO_DIR: join(folder, "deno"), NO_COLOR: "1" },
  });
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout);
}

test("in Deno, without a permission, the core for browsers computes what it computes in Node, to 1e-15", {
  timeout: 120_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), "scorebook-deno-"));
  try {
    const script = `${await coreScript("browser")};console.log(JSON.stringify(await compute()));`;
    writeFileSync(join(folder, "core.mjs"), script);
    const inDeno = run(findDeno(), ["run", "--no-prompt", "--no-remote", "core.mjs"], folder);
    const here = run(process.execPath, ["core.mjs"], folder);
    expect(Object.keys(inDeno)).toEqual(["oneDimension", "mixture", "points", "draws", "weights"]);
    for (const [name, numbers] of Object.entries(here)) {
      expect(largestDifference(numbers, inDeno[name]), name).toBeLessThanOrEqual(1e-15);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
