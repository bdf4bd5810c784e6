import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { projectRoot } from "../src/project.ts";

let root = "";

/** `npm run tfjs-native` in a project whose tfjs-node is `source`. */
function tfjsNative(source: string, variables: NodeJS.ProcessEnv = {}): { status: number | null; output: string } {
  const folder = join(root, "node_modules", "@tensorflow", "tfjs-node");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "name": "@tensorflow/tfjs-node", "main": "index.js" }');
  writeFileSync(join(folder, "index.js"), source);
  const script = join(root, "scripts", "tfjs-native.mjs");
  const { status, stdout, stderr } = spawnSync(process.execPath, [script], {
    encoding: "utf8",
    env: { ...process.env, ...variables },
  });
  return { status, output: stdout + stderr };
}

const broken = 'throw new Error("no library");';

describe.skipIf(process.platform !== "linux" || process.arch !== "x64")("npm run tfjs-native", () => {
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), "scorebook-native-"));
    mkdirSync(join(root, "scripts"));
    mkdirSync(join(root, "jupyter"));
    for (const file of ["scripts/tfjs-native.mjs", "jupyter/tfjs-native-requirements.txt"]) {
      copyFileSync(join(projectRoot(), file), join(root, file));
    }
  });

  afterAll(() => rmSync(root, { recursive: true }));

  test("does nothing where the backend works", () => {
    const working = `
      const backend = () => ({ binding: { TF_Version: "2.0.1" } });
      const matMul = () => ({ dataSync: () => [11] });
      module.exports = { version: { "tfjs-node": "4.0.1" }, backend, matMul };`;
    const { status, output } = tfjsNative(working, { CXX: "no-compiler", PYTHON: "no-python" });
    expect(output).toBe("tfjs-node 4.0.1 with TensorFlow 2.0.1: works already, nothing to do.\n");
    expect(status).toBe(0);
  });

  test.each([
    [{ CXX: "no-compiler" }, 'there is no C++ compiler "no-compiler"; on Debian and Ubuntu: apt install g++.'],
    [
      { CXX: process.execPath, PYTHON: "no-python" },
      "there is no Python with pip (no-python); `npx scorebook setup` makes one.",
    ],
  ])("says in a sentence what is missing, before it downloads anything: %j", (variables, sentence) => {
    expect(tfjsNative(broken, variables)).toEqual({ status: 1, output: `tfjs-native: ${sentence}\n` });
    expect(existsSync(join(root, ".tfjs-native"))).toBe(false);
  });

  test("a download that fails leaves nothing behind, and is an error", () => {
    const { status, output } = tfjsNative(broken, { CXX: process.execPath, PYTHON: failingPython() });
    expect(output).toContain("pip could not download TensorFlow 2.12.1; it says why above.");
    expect(status).toBe(1);
    expect(readdirSync(join(root, ".tfjs-native"))).toEqual([]);
  });
});

/** A Python that has pip, as it says, and can do nothing with it. */
function failingPython(): string {
  const path = join(root, "python");
  writeFileSync(path, '#!/bin/sh\ncase "$*" in *--version) exit 0;; *) exit 1;; esac\n', { mode: 0o755 });
  return path;
}
