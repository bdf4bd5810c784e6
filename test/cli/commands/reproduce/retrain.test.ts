import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { drawnData } from "../../../../src/autoencoder/data/training-data.ts";
import { modelFromText, modelToText } from "../../../../src/autoencoder/model/model-file.ts";
import type { CommittedModel } from "../../../../src/autoencoder/plans/noise-level-models.ts";
import { retrain, retrainedText } from "../../../../src/cli/commands/reproduce/retrain.ts";
import { spiral } from "../../../../src/density/examples/spiral.ts";
import { smallModel } from "../../../support/small-model.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "scorebook-retrain-"));
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

function tiny(name: string, seed: number): CommittedModel {
  const options = { sigma: 0.1, hidden: 3, iterations: 4, seed, initialScale: 5 };
  return { name, plan: () => ({ data: drawnData(spiral(), 20, seed), source: "spiral", options }) };
}

test("writes what is not there, leaves what has the same bytes, and writes over what was changed", async () => {
  const models = [tiny("one", 1), tiny("two", 2)];
  expect(await retrain(models, folder)).toEqual([
    { name: "one", changed: true },
    { name: "two", changed: true },
  ]);
  expect(readdirSync(folder).sort()).toEqual(["one.json", "two.json"]);
  const [one, two] = ["one.json", "two.json"].map((name) => join(folder, name));
  const text = readFileSync(two, "utf8");
  const { ino } = statSync(one);
  writeFileSync(two, text.replace('"identity": ', '"identity": 1'));
  expect(await retrain(models, folder)).toEqual([
    { name: "one", changed: false },
    { name: "two", changed: true },
  ]);
  expect(statSync(one).ino).toBe(ino);
  expect(readFileSync(two, "utf8")).toBe(text);
});

test("the file stays as it is where only the version that wrote it is another, and is written where a weight is", () => {
  const model = smallModel();
  const newer = { ...model, provenance: { ...model.provenance, scorebook: "2.0.0" } };
  const previous = modelToText(model);
  expect(retrainedText(newer, previous)).toBe(previous);
  expect(retrainedText(newer, null)).toBe(modelToText(newer));
  expect(retrainedText(newer, "{}")).toBe(modelToText(newer));
  const network = smallModel({ seed: 2 }).network;
  expect(modelFromText(retrainedText({ ...newer, network }, previous)).provenance.scorebook).toBe("2.0.0");
});
