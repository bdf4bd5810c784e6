import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { drawnData } from "../../../../src/autoencoder/data/training-data.ts";
import { Training } from "../../../../src/autoencoder/training/training.ts";
import { CheckpointFile } from "../../../../src/cli/commands/train/checkpoint-file.ts";
import { spiral } from "../../../../src/density/examples/spiral.ts";

let folder = "";
let training: Training;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "scorebook-checkpoint-"));
  const options = { sigma: 0.1, hidden: 3, iterations: 5, seed: 1, initialScale: 5 };
  training = await Training.start(drawnData(spiral(), 20, 1), options);
});

afterEach(async () => {
  vi.useRealTimers();
  await training.close();
  rmSync(folder, { recursive: true });
});

test("is read as it was written, and is nothing where there is none", () => {
  const file = new CheckpointFile(join(folder, "c.json"));
  expect(file.read()).toBeUndefined();
  training.step();
  file.write(training);
  expect(file.read()).toEqual(JSON.parse(JSON.stringify(training.checkpoint())));
  expect(readdirSync(folder)).toEqual(["c.json"]);
});

test("keeps up every ten seconds, and not more often", () => {
  vi.useFakeTimers();
  const file = new CheckpointFile(join(folder, "c.json"));
  vi.advanceTimersByTime(9_900);
  file.keepUp(training);
  expect(file.read()).toBeUndefined();
  vi.advanceTimersByTime(200);
  file.keepUp(training);
  const first = file.read();
  expect(first).toBeDefined();
  training.step();
  vi.advanceTimersByTime(9_900);
  file.keepUp(training);
  expect(file.read()).toEqual(first);
  vi.advanceTimersByTime(200);
  file.keepUp(training);
  expect(file.read()).not.toEqual(first);
});

test("what is no JSON is refused with the option's name", () => {
  writeFileSync(join(folder, "c.json"), "{");
  expect(() => new CheckpointFile(join(folder, "c.json")).read()).toThrow(
    /^--checkpoint: the file ".*c\.json" is not valid JSON \(/,
  );
});
