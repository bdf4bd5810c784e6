import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { modelToText } from "../../src/autoencoder/model/model-file.ts";
import { smallClosedFormModel, smallDensities } from "../support/small-closed-form-model.ts";
import { scorebook } from "./scorebook-on-thread.ts";

const scaling = { mean: Float64Array.of(40, 4000), scale: Float64Array.of(5, 800) };

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "scorebook-closed-form-"));
  for (const [kind, density] of Object.entries(smallDensities)) {
    writeFileSync(join(folder, `${kind}.json`), modelToText(smallClosedFormModel({ density, scaling })));
  }
  writeFileSync(join(folder, "start.csv"), "x,y\n41,4100\n38,3900\n");
});
afterAll(() => rmSync(folder, { recursive: true }));

test("the chains of sample on one Gaussian have its mean, within 5 standard errors (seed 1)", () => {
  const args = ["sample", "--model", "gaussian.json", "--start", "start.csv", "--out", "draws.csv", "--json"];
  const { status, stdout, stderr } = scorebook(
    [...args, "--chains", "50", "--steps", "2000", "--burn-in", "200"],
    folder,
  );
  expect(status, stderr).toBe(0);
  const { mean, standardError } = JSON.parse(stdout);
  // mean + scale * (0.5, -1).
  for (const [a, exact] of [42.5, 3200].entries()) {
    expect(Math.abs(mean[a] - exact)).toBeLessThan(5 * standardError[a]);
  }
});

test.each(["mixture", "points"])("sample takes a model of kind %s, and the sigma that is asked for", (kind) => {
  const args = ["sample", "--model", `${kind}.json`, "--start", "start.csv", "--out", `${kind}.csv`, "--json"];
  const { status, stdout, stderr } = scorebook([...args, "--sigma", "0.7", "--chains", "10", "--steps", "200"], folder);
  expect(status, stderr).toBe(0);
  expect(JSON.parse(stdout).sigma).toBe(0.7);
});
