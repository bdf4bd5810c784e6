import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { toScaled } from "../../src/autoencoder/data/scaling.ts";
import { splitData } from "../../src/autoencoder/data/training-data.ts";
import { fusedReconstruction } from "../../src/autoencoder/kernel/fused-reconstruction.ts";
import { inDataUnits } from "../../src/autoencoder/model/data-units.ts";
import { readModel, writeModel } from "../../src/autoencoder/model/stored-model.ts";
import type { TrainedModel } from "../../src/autoencoder/model/trained-model.ts";
import { OneLayer } from "../../src/autoencoder/network/one-layer.ts";
import { trainModel } from "../../src/autoencoder/plans/train-model.ts";
import { spiral } from "../../src/density/examples/spiral.ts";
import { readPoints } from "../../src/files/points-table.ts";
import { createRng } from "../../src/numerics/random/random.ts";
import { projectRoot } from "../../src/project.ts";
import { optimalReconstruction } from "../../src/reconstruction/optimal.ts";
import { scoreEstimate } from "../../src/reconstruction/reconstruction.ts";
import { runChains } from "../../src/sampling/chains/chain-run.ts";
import type { ChainState, Sampler } from "../../src/sampling/chains/sampler.ts";
import { coordinateDraws } from "../../src/sampling/diagnostics/chain-quantity.ts";
import {
  bulkEffectiveSampleSize,
  tailEffectiveSampleSize,
} from "../../src/sampling/diagnostics/effective-sample-size.ts";
import { meanOfChains } from "../../src/sampling/diagnostics/mean-of-chains.ts";
import { rankNormalisedRHat } from "../../src/sampling/diagnostics/split-r-hat.ts";
import { ksPValue } from "../../src/sampling/distances/goodness-of-fit.ts";
import {
  type EnergyDifference,
  firstOrderDifference,
  pathDifference,
  smoothedEnergy,
} from "../../src/sampling/energy/energy-difference.ts";
import { gaussLegendreRule, midpointRule } from "../../src/sampling/energy/path-rule.ts";
import { refinedPathDifference } from "../../src/sampling/energy/refined-path.ts";
import { adaptProposal, metropolisTarget } from "../../src/sampling/steps/adapt-proposal.ts";
import { mala, malaOnEnergy, unadjustedLangevin } from "../../src/sampling/steps/langevin.ts";
import { metropolisHastings, metropolisOnEnergy } from "../../src/sampling/steps/metropolis-hastings.ts";
import type { MetropolisInfo } from "../../src/sampling/steps/metropolis-step.ts";
import { expectRefusal } from "./refusal.ts";
import type { CommandResult } from "./scorebook.ts";
import { scorebook } from "./scorebook-on-thread.ts";

let folder = "";
const spiralModel: string = join(projectRoot(), "models", "spiral-seed-1.json");

/** N(1, 1): blurred by 0.75 it is N(1, 1.25²). */
const gaussian: string = JSON.stringify({
  kind: "gaussianMixture",
  components: [{ weight: 1, mean: [1], covariance: [[1]] }],
});

/** 100 points in two columns of very different sizes. */
const rng = createRng(1);
const cloud: string = Array.from({ length: 100 }, () => `${40 + rng.normal()},${4000 + 300 * rng.normal()}`).join("\n");

const files: Readonly<Record<string, string>> = {
  "cloud.csv": `length,mass\n${cloud}\n`,
  "line.csv": "0\n2\n",
  "single.csv": "0.5\n",
  "three.csv": "41,4100\n39,3900\n40,4500\n",
  "far.csv": "0\n1e200\n",
  "empty.csv": "",
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "scorebook-sample-"));
  mkdirSync(join(folder, "folder"));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  const { points, dim } = await readPoints(join(folder, "cloud.csv"));
  const model = await trainModel({
    data: splitData(points, dim, 0.1, 1),
    source: "cloud.csv",
    standardise: true,
    options: { sigma: 0.5, hidden: 10, iterations: 50, noiseReplicates: 10, seed: 1, initialScale: 1 },
  });
  writeModel(join(folder, "cloud.json"), model);
});

afterAll(() => rmSync(folder, { recursive: true }));

const everything = (): string[] => [...Object.keys(files), "cloud.json", "folder"].sort();
const sample = (...args: readonly string[]): CommandResult => scorebook(["sample", ...args], folder);

interface Sampled {
  readonly text: string;
  readonly table: { readonly points: Float64Array; readonly dim: number };
  /** Without chain and step. */
  readonly points: Float64Array;
  readonly stdout: string;
}

/** Samples, and reads the file, which it removes. */
function drawn(...args: readonly string[]): Sampled {
  const { status, stdout, stderr } = sample(...args, "--out", "draws.csv");
  expect(status, stderr).toBe(0);
  const path = join(folder, "draws.csv");
  const text = readFileSync(path, "utf8");
  const rows = text
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => line.split(",").map(Number));
  const table = { points: Float64Array.from(rows.flat()), dim: rows[0].length };
  unlinkSync(path);
  return { text, table, points: table.points.filter((_, j) => j % table.dim >= 2), stdout };
}

describe("the file", () => {
  const short = ["--density", "spiral", "--sigma", "0.1", "--chains", "3", "--steps", "20"];

  test("has a header, and a line for each draw that is kept, chain after chain, counted from 1", () => {
    const { text, table } = drawn(...short, "--burn-in", "5", "--thin", "5");
    expect(text.startsWith("chain,step,x1,x2\n")).toBe(true);
    const column = (a: number): number[] => [...coordinateDraws(table.points, 1, table.dim, a)];
    expect(column(0)).toEqual([1, 1, 1, 2, 2, 2, 3, 3, 3]);
    expect(column(1)).toEqual([10, 15, 20, 10, 15, 20, 10, 15, 20]);
  });

  test("is the same bytes for the same seed, and others for another; one that was there is replaced", () => {
    const { text } = drawn(...short);
    writeFileSync(join(folder, "draws.csv"), "old");
    expect(drawn(...short, "--seed", "1").text).toBe(text);
    expect(drawn(...short, "--seed", "2").text).not.toBe(text);
  });

  const r = optimalReconstruction(spiral(), "dae", 0.1);
  const energy = smoothedEnergy(r) ?? (() => new Float64Array());
  const score = (points: Float64Array): Float64Array => scoreEstimate(r, points);
  const walk = (energyDifference: EnergyDifference): Sampler =>
    metropolisHastings({ dim: 2, energyDifference, proposal: 0.3 });
  const starts = (seed: number): Float64Array => {
    const start = createRng(seed, 1);
    return spiral()
      .sample(start, 3)
      .map((x) => x + 0.1 * start.normal());
  };
  /** (kept, chains, d) -> (chains, kept, d) of 3 chains, with 2 draws of each. */
  const byChain = (draws: Float64Array): number[] =>
    [0, 1, 2].flatMap((chain) =>
      [0, 1].flatMap((k) => [...draws.subarray((k * 3 + chain) * 2, (k * 3 + chain) * 2 + 2)]),
    );

  test.each<[string, readonly string[], () => Sampler]>([
    ["the exact energy", [], () => metropolisOnEnergy({ dim: 2, energy, proposal: 0.3 })],
    ["path, 1 node", ["--nodes", "1"], () => walk(pathDifference(r, midpointRule))],
    ["path, 3 nodes", ["--nodes", "3"], () => walk(pathDifference(r, gaussLegendreRule(3)))],
    ["path, as many as needed", ["--energy", "path"], () => walk(refinedPathDifference(r))],
    ["first order", ["--energy", "first-order"], () => walk(firstOrderDifference(r))],
    ["mala", ["--method", "mala"], () => malaOnEnergy({ dim: 2, energy, score, step: 0.3 ** 2 / 2 })],
    ["langevin", ["--method", "langevin"], () => unadjustedLangevin({ dim: 2, score, step: 0.3 ** 2 / 2 })],
  ])("is what the library samples with a given proposal: %s", (_name, args, sampler) => {
    const { points } = drawn(...short, "--proposal", "0.3", "--seed", "5", ...args);
    const { draws } = runChains(sampler(), createRng(5, 2), starts(5), { steps: 20, thin: 10 });
    expect([...points]).toEqual(byChain(draws));
  });

  test.each([
    [[], 200],
    [["--warm-up", "30"], 30],
  ])("is what the library samples after a warm-up: %j", (args, steps) => {
    const { points, stdout } = drawn(...short, "--seed", "5", "--json", ...args);
    const samplerFor = (proposal: number): Sampler<ChainState, MetropolisInfo> =>
      metropolisOnEnergy({ dim: 2, energy, proposal });
    const options = { samplerFor, initial: 0.1, target: metropolisTarget };
    const warm = adaptProposal(options, createRng(5, 5), starts(5), steps);
    const { proposal, adaptation } = JSON.parse(stdout);
    expect(proposal).toBe(warm.proposal);
    expect(adaptation).toEqual({ steps, initial: 0.1, target: 0.234 });
    const { draws } = runChains(samplerFor(proposal), createRng(5, 2), warm.positions, { steps: 20, thin: 10 });
    expect([...points]).toEqual(byChain(draws));
  });

  test.each([
    ["mh", "0.5"],
    ["mala", "0.4"],
  ])(
    "of a model of standardised columns, by %s: r in the data's own units, a proposal for each column",
    (method, text) => {
      const args = ["--model", "cloud.json", "--start", "three.csv", "--chains", "4", "--steps", "10"];
      const { points } = drawn(...args, "--method", method, "--proposal", text);
      const { network, scaling } = readModel(join(folder, "cloud.json")) as TrainedModel;
      if (!scaling) throw new Error("the model has a scaling");
      const r = inDataUnits(fusedReconstruction(network), scaling);
      // The fourth chain begins where the first does.
      const starts = Float64Array.of(41, 4100, 39, 3900, 40, 4500, 41, 4100);
      const proposal = scaling.scale.map((scale) => Number(text) * scale);
      const step = proposal.map((length) => length ** 2 / 2);
      const energyDifference = refinedPathDifference(r);
      const score = (at: Float64Array): Float64Array => scoreEstimate(r, at);
      const plan = { steps: 10, thin: 10 };
      const { draws } =
        method === "mh"
          ? runChains(metropolisHastings({ dim: 2, energyDifference, proposal }), createRng(1, 2), starts, plan)
          : runChains(mala({ dim: 2, score, energyDifference, step }), createRng(1, 2), starts, plan);
      expect([...points]).toEqual([...draws]);
    },
  );

  test("of a model of standardised columns, the chains are those of its own coordinates, to 1e-9 of a standard deviation", () => {
    const args = ["--model", "cloud.json", "--start", "three.csv", "--chains", "4", "--steps", "10"];
    const { points } = drawn(...args, "--proposal", "0.5");
    const { network, scaling } = readModel(join(folder, "cloud.json")) as TrainedModel;
    if (!scaling) throw new Error("the model has a scaling");
    const starts = toScaled(Float64Array.of(41, 4100, 39, 3900, 40, 4500, 41, 4100), scaling);
    const energyDifference = refinedPathDifference(fusedReconstruction(network));
    const sampler = metropolisHastings({ dim: 2, energyDifference, proposal: 0.5 });
    const { draws } = runChains(sampler, createRng(1, 2), starts, { steps: 10, thin: 10 });
    const scaled = toScaled(Float64Array.from(points), scaling);
    // Ten steps, each of which adds some roundings of positions some hundred standard deviations from 0.
    draws.forEach((value, i) => {
      expect(Math.abs(scaled[i] - value)).toBeLessThan(1e-9);
    });
  });
});

describe("what is sampled is the density, blurred by sigma: p > 0.001 of Kolmogorov and Smirnov, seed 1", () => {
  // P(X <= x) of N(1, 1.25²), to 1e-7 (Abramowitz and Stegun 7.1.26).
  const cdf = (x: number): number => {
    const z = Math.abs(x - 1) / 1.25 / Math.SQRT2;
    const t = 1 / (1 + 0.3275911 * z);
    const series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
    const half = (series * Math.exp(-z * z)) / 2;
    return x < 1 ? half : 1 - half;
  };
  // One draw of each chain: they are independent of each other.
  const once = ["--density", gaussian, "--sigma", "0.75", "--chains", "2000", "--steps", "60", "--thin", "60"];

  test.each([
    ["mh", []],
    ["mala", ["--method", "mala"]],
    ["mala with a given proposal", ["--method", "mala", "--proposal", "1.5"]],
    ["mh from two points", ["--start", "line.csv"]],
  ])("%s", (_name, args) => {
    expect(ksPValue(drawn(...once, ...args).points, cdf)).toBeGreaterThan(0.001);
  });

  test("langevin with a large step is not, as nothing is refused: p < 1e-6", () => {
    // At rest its variance is that of x' = (1 - h / 1.25²) x + sqrt(2 h) z: with h = 1.5, 1.25² / (1 - h / (2 1.25²)) = 3.
    const args = [...once, "--method", "langevin", "--proposal", String(Math.sqrt(3))];
    expect(ksPValue(drawn(...args).points, cdf)).toBeLessThan(1e-6);
  });
});

describe("chains on densities have no bias: the mean is right to 4 standard errors (p = 6e-5 of each of 6), seed 1", () => {
  const moments: readonly { expression: string; domain: readonly number[]; mean: number }[] = JSON.parse(
    readFileSync(join(projectRoot(), "test/fixtures/chain-moments.json"), "utf8"),
  );

  // A proposal as long as the density is wide, with which midpoints of the paths were off by tens of standard errors.
  test.each(
    [
      { at: 0, proposal: "1.2" },
      { at: 2, proposal: "1.5" },
      { at: 4, proposal: "0.5" },
    ].flatMap((one) => ["mh", "mala"].map((method) => ({ ...one, ...moments[one.at], method }))),
  )("$method on $expression", ({ expression, domain, mean, method, proposal }) => {
    const density = JSON.stringify({ kind: "energy", expression, domain: [domain] });
    const size = ["--chains", "100", "--steps", "600", "--burn-in", "50", "--json"];
    const args = ["--density", density, "--sigma", "0.3", "--method", method, "--proposal", proposal, ...size];
    const report = JSON.parse(drawn(...args).stdout);
    expect(report.energy).toBe("exact");
    expect(report.standardError[0]).toBeLessThan(0.03);
    expect(Math.abs(report.mean[0] - mean)).toBeLessThan(4 * report.standardError[0]);
  });
});

describe("a model of 64 columns", () => {
  const dim = 64;
  /** A network r(x) = V tanh(W x) near 0.75 x in each coordinate: of data N(0, 1), with sigma² = 1/3. */
  const writeWide = (): void => {
    const random = createRng(1);
    const points = Float64Array.from({ length: 200 * dim }, () => random.normal());
    const [encoder, decoder] = [new Float64Array(dim * dim), new Float64Array(dim * dim)];
    for (let a = 0; a < dim; a++) {
      encoder[a * dim + a] = 0.25;
      decoder[a * dim + a] = 3;
    }
    const weights = { encoder, hiddenBias: new Float64Array(dim), decoder, outputBias: new Float64Array(dim) };
    const network = new OneLayer(weights, Math.sqrt(1 / 3));
    const { provenance } = readModel(join(folder, "cloud.json")) as TrainedModel;
    writeModel(join(folder, "wide.json"), { network, scaling: null, provenance });
    const rows = Array.from({ length: 200 }, (_, i) => points.subarray(i * dim, (i + 1) * dim).join(","));
    writeFileSync(join(folder, "wide.csv"), `${rows.join("\n")}\n`);
  };
  const wide = ["--model", "wide.json", "--start", "wide.csv", "--chains", "50", "--steps", "200", "--json"];

  beforeAll(writeWide);
  afterAll(() => {
    unlinkSync(join(folder, "wide.json"));
    unlinkSync(join(folder, "wide.csv"));
  });

  test.each([
    ["mh", 0.234],
    ["mala", 0.574],
  ])("%s: the default proposal comes to an acceptance of %d, within 0.05", (method, target) => {
    const { acceptance, adaptation, proposal, quadrature } = JSON.parse(drawn(...wide, "--method", method).stdout);
    expect(Math.abs(acceptance - target)).toBeLessThan(0.05);
    expect(adaptation).toMatchObject({ steps: 200, target });
    expect(adaptation.initial).toBeCloseTo(Math.sqrt(1 / 3), 14);
    expect(proposal).not.toBeCloseTo(adaptation.initial, 3);
    expect(quadrature.reversedFraction).toBe(0);
  });

  test("a given proposal of sigma is used as it is: an acceptance below 0.05, and chains that have not mixed", () => {
    const { stdout } = drawn(...wide, "--proposal", String(Math.sqrt(1 / 3)));
    const { acceptance, adaptation, warnings } = JSON.parse(stdout);
    expect(acceptance).toBeLessThan(0.05);
    expect(adaptation).toBeNull();
    expect(warnings.join(" ")).toContain("R-hat of x1, x2, x3 and 61 more");
  });
});

describe("chains that run away", () => {
  const langevin = ["--density", gaussian, "--sigma", "0.5", "--method", "langevin", "--chains", "10"];

  test("leave what they drew before in the file, and say when they did", () => {
    // Each step multiplies the distance by 4000: beyond 1e154, whose square is no number any more, after 43 steps.
    const { table, stdout } = drawn(...langevin, "--steps", "200", "--proposal", "100", "--json");
    const { ranAway, kept, rHat, mean, warnings } = JSON.parse(stdout);
    expect(ranAway).toEqual({ chains: 10, step: 50 });
    expect(kept).toBe(20);
    expect(table.points.length / table.dim).toBe(40);
    expect({ rHat, mean }).toEqual({ rHat: [null], mean: [null] });
    expect(warnings[0]).toMatch(/^10 of 10 chains diverged to infinity, the first before step 50: .*no chain is left/);
  });
});

describe("proposals far beyond where p_sigma can be computed, in the plane", () => {
  const plane = JSON.stringify({
    kind: "energy",
    expression: "x^2/2 + y^2/2",
    domain: [
      [-4, 4],
      [-4, 4],
    ],
  });
  const few = ["--density", plane, "--sigma", "0.3", "--chains", "4", "--steps", "40", "--thin", "1", "--json"];

  test.each(["mh", "mala"])("%s refuses them, and the chains stay", (method) => {
    const { stdout } = drawn(...few, "--method", method, "--proposal", "1e9");
    expect(JSON.parse(stdout)).toMatchObject({ acceptance: 0, rHatIsInfinite: [true, true], kept: 40 });
  });

  test("langevin runs away there, and keeps what it drew", () => {
    const { stdout, points } = drawn(...few, "--method", "langevin", "--proposal", "3");
    const { ranAway, rHat } = JSON.parse(stdout);
    expect(ranAway.chains).toBe(4);
    expect(rHat).toEqual([null, null]);
    expect(points.length).toBeGreaterThanOrEqual(2 * 4);
    expect(points.every(Number.isFinite)).toBe(true);
  });
});

describe("what it prints", () => {
  test("with --json: the diagnostics of the draws in the file, and distances that draws of the density keep", () => {
    const args = ["--density", gaussian, "--sigma", "0.75", "--chains", "20", "--steps", "500", "--json"];
    const { points, stdout } = drawn(...args, "--method", "mala", "--burn-in", "0", "--seed", "3");
    const report = JSON.parse(stdout);
    // (chains, kept) -> (kept, chains).
    const draws = Float64Array.from({ length: 1000 }, (_, i) => points[(i % 20) * 50 + Math.floor(i / 20)]);
    const { mean, standardError, standardDeviation } = meanOfChains(draws, 20);
    expect(report).toMatchObject({
      out: "draws.csv",
      target: "density",
      dim: 1,
      sigma: 0.75,
      standardised: false,
      method: "mala",
      energy: "exact",
      adaptation: { steps: 200, initial: 0.75, target: 0.574 },
      burnIn: 0,
      thin: 10,
      seed: 3,
      timeStep: report.proposal ** 2 / 2,
      mean: [mean],
      standardError: [standardError],
      standardDeviation: [standardDeviation],
      rHatIsInfinite: [false],
      ranAway: null,
      quadrature: null,
      warnings: [],
      chains: 20,
      steps: 500,
      kept: 50,
      interrupted: false,
      rHat: [rankNormalisedRHat(draws, 20)],
      bulkEffectiveSampleSize: [bulkEffectiveSampleSize(draws, 20)],
      tailEffectiveSampleSize: [tailEffectiveSampleSize(draws, 20)],
      distances: { draws: 1000, references: 1000 },
    });
    expect(Math.abs(report.acceptance - 0.574)).toBeLessThan(0.1);
    expect(report.acceptanceStandardError).toBeLessThan(0.02);
    // Of two samples of 1000 the energy distance is some 0.002, the other one some 0.06.
    expect(Math.abs(report.distances.energyDistance)).toBeLessThan(0.02);
    expect(Math.abs(report.distances.floor.energyDistance)).toBeLessThan(0.01);
    expect(report.distances.slicedWasserstein).toBeLessThan(0.25);
  });

  test("what computed a model's network; by another engine the draws are the same bytes, since r only decides", () => {
    const args = ["--model", spiralModel, "--chains", "3", "--steps", "40", "--proposal", "0.01", "--nodes", "1"];
    const drawnBy = (engine: string): ReturnType<typeof drawn> => drawn(...args, "--engine", engine, "--json");
    const [fused, plain] = [drawnBy("fused"), drawnBy("plain")];
    expect([fused, plain].map(({ stdout }) => JSON.parse(stdout).engine)).toEqual([
      "the fused kernel, float64",
      "plain TypeScript, float64",
    ]);
    expect(plain.text).toBe(fused.text);
    const { stdout } = drawn(...args, "--engine", "fused");
    expect(stdout).toContain("\nThe network was computed by the fused kernel, float64.\n");
  });

  test("to a person: a table, acceptance, distances and the file", () => {
    const { stdout } = drawn("--density", "spiral", "--sigma", "0.1", "--chains", "10", "--steps", "100");
    expect(stdout).toMatch(
      /^ +mean +standard error +R-hat +effective sample size, bulk +tails\nx1( +-?[\d.]+){5}\nx2.*\n\n10 chains of 100 steps, 10 draws of each kept; acceptance 0\.\d+ \(standard error 0\.\d+\)\.\nProposal 0\.\d+, adapted in 200 steps of warm-up from 0\.1 for an acceptance of 0\.234\.\nEnergy differences are exact: log p_sigma is known\.\n/,
    );
    expect(stdout).toMatch(
      /\nFrom 100 of the draws to 100 of the data, blurred by sigma:\n {2}energy distance \S+ \(between two such sets of data: \S+\)\n {2}sliced .*\n/,
    );
    expect(stdout).toMatch(/\nWritten: draws\.csv\.\n$/);
  });

  test("to a person: that chains have not mixed", () => {
    const { stdout } = drawn("--density", "spiral", "--sigma", "0.1", "--chains", "10", "--proposal", "0.01");
    expect(stdout).toMatch(
      /\nR-hat of x1, x2 is above 1\.01, .* or another --proposal\.\nThe effective sample size of x1, x2 is below 400.*\nWritten: draws\.csv\.\n$/,
    );
  });

  test.each([
    [
      ["--nodes", "2"],
      /\nProposal 0\.05, not adapted\.\nEnergy differences by the path integral with 2 Gauss points; against 4, on 50 proposals: a difference of \S+ in the energy on average, \S+ in the acceptance, \S+ % of the decisions\.\n/,
    ],
    [
      [],
      /\nEnergy differences by the path integral with 2 to \d+ Gauss points, as each decision needs, \S+ on average\.\n {2}With 1 point there would have been: .*\.\n {2}32 points change \S+ % of 50 decisions\.\n/,
    ],
  ])("of a model: what finer quadrature would change, %j", (args, expected) => {
    const { stdout } = drawn("--model", spiralModel, "--chains", "10", "--steps", "100", "--proposal", "0.05", ...args);
    expect(stdout).toMatch(expected);
  });

  test.each([
    [["--method", "langevin"], /\nProposal 1, time step 0\.5\.\n.*\nlangevin accepts every step, /s],
    [["--energy", "first-order"], /\nThe first-order energy difference is biased: /],
  ])("a method that is biased says so, to a person and in JSON: %j", (args, expected) => {
    const all = ["--density", gaussian, "--sigma", "1", ...args];
    const { stdout } = drawn(...all);
    expect(stdout).toMatch(expected);
    const { warnings } = JSON.parse(drawn(...all, "--json").stdout);
    expect(warnings.length).toBeGreaterThan(0);
    for (const warning of warnings) expect(stdout).toContain(`\n${warning}\n`);
  });

  test("chains that stand still: infinite, in JSON null with rHatIsInfinite", () => {
    const args = ["--density", gaussian, "--sigma", "1", "--proposal", "1e9"];
    expect(drawn(...args).stdout).toMatch(/\nx1 +\S+ +\S+ +infinite +/);
    expect(JSON.parse(drawn(...args, "--json").stdout)).toMatchObject({ rHat: [null], rHatIsInfinite: [true] });
  });

  test("a model of named data begins with those, and is compared with them", () => {
    const args = ["--model", spiralModel, "--chains", "200", "--steps", "20", "--json"];
    const { distances, acceptance } = JSON.parse(drawn(...args).stdout);
    expect(distances).toMatchObject({ draws: 400, references: 400 });
    expect(distances.energyDistance).toBeLessThan(0.01);
    expect(acceptance).toBeGreaterThan(0.1);
  });

  test("a model of a file is compared with --reference, in standard deviations of the columns; without, with nothing", () => {
    const args = ["--model", "cloud.json", "--start", "cloud.csv", "--steps", "200"];
    const { stdout } = drawn(...args, "--reference", "cloud.csv");
    expect(stdout).toContain(
      "\nFrom 2000 of the draws to 100 of the data, blurred by sigma, in standard deviations of the columns:\n",
    );
    expect(stdout).not.toContain("between two such sets");
    expect(stdout).toMatch(
      /\nDo the draws differ from the data\? Energy distance \S+; p-value \S+ of 999 permutations\.\n {2}The test takes \d+ draws, (the last draw|one draw in \d+) of each chain.*, and 100 of the data\. /,
    );
    expect(JSON.parse(drawn(...args, "--json").stdout).distances).toBeNull();
    const { distances } = JSON.parse(drawn(...args, "--reference", "cloud.csv", "--json").stdout);
    expect(distances).toMatchObject({
      ...{ draws: 2000, references: 100, floor: null },
      test: { references: 100, permutations: 999 },
    });
    // Neighbours of a chain are alike: of 20 draws of each of 100 chains fewer are tested, one of each chain at least.
    expect(distances.test.draws).toBeLessThan(2000);
    expect(distances.test.draws % 100).toBe(0);
    expect(distances.slicedWasserstein).toBeLessThan(0.3);
    // Not blurred by sigma = 0.5 they would be narrower by a tenth, and points far away are far away.
    const { distances: far } = JSON.parse(drawn(...args, "--reference", "three.csv", "--json").stdout);
    expect(far.slicedWasserstein).toBeGreaterThan(2 * distances.slicedWasserstein);
  });

  test("for fewer than four draws of each chain R-hat and sizes are undefined, and it says so", () => {
    const args = ["--density", gaussian, "--sigma", "1", "--steps", "3"];
    expect(drawn(...args).stdout).toMatch(/\nx1 +\S+ +undefined +undefined +undefined +undefined\n/);
    expect(JSON.parse(drawn(...args, "--json").stdout).rHat).toEqual([null]);
  });
});

/** Starts it as a user does, waits until it shows progress, and interrupts it. */
async function interrupt(args: readonly string[]): Promise<{ status: number | null; stdout: string; stderr: string }> {
  const program = join(projectRoot(), "dist", "cli", "main.js");
  const child = spawn(process.execPath, [program, "sample", ...args], { cwd: folder });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk) => {
    stdout += String(chunk);
  });
  child.stderr.on("data", (chunk) => {
    if (stderr === "") child.kill("SIGINT");
    stderr += String(chunk);
  });
  const [status] = await once(child, "close");
  return { status, stdout, stderr };
}

// Windows ends a process that is sent SIGINT by another one.
describe.skipIf(process.platform === "win32")("Ctrl-C", { timeout: 60_000 }, () => {
  const long = ["--density", "spiral", "--sigma", "0.1", "--chains", "2", "--proposal", "0.1"];
  const forever = ["--steps", "1000000", "--out", "draws.csv"];

  test("keeps what was drawn, the same as without, says so, and exits with 130", async () => {
    const { status, stdout, stderr } = await interrupt([...long, ...forever, "--thin", "1", "--json"]);
    expect(status).toBe(130);
    expect(stderr).toMatch(/^Interrupted after \d+ of 1000000 steps: what was drawn so far is in draws\.csv\.$/m);
    const { steps, kept, interrupted } = JSON.parse(stdout);
    expect(interrupted).toBe(true);
    const text = readFileSync(join(folder, "draws.csv"), "utf8");
    unlinkSync(join(folder, "draws.csv"));
    expect(kept).toBe(steps);
    expect(text).toBe(drawn(...long, "--steps", String(steps), "--thin", "1").text);
  });

  test("before anything is kept: nothing is written", async () => {
    const { status, stdout, stderr } = await interrupt([...long, ...forever, "--burn-in", "999990"]);
    expect({ status, stdout }).toEqual({ status: 130, stdout: "" });
    expect(stderr).toMatch(
      /^Interrupted after \d+ of 1000000 steps: nothing was kept yet, and nothing was written\.$/m,
    );
    expect(existsSync(join(folder, "draws.csv"))).toBe(false);
  });

  test("in the warm-up: nothing is written", async () => {
    const adapting = ["--density", "spiral", "--sigma", "0.1", "--chains", "2", "--warm-up", "1000000"];
    const { status, stdout, stderr } = await interrupt([...adapting, ...forever]);
    expect({ status, stdout }).toEqual({ status: 130, stdout: "" });
    expect(stderr).toMatch(
      /^Interrupted in the warm-up, after \d+ of 1000000 steps: nothing was kept yet, and nothing was written\.$/m,
    );
    expect(existsSync(join(folder, "draws.csv"))).toBe(false);
  });
});

describe("bad input is one sentence with the option's name, status 2, and no file", () => {
  const density = ["--density", gaussian, "--sigma", "0.5", "--out", "draws.csv"];
  const model = ["--model", "cloud.json", "--start", "cloud.csv", "--out", "draws.csv"];
  const cases: readonly (readonly [args: readonly string[], message: string | RegExp])[] = [
    [["--out", "m"], "--model: is required without --density; give a file that scorebook fit or train wrote"],
    [["--density", "spiral", "--sigma", "1"], /^--out: is required; give the file to write the draws to/],
    [[...density, "--model", "cloud.json"], "--density: does not go with --model; give one of the two"],
    [
      ["--density", "spiral", "--out", "m"],
      "--sigma: is required with --density; give the corruption level, a positive number such as 0.31",
    ],
    [[...model, "--sigma", "1"], "--sigma: is for --density; a model has the sigma that it was trained with"],
    [[...density, "--sigma", "-1"], '--sigma: must be a positive finite number, not "-1"'],
    [[...density, "--sigma", "1e99"], /^--sigma: must be from \S+ to \S+ for this density, not 1e\+99$/],
    [[...density, "--density", "torus"], /^--density: "torus" is neither a known name nor JSON nor a file/],
    [[...model, "--model", "none.json"], /^--model: "none\.json" does not exist; /],
    [[...model, "--model", "line.csv"], /^--model: "line\.csv" /],
    [
      ["--model", "cloud.json", "--out", "draws.csv"],
      '--start: is required for a model that was trained on a file, "cloud.csv"; give a file of points where the chains begin, such as that one',
    ],
    [[...model, "--start", "none.csv"], '--start: "none.csv" does not exist; give a file of points'],
    [[...model, "--start", "folder"], '--start: "folder" is a folder; give a file'],
    [
      [...model, "--start", "empty.csv"],
      '--start: the file "empty.csv" must hold at least one point, such as [[0.5,0.5]]',
    ],
    [
      [...model, "--start", "line.csv"],
      '--start: the file "line.csv" must hold points in R^2, because the model has dimension 2, not in R^1 (columns 1)',
    ],
    [
      [...density, "--start", "far.csv"],
      "--start: point 2, [1e+200], is so far away that the density has no finite score there",
    ],
    [[...density, "--reference", "single.csv"], "--reference: must hold two points or more, not 1"],
    [
      [...density, "--reference", "cloud.csv"],
      /^--reference: the file "cloud\.csv" must hold points in R\^1, because the density has dimension 1, not in R\^2 /,
    ],
    [[...density, "--method", "gibbs"], '--method: must be mh, mala, langevin, ladder or flow, not "gibbs"'],
    [[...density, "--energy", "none"], '--energy: must be exact, path or first-order, not "none"'],
    [
      [...model, "--energy", "exact"],
      "--energy: must be path or first-order with --model, not exact; the exact difference needs p_sigma, which is known for --density only",
    ],
    [
      [...density, "--method", "langevin", "--energy", "path"],
      "--energy: is for the methods mh and mala; langevin accepts every step and needs no energy difference",
    ],
    [
      [...density, "--energy", "first-order", "--nodes", "2"],
      "--nodes: is for --method mh or mala with --energy path, whose path integral has nodes",
    ],
    [[...density, "--nodes", "101"], '--nodes: must be a whole number from 1 to 100, not "101"'],
    [[...density, "--chains", "0"], '--chains: must be a whole number from 1 to 100000, not "0"'],
    [[...density, "--steps", "1e3"], '--steps: must be a whole number from 1 to 10000000, not "1e3"'],
    [[...density, "--burn-in", "-1"], '--burn-in: must be a whole number from 0 to 10000000, not "-1"'],
    [[...density, "--burn-in", "1000"], "--burn-in: must be below the number of steps, 1000, not 1000"],
    [[...density, "--thin", "0"], '--thin: must be a whole number from 1 to 10000000, not "0"'],
    [
      [...density, "--burn-in", "500", "--thin", "501"],
      "--thin: must be at most 500, the steps after the burn-in, not 501",
    ],
    [[...density, "--chains", "100000"], "--thin: must be at least 30 for so many steps and chains, not 10"],
    [[...density, "--proposal", "0"], '--proposal: must be a positive finite number, not "0"'],
    [
      [...density, "--method", "langevin", "--proposal", "100", "--thin", "1000"],
      "--proposal: is so large that every chain diverged to infinity before its first draw; give a smaller one, or --method mala",
    ],
    [[...density, "--warm-up", "0"], '--warm-up: must be a whole number from 1 to 10000000, not "0"'],
    [
      [...density, "--warm-up", "10", "--proposal", "1"],
      "--warm-up: does not go with --proposal, which is used as given; leave out one of the two",
    ],
    [
      [...density, "--warm-up", "10", "--method", "langevin"],
      "--warm-up: is for the methods mh and mala, whose default proposal adapts to the acceptance; langevin accepts every step",
    ],
    [[...density, "--seed", "0"], '--seed: must be a whole number from 1 to 4294967295, not "0"'],
    [[...density, "--out", "folder"], '--out: "folder" cannot be written: it is a folder'],
    [[...density, "--out", "gone/d.csv"], '--out: "gone/d.csv" cannot be written: there is no folder "gone"'],
    [[...model, "--out", "./cloud.csv"], '--out: "./cloud.csv" is the file of --start too; give another one'],
    [[...model, "--out", "cloud.json"], '--out: "cloud.json" is the file of --model too; give another one'],
    [[...density, "--engine", "onnx"], "--engine: is for --model; the optimal denoiser of a density is not a network"],
    [
      [...density, "--method", "flow", "--engine", "onnx"],
      "--engine: is for --model; the optimal denoiser of a density is not a network",
    ],
    [[...model, "--engine", "jax"], '--engine: must be auto, fused, onnx or plain, not "jax"'],
  ];
  const checkFiles = (): void => {
    expect(readdirSync(folder).sort()).toEqual(everything());
    for (const [name, content] of Object.entries(files)) expect(readFileSync(join(folder, name), "utf8")).toBe(content);
  };

  // The program itself, without a process for each of so many; it has nothing to say but the sentence it throws.
  test.each(cases)("%j", async (args, expected) => {
    await expectRefusal(["sample", ...args], expected, folder);
    checkFiles();
  });

  test.each([cases[0], cases[10], cases[34]])("the command: %j", (args, expected) => {
    const { status, stdout, stderr } = sample(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toBe(`${expected}\n`);
    checkFiles();
  });
});
