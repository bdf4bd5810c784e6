import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { findTfjsBackend } from "../../src/cli/tfjs-backend.ts";
import { projectRoot } from "../../src/project.ts";
import { needFreshDist } from "../support/fresh-dist.ts";

needFreshDist();

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

const tfjs = createRequire(import.meta.url).resolve("@tensorflow/tfjs");
/** A stand-in that loads: its backend is called as tfjs-node's is, and is in truth plain JavaScript. */
const standIn = `
  const tf = require(${JSON.stringify(tfjs)});
  const cpu = tf.findBackendFactory("cpu");
  tf.registerBackend("tensorflow", () => Object.assign(cpu(), { binding: { TF_Version: "0.0.1" } }));`;
const wasm = "TensorFlow.js 4.22.0, backend wasm (SIMD)";

beforeAll(() => {
  const probe = join(projectRoot(), "dist", "cli", "tfjs-probe.js");
  if (!existsSync(probe)) throw new Error(`${probe} is missing: npm run build`);
});

beforeEach(() => {
  vi.stubEnv("SCOREBOOK_TFJS", undefined);
});

afterEach(() => {
  vi.unstubAllEnvs();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

test("tfjs-node is used where it loads, also where node:util has lost the functions it calls", async () => {
  const root = projectWith(`
    const util = require("node:util");
    if (!util.isArray([]) || !util.isNullOrUndefined(null) || util.isNullOrUndefined(0)) throw new Error("wrong");
    console.log("a greeting");${standIn}`);
  // Node 23 and newer are so by themselves.
  const takeAway = join(root, "take-away.cjs");
  writeFileSync(takeAway, 'const util = require("node:util"); delete util.isArray; delete util.isNullOrUndefined;');
  vi.stubEnv("NODE_OPTIONS", `--require ${takeAway}`);
  expect(await findTfjsBackend(root)).toEqual({
    backend: "native",
    description: "TensorFlow.js 4.22.0, backend native (TensorFlow 0.0.1)",
  });
});

test("WebAssembly is used where tfjs-node does not load, and the reason is said", async () => {
  const missingLibrary = `throw new Error("The native addon module (tfjs_binding.node) can not be found at path: /x");`;
  expect(await findTfjsBackend(projectWith(missingLibrary))).toEqual({
    backend: "wasm",
    description: wasm,
    nativeProblem: "tfjs-node's native library is not there",
  });
  expect(await findTfjsBackend(projectWith(`throw new Error("no\\nstack");`))).toEqual({
    backend: "wasm",
    description: wasm,
    nativeProblem: "no",
  });
});

test("a native library that ends Node is reported, with what to do about it", async () => {
  expect(await findTfjsBackend(projectWith("process.abort();"))).toEqual({
    problem: "loading it ended Node with a signal; set SCOREBOOK_TFJS=wasm to do without the native library",
  });
  vi.stubEnv("SCOREBOOK_TFJS", "wasm");
  expect(await findTfjsBackend(projectWith("process.abort();"))).toEqual({ backend: "wasm", description: wasm });
});

test("WebAssembly is used where tfjs-node is not installed", async () => {
  const root = mkdtempSync(join(tmpdir(), "scorebook-tfjs-"));
  folders.push(root);
  expect(await findTfjsBackend(root)).toEqual({
    backend: "wasm",
    description: wasm,
    nativeProblem: "@tensorflow/tfjs-node is not installed",
  });
});

test.each([
  ["wasm", { backend: "wasm", description: wasm }],
  ["cpu", { backend: "cpu", description: "TensorFlow.js 4.22.0, backend cpu (plain JavaScript)" }],
  ["native", { backend: "native", description: "TensorFlow.js 4.22.0, backend native (TensorFlow 0.0.1)" }],
  ["webgl", { problem: 'SCOREBOOK_TFJS must be native, wasm or cpu, not "webgl"' }],
])("SCOREBOOK_TFJS=%s chooses: %j", async (wanted, answer) => {
  vi.stubEnv("SCOREBOOK_TFJS", wanted);
  expect(await findTfjsBackend(projectWith(standIn))).toEqual(answer);
});

test("SCOREBOOK_TFJS=native where it does not load is an error that says why", async () => {
  vi.stubEnv("SCOREBOOK_TFJS", "native");
  expect(await findTfjsBackend(projectWith(`throw new Error("no such library.");`))).toEqual({
    problem: "SCOREBOOK_TFJS names the backend native, which does not load: no such library",
  });
});
