import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { modelToText } from "../../src/autoencoder/model/model-file.ts";
import { modelErrors, modelReconstruction, modelScore } from "../../src/autoencoder/model/trained-model.ts";
import { smallClosedFormModel } from "../support/small-closed-form-model.ts";
import { smallModel } from "../support/small-model.ts";
import { smallResidualModel } from "../support/small-residual-model.ts";
import { scorebook } from "./scorebook-on-thread.ts";

const scaling = { mean: Float64Array.of(40, 4000), scale: Float64Array.of(5, 800) };
const plain = smallModel();
const scaled = smallModel({ scaling });
const line = smallModel({ dim: 1 });
const range = smallResidualModel({ sigmas: [0.05, 2], scaling });

const mixture = smallClosedFormModel({ scaling, sigmas: [0.3, 0.3] });

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "scorebook-score-"));
  writeFileSync(join(folder, "plain.json"), modelToText(plain));
  writeFileSync(join(folder, "scaled.json"), modelToText(scaled));
  writeFileSync(join(folder, "line.json"), modelToText(line));
  writeFileSync(join(folder, "range.json"), modelToText(range));
  writeFileSync(join(folder, "mixture.json"), modelToText(mixture));
  writeFileSync(join(folder, "changed.json"), modelToText(plain).replace('"sigma": 0.3', '"sigma": 0.2'));
  writeFileSync(join(folder, "newer.json"), modelToText(plain).replace('"version": 1', '"version": 9'));
  writeFileSync(join(folder, "half.json"), modelToText(plain).slice(0, 500));
  writeFileSync(join(folder, "points.csv"), "x;y\n41;4100\n38;3900\n");
});
afterAll(() => rmSync(folder, { recursive: true }));

const score = (...args: readonly string[]) => scorebook(["score", ...args], folder);

const header = "line 1 was read as column names";
const read = `2 points in R^2 from points.csv, columns x, y; ${header}`;

describe("with --json, score and r of every point, in the data's own coordinates, to the last digit", () => {
  test.each([
    ["plain.json", plain],
    ["scaled.json", scaled],
    ["mixture.json", mixture],
  ])("%s", (name, model) => {
    const { status, stdout, stderr } = score("--model", name, "--at", "points.csv", "--json");
    expect({ status, stderr }).toEqual({ status: 0, stderr: `${read}\n` });
    const points = Float64Array.of(41, 4100, 38, 3900);
    const rows = (values: Float64Array): number[][] => [[...values.subarray(0, 2)], [...values.subarray(2)]];
    const errors = modelErrors(model, points);
    expect(JSON.parse(stdout)).toEqual({
      score: rows(modelScore(model, points)),
      r: rows(modelReconstruction(model, points)),
      errors: { score: rows(errors.score), r: rows(errors.r) },
      points: 2,
      dim: 2,
      loss: "dae",
      sigma: 0.3,
      sigmaUnit: model.scaling ? "standard deviations" : "data",
      source: "points.csv",
      losses: model.provenance.losses,
      warnings: [],
      inputs: [{ option: "--at", file: "points.csv", points: 2, dim: 2, columns: ["x", "y"], notes: [header] }],
    });
  });
});

test("a point so far away that rounding leaves nothing of its score: a warning, in JSON and below the table", () => {
  writeFileSync(
    join(folder, "far.json"),
    modelToText(smallModel({ scaling: { mean: Float64Array.of(1e17, 1e17), scale: Float64Array.of(1, 1) } })),
  );
  const far = ["--model", "far.json", "--at", "[[1e17,1e17]]"];
  const [warning] = JSON.parse(score(...far, "--json").stdout).warnings;
  expect(warning).toMatch(
    /^at row 1 the error of the score estimate is up to [\d.]+ times max\(1, its size\), by rounding and /,
  );
  expect(score(...far).stdout).toContain(`\n\nWarning: ${warning}.\ntrained with dae`);
});

test("without, a table, and what the model is", () => {
  const { stdout } = score("--model", "scaled.json", "--at", "[[41,4100]]");
  const lines = stdout.split("\n");
  expect(lines[0]).toMatch(/^x +r\(x\) +score estimate$/);
  expect(lines[1]).toMatch(/^\(41, 4100\) +\(\S+, \S+\) +\(\S+, \S+\)$/);
  expect(lines.slice(2)).toEqual(["", "trained with dae, sigma = 0.3 standard deviations, on points.csv.", ""]);
  expect(score("--model", "line.json", "--at", "[[0.5]]").stdout).toMatch(/\n0\.5 +-?[\d.]+ +-?[\d.]+\n/);
});

test("of a model with a range of sigmas, for the one that is asked for", () => {
  const args = ["--model", "range.json", "--sigma", "0.5", "--at", "[[41,4100]]"];
  const points = Float64Array.of(41, 4100);
  expect(JSON.parse(score(...args, "--json").stdout)).toMatchObject({
    score: [[...modelScore(range, points, 0.5)]],
    r: [[...modelReconstruction(range, points, 0.5)]],
  });
  expect(score(...args).stdout).toContain("\ntrained with dae, sigma = 0.5 standard deviations, on points.csv.\n");
});

describe("bad input is one sentence with the option's name, and status 2", () => {
  const wrote = "give a file that scorebook fit or train wrote";
  test.each<[readonly string[], string | RegExp]>([
    [["--at", "[[1,2]]"], "--model: is required; give the model, a file that scorebook fit or train wrote"],
    [["--model", "plain.json"], /^--at: is required; /],
    [["--model", "none.json", "--at", "[[1,2]]"], `--model: "none.json" does not exist; ${wrote}`],
    [["--model", "", "--at", "[[1,2]]"], `--model: "" does not exist; ${wrote}`],
    [["--model", ".", "--at", "[[1,2]]"], '--model: "." is a folder; give a file'],
    [["--model", "points.csv", "--at", "[[1,2]]"], '--model: "points.csv" is not a model that scorebook wrote'],
    [["--model", "half.json", "--at", "[[1,2]]"], '--model: "half.json" is not a model that scorebook wrote'],
    [
      ["--model", "changed.json", "--at", "[[1,2]]"],
      '--model: "changed.json" was changed after it was written: its checksum is another',
    ],
    [
      ["--model", "newer.json", "--at", "[[1,2]]"],
      '--model: "newer.json" has version 9 of the format; this scorebook reads versions 1 to 3',
    ],
    [["--model", "range.json", "--at", "[[1,2]]"], "--sigma: must be given: the model has every sigma from 0.05 to 2"],
    [
      ["--model", "range.json", "--sigma", "3", "--at", "[[1,2]]"],
      "--sigma: must be from 0.05 to 2, which the network was trained for, not 3",
    ],
    [
      ["--model", "plain.json", "--sigma", "3", "--at", "[[1,2]]"],
      "--sigma: must be 0.3, which the model was trained for, not 3",
    ],
    [
      ["--model", "plain.json", "--at", "[[1]]"],
      "--at: row 1 must be 2 finite numbers, because the model has dimension 2, not [1]",
    ],
    [
      ["--model", "line.json", "--at", "points.csv"],
      '--at: the file "points.csv" must hold points in R^1, because the model has dimension 1, not in R^2 (columns x, y); choose its columns with --columns',
    ],
    [
      ["--model", "plain.json", "--at", "[[0,0],[1e308,-1e308]]"],
      "--at: row 2 is so far away that its score is not a finite number",
    ],
  ])("%j", (args, expected) => {
    const { status, stdout, stderr } = score(...args);
    expect(stderr.trimEnd()).toMatch(expected);
    if (typeof expected === "string") expect(stderr).toBe(`${expected}\n`);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  });
});

describe("--plot", () => {
  test.each([
    ["the rows of a file, with its names", ["--model", "scaled.json", "--at", "points.csv"], /All 2 points are used/],
    [
      "points as JSON",
      ["--model", "line.json", "--at", "[[0.1],[0.3]]"],
      /^The field r\(x\) − x.*Below: r\(x\) − x, in/,
    ],
    [
      "rows that are read some at a time",
      ["--model", "mixture.json", "--at", "points.csv", "--out", "o.csv"],
      /All 2 rows/,
    ],
  ])("draws %s, and the JSON names the file", (_, args, caption) => {
    const { stdout, stderr } = score(...args, "--plot", "field.html", "--json");
    expect(JSON.parse(stdout), stderr).toMatchObject({ plot: "field.html", caption: expect.stringMatching(caption) });
    const [, words] = /aria-label="([^"]*)"/.exec(readFileSync(join(folder, "field.html"), "utf8")) ?? [];
    expect(words).toContain(args.includes("points.csv") ? "by x and y, at" : "by x1, at");
  });

  test.each([
    [["--at", "points.csv", "--plot", "a.jpg"], /^--plot: must be a file that ends in/],
    [["--at", "points.csv", "--out", "o.html", "--plot", "o.html"], /^--plot: "o.html" is the file of --out too/],
    [["--at", "none.csv", "--plot", "a.html"], /^--at: /],
  ])("refuses %j with one sentence, and writes nothing", (args, message) => {
    const { status, stdout, stderr } = score("--model", "scaled.json", ...args);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr.trim()).toMatch(message);
    expect(["a.jpg", "o.html", "a.html"].some((name) => existsSync(join(folder, name)))).toBe(false);
  });
});
