import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Finding } from "../../src/cli/machine.ts";
import { projectRoot } from "../../src/project.ts";
import { buildWithClaims } from "./build-with-claims.ts";
import { scorebook } from "./scorebook.ts";

const used = [
  ...["scorebook", "Node", "npm", "tslab", "plotly.js-dist", "playwright-core", "Python"],
  ...["jupyterlab", "nbclient", "nbconvert", "jupytext", "plotly"].map((name) => `${name} (Python)`),
  ...["Jupyter kernel tslab", "browser for figures", "engines for networks", "tfjs backend"],
];

let bare = "";

beforeAll(async () => {
  bare = mkdtempSync(join(tmpdir(), "scorebook-doctor-"));
  await buildWithClaims("holding-claims.ts", bare);
});

afterAll(() => rmSync(bare, { recursive: true }));

test("names everything the project stands on, and exits with 0 exactly where all that is needed is there", () => {
  const { status, stdout } = scorebook(["doctor", "--json"]);
  const { ok, findings }: { ok: boolean; findings: Finding[] } = JSON.parse(stdout);
  expect(findings.map(({ name }) => name)).toEqual(used);
  expect(ok).toBe(findings.every(({ found, needed }) => found !== null || !needed));
  expect(status).toBe(ok ? 0 : 1);
  const version = (name: string): string =>
    JSON.parse(readFileSync(join(projectRoot(), "node_modules", name, "package.json"), "utf8")).version;
  expect(findings).toContainEqual({ name: "Node", found: process.versions.node, needed: true });
  expect(findings).toContainEqual({ name: "tslab", found: version("tslab"), needed: true });
});

test("where nothing is set up: exit status 1, and for each thing what to do about it", () => {
  const { status, stdout } = spawnSync(process.execPath, [join(bare, "dist", "cli", "main.js"), "doctor"], {
    encoding: "utf8",
    env: { ...process.env, CHROME_PATH: join(bare, "no-browser"), PYTHON: join(bare, "no-python") },
  });
  expect(status).toBe(1);
  const rows = stdout.split("\n").map((line) => line.split(/ {2,}/));
  const missing = (name: string, advice: unknown): void => expect(rows).toContainEqual(["missing", name, advice]);
  missing("scorebook", 'notebooks cannot import "scorebook"; run `npm run build`');
  missing("tslab", "not installed; run `npm ci`");
  missing("Python", expect.stringMatching(/no-python" cannot be run/));
  missing("jupyterlab (Python)", "not in .venv; run `npx scorebook setup`");
  missing("Jupyter kernel tslab", "not registered in .venv; run `npx scorebook setup`");
  missing(
    "browser for figures",
    expect.stringMatching(
      /^CHROME_PATH must be the path of Chrome or Chromium, not ".*no-browser", which is no program/,
    ),
  );
  expect(rows).toContainEqual([
    "ok",
    "engines for networks",
    expect.stringMatching(
      /^the fused kernel, plain TypeScript; no ONNX Runtime \(onnxruntime-node is not installed\); .*/,
    ),
  ]);
  expect(rows).toContainEqual([
    "-",
    "tfjs backend",
    expect.stringMatching(
      /^TensorFlow.js needs the npm package @tensorflow\/tfjs, which is not installed: run `npm ci`/,
    ),
  ]);
  expect(stdout.trimEnd().split("\n").at(-1)).toBe(`${rows.filter(([state]) => state === "missing").length} missing.`);
});
