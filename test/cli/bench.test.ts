import { describe, expect, test } from "vitest";
import { findPeers } from "../../src/cli/commands/bench/run-benchmarks.ts";
import { scorebook } from "./scorebook.ts";

const peers = await findPeers();

describe("scorebook bench", () => {
  test("--json: every method with its times and its error, ours first and within 1e-9", { timeout: 60_000 }, () => {
    const args = ["bench", "--only", "rcae-1d,dae-points", "--tiny", "--repeats", "2", "--json"];
    const { status, stdout } = scorebook(args);
    expect(status).toBe(0);
    const answer = JSON.parse(stdout);
    expect(answer.benchmarks.map(({ id }: { id: string }) => id)).toEqual(["rcae-1d", "dae-points"]);
    for (const { comparisons } of answer.benchmarks) {
      for (const { results } of comparisons) {
        expect(results[0]).toMatchObject({ name: expect.stringMatching(/^scorebook/), timesOurs: 1 });
        expect(results[0].error).toBeLessThan(1e-9);
        const others = results.filter(({ name }: { name: string }) => !name.startsWith("scorebook"));
        expect(others.length > 0).toBe(answer.peers !== null);
        for (const { median, fastest, slowest } of results) {
          expect(fastest).toBeGreaterThan(0);
          expect(fastest).toBeLessThanOrEqual(median);
          expect(median).toBeLessThanOrEqual(slowest);
        }
      }
    }
  });

  test("as a table: a line for each method, and what it was compared with", { timeout: 60_000 }, () => {
    const { status, stdout } = scorebook(["bench", "--only", "dae-points", "--tiny", "--repeats", "1"]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^dae-points: The optimal denoiser/);
    expect(stdout).toMatch(/scorebook FinitePoints +[\d.]+ m?s/);
    expect(stdout).toMatch(typeof peers === "string" ? /pip install -r jupyter\/bench-requirements\.txt/ : /NumPy \d/);
  });

  test.each([
    [["--repeats", "0"], '--repeats: must be a whole number from 1 to 1000, not "0"'],
    [
      ["--only", "rcae"],
      '--only: "rcae" is not one of the benchmarks rcae-1d, dae-points, rcae-2d, denoising-loss, spiral-training, sampling, fit and growth',
    ],
  ])("refuses %j, by name", (options, message) => {
    const { status, stdout, stderr } = scorebook(["bench", ...options]);
    expect({ status, stdout, stderr: stderr.trim() }).toEqual({ status: 2, stdout: "", stderr: message });
  });
});
