import { build } from "esbuild";
import { projectRoot } from "../../src/project.ts";

/** The numbers that the core computes, by name. */
export interface Numbers {
  readonly [name: string]: readonly number[];
}

/**
 * A script that runs in Node, in a page, in a Web Worker and in Deno. It computes score estimates and losses of both optima of a
 * mixture, of an energy and of points, random numbers, and a network that is trained for a few steps. It defines two functions:
 * compute(), and solvesPerSecond(milliseconds).
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

globalThis.compute = async () => {
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
};

// As when a slider moves: another sigma of Figure 4 each time, both optima solved anew, their score estimates at 400 points.
const places = linspace(-1.5, 1.5, 400);
const sigmas = [0, 25, 40, 60].map((i) => Math.exp((-4.6 * i) / 99));
globalThis.solvesPerSecond = (milliseconds) => {
  const density = paper1d();
  const solve = (k) => {
    const sigma = sigmas[k % 4] * (1 + 1e-3 * k);
    return [scoreEstimate(new Dae1d(density, sigma), places), scoreEstimate(new Rcae1d(density, sigma), places)];
  };
  for (let k = 0; k < 8; k++) solve(k);
  // The best of ten slices: other processes take time from some of them.
  const rates = Array.from({ length: 10 }, () => {
    const start = performance.now();
    let solved = 0;
    while (performance.now() - start < milliseconds / 10) solve(solved++);
    return (1000 * solved) / (performance.now() - start);
  });
  return Math.max(...rates);
};
`;

/** The script, bundled for a platform. */
export async function coreScript(platform: "browser" | "node"): Promise<string> {
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
}

/** The largest difference between two lists of the same length, relative to the largest number. */
export function largestDifference(one: readonly number[], other: readonly number[]): number {
  if (one.length !== other.length) return Number.NaN;
  const scale = Math.max(...one.map(Math.abs));
  return Math.max(...one.map((value, i) => Math.abs(value - other[i]))) / scale;
}
