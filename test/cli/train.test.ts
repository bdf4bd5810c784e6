import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { splitData } from "../../src/autoencoder/data/training-data.ts";
import { modelToText } from "../../src/autoencoder/model/model-file.ts";
import { readModel } from "../../src/autoencoder/model/stored-model.ts";
import { trainModel } from "../../src/autoencoder/plans/train-model.ts";
import { readPoints } from "../../src/files/points-table.ts";
import { createRng } from "../../src/numerics/random/random.ts";
import { projectRoot } from "../../src/project.ts";
import { testedPrecisions } from "../support/graph-programs.ts";
import { expectRefusal } from "./refusal.ts";
import { type CommandResult, scorebook as inOwnProcess } from "./scorebook.ts";
import { scorebook } from "./scorebook-on-thread.ts";

let folder = "";

/** 200 points of two clouds, in columns of very different sizes. */
const rng = createRng(1);
const clouds: string = Array.from({ length: 200 }, (_, i) => {
  const center = i % 2 === 0 ? -2 : 2;
  return `${40 + center + 0.5 * rng.normal()},${4000 + 300 * (center + 0.5 * rng.normal())}`;
}).join("\n");

const files: Readonly<Record<string, string>> = {
  "clouds.csv": `length,mass\n${clouds}\n`,
  "empty.csv": "",
  "header.csv": "x,y\n",
  "one.csv": "1,2\n",
  "ragged.csv": "x,y\n1,2\n3\n",
  "words.csv": "x,y\n1,2\n3,four\n",
  "same.csv": "1,2\n1,2\n1,2\n",
  "huge.csv": "1e200\n-1e200\n2e200\n",
  "broken.json": "{",
  "other.json": "{}",
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "scorebook-train-"));
  mkdirSync(join(folder, "folder"));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
});

afterAll(() => rmSync(folder, { recursive: true }));

const small = ["--sigma", "0.3", "--hidden", "10", "--iterations", "20", "--initial-scale", "1"];
const train = (...args: readonly string[]): CommandResult => scorebook(["train", ...args], folder);

/** Trains, and returns the bytes of the model, which it removes. */
function model(...args: readonly string[]): string {
  const { status, stderr } = train(...args, "--out", "model.json");
  expect(status, stderr).toBe(0);
  const text = readFileSync(join(folder, "model.json"), "utf8");
  unlinkSync(join(folder, "model.json"));
  return text;
}

describe("what it prints", () => {
  test("for named data: the losses, the best there is among them, the file and how to use it", () => {
    const { status, stdout, stderr } = train("--data", "spiral", "--samples", "200", ...small, "--out", "s.json");
    expect(status, stderr).toBe(0);
    expect(stdout).toMatch(
      /^ +dae loss\ntraining +[\d.]+ .*\nvalidation +[\d.]+ .*\nidentity +[\d.]+ .*\ngaussian +[\d.]+ .*\noptimum +[\d.]+ /,
    );
    expect(stdout).toMatch(/\n20 iterations by the fused kernel, float64; the initial W has standard deviation 1\.\n/);
    expect(stdout).toMatch(
      /\nWritten: s\.json\. To use it: npx scorebook score --model s\.json --at "\[\[.+,.+\]\]"\n$/,
    );
    const command = /--at "(.*)"/.exec(stdout)?.[1] ?? "";
    expect(scorebook(["score", "--model", "s.json", "--at", command], folder).status).toBe(0);
    unlinkSync(join(folder, "s.json"));
  });

  test("with --json: one object; the optimum is the least, and identity about d sigma^2, to a tenth", () => {
    const args = ["--data", "curve10d", "--samples", "500", "--sigma", "0.05", "--hidden", "10", "--iterations", "200"];
    const { stdout } = train(...args, "--initial-scale", "1", "--out", "c.json", "--json");
    const result = JSON.parse(stdout);
    expect(Object.keys(result)).toEqual([
      ...["model", "iterations", "engine", "initialScale", "training", "validation", "identity", "optimal"],
      ...["gaussian", "stopped", "advice"],
    ]);
    expect(result).toMatchObject({ model: "c.json", initialScale: 1, advice: null });
    expect(result.optimal).toBeLessThan(result.validation);
    expect(result.validation).toBeLessThan(result.identity);
    expect(Math.abs(result.identity / (10 * 0.05 ** 2) - 1)).toBeLessThan(0.1);
    const { provenance } = readModel(join(folder, "c.json"));
    expect(provenance.losses).toEqual({
      training: result.training,
      validation: result.validation,
      identity: result.identity,
    });
    unlinkSync(join(folder, "c.json"));
  });

  test.runIf(testedPrecisions.length > 0)("--engine and --precision choose what computes, and it says so", () => {
    const args = ["--data", "spiral", "--samples", "200", ...small, "--engine", "onnx", "--precision", "float32"];
    const { status, stdout, stderr } = inOwnProcess(["train", ...args, "--out", "e.json", "--json"], folder);
    expect(status, stderr).toBe(0);
    expect(JSON.parse(stdout).engine).toMatch(/^ONNX Runtime [\d.]+, float32$/);
    const { provenance } = readModel(join(folder, "e.json"));
    expect(provenance.options).toMatchObject({ engine: "onnx", precision: "float32" });
    expect(provenance.engine).toMatch(/^ONNX Runtime/);
    unlinkSync(join(folder, "e.json"));
  });

  test("for a file: no optimum; standardised, losses in units of standard deviations, and scores in the data's own", () => {
    const args = ["--data", "clouds.csv", "--standardise", "--validation", "0.25", ...small, "--out", "p.json"];
    const { stdout } = train(...args);
    expect(stdout).not.toContain("optimum");
    expect(stdout).toContain("\nLosses and sigma are in standard deviations of the columns.\n");
    const { scaling, provenance } = readModel(join(folder, "p.json"));
    expect(provenance.data).toMatchObject({ source: "clouds.csv", training: 150, validation: 50 });
    // The clouds are at 40 +- 2 and 4000 +- 600.
    expect(Math.abs((scaling?.mean[1] ?? 0) - 4000)).toBeLessThan(150);
    expect(Math.abs((scaling?.scale[1] ?? 0) - 620)).toBeLessThan(100);
    const { stdout: scores } = scorebook(["score", "--model", "p.json", "--at", "[[37,3100]]", "--json"], folder);
    // Beyond the lower cloud: back to it, in both directions.
    const [[x, y]] = JSON.parse(scores).r;
    expect(x).toBeGreaterThan(37);
    expect(y).toBeGreaterThan(3100);
    unlinkSync(join(folder, "p.json"));
  });

  test("the loss rcae has no draws, and no optimum", () => {
    const { stdout } = train(
      "--data",
      "spiral",
      "--samples",
      "100",
      "--loss",
      "rcae",
      ...small,
      "--out",
      "r.json",
      "--json",
    );
    const result = JSON.parse(stdout);
    expect(result.optimal).toBeNull();
    expect(result.identity).toBeCloseTo(2 * 0.3 ** 2, 12);
    unlinkSync(join(folder, "r.json"));
  });
});

describe("what it says where little was learnt", () => {
  const advice = (...args: readonly string[]): string => {
    const { stdout } = train(...args, "--out", "a.json");
    unlinkSync(join(folder, "a.json"));
    return stdout;
  };

  test("too small an initial scale: only the identity", () => {
    const args = ["--data", "spiral", "--samples", "300", "--sigma", "0.01", "--hidden", "50", "--iterations", "150"];
    expect(advice(...args, "--initial-scale", "0.3")).toContain(
      "\nThe network learnt little beyond the identity: the validation loss is close to that of the identity. Try a larger --initial-scale,",
    );
  });

  test("columns of different sizes: not even the identity", () => {
    expect(advice("--data", "clouds.csv", ...small)).toMatch(
      /\nThe network has not yet learnt even the identity, .* --standardise\.\n/,
    );
  });

  test("many units on few points: memorised", () => {
    const args = ["--data", "clouds.csv", "--standardise", "--sigma", "0.1", "--hidden", "200", "--iterations", "300"];
    const paper = ["--initial-scale", "5", "--noise-replicates", "1", "--patience", "never"];
    expect(advice(...args, ...paper)).toContain("\nThe network memorised the points and their noise:");
  });

  test("the same with the defaults for a file: fresh noise and early stopping, and a loss below one Gaussian's", () => {
    const args = ["--data", "clouds.csv", "--standardise", "--sigma", "0.1", "--hidden", "200", "--iterations", "300"];
    const { stdout } = train(...args, "--initial-scale", "5", "--out", "a.json", "--json");
    unlinkSync(join(folder, "a.json"));
    const { validation, identity, gaussian, stopped, advice: said } = JSON.parse(stdout);
    expect(validation).toBeLessThan(gaussian);
    expect(gaussian).toBeLessThan(identity);
    expect([stopped, said]).toEqual([expect.stringMatching(/^the validation loss was lowest after/), null]);
  });
});

describe("the file", () => {
  const variants: readonly (readonly [string, readonly string[]])[] = [
    ["dae", []],
    ["dae, the initial scale chosen", ["--initial-scale", "auto"]],
    [
      "tied, annealed, with new noise on noise replicates",
      ["--tied", "--annealing", "1,0.5", "--redraw", "3", "--noise-replicates", "2"],
    ],
    ["rcae", ["--loss", "rcae"]],
  ];
  test.each(variants)("is the same bytes for the same seed, with 1 and with 2 threads: %s", (_name, args) => {
    const all = ["--data", "clouds.csv", "--standardise", ...small, ...args];
    const one = model(...all, "--threads", "1");
    expect(model(...all, "--threads", "2")).toBe(one);
    expect(model(...all)).toBe(one);
    expect(model(...all, "--seed", "2")).not.toBe(one);
  });

  test("is what the library makes of the same points and options", async () => {
    const { points, dim } = await readPoints(join(folder, "clouds.csv"));
    const made = await trainModel({
      data: splitData(points, dim, 0.3, 5),
      source: "clouds.csv",
      standardise: true,
      options: { sigma: 0.3, hidden: 10, iterations: 20, noiseReplicates: 3, annealing: [1], patience: 10, seed: 5 },
    });
    const options = [
      "--sigma",
      "0.3",
      "--hidden",
      "10",
      "--iterations",
      "20",
      "--noise-replicates",
      "3",
      "--annealing",
      "1",
    ];
    const args = ["--data", "clouds.csv", "--standardise", "--validation", "0.3", "--seed", "5"];
    expect(model(...args, ...options)).toBe(modelToText(made));
  });

  test("that was there is replaced", () => {
    writeFileSync(join(folder, "model.json"), "old");
    expect(JSON.parse(model("--data", "clouds.csv", "--standardise", ...small)).format).toBe("scorebook-model");
  });
});

/** Starts it as a user does, and waits until it says that it trains. */
async function start(args: readonly string[]): Promise<ChildProcessWithoutNullStreams> {
  const program = join(projectRoot(), "dist", "cli", "main.js");
  const child = spawn(process.execPath, [program, "train", ...args], { cwd: folder });
  let said = "";
  for await (const chunk of child.stderr.iterator({ destroyOnReturn: false })) {
    said += String(chunk);
    if (said.includes(" gradient ")) return child;
  }
  throw new Error(`it ended: ${said}`);
}

async function interrupt(args: readonly string[]): Promise<{ status: number | null; stderr: string }> {
  const child = await start(args);
  let stderr = "";
  child.stderr.on("data", (chunk) => {
    stderr += String(chunk);
  });
  child.kill("SIGINT");
  const [status] = await once(child, "close");
  return { status, stderr };
}

// Windows ends a process that is sent SIGINT by another one.
describe.skipIf(process.platform === "win32")("Ctrl-C", { timeout: 60_000 }, () => {
  const long = ["--data", "spiral", "--samples", "1000", "--sigma", "0.03", "--hidden", "60", "--iterations", "3000"];
  const all = [...long, "--initial-scale", "15", "--redraw", "100"];

  test("with a checkpoint: says how to go on, and the same command then gives the same bytes, threads or not", async () => {
    const whole = model(...all);
    const interrupted = [...all, "--checkpoint", "c.json", "--out", "model.json"];
    for (const threads of [[], ["--threads", "2"]]) {
      const { status, stderr } = await interrupt([...interrupted, ...threads]);
      expect(status).toBe(130);
      expect(stderr).toMatch(
        /^Interrupted after \d+ of 3000 iterations: they are saved in c\.json, and the same command continues from there\.\n$/m,
      );
      expect(readdirSync(folder).sort()).toEqual([...Object.keys(files), "c.json", "folder"].sort());
    }
    expect(model(...all, "--checkpoint", "c.json", "--threads", "1")).toBe(whole);
    expect(existsSync(join(folder, "c.json"))).toBe(false);
  });

  test("without: the training is kept beside where the model would be, and it says how to go on", async () => {
    const { status, stderr } = await interrupt([...all, "--out", "model.json"]);
    expect(status).toBe(130);
    expect(stderr).toMatch(
      /^Interrupted after \d+ of 3000 iterations: they are saved in model\.json\.checkpoint, and the same command with --checkpoint model\.json\.checkpoint continues from there\.\n$/m,
    );
    expect(readdirSync(folder).sort()).toEqual([...Object.keys(files), "folder", "model.json.checkpoint"].sort());
    expect(model(...all, "--checkpoint", "model.json.checkpoint")).toBe(model(...all));
  });

  test("a checkpoint of other data or options is refused, and stays", async () => {
    await interrupt([...all, "--checkpoint", "c.json", "--out", "model.json"]);
    const before = statSync(join(folder, "c.json")).mtimeMs;
    const changed = (option: string, value: string): string =>
      train(...all, "--checkpoint", "c.json", "--out", "model.json", option, value)
        .stderr.split("\n")
        .at(-2) ?? "";
    const hint = "; remove it, or give another name";
    expect(changed("--samples", "999")).toBe(`--checkpoint: the file "c.json" was made with other data${hint}`);
    expect(changed("--hidden", "61")).toBe(
      `--checkpoint: the file "c.json" must be of a training with hidden 61, not 60${hint}`,
    );
    expect(statSync(join(folder, "c.json")).mtimeMs).toBe(before);
    const saved = JSON.parse(readFileSync(join(folder, "c.json"), "utf8"));
    saved.options.hidden = 61;
    writeFileSync(join(folder, "c.json"), JSON.stringify(saved));
    expect(changed("--hidden", "61")).toBe(
      `--checkpoint: the file "c.json" must hold 307 parameters, as a training with its options has, not 302${hint}`,
    );
    saved.state.x = "AAAA";
    writeFileSync(join(folder, "c.json"), JSON.stringify(saved));
    expect(changed("--hidden", "61")).toMatch(
      /^--checkpoint: the file "c\.json" is not whole: x must be the base64 of /,
    );
    unlinkSync(join(folder, "c.json"));
  });
});

describe("bad input is one sentence with the option's name, status 2, and no file", () => {
  const ok = ["--data", "clouds.csv", "--sigma", "0.3", "--out", "model.json"];
  const cases: readonly (readonly [args: readonly string[], message: string | RegExp])[] = [
    [["--sigma", "1", "--out", "m"], /^--data: is required; give the training points: /],
    [["--data", "spiral", "--out", "m"], /^--sigma: is required; /],
    [["--data", "spiral", "--sigma", "1"], /^--out: is required; give the file to write the model to/],
    [
      [...ok, "--data", "none.csv"],
      '--data: "none.csv" is neither a known name nor a file that exists; allowed are spiral, curve10d and a file of points',
    ],
    [[...ok, "--data", ""], /^--data: "" is neither a known name/],
    [[...ok, "--data", "folder"], '--data: "folder" is a folder; give a file'],
    [[...ok, "--data", "empty.csv"], '--data: the file "empty.csv" must hold at least one point, such as [[0.5]]'],
    [
      [...ok, "--data", "header.csv"],
      '--data: the file "header.csv" must hold at least one point, such as [[0.5,0.5]]',
    ],
    [
      [...ok, "--data", "one.csv"],
      '--data: the file "one.csv" must hold two points or more, to train on some and validate on others',
    ],
    [
      [...ok, "--data", "ragged.csv"],
      '--data: line 3 of the file "ragged.csv" must have 2 cells, as line 1 has, not 1: ["3"]',
    ],
    [
      [...ok, "--data", "words.csv"],
      '--data: line 3, column 2 ("y") of the file "words.csv" must be a number, not "four"; leave the column out with --drop y, or choose columns with --columns',
    ],
    [
      [...ok, "--data", "same.csv"],
      "--data: points must have a variance that is a positive number, not 0, because all points are the same",
    ],
    [
      [...ok, "--data", "huge.csv"],
      "--data: points must have a variance that is a positive number, not one that overflows, because the points are so large",
    ],
    [[...ok, "--sigma", "0"], '--sigma: must be a positive finite number, not "0"'],
    [[...ok, "--sigma", "1e-12"], /^--sigma: must be from \S+ to \S+ for these data, not 1e-12$/],
    [[...ok, "--sigma", "1e12"], /^--sigma: must be from \S+ to \S+ for these data, not 1000000000000$/],
    [[...ok, "--loss", "mse"], '--loss: must be dae or rcae, not "mse"'],
    [[...ok, "--hidden", "0"], '--hidden: must be a whole number from 1 to 100000, not "0"'],
    [[...ok, "--hidden", "1e9"], '--hidden: must be a whole number from 1 to 100000, not "1e9"'],
    [[...ok, "--iterations", "1.5"], '--iterations: must be a whole number from 1 to 1000000, not "1.5"'],
    [[...ok, "--seed", "0"], '--seed: must be a whole number from 1 to 4294967295, not "0"'],
    [[...ok, "--seed", "4294967296"], /^--seed: must be a whole number from 1 to 4294967295, /],
    [[...ok, "--threads", "0"], '--threads: must be a whole number from 1 to 256, not "0"'],
    [[...ok, "--validation", "1"], '--validation: must be a number between 0 and 1, not "1"'],
    [[...ok, "--annealing", "0.5,,0.4"], '--annealing: must be a positive finite number, not ""'],
    [[...ok, "--annealing", "1e99"], /^--annealing: must be from \S+ to \S+ for these data, not 1e\+99$/],
    [[...ok, "--annealing", "2,1", "--iterations", "2"], "--iterations: must be at least 3, one for each sigma, not 2"],
    [[...ok, "--redraw", "0"], /^--redraw: must be a whole number from 1 to /],
    [[...ok, "--redraw", "5", "--loss", "rcae"], "--redraw: is for the loss dae; the loss rcae draws no noise"],
    [
      [...ok, "--noise-replicates", "5", "--loss", "rcae"],
      "--noise-replicates: is for the loss dae; the loss rcae draws no noise",
    ],
    [[...ok, "--noise-replicates", "100000"], "--noise-replicates: must be at most 27777 for 180 points, not 100000"],
    [[...ok, "--initial-scale", "big"], '--initial-scale: must be a positive finite number or auto, not "big"'],
    [[...ok, "--initial-scale", "1e99"], /^--initial-scale: must be from \S+ to \S+ for these data, not 1e\+99$/],
    [[...ok, "--samples", "5"], "--samples: is for spiral and curve10d; of a file all points are taken"],
    [
      [...ok, "--data", "spiral", "--validation", "0.5"],
      "--validation: is for points from a file; spiral has as many points for validation as for training",
    ],
    [
      [...ok, "--data", "spiral", "--standardise"],
      "--standardise: is for points from a file; spiral has one scale in all directions",
    ],
    [[...ok, "--out", "folder"], '--out: "folder" cannot be written: it is a folder'],
    [[...ok, "--out", "gone/m.json"], '--out: "gone/m.json" cannot be written: there is no folder "gone"'],
    [[...ok, "--out", ""], '--out: "" cannot be written: it is not the name of a file'],
    [[...ok, "--out", "clouds.csv"], '--out: "clouds.csv" is the file of --data too; give another one'],
    [
      [...ok, "--checkpoint", "./model.json"],
      '--checkpoint: "./model.json" is the file of --out too; give another one',
    ],
    [[...ok, "--checkpoint", "gone/c"], '--checkpoint: "gone/c" cannot be written: there is no folder "gone"'],
    [[...ok, "--checkpoint", "broken.json"], /^--checkpoint: the file "broken\.json" is not valid JSON \(.*\)$/],
    [
      [...ok, "--checkpoint", "other.json"],
      /^--checkpoint: the file "other\.json" does not hold the state of a training: format is missing; remove it, or give another name$/,
    ],
    [
      [...ok, "--data", "spiral", "--samples", "1"],
      "--samples: must be 2 or more, not 1: one point has no standard deviation",
    ],
    [
      [...ok, "--hidden", "100000", "--checkpoint", "c.json"],
      "--checkpoint: is for trainings of up to 200000 parameters, and --hidden 100000 makes 500002",
    ],
  ];
  const checkFiles = (): void => {
    expect(readdirSync(folder).sort()).toEqual([...Object.keys(files), "folder"].sort());
    for (const [name, content] of Object.entries(files)) expect(readFileSync(join(folder, name), "utf8")).toBe(content);
  };

  // The program itself, without a process for each of so many; it has nothing to say but the sentence it throws.
  test.each(cases)("%j", async (args, expected) => {
    await expectRefusal(["train", ...args], expected, folder);
    checkFiles();
  });

  test.each([cases[3], cases[12], cases[40]])("the command: %j", (args, expected) => {
    const { status, stdout, stderr } = train(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr.split("\n")).toHaveLength(2);
    if (typeof expected === "string") expect(stderr).toBe(`${expected}\n`);
    else expect(stderr.trimEnd()).toMatch(expected);
    checkFiles();
  });
});
