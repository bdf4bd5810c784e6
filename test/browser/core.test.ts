import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { beforeAll, describe, expect, test } from "vitest";
import { launchBrowser } from "../../src/figures/browser.ts";
import { projectRoot } from "../../src/project.ts";

/**
 * What the core computes, as a script of its own that runs in Node and in a page alike: score estimates and losses of both
 * optima of a mixture, of an energy and of points; random numbers; a network trained for a few steps.
 */
const SCRIPT = `
import {
  createRng, Dae1d, drawnData, EnergyDensity, FinitePoints, GaussianMixture, linspace, localMoments, optimalReconstruction,
  paper1d, Rcae1d, scoreEstimate, spiral, trainModel,
} from "scorebook";

const mixture = new GaussianMixture([
  { weight: 0.3, mean: [-1, 0], covariance: [[0.2, 0], [0, 0.2]] },
  { weight: 0.7, mean: [1, 1], covariance: [[0.5, 0.3], [0.3, 0.5]] },
]);
const energy = new EnergyDensity({ expression: "x^4/4 - x^2/2", domain: [[-4, 4]] });
const points = new FinitePoints(Float64Array.of(0, 0, 1, 0, 0, 1), 2);
const x = linspace(-1.5, 1.5, 41);
const plane = mixture.sample(createRng(3), 20);

export async function compute() {
  const optima = [new Dae1d(energy, 0.1), new Rcae1d(energy, 0.1), new Dae1d(paper1d(), 0.31), new Rcae1d(paper1d(), 0.06)];
  const model = await trainModel({
    data: drawnData(spiral(), 50, 1), source: "spiral",
    options: { sigma: 0.05, hidden: 5, iterations: 5, seed: 1, initialScale: 8 },
  });
  return {
    oneDimension: optima.flatMap((optimum) => [...scoreEstimate(optimum, x), optimum.optimalLoss().value]),
    mixture: [...scoreEstimate(optimalReconstruction(mixture, "dae", 0.3), plane), ...localMoments(mixture, Float64Array.of(0, 0), 0.5).mean],
    points: [...scoreEstimate(optimalReconstruction(points, "dae", 0.5), plane)],
    draws: [...plane],
    weights: [...model.network.weights.encoder],
  };
}
globalThis.compute = compute;
`;

interface Numbers {
  readonly [name: string]: readonly number[];
}

let here: Numbers;
let there: Numbers;

beforeAll(async () => {
  const bundle = async (platform: "browser" | "node"): Promise<string> => {
    const { outputFiles } = await build({
      stdin: { contents: SCRIPT, resolveDir: projectRoot(), loader: "js" },
      bundle: true,
      format: platform === "browser" ? "iife" : "esm",
      platform,
      conditions: platform === "browser" ? [] : ["node"],
      write: false,
      logLevel: "silent",
    });
    return outputFiles[0].text;
  };
  const [forPage, forNode] = await Promise.all([bundle("browser"), bundle("node")]);
  const folder = mkdtempSync(join(tmpdir(), "scorebook-core-"));
  try {
    writeFileSync(join(folder, "core.mjs"), forNode);
    here = await (await import(join(folder, "core.mjs"))).compute();
  } finally {
    rmSync(folder, { recursive: true });
  }
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    // Whatever the page asks for, it does not get: the core needs nothing from anywhere.
    await page.route("**", (route) => route.abort());
    await page.setContent("<!doctype html><title>core</title>");
    await page.addScriptTag({ content: forPage });
    there = await page.evaluate("compute()");
  } finally {
    await browser.close();
  }
}, 120_000);

describe("in a page of a browser, without a network, the core computes what it computes in Node", () => {
  test.each(["oneDimension", "mixture", "points", "draws", "weights"])("%s: to 1e-15 of the largest number", (name) => {
    const scale = Math.max(...here[name].map(Math.abs));
    expect(there[name]).toHaveLength(here[name].length);
    const largest = Math.max(...here[name].map((value, i) => Math.abs(value - there[name][i])));
    expect(largest / scale).toBeLessThanOrEqual(1e-15);
  });
});
