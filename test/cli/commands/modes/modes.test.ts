import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { modelToText } from "../../../../src/autoencoder/model/model-file.ts";
import { smallClosedFormModel } from "../../../support/small-closed-form-model.ts";
import { scorebook } from "../../scorebook-on-thread.ts";

const pair =
  '{"kind":"gaussianMixture","components":[{"weight":0.5,"mean":[-1,0],"covariance":0.01},{"weight":0.5,"mean":[1,0],"covariance":0.01}]}';
const scaling = { mean: Float64Array.of(40, 4000), scale: Float64Array.of(5, 800) };

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "scorebook-modes-"));
  writeFileSync(join(folder, "pair.json"), pair);
  writeFileSync(join(folder, "rows.csv"), "a,b\n-1.1,0\n,1\n0.9,0.1\n-0.9,0.2\n9,9\n");
  writeFileSync(join(folder, "scaled.json"), modelToText(smallClosedFormModel({ scaling, sigmas: [0.1, 2] })));
});
afterAll(() => rmSync(folder, { recursive: true }));

const modes = (...args: readonly string[]) => scorebook(["modes", ...args], folder);
const rows = ["--density", "pair.json", "--sigma", "0.1", "--data", "rows.csv", "--missing", "drop"];

describe("of rows", () => {
  test("the table, and a CSV file with the row's number and its mode, in their order", () => {
    const { status, stdout } = modes(...rows, "--out", "labels.csv");
    expect(status).toBe(0);
    expect(stdout).toMatch(/^ +a +b +kind +rows +fraction +from nearest row +slope +error\n1 +-1 +\S+ +mode +2 +50 %/);
    expect(stdout).toContain("Written: labels.csv.");
    expect(readFileSync(join(folder, "labels.csv"), "utf8")).toBe("row,mode\n1,1\n3,2\n4,1\n5,2\n");
  });

  test("as JSON, with the distance from the nearest row in sigmas", () => {
    const { stdout } = modes(...rows, "--json");
    const { modes: found, labels, falseFraction, ...rest } = JSON.parse(stdout);
    expect(labels).toEqual([0, 1, 0, 1]);
    expect(found.map((one: { rows: number }) => one.rows)).toEqual([2, 2]);
    expect(found[0].distance).toBeCloseTo(1, 6);
    expect(found[1].distance).toBeCloseTo(Math.SQRT2, 6);
    expect(falseFraction).toBe(0);
    expect(rest).toMatchObject({
      points: 4,
      dim: 2,
      sigma: 0.1,
      starts: "rows",
      away: 0,
      unfinished: 0,
      falseModes: 0,
    });
    // sqrt(-2 log 0.001), from the chi distribution of two dimensions.
    expect(rest.cutoff).toBeCloseTo(Math.sqrt(-2 * Math.log(1e-3)), 9);
  });

  test("of a model of standardised data, at one of its sigmas, in the data's own units", () => {
    writeFileSync(join(folder, "own.csv"), "55,4000\n42,3200\n");
    const { stdout } = modes("--model", "scaled.json", "--sigma", "0.2", "--data", "own.csv", "--json");
    const { modes: found, sigmaUnit } = JSON.parse(stdout);
    // The narrow Gaussian's mean is (3, 0).
    expect(found.some(({ at }: { at: number[] }) => Math.hypot((at[0] - 55) / 5, (at[1] - 4000) / 800) < 0.1)).toBe(
      true,
    );
    expect(sigmaUnit).toBe("standard deviations");
  });
});

test("--plot draws the field with rows and modes, in one column, in two, and without data; the JSON names the file", () => {
  const onTheLine = ["--density", "paper1d", "--sigma", "0.2"];
  const cases: [readonly string[], RegExp][] = [
    [rows, /Shades: log p_σ, less its highest value .* All 4 rows are used/],
    [["--density", "pair.json", "--sigma", "0.1", "--from", "-2,2", "--grid", "4"], /All 16 points of a grid are used/],
    [onTheLine, /Below: r\(x\) − x.* All 1000 draws of the data are used/],
  ];
  for (const [args, caption] of cases) {
    const { stdout } = modes(...args, "--plot", "field.html", "--json");
    expect(JSON.parse(stdout)).toMatchObject({ plot: "field.html", caption: expect.stringMatching(caption) });
  }
  const page = readFileSync(join(folder, "field.html"), "utf8");
  expect(modes(...onTheLine, "--plot", "again.html").stdout).toContain("Drawn: again.html. Modes, and the field");
  expect(readFileSync(join(folder, "again.html"), "utf8")).toBe(page);
});

describe("of a grid", () => {
  test("--from and --grid; a cut-off that all modes are beyond makes all of them false", () => {
    const grid = ["--density", "pair.json", "--sigma", "0.1", "--from", "-2,2", "--grid", "4"];
    const all = JSON.parse(modes(...grid, "--cutoff", "1e-9", "--json").stdout);
    expect(all).toMatchObject({ points: 16, starts: "grid", falseFraction: 1, falseModes: 2 });
    expect(all.labels).toHaveLength(16);
    expect(JSON.parse(modes(...grid, "--json").stdout)).toMatchObject({ falseFraction: 0, falseModes: 0 });
  });

  test("over the data, with --starts grid", () => {
    const { points, starts } = JSON.parse(modes(...rows, "--starts", "grid", "--grid", "3", "--json").stdout);
    expect({ points, starts }).toEqual({ points: 9, starts: "grid" });
  });
});

test("without data or grid, from draws of a density", () => {
  const { points, starts } = JSON.parse(modes("--density", "paper1d", "--sigma", "0.2", "--json").stdout);
  expect({ points, starts }).toEqual({ points: 1000, starts: "draws" });
});

describe("what is refused, in one sentence, with status 2", () => {
  test.each([
    [[], /^--model: is required without --density;/],
    [["--density", "paper1d"], /^--sigma: is required with --density/],
    [["--density", "paper1d", "--sigma", "0.2", "--from", "2,1"], /^--from: must be two increasing numbers/],
    [["--density", "paper1d", "--sigma", "0.2", "--grid", "9"], /^--from: is required for a grid without --data/],
    [["--density", "curve10d", "--sigma", "0.2", "--from", "0,1"], /^--grid: must be at most 3 in R\^10, not 41/],
    [["--density", "paper1d", "--sigma", "0.2", "--out", "a.csv"], /^--out: holds the mode of each row/],
    [["--density", "paper1d", "--sigma", "0.2", "--starts", "rows"], /^--starts: rows needs --data/],
    [[...rows, "--plot", "none/a.html"], /^--plot: "none\/a.html" cannot be written: there is no folder "none"/],
    [[...rows, "--plot", "a.gif"], /^--plot: must be a file that ends in .html, .png, .svg or .pdf/],
    [[...rows, "--out", "rows.csv"], /^--out: "rows.csv" is the file of --data too/],
    [["--model", "scaled.json", "--data", "rows.csv", "--missing", "drop"], /^--sigma: must be given/],
  ])("%j", (args, message) => {
    const { status, stdout, stderr } = modes(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr.trim().split("\n").at(-1)).toMatch(message);
    expect(existsSync(join(folder, "a.csv"))).toBe(false);
  });
});
