import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { projectRoot } from "../../src/project.ts";
import { buildWithClaims } from "./build-with-claims.ts";
import { type CommandResult, scorebook } from "./scorebook.ts";

describe("the claims of the edition", () => {
  test("--only and --json: one claim with its checks and its order, as numbers; progress on standard error", () => {
    const { status, stdout, stderr } = scorebook(["verify", "--only", "B5", "--json"]);
    expect(status).toBe(0);
    expect(stderr).toBe("verify: b5 holds (1 of 1)\n");
    const answer = JSON.parse(stdout);
    expect(Object.keys(answer)).toEqual(["claims"]);
    expect(answer.claims).toHaveLength(1);
    const [b5] = answer.claims;
    expect(Object.keys(b5)).toEqual([
      "id",
      "title",
      "statement",
      "hypotheses",
      "source",
      "chapter",
      "verdict",
      "checks",
      "order",
    ]);
    expect(b5).toMatchObject({ id: "b5", verdict: "holds", order: { expected: 6 } });
    // Within 0.05 of the theory.
    expect(Math.abs(b5.order.measured - 6)).toBeLessThanOrEqual(0.05);
    expect(b5.checks.length).toBeGreaterThan(0);
    for (const check of b5.checks) {
      expect(Object.keys(check)).toEqual(["name", "predicted", "measured", "tolerance", "verdict"]);
      expect(Math.abs(check.measured - check.predicted)).toBeLessThanOrEqual(check.tolerance);
    }
  });
});

describe("with claims that fail in the place of the edition's", () => {
  let folder = "";

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "scorebook-verify-"));
    await buildWithClaims("failing-claims.ts", folder);
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  function verify(...args: string[]): CommandResult {
    const program = join(folder, "dist", "cli", "main.js");
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, "verify", ...args], { encoding: "utf8" });
    return { status, stdout, stderr };
  }

  test("exit status 1 where a claim fails, 0 where those asked for hold", () => {
    expect(verify("--only", "t1").status).toBe(0);
    expect(verify("--only", "t1,p1").status).toBe(1);
  });

  const said = { statement: "1 = 1", hypotheses: "", source: "Theorem 1", chapter: "01-optimal-denoiser" };

  test("--json: the order is the first of those fitted, null where there is none; a measured NaN is null", () => {
    expect(JSON.parse(verify("--only", "p1,t1", "--json").stdout)).toEqual({
      claims: [
        {
          id: "t1",
          title: "One that holds",
          ...said,
          verdict: "holds",
          checks: [
            { name: "one", predicted: 1, measured: 1, tolerance: 0, verdict: "holds" },
            { name: "another", predicted: 2, measured: 2, tolerance: 0, verdict: "holds" },
          ],
          order: { expected: 4, measured: 3.99 },
        },
        {
          id: "p1",
          title: "One that fails",
          ...said,
          verdict: "fails",
          checks: [{ name: "one", predicted: 1, measured: null, tolerance: 0, verdict: "fails" }],
          order: null,
        },
      ],
    });
  });

  test("the table: every check, every fitted order, and the counts in its last line", () => {
    const lines = verify("--only", "t1,p1").stdout.trimEnd().split("\n");
    const cells = lines.map((line) => line.split(/ {2,}/));
    expect(cells).toContainEqual(["t1", "another", "2", "2", "0", "holds"]);
    expect(cells).toContainEqual(["p1", "one", "1", "NaN", "0", "fails"]);
    expect(cells).toContainEqual(["t1", "second", "6", "5.990", "δ = 0.1 … 0.1"]);
    expect(cells).toContainEqual(["p1", "One that fails", "fails"]);
    expect(lines.at(-1)).toBe("1 of 2 claims hold, 1 fails.");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  test("a claim that breaks down is an error, with its reason and without a stack", () => {
    const { status, stdout, stderr } = verify("--only", "t1,x1", "--json");
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toContain("scorebook: the mesh is empty\n");
    expect(stderr).not.toContain("    at ");
  });
});

test("Ctrl-C ends it at once, with status 130", async () => {
  const program = join(projectRoot(), "dist", "cli", "main.js");
  const child = spawn(process.execPath, [program, "verify", "--only", "i1,v1"], { stdio: ["ignore", "pipe", "pipe"] });
  const output: Buffer[] = [];
  child.stdout.on("data", (chunk) => output.push(chunk));
  const exit = once(child, "exit");
  // I1, the quicker one, is done, and V1 is being measured.
  await once(child.stderr, "data");
  child.kill("SIGINT");
  expect(await exit).toEqual([130, null]);
  expect(Buffer.concat(output).toString()).toBe("");
});

test("a reader that goes away early is no error", () => {
  const program = join(projectRoot(), "dist", "cli", "main.js");
  const points = JSON.stringify(Array.from({ length: 20_000 }, (_, i) => [i / 10_000 - 1]));
  const density = '{"kind":"gaussianMixture","components":[{"weight":1,"mean":[0],"covariance":[[1]]}]}';
  writeFileSync(join(tmpdir(), `scorebook-points-${process.pid}.json`), points);
  const file = join(tmpdir(), `scorebook-points-${process.pid}.json`);
  const args = ["reconstruct", "--density", density, "--method", "dae", "--sigma", "1", "--at", file, "--json"];
  const script = 'set -o pipefail; "$0" "$@" | head -c 10';
  const result = spawnSync("bash", ["-c", script, process.execPath, program, ...args], { encoding: "utf8" });
  rmSync(file);
  // What is said of the file that was read, and nothing else.
  expect(result).toMatchObject({ status: 0, stderr: expect.stringMatching(/^20000 points in R\^1 from .*\n$/) });
  expect(result.stdout).toBe('{"r":[[-0.');
});
