import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ClosedFormModel } from "../../src/autoencoder/model/closed-form-model.ts";
import { modelToText } from "../../src/autoencoder/model/model-file.ts";
import { onnxModel } from "../../src/autoencoder/onnx/file/onnx-model.ts";
import { add, divide, multiply, negate } from "../../src/autoencoder/onnx/graph/arithmetic.ts";
import { constant, input } from "../../src/autoencoder/onnx/graph/leaves.ts";
import { projectRoot } from "../../src/project.ts";
import { smallModel } from "../support/small-model.ts";
import { scorebook } from "./scorebook.ts";
import { scorebook as onThread } from "./scorebook-on-thread.ts";

const normal = JSON.stringify({ kind: "gaussianMixture", components: [{ weight: 1, mean: [0, 0], covariance: 1 }] });
const node = JSON.stringify(process.execPath);
/** A process that answers the score of the standard normal distribution, blurred, times a factor. */
const answering = (factor: string): string =>
  `${node} -e "require('readline').createInterface({input:process.stdin}).on('line',l=>{const q=JSON.parse(l),s=q.sigma;console.log(JSON.stringify(q.x.map(r=>r.map(x=>-x/(1+s*s)*${factor}))))})"`;

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "scorebook-check-"));
  const [x, sigma] = [input("x", ["n", 2]), input("sigma", ["n", 1])];
  const score = divide(negate(x), add(constant(1), multiply(sigma, sigma)));
  for (const precision of ["float32", "float64"] as const) {
    writeFileSync(join(folder, `${precision}.onnx`), onnxModel({ inputs: [x, sigma], outputs: { score } }, precision));
    const fixed = [input("x", [7, 2]), input("sigma", [1])];
    const own = divide(negate(fixed[0]), add(constant(1), multiply(fixed[1], fixed[1])));
    writeFileSync(
      join(folder, `fixed-${precision}.onnx`),
      onnxModel({ inputs: fixed, outputs: { score: own } }, precision),
    );
  }
  const noise = multiply(score, negate(sigma));
  writeFileSync(join(folder, "noise.onnx"), onnxModel({ inputs: [x, sigma], outputs: { score: noise } }, "float32"));
  writeFileSync(
    join(folder, "scaled.json"),
    modelToText(smallModel({ scaling: { mean: Float64Array.of(1, 2), scale: Float64Array.of(3, 4) } })),
  );
  const { scorebook: madeBy, data, losses } = smallModel().provenance;
  const standard = new ClosedFormModel({
    density: {
      kind: "gaussian",
      components: [
        {
          weight: 1,
          mean: [0, 0],
          covariance: [
            [1, 0],
            [0, 1],
          ],
        },
      ],
    },
    sigmas: [0.3, 0.3],
    scaling: { mean: Float64Array.of(1, 2), scale: Float64Array.of(3, 4) },
    provenance: { scorebook: madeBy, data, losses, options: { loss: "dae", seed: 1 } },
  });
  writeFileSync(join(folder, "standard.json"), modelToText(standard));
  writeFileSync(join(folder, "text.onnx"), "no model");
  writeFileSync(
    join(folder, "rows.csv"),
    Array.from({ length: 40 }, (_, i) => `${Math.sin(i)},${Math.cos(2 * i)}`).join("\n"),
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

const check = (...args: readonly string[]) => scorebook(["check", ...args], folder);

describe("ONNX files, float32 and float64, with batches of any length and of a fixed one", () => {
  test.each(["float32.onnx", "float64.onnx", "fixed-float32.onnx", "fixed-float64.onnx"])("%s holds", (name) => {
    const { status, stdout } = check(name, "--density", normal, "--sigma", "0.2", "0.5", "--points", "400", "--json");
    const { verdict, output, scale, checks, faults } = JSON.parse(stdout);
    expect({ status, verdict, output, faults }).toEqual({ status: 0, verdict: "holds", output: "score", faults: [] });
    expect(scale.factor).toBeCloseTo(1, name.includes("32") ? 5 : 12);
    expect(Object.keys(checks[0])).toEqual(
      expect.arrayContaining(["name", "measured", "predicted", "tolerance", "verdict", "diagnosis"]),
    );
  });

  test("an output named score that is the noise fails, with status 1 and a sentence", () => {
    const { status, stdout } = check("noise.onnx", "--density", normal, "--sigma", "0.2");
    expect(status).toBe(1);
    expect(stdout).toMatch(/^noise \(sigma = 0\.2\): The model returns the noise, .* instead of the score\. /m);
    expect(stdout).toMatch(/this is not a score/);
  });

  test("the same is right where it is said to be the noise", () => {
    expect(check("noise.onnx", "--output", "noise", "--density", normal, "--sigma", "0.2").status).toBe(0);
  });
});

describe("a process", () => {
  test("that is right holds", () => {
    const { status, stdout } = check(
      "--command",
      answering("1"),
      "--density",
      normal,
      "--sigma",
      "0.3",
      "--points",
      "400",
    );
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining("this is a score") });
  });

  test("with sigma for sigma^2 fails, by name", () => {
    const { status, stdout } = check(
      "--command",
      answering("s"),
      "--output",
      "score",
      "--density",
      normal,
      "--sigma",
      "0.3",
      "--json",
    );
    const { faults, scale } = JSON.parse(stdout);
    expect({ status, names: faults.map(({ name }: { name: string }) => name) }).toEqual({
      status: 1,
      names: ["power of sigma"],
    });
    expect(scale.factor).toBeCloseTo(0.3, 10);
  });
});

test("a committed model holds, and --report writes a page with its pictures", () => {
  const model = join(projectRoot(), "models", "spiral-seed-1.json");
  const { status, stdout } = check(model, "--density", "spiral", "--points", "1000", "--report", "page.html");
  expect(status).toBe(0);
  expect(stdout).toContain("Written: page.html.");
  const page = readFileSync(join(folder, "page.html"), "utf8");
  expect(page).toContain("This is a score.");
  expect(page.match(/<figure>/g)).toHaveLength(2);
  expect(page).not.toMatch(/(src|href)="https?:/);
});

test("a model of standardised data is measured in its own units, against rows", () => {
  const { status, stdout } = check("scaled.json", "--data", "rows.csv", "--json");
  const { model, inputs, checks } = JSON.parse(stdout);
  expect(status).toBe(1);
  expect(model).toContain("in standard deviations of the columns");
  expect(inputs[0].points).toBe(40);
  expect(checks[0].sigma).toBe(0.3);
});

describe("a model of standardised data is measured in its own units against a density in those of the data,", () => {
  test.each([
    ["a mixture", { kind: "gaussianMixture", components: [{ weight: 1, mean: [1, 2], covariance: [9, 16] }] }],
    [
      "a formula",
      {
        kind: "energy",
        expression: "(x - 1)^2 / 18 + (y - 2)^2 / 32",
        domain: [
          [-35, 37],
          [-46, 50],
        ],
      },
    ],
  ])("%s: the right model holds", (_what, density) => {
    const { status, stdout } = check(
      "standard.json",
      "--density",
      JSON.stringify(density),
      "--points",
      "400",
      "--json",
    );
    const { verdict, scale, faults } = JSON.parse(stdout);
    expect({ status, verdict, faults }).toEqual({ status: 0, verdict: "holds", faults: [] });
    expect(scale.factor).toBeCloseTo(1, 8);
  });
});

describe("what can't be used is one sentence, with status 2:", () => {
  test.each([
    [
      ["float32.onnx", "--sigma", "1"],
      "--density: is required without --data; give the density that is the truth, or rows that were held out",
    ],
    [["--density", normal], "MODEL or --command must be given, and not both"],
    [
      ["float32.onnx", "--density", normal],
      "--sigma: is required; give the standard deviation of the noise that the model is for",
    ],
    [
      ["float32.onnx", "--density", "paper1d", "--sigma", "1"],
      "--density: must have dimension 2, like the model, not 1",
    ],
    [["float32.onnx", "--density", normal, "--sigma", "-1"], '--sigma: must be a positive finite number, not "-1"'],
    [
      ["nothing.json", "--density", normal, "--sigma", "1"],
      'MODEL: "nothing.json" does not exist; give an ONNX file or a model that scorebook wrote',
    ],
    [
      ["scaled.json", "--density", normal, "--sigma", "0.2"],
      "--sigma: must be 0.3, which the model was trained for, not 0.2",
    ],
    [
      ["float32.onnx", "--density", normal, "--sigma", "1", "--report", "page.txt"],
      '--report: must be a file that ends in .html, not "page.txt"',
    ],
    [
      ["float32.onnx", "--density", normal, "--sigma", "1", "--output", "grad"],
      '--output: must be auto, reconstruction, score, noise, v, velocity or energy, not "grad"',
    ],
  ])("%j", (args, sentence) => {
    expect(onThread(["check", ...args], folder)).toEqual({ status: 2, stdout: "", stderr: `${sentence}\n` });
  });

  test("a file that is not an ONNX model", () => {
    const { status, stderr } = check("text.onnx", "--density", normal, "--sigma", "1");
    expect(status).toBe(2);
    expect(stderr).toMatch(/^MODEL: "text\.onnx" is not an ONNX model that ONNX Runtime can open: .*\n$/);
  });
});
