import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { modelToText } from "../../src/autoencoder/model/model-file.ts";
import { projectRoot } from "../../src/project.ts";
import { smallModel } from "../support/small-model.ts";
import { scorebook } from "./scorebook.ts";
import { scorebook as onThread } from "./scorebook-on-thread.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "scorebook-export-"));
  writeFileSync(join(folder, "model.json"), modelToText(smallModel()));
});
afterAll(() => rmSync(folder, { recursive: true }));

test("writes both graphs and the arrays, and says what is in them; the same model gives the same bytes", () => {
  const { status, stdout } = scorebook(["export", "model.json", "--onnx", "a.onnx", "--npz", "a.npz"], folder);
  expect({ status, stdout }).toEqual({
    status: 0,
    stdout: [
      "Written: a.onnx, x (n, 2) -> r, score, float64.",
      "Written: a.jvp.onnx, x (n, 2), v (n, 2) -> jvp, float64.",
      "Written: a.npz, arrays kind, activation, sigma, encoder, hiddenBias, decoder, outputBias.",
      "",
    ].join("\n"),
  });
  scorebook(["export", "model.json", "--onnx", "b.onnx", "--npz", "b.npz"], folder);
  for (const ending of ["onnx", "jvp.onnx", "npz"]) {
    expect(readFileSync(join(folder, `b.${ending}`))).toEqual(readFileSync(join(folder, `a.${ending}`)));
  }
});

test("a graph that was exported holds as its model does", () => {
  const model = join(projectRoot(), "models", "spiral-seed-1.json");
  scorebook(["export", model, "--onnx", "spiral.onnx", "--precision", "float32"], folder);
  const args = ["check", "spiral.onnx", "--density", "spiral", "--sigma", "0.01", "--points", "1000", "--json"];
  const { verdict, output } = JSON.parse(scorebook(args, folder).stdout);
  expect({ verdict, output }).toEqual({ verdict: "holds", output: "reconstruction" });
});

describe("what can't be used is one sentence, with status 2, and nothing is written:", () => {
  test.each([
    [[], "--onnx: is required without --npz; give the file to write"],
    [["--onnx", "c.json"], '--onnx: must be a file that ends in .onnx, not "c.json"'],
    [["--npz", "c.npz", "--onnx", "c.txt"], '--onnx: must be a file that ends in .onnx, not "c.txt"'],
    [["--onnx", "c.onnx", "--sigma", "2"], "--sigma: must be 0.3, which the model was trained for, not 2"],
  ])("%j", (args, sentence) => {
    expect(onThread(["export", "model.json", ...args], folder)).toEqual({
      status: 2,
      stdout: "",
      stderr: `${sentence}\n`,
    });
    expect(["c.json", "c.npz", "c.txt", "c.onnx"].some((name) => existsSync(join(folder, name)))).toBe(false);
  });
});
