import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startsIn } from "../../../../src/cli/commands/sample/last-draws.ts";
import { openPoints } from "../../../../src/files/open-points.ts";
import { scorebook } from "../../scorebook.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "scorebook-last-draws-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function startsOf(text: string): Promise<Float64Array> {
  const path = join(folder, "points.csv");
  writeFileSync(path, text);
  return startsIn(await openPoints(path, { drawsAsWritten: true, wholeRows: true }));
}

test("of a file of draws, chains begin at the last draw of each chain, in the order of the chains", async () => {
  const draws = "chain,step,x1,x2\n1,10,1,2\n1,20,3,4\n2,10,5,6\n3,10,7,8\n3,20,9,10\n";
  expect(await startsOf(draws)).toEqual(Float64Array.of(3, 4, 5, 6, 9, 10));
});

test("of any other file they begin at all points", async () => {
  expect(await startsOf("a,b\n1,2\n3,4\n")).toEqual(Float64Array.of(1, 2, 3, 4));
});

test("sample goes on from its own file, also with --thin: as many chains, from their last draws that were kept", async () => {
  const density = '{"kind":"gaussianMixture","components":[{"weight":1,"mean":[0],"covariance":1}]}';
  const sample = (...more: readonly string[]): Record<string, unknown> =>
    JSON.parse(scorebook(["sample", "--density", density, "--sigma", "0.5", "--json", ...more], folder).stdout);
  sample("--chains", "3", "--steps", "25", "--thin", "10", "--out", "first.csv");
  const kept = readFileSync(join(folder, "first.csv"), "utf8").trimEnd().split("\n");
  const last = kept.filter((line) => line.split(",")[1] === "20").map((line) => Number(line.split(",")[2]));
  // A step so short that a chain does not move: a walk without refusals, its standard deviation 1e-9.
  const going = ["--start", "first.csv", "--method", "langevin", "--proposal", "1e-9", "--steps", "1", "--thin", "1"];
  expect(sample(...going, "--out", "second.csv")).toMatchObject({ chains: 3 });
  const first = readFileSync(join(folder, "second.csv"), "utf8").trimEnd().split("\n").slice(1);
  const begun = first.map((line) => Number(line.split(",")[2]));
  expect(begun).toHaveLength(3);
  for (const [chain, x] of begun.entries()) expect(Math.abs(x - last[chain])).toBeLessThan(1e-7);
});
