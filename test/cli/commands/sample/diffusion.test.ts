import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ClosedFormModel } from "../../../../src/autoencoder/model/closed-form-model.ts";
import { modelToText } from "../../../../src/autoencoder/model/model-file.ts";
import { ResidualModel } from "../../../../src/autoencoder/model/trained-model.ts";
import { deepParameterCount } from "../../../../src/autoencoder/network/deep-shape.ts";
import { SigmaNetwork } from "../../../../src/autoencoder/network/sigma-network.ts";
import { twoClouds } from "../../../../src/density/examples/two-clouds.ts";
import { createRng } from "../../../../src/numerics/random/random.ts";
import { smallClosedFormModel } from "../../../support/small-closed-form-model.ts";
import { smallModel } from "../../../support/small-model.ts";
import { smallResidualModel } from "../../../support/small-residual-model.ts";
import { scorebook } from "../../scorebook-on-thread.ts";

/** Two Gaussians that no chain at one sigma goes between; 0.7 of the mass to the right. */
const apart =
  '{"kind":"gaussianMixture","components":[{"weight":0.3,"mean":[-5],"covariance":0.04},{"weight":0.7,"mean":[5],"covariance":0.04}]}';
const scaling = { mean: Float64Array.of(40, 4000), scale: Float64Array.of(5, 800) };

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "scorebook-diffusion-"));
  writeFileSync(join(folder, "apart.json"), apart);
  writeFileSync(join(folder, "fitted.json"), modelToText(smallClosedFormModel({ scaling, sigmas: [0.1, 2] })));
  writeFileSync(join(folder, "one.json"), modelToText(smallModel()));
});
afterAll(() => rmSync(folder, { recursive: true }));

const sample = (...args: readonly string[]) => scorebook(["sample", "--out", "draws.csv", ...args], folder);
const draws = (): number[][] =>
  readFileSync(join(folder, "draws.csv"), "utf8").trimEnd().split("\n").slice(1).map((line) => line.split(",").map(Number)); // biome-ignore format: one line

describe.each(["ladder", "flow"])("--method %s", (method) => {
  test("visits both of two Gaussians that lie 50 standard deviations apart, each as often as its weight, within 4 standard errors", () => {
    const { status } = sample(
      "--method",
      method,
      "--density",
      "apart.json",
      "--sigma",
      "0.02",
      "--chains",
      "400",
      "--json",
    );
    expect(status).toBe(0);
    const right = draws().filter(([x]) => x > 0).length;
    expect(Math.abs(right - 280)).toBeLessThan(4 * Math.sqrt(400 * 0.21));
    // The deviation within a Gaussian: 0.2, within 4 standard errors and the 5 % of the step of the ladder's.
    const squares = draws().map(([x]) => (Math.abs(x) - 5) ** 2);
    const deviation = Math.sqrt(squares.reduce((sum, value) => sum + value, 0) / 400);
    expect(Math.abs(deviation / 0.2 - 1)).toBeLessThan(4 / Math.sqrt(800) + 0.05);
  });

  test("of a fitted model: the data's column names and units, the same bytes for the same seed, and the two-sample test", () => {
    const own = smallClosedFormModel({ scaling }).distribution.sample(createRng(7), 300);
    const rows = Array.from({ length: 300 }, (_, i) => `${40 + 5 * own[2 * i]},${4000 + 800 * own[2 * i + 1]}`);
    writeFileSync(join(folder, "held.csv"), `x,y\n${rows.join("\n")}\n`);
    const args = [
      "--method",
      method,
      "--model",
      "fitted.json",
      "--chains",
      "300",
      "--levels",
      "60",
      "--reference",
      "held.csv",
    ];
    const { stdout } = sample(...args, "--json");
    const first = readFileSync(join(folder, "draws.csv"), "utf8");
    const report = JSON.parse(stdout);
    expect(first.split("\n")[0]).toBe("x,y");
    expect(report).toMatchObject({ method, draws: 300, dim: 2, columns: ["x", "y"], sigmaUnit: "standard deviations" });
    expect(report.sigmas).toHaveLength(60);
    // Of the same distribution: a p-value below 0.001 would be one case in a thousand.
    expect(report.test.pValue).toBeGreaterThan(0.001);
    sample(...args);
    expect(readFileSync(join(folder, "draws.csv"), "utf8")).toBe(first);
  });
});

test("ladder with --level-steps 0 goes by the reverse diffusion: both Gaussians as often as their weights, within 4 standard errors", () => {
  const args = ["--method", "ladder", "--level-steps", "0", "--density", "apart.json", "--sigma", "0.02"];
  const { stdout } = sample(...args, "--chains", "400");
  expect(stdout).toContain("400 independent draws by the reverse diffusion, through 40 sigmas from ");
  const right = draws().filter(([x]) => x > 0).length;
  expect(Math.abs(right - 280)).toBeLessThan(4 * Math.sqrt(400 * 0.21));
});

test.each(["ladder", "flow"])(
  "%s of a Gaussian that was fitted at sigma = 1 has its variance, within 4 standard errors and what the steps are off",
  (method) => {
    const components = [{ weight: 1, mean: [0], covariance: [[1]] }];
    const model = new ClosedFormModel({
      ...smallClosedFormModel({ sigmas: [1, 1] }),
      density: { kind: "gaussian", components },
    });
    writeFileSync(join(folder, "wide.json"), modelToText(model));
    sample("--method", method, "--model", "wide.json", "--chains", "1000");
    const variance = draws().reduce((sum, [x]) => sum + x * x, 0) / 1000;
    // The ladder's step makes variances 5 % too large; with the noise of sigma = 1 taken out at the end it would be 1/2.
    expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / 1000) + 0.05);
  },
);

describe("a network for a range of sigmas, which is the best denoiser of one Gaussian", () => {
  const components = [
    { weight: 0.3, mean: [-5], covariance: [[0.04]] },
    { weight: 0.7, mean: [5], covariance: [[0.04]] },
  ];
  // The data: mean 0.7 * 5 - 0.3 * 5, variance 0.04 + 4 * 0.3 * 0.7 * 25.
  const moments = { mean: Float64Array.of(2), covariance: Float64Array.of(21.04) };
  const shape = { dim: 1, hidden: [2], activation: "silu", conditioned: true } as const;
  const sigmas = [0.1, 2] as const;
  const network = new SigmaNetwork(shape, new Float64Array(deepParameterCount(shape)), sigmas, Math.sqrt(21.04));
  const model = (start: typeof components | null): string => {
    const { provenance } = smallResidualModel({ dim: 1, sigmas });
    return modelToText(new ResidualModel({ network, scaling: null, provenance, moments, start }));
  };
  const positive = (): number => draws().filter(([x]) => x > 0).length / draws().length;
  // Blurred by sigma = 2, a component is on its own side of 0 with probability 0.9938.
  const expected = 0.7 * 0.9938 + 0.3 * 0.0062;

  test.each([
    ["the mixture in its file", components, []],
    ["the points of --start", null, ["--start", "rows.csv"]],
  ] as const)(
    "its flow keeps what it begins with, %s: the weights of two Gaussians within 4 standard errors, and their variance",
    (_name, start, args) => {
      writeFileSync(join(folder, "range.json"), model(start ? [...start] : null));
      const rows = Array.from({ length: 1000 }, (_, i) => (i < 300 ? -5 : 5) + 0.2 * Math.sin(i));
      writeFileSync(join(folder, "rows.csv"), `${rows.join("\n")}\n`);
      expect(sample("--method", "flow", "--model", "range.json", "--chains", "1000", ...args).status).toBe(0);
      expect(Math.abs(positive() - expected)).toBeLessThan(4 * Math.sqrt((expected * (1 - expected)) / 1000));
      const values = draws().map(([x]) => x);
      const mean = values.reduce((sum, x) => sum + x, 0) / 1000;
      const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 999;
      // The last denoising step takes 2 * 0.1^2 / 21.04 of the variance. The relative error of a variance is at most sqrt(2 / n), since
      // tails that are lighter than a Gaussian's make it smaller; pilots have an error of their own.
      expect(Math.abs(variance / 21.04 - 1)).toBeLessThan(4 * Math.sqrt(2 / 1000 + 2 / 4000) + 0.001);
    },
  );

  test("without a mixture it begins with one Gaussian, so that its draws have one mode", () => {
    writeFileSync(join(folder, "range.json"), model(null));
    sample("--method", "flow", "--model", "range.json", "--chains", "1000");
    // N(2, 21.04) has 0.31 of its mass within 2 of 0. Draws that begin with the mixture have 0.08.
    const middle = draws().filter(([x]) => Math.abs(x) < 2).length / 1000;
    expect(middle).toBeGreaterThan(0.2);
  });
});

test("the two-sample test tells draws from rows of another distribution", () => {
  const rows = twoClouds().sample(createRng(1), 200);
  writeFileSync(
    join(folder, "other.csv"),
    Array.from({ length: 200 }, (_, i) => `${rows[2 * i]},${rows[2 * i + 1]}\n`).join(""),
  );
  const { stdout } = sample(
    "--method",
    "flow",
    "--model",
    "fitted.json",
    "--chains",
    "200",
    "--reference",
    "other.csv",
    "--json",
  );
  expect(JSON.parse(stdout).test).toMatchObject({ pValue: 1 / 1000, permutations: 999 });
});

test.each([
  [["--method", "flow", "--model", "one.json"], /^--method: flow goes through many sigmas, and this model has one/],
  [["--method", "flow", "--density", "apart.json"], /^--sigma: is required with --density/],
  [
    ["--method", "flow", "--density", "apart.json", "--sigma", "0.1", "--thin", "2"],
    /^--thin: is for the methods mh, mala/,
  ],
  [
    ["--method", "flow", "--density", "apart.json", "--sigma", "0.1", "--level-steps", "2"],
    /^--level-steps: is for the method ladder/,
  ],
  [
    ["--method", "flow", "--density", "apart.json", "--sigma", "3", "--largest-sigma", "2"],
    /^--largest-sigma: must be a number above/,
  ],
  [["--density", "apart.json", "--sigma", "0.1", "--levels", "9"], /^--levels: is for the methods ladder and flow/],
])("%j is refused in one sentence, with status 2, and nothing is written", (args, message) => {
  rmSync(join(folder, "draws.csv"), { force: true });
  const { status, stdout, stderr } = sample(...args);
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr.trim().split("\n").at(-1)).toMatch(message);
  expect(existsSync(join(folder, "draws.csv"))).toBe(false);
});
