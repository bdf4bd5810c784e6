import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createRng } from "../../../../src/numerics/random/random.ts";
import { scorebook } from "../../scorebook.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "scorebook-fit-sentences-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The warnings that fit prints for rows, each without "Warning: " and its full stop. */
function warningsFor(rows: readonly (readonly number[])[], ...args: readonly string[]): readonly string[] {
  const header = rows[0].map((_, a) => `c${a + 1}`).join();
  writeFileSync(join(folder, "rows.csv"), `${header}\n${rows.map((row) => row.join()).join("\n")}\n`);
  const { status, stdout, stderr } = scorebook(["fit", "--data", "rows.csv", ...args], folder);
  expect(status, stderr).toBe(0);
  return [...stdout.matchAll(/^Warning: (.*)\.$/gm)].map(([, warning]) => warning);
}

const rng = createRng(1);
const normal = (n: number, dim: number): number[][] =>
  Array.from({ length: n }, () => Array.from({ length: dim }, () => rng.normal()));
const closed = ["--estimators", "gaussian,mixture,points"];

describe("fit says plainly, on data made for it", () => {
  const GAUSSIAN = /^no estimator is better than one Gaussian by more than one standard error: the data show no other/;
  const POINTS = /^the points themselves, a kernel density estimate, are kept: the rows are too few/;
  const CONSTANT = /^column c3 is constant: the best denoiser returns the constant/;
  const FEW = /^12 rows are few: standard errors are not to be trusted$/;
  const NOTHING = /^no estimator is better than doing nothing, r\(x\) = x, by more than its standard error/;
  const all = [GAUSSIAN, POINTS, CONSTANT, FEW, NOTHING];
  // Rows within 0.002 of 150 places of a square, each place many times: no smooth estimator knows the places as the rows do.
  const places = Array.from({ length: 150 }, () => [rng.uniform(), rng.uniform()]);
  const lattice = Array.from({ length: 1200 }, (_, i) => places[i % 150].map((x) => x + 0.002 * rng.normal()));
  const constant = normal(60, 2).map((row) => [...row, 3]);

  test.each<[string, RegExp, readonly (readonly number[])[], readonly string[]]>([
    [
      "that no estimator is better than one Gaussian, of draws of one",
      GAUSSIAN,
      normal(400, 2),
      ["--sigma", "0.5", ...closed],
    ],
    [
      "that the points win, of rows at a few places",
      POINTS,
      lattice,
      ["--sigma", "0.02", "--no-standardise", "--estimators", "gaussian,mixture,points,deep", "--steps", "50"],
    ],
    ["that a column is constant", CONSTANT, constant, ["--sigma", "0.5", ...closed]],
    ["that the rows are too few", FEW, normal(12, 2), ["--sigma", "0.5"]],
    ["that nothing is better than doing nothing, of two rows", NOTHING, [[0], [1]], ["--sigma", "0.1"]],
  ])("%s", (_, sentence, rows, args) => {
    expect(warningsFor(rows, ...args).filter((warning) => sentence.test(warning))).toHaveLength(1);
  });

  test("and none of these of two clouds, of which a mixture learns what one Gaussian does not", () => {
    const clouds = normal(400, 2).map(([x, y], i) => [x + (i % 2 === 0 ? -4 : 4), y]);
    const said = warningsFor(clouds, "--sigma", "0.5", "--no-standardise", ...closed);
    expect(said.filter((warning) => all.some((sentence) => sentence.test(warning)))).toEqual([]);
  });
});
