import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { findTfjsBackend } from "../../src/cli/tfjs-backend.ts";

const folders: string[] = [];

/** A project whose @tensorflow/tfjs-node is `source`. */
function projectWith(source: string): string {
  const root = mkdtempSync(join(tmpdir(), "scorebook-tfjs-"));
  folders.push(root);
  const folder = join(root, "node_modules", "@tensorflow", "tfjs-node");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "@tensorflow/tfjs-node", main: "index.js" }));
  writeFileSync(join(folder, "index.js"), source);
  return root;
}

afterEach(() => {
  vi.unstubAllEnvs();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

test("tfjs-node loads where node:util has lost the functions it calls", async () => {
  const root = projectWith(`
    const util = require("node:util");
    if (!util.isArray([]) || !util.isNullOrUndefined(null) || util.isNullOrUndefined(0)) throw new Error("wrong");
    console.log("a greeting");
    module.exports = { version: { "tfjs-node": "4.22.0" }, getBackend: () => "tensorflow" };`);
  // Node 23 and newer are so by themselves.
  const takeAway = join(root, "take-away.cjs");
  writeFileSync(takeAway, 'const util = require("node:util"); delete util.isArray; delete util.isNullOrUndefined;');
  vi.stubEnv("NODE_OPTIONS", `--require ${takeAway}`);
  expect(await findTfjsBackend(root)).toEqual({ state: "loads", version: "4.22.0", backend: "tensorflow" });
});

test("says why tfjs-node does not load", async () => {
  const missingLibrary = `throw new Error("The native addon module (tfjs_binding.node) can not be found at path: /x");`;
  expect(await findTfjsBackend(projectWith(missingLibrary))).toEqual({
    state: "fails",
    reason: "its native library was not downloaded",
  });
  expect(await findTfjsBackend(projectWith(`throw new Error("no\\nstack");`))).toEqual({
    state: "fails",
    reason: "no",
  });
  expect(await findTfjsBackend(projectWith("process.abort();"))).toMatchObject({ state: "fails" });
});

test("says that tfjs-node is not installed", async () => {
  const root = mkdtempSync(join(tmpdir(), "scorebook-tfjs-"));
  folders.push(root);
  expect(await findTfjsBackend(root)).toEqual({ state: "not installed" });
});
