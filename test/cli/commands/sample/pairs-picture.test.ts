import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { modelToText } from "../../../../src/autoencoder/model/model-file.ts";
import { smallClosedFormModel } from "../../../support/small-closed-form-model.ts";
import { scorebook } from "../../scorebook-on-thread.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "scorebook-pairs-"));
  const scaling = { mean: Float64Array.of(40, 4000), scale: Float64Array.of(5, 800) };
  writeFileSync(join(folder, "fitted.json"), modelToText(smallClosedFormModel({ scaling, sigmas: [0.1, 2] })));
  writeFileSync(join(folder, "held.csv"), "x,y\n41,4100\n38,3900\n44,4500\n");
});
afterAll(() => rmSync(folder, { recursive: true }));

const sample = (...args: readonly string[]) => scorebook(["sample", "--out", "draws.csv", ...args], folder);
const flow = ["--model", "fitted.json", "--method", "flow", "--chains", "50"];
const chains = ["--density", "curve10d", "--sigma", "0.3", "--chains", "20", "--steps", "40", "--warm-up", "5"];

test.each([
  [
    "independent draws beside rows of a file",
    [...flow, "--reference", "held.csv"],
    /^Pairs of columns: draws below the diagonal, rows of held\.csv above it.* all 50 draws and all 3 rows of held\.csv/,
  ],
  ["independent draws alone", flow, /^Pairs of columns of the draws, and their histograms\. No data are known/],
  [
    "draws of chains beside data with noise, in the four of ten columns that differ most",
    chains,
    /draws of the data with noise σ above it.* Of the 10 columns those 4 are shown in which draws and data differ most/,
  ],
])("--plot draws %s; the JSON names the file, and the same seed gives the same one", (_, args, caption) => {
  const { status, stdout, stderr } = sample(...args, "--plot", "pairs.html", "--json");
  expect(status, stderr).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ plot: "pairs.html", caption: expect.stringMatching(caption) });
  const page = readFileSync(join(folder, "pairs.html"), "utf8");
  expect(sample(...args, "--plot", "again.html").stdout).toMatch(/^Drawn: again\.html\. Pairs of columns/m);
  expect(readFileSync(join(folder, "again.html"), "utf8")).toBe(page);
});

test.each([
  [["--plot", "draws.txt"], /^--plot: must be a file that ends in/],
  [["--plot", "none/a.html"], /^--plot: "none\/a\.html" cannot be written: there is no folder "none"/],
  [["--plot", "a.html", "--theme", "dark"], /^--theme: is for \.png, \.svg and \.pdf/],
])("refuses %j before it draws", (args, message) => {
  rmSync(join(folder, "draws.csv"), { force: true });
  const { status, stdout, stderr } = sample(...flow, ...args);
  expect([status, stdout]).toEqual([2, ""]);
  expect(stderr.trim()).toMatch(message);
  expect(existsSync(join(folder, "draws.csv"))).toBe(false);
});
