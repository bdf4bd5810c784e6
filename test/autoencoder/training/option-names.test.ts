import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { modelFromText, modelToText } from "../../../src/autoencoder/model/model-file.ts";
import { completeResidualOptions } from "../../../src/autoencoder/residual/residual-options.ts";
import { asStored, fromStored, withNewNames } from "../../../src/autoencoder/training/option-names.ts";
import { completeTrainingOptions } from "../../../src/autoencoder/training/training-options.ts";
import { smallModel } from "../../support/small-model.ts";

const options = { sigma: 0.1, hidden: 4, iterations: 9, seed: 1, initialScale: 1 };

beforeEach(() => {
  vi.spyOn(console, "warn").mockImplementation(() => {});
});

afterEach(() => {
  vi.restoreAllMocks();
});

test("the names of version 0.1 give the options of today, and are told once", () => {
  const old = completeTrainingOptions({ ...options, copies: 3, stages: [0.5] });
  expect(old).toEqual(completeTrainingOptions({ ...options, noiseReplicates: 3, annealing: [0.5] }));
  expect(Object.keys(old)).not.toContain("copies");
  completeTrainingOptions({ ...options, copies: 3, stages: [0.5] });
  expect(vi.mocked(console.warn).mock.calls.flat().sort()).toEqual([
    "copies is now called noiseReplicates; the old name still works",
    "stages is now called annealing; the old name still works",
  ]);
});

test("the names of today are told nothing of", () => {
  completeTrainingOptions({ ...options, noiseReplicates: 3, annealing: [0.5] });
  expect(console.warn).not.toHaveBeenCalled();
});

test("residual networks take the old name too", () => {
  expect(completeResidualOptions({ sigma: 0.1, seed: 1, copies: 5 }).noiseReplicates).toBe(5);
});

test("an option by both of its names is refused", () => {
  expect(() => completeTrainingOptions({ ...options, copies: 3, noiseReplicates: 3 })).toThrow(
    "copies is the old name of noiseReplicates, which is given too; give one of them",
  );
});

test("what is wrong with an option is said by its new name", () => {
  expect(() => completeTrainingOptions({ ...options, copies: 0 })).toThrow("noiseReplicates must be");
});

test("files keep the names of version 0.1 and the order of the options", () => {
  const stored = asStored({ seed: 1, annealing: [0.5], redrawEvery: 2, noiseReplicates: 3, history: 4 });
  expect(JSON.stringify(stored)).toBe('{"seed":1,"stages":[0.5],"redrawEvery":2,"copies":3,"history":4}');
  expect(fromStored(stored)).toEqual({ seed: 1, annealing: [0.5], redrawEvery: 2, noiseReplicates: 3, history: 4 });
  expect(withNewNames({ seed: 1 })).toEqual({ seed: 1 });
});

test("a model's file has the old names, and its options the new ones", () => {
  const model = smallModel();
  const provenance = {
    ...model.provenance,
    options: { ...options, ...model.provenance.options, noiseReplicates: 3, annealing: [0.5] },
  };
  const text = modelToText({ ...model, provenance });
  expect(JSON.parse(text).provenance.options).toMatchObject({ stages: [0.5], copies: 3 });
  expect(modelFromText(text).provenance.options).toMatchObject({ annealing: [0.5], noiseReplicates: 3 });
});
