import { afterEach, beforeEach, expect, test, vi } from "vitest";

let said: string[];

beforeEach(() => {
  said = [];
  vi.resetModules();
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    said.push(String(text));
    return true;
  });
});

afterEach(() => {
  vi.restoreAllMocks();
});

/** As a new process has it: nothing was announced yet. */
async function fresh(): Promise<typeof import("../../../src/cli/inputs/renamed-options.ts")> {
  return await import("../../../src/cli/inputs/renamed-options.ts");
}

test.each([
  ["sample", ["--keep-every", "5"], ["--thin", "5"], "--keep-every is now called --thin; the old name still works\n"],
  ["sample", ["--keep-every=5"], ["--thin=5"], "--keep-every is now called --thin; the old name still works\n"],
  [
    "train",
    ["--copies", "3"],
    ["--noise-replicates", "3"],
    "--copies is now called --noise-replicates; the old name still works\n",
  ],
  [
    "train",
    ["--stages", "1,0.5"],
    ["--annealing", "1,0.5"],
    "--stages is now called --annealing; the old name still works\n",
  ],
])("%s %j is taken for %j", async (command, old, now, sentence) => {
  const { withNewOptions } = await fresh();
  expect(withNewOptions([command, "--seed", "1", ...old, "--json"])).toEqual([
    command,
    "--seed",
    "1",
    ...now,
    "--json",
  ]);
  expect(said).toEqual([sentence]);
});

test("an old name that is given twice is announced once", async () => {
  const { withNewOptions } = await fresh();
  expect(withNewOptions(["train", "--copies", "3", "--copies=4"])).toHaveLength(4);
  expect(said).toHaveLength(1);
});

test.each([
  ["another command's option", ["reconstruct", "--copies", "3"]],
  ["a longer name", ["train", "--copies-of", "3"]],
  ["what stands after --", ["train", "--", "--copies"]],
  ["names of today", ["train", "--noise-replicates", "3"]],
  ["no arguments", []],
])("leaves %s alone", async (_what, argv) => {
  const { withNewOptions } = await fresh();
  expect(withNewOptions(argv)).toEqual(argv);
  expect(said).toEqual([]);
});

test("the options of a plan are taken by their old names too, and refused by both", async () => {
  const { withNewKeys } = await fresh();
  expect(withNewKeys("train", { copies: [1, 2], seed: 1 })).toEqual({ "noise-replicates": [1, 2], seed: 1 });
  expect(said).toEqual(["--copies is now called --noise-replicates; the old name still works\n"]);
  expect(() => withNewKeys("train", { stages: "1", annealing: "1" })).toThrow(
    "stages is the old name of annealing, which is given too",
  );
});
