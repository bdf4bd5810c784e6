import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { transform } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { projectRoot } from "../src/project.ts";
import { needFreshDist } from "./support/fresh-dist.ts";

needFreshDist();

interface DocstringExample {
  /** The file that has it, and which of its examples it is. */
  readonly name: string;
  readonly code: string;
}

/** The examples of all docstrings: what stands after @example in a block of ts. */
function examplesOf(file: string): DocstringExample[] {
  const text = readFileSync(join(projectRoot(), "src", file), "utf8");
  const blocks = [...text.matchAll(/^ \* @example\n \* ```ts\n(.*?)^ \* ```$/gms)];
  return blocks.map(([, block], k) => ({
    name: `${file}${k === 0 ? "" : `, ${k + 1}`}`,
    code: block.replaceAll(/^ \* ?/gm, ""),
  }));
}

/** A line of an example that says what it gives: `expression; // value`. */
const STATED = /^(\S.*); \/\/ (-?[\d.e+-]+)$/gm;

const examples = readdirSync(join(projectRoot(), "src"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .sort()
  .flatMap(examplesOf);

// In node_modules, so that the examples import the package by its name.
const folder = join(projectRoot(), "node_modules", `.docstrings-${process.pid}`);
const fileOf = (k: number): string => join(folder, `example-${k}.mts`);

beforeAll(() => {
  mkdirSync(folder);
  examples.forEach(({ code }, k) => {
    writeFileSync(fileOf(k), code);
  });
});

afterAll(() => rmSync(folder, { recursive: true }));

describe("the examples of docstrings", () => {
  test("there are ten or more, and each says what it gives", () => {
    expect(examples.length).toBeGreaterThanOrEqual(10);
    for (const { name, code } of examples) expect([...code.matchAll(STATED)].length, name).toBeGreaterThan(0);
  });

  test("compile, strictly, against the declarations of the package", () => {
    const compiler = join(projectRoot(), "node_modules", "typescript", "bin", "tsc");
    const options = [
      "--ignoreConfig",
      "--strict",
      "--noEmit",
      "--module",
      "nodenext",
      "--target",
      "es2022",
      "--skipLibCheck",
    ];
    const files = examples.map((_, k) => fileOf(k));
    const { status, stdout } = spawnSync(process.execPath, [compiler, ...options, ...files], { encoding: "utf8" });
    expect(stdout).toBe("");
    expect(status).toBe(0);
  });

  test.each(examples.map(({ name, code }, k) => ({ name, code, k })))(
    "$name: runs, and gives what it says, to 1e-12",
    { timeout: 60_000 },
    async ({ code, k }) => {
      const telling = code.replaceAll(STATED, "globalThis.given.push([$1, $2]);");
      const script = `globalThis.given = [];\n${telling}\nconsole.log(JSON.stringify(globalThis.given));`;
      const path = join(folder, `run-${k}.mjs`);
      writeFileSync(path, (await transform(script, { loader: "ts", format: "esm", target: "es2022" })).code);
      const { status, stdout, stderr } = spawnSync(process.execPath, [path], { encoding: "utf8" });
      expect(status, stderr).toBe(0);
      for (const [given, said] of JSON.parse(stdout.trim().split("\n").at(-1) ?? "[]")) {
        expect(Math.abs(given - said)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(said)));
      }
    },
  );
});
