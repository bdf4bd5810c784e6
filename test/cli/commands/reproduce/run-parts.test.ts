import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildWithClaims } from "../../build-with-claims.ts";

let folder = "";

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "scorebook-reproduce-"));
  await buildWithClaims("holding-claims.ts", folder);
});

afterAll(() => rmSync(folder, { recursive: true }));

test("without Jupyter and without a browser: says so in a sentence each, and still measures the claims", () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(folder, "dist", "cli", "main.js"), "reproduce"],
    {
      encoding: "utf8",
      env: { ...process.env, CHROME_PATH: join(folder, "no-browser"), DEBUG: "" },
    },
  );
  expect(status).toBe(1);
  expect(stderr).toBe("verify: t1 holds (1 of 1)\n");
  const lines = stdout.trimEnd().split("\n");
  expect(lines).toContain("1 of 1 claims hold, 0 fail.");
  expect(lines.filter((line) => /^(Jupyter|browser): /.test(line))).toEqual([
    `Jupyter: The project's npm packages are not installed: run "npm ci" in ${folder}.`,
    expect.stringMatching(
      /^browser: CHROME_PATH must be the path of Chrome or Chromium, not ".*no-browser", which is no program$/,
    ),
  ]);
  const cells = lines.map((line) => line.split(/ {2,}/));
  expect(cells).toContainEqual(["Jupyter", "setting up", expect.stringMatching(/ s$/), "failed"]);
  expect(cells).toContainEqual(["notebooks", "-", "left out: they need Jupyter"]);
  expect(cells).toContainEqual(["claims", "computing", expect.stringMatching(/ s$/), "1 of 1 hold"]);
  expect(cells).toContainEqual(["figures", "-", "left out: they need a browser"]);
  expect(lines).toContain("No file changed.");
  expect(lines.at(-1)).toBe("Not everything is as it should be: see above.");
  expect(
    readdirSync(folder)
      .filter((name) => name !== "node_modules")
      .sort(),
  ).toEqual(["dist", "package.json"]);
});
