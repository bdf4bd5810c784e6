import { corrupt } from "../../../autoencoder/data/corruption.ts";
import { fromScaled } from "../../../autoencoder/data/scaling.ts";
import { csvLine } from "../../../files/csv-line.ts";
import { writeWhole } from "../../../files/whole-file.ts";
import { InputError } from "../../../numerics/input-error.ts";
import { createRng, type Rng } from "../../../numerics/random/random.ts";
import { annealedLangevin } from "../../../sampling/diffusion/annealed-langevin.ts";
import { flowStep } from "../../../sampling/diffusion/probability-flow.ts";
import { reverseDiffusion } from "../../../sampling/diffusion/reverse-diffusion.ts";
import { PointsFiles } from "../../inputs/points-files.ts";
import { formatNumber, formatTable, printJson } from "../../output/output.ts";
import { describePicture } from "../../output/plot-file.ts";
import { startProgress } from "../../output/progress.ts";
import { arvizJson } from "./arviz-json.ts";
import type { DiffusionOptions } from "./diffusion-options.ts";
import { type DiffusionTarget, diffusionTarget, readFor } from "./diffusion-target.ts";
import { type HeldOutTest, heldOutTest } from "./held-out-test.ts";
import { drawPairs, referenceName } from "./pairs-picture.ts";
import { checkOut } from "./sampling-options.ts";

const DEFAULT_DRAWS = 1000;
/**
 * The default number of steps of the ladder if the score is exact. The errors of a network's score would add up over Langevin
 * steps.
 */
const DEFAULT_LEVEL_STEPS = 20;
/** The step eta of the ladder, in units of sigma^2. If p_sigma is as wide as the noise, the variances are 5 % too large. */
const STEP = 0.1;
/** A draw that is farther from its start than this many widths of the starts has diverged. */
const FAR = 3;
/** The number of further draws by which mean and covariance are corrected. They give the variance along an axis to 2 %. */
const PILOTS = 4000;
const STREAMS = { starts: 1, chains: 2, test: 3, pilots: 4 };

/** Runs `scorebook sample --method ladder|flow`. @throws InputError */
export async function drawByDiffusion(options: DiffusionOptions): Promise<void> {
  const { out, chains, seed, start, reference, method, json } = options;
  checkOut(options);
  const files = new PointsFiles(options);
  const target = await diffusionTarget(options, files);
  try {
    const given = start === undefined ? null : await readFor("--start", start, target, files);
    const held = reference === undefined ? null : await readFor("--reference", reference, target, files);
    files.announce();
    const n = chains ?? (given ? given.length / target.dim : DEFAULT_DRAWS);
    const starts = startsFor(target, given, n, createRng(seed, STREAMS.starts));
    const levelSteps = options.levelSteps ?? (target.learnt ? 0 : DEFAULT_LEVEL_STEPS);
    const arrived = await diffuse(target, withPilots(target, given, starts, seed), { ...options, levelSteps });
    if (arrived === null) return sayInterrupted();
    // The last step removes the remaining noise.
    const draws = target.ladder[target.ladder.length - 1].evaluate(arrived.subarray(arrived.length - starts.length));
    checkNearStarts(draws, starts, target.dim, method);
    const test = held && heldOutTest(draws, held, target.dim, createRng(seed, STREAMS.test));
    const own = target.scaling ? fromScaled(draws, target.scaling) : draws;
    writeWhole(out, options.format === "csv" ? table(own, target) : inArviz(own, target, options));
    const data = held && (target.scaling ? fromScaled(held, target.scaling) : held);
    const dataName = reference === undefined ? "data" : referenceName(reference);
    const drawn = await drawPairs(options, { draws: own, data, dataName, columns: target.columns, dim: target.dim });
    const sigmas = target.ladder.map(({ sigma }) => sigma);
    const moments = momentsOf(own, target.dim);
    const report = {
      ...{ out, method, draws: n, dim: target.dim, sigmas, levelSteps: method === "ladder" ? levelSteps : null },
      sigmaUnit: target.scaling ? "standard deviations" : "data",
      engine: target.engine,
      ...{ columns: namesOf(target), ...moments, seed, test },
    };
    if (json) return printJson({ ...report, ...drawn, ...files.json() });
    process.stdout.write(`${describe(report, options.engine !== undefined)}\n`);
    if (drawn) process.stdout.write(`${describePicture(drawn)}\n`);
  } finally {
    await target.close();
  }
}

/**
 * As the noise decreases, the draws move closer together. If r leads a draw far beyond all starts, r is not a denoiser there.
 * @throws InputError
 */
function checkNearStarts(draws: Float64Array, starts: Float64Array, dim: number, method: string): void {
  const far = FAR * Math.max(...Array.from({ length: dim }, (_, a) => widthOf(starts, dim, a)));
  const gone = new Set<number>();
  draws.forEach((value, j) => {
    if (!(Math.abs(value - starts[j % dim]) <= far)) gone.add(Math.floor(j / dim));
  });
  if (gone.size === 0) return;
  const problem = `${method} led ${gone.size} of ${draws.length / dim} draws far beyond all starts, where the model is not a denoiser; give the other one of flow and ladder, another model, or more --levels`;
  throw new InputError({ argument: "--method", problem });
}

function widthOf(points: Float64Array, dim: number, axis: number): number {
  let [least, most] = [Infinity, -Infinity];
  for (let j = axis; j < points.length; j += dim) {
    least = Math.min(least, points[j]);
    most = Math.max(most, points[j]);
  }
  return most - least || 1;
}

/** The starts: the points of a file in turn, with noise of the largest sigma, or the starts of the target if there is no file. */
function startsFor(target: DiffusionTarget, given: Float64Array | null, n: number, rng: Rng): Float64Array {
  if (!given) return target.starts(rng, n);
  const points = Float64Array.from({ length: n * target.dim }, (_, j) => given[j % given.length]);
  return corrupt(points, target.ladder[0].sigma, rng);
}

/**
 * The starts with the pilots before them, if there are pilots. The pilots begin as the starts do: otherwise the map that gives the
 * pilots the known moments would not be the map that the draws need.
 */
function withPilots(
  target: DiffusionTarget,
  given: Float64Array | null,
  starts: Float64Array,
  seed: number,
): Float64Array {
  if (!target.moments) return starts;
  const all = new Float64Array(PILOTS * target.dim + starts.length);
  all.set(startsFor(target, given, PILOTS, createRng(seed, STREAMS.pilots)));
  all.set(starts, PILOTS * target.dim);
  return all;
}

/** Leads the points from the largest to the smallest sigma, with progress; null after Ctrl-C. */
async function diffuse(
  { ladder, moments }: DiffusionTarget,
  starts: Float64Array,
  { method, levelSteps, seed }: DiffusionOptions & { readonly levelSteps: number },
): Promise<Float64Array | null> {
  let interrupted = false;
  const onInterrupt = (): void => {
    interrupted = true;
  };
  const progress = startProgress(method, ladder.length, { onInterrupt });
  const rng = createRng(seed, STREAMS.chains);
  const langevin = levelSteps > 0 ? annealedLangevin(ladder, { stepsPerLevel: levelSteps, step: STEP }) : null;
  let taken = 0;
  let points = starts;
  try {
    for (let level = 0; level < ladder.length; level++) {
      if (method === "flow") {
        if (level > 0) points = flowStep(ladder[level - 1], ladder[level], points, "heun");
      } else if (langevin === null) {
        if (level > 0) points = reverseDiffusion(ladder.slice(level - 1, level + 1), rng, points)[1];
      }
      for (let step = 0; method === "ladder" && step < levelSteps && !interrupted; step++) {
        if (langevin) points = langevin.step(rng, { positions: points, taken: taken++ }).state.positions;
        await new Promise((go) => setImmediate(go));
      }
      if (moments) points = moments.match(points, PILOTS, ladder[level].sigma);
      progress.update(level + 1, "");
      await new Promise((go) => setImmediate(go));
      if (interrupted) return null;
    }
  } finally {
    progress.stop();
  }
  return points;
}

function namesOf({ columns, dim }: DiffusionTarget): readonly string[] {
  return columns ?? Array.from({ length: dim }, (_, a) => `x${a + 1}`);
}

function table(draws: Float64Array, target: DiffusionTarget): string {
  const lines = [csvLine(namesOf(target))];
  for (let i = 0; i < draws.length; i += target.dim) lines.push(draws.subarray(i, i + target.dim).join(","));
  return `${lines.join("\n")}\n`;
}

/** The draws are independent, so that they are written as one chain in any order. */
function inArviz(draws: Float64Array, target: DiffusionTarget, { method, seed }: DiffusionOptions): string {
  const run = { dim: target.dim, chains: 1, kept: draws.length / target.dim, draws, acceptance: null };
  return arvizJson(run, namesOf(target), { sampling_method: method, seed });
}

/** The moments of each column, for independent draws. */
function momentsOf(draws: Float64Array, dim: number): Record<"mean" | "standardError" | "standardDeviation", number[]> {
  const n = draws.length / dim;
  const mean = new Array<number>(dim).fill(0);
  const squares = new Array<number>(dim).fill(0);
  for (let j = 0; j < draws.length; j++) mean[j % dim] += draws[j] / n;
  for (let j = 0; j < draws.length; j++) squares[j % dim] += (draws[j] - mean[j % dim]) ** 2;
  const standardDeviation = squares.map((sum) => (n > 1 ? Math.sqrt(sum / (n - 1)) : Number.NaN));
  return { mean, standardDeviation, standardError: standardDeviation.map((value) => value / Math.sqrt(n)) };
}

interface Report extends Record<"mean" | "standardError" | "standardDeviation", readonly number[]> {
  readonly out: string;
  readonly method: string;
  readonly draws: number;
  readonly sigmas: readonly number[];
  /** Langevin steps at each sigma; 0 for the reverse diffusion, null for the flow. */
  readonly levelSteps: number | null;
  readonly sigmaUnit: string;
  readonly engine: string | null;
  readonly columns: readonly string[];
  readonly test: HeldOutTest | null;
}

function describe(
  {
    out,
    method,
    draws,
    sigmas,
    levelSteps,
    sigmaUnit,
    engine,
    columns,
    mean,
    standardError,
    standardDeviation,
    test,
  }: Report,
  saysEngine: boolean,
): string {
  const rows = columns.map((name, a) => [
    name,
    ...[mean, standardError, standardDeviation].map((of) => formatNumber(of[a], 4)),
  ]);
  const unit = sigmaUnit === "data" ? "" : ` ${sigmaUnit}`;
  const ladder = levelSteps === 0 ? "the reverse diffusion" : "annealed Langevin";
  const how = method === "ladder" ? ladder : "the probability flow";
  const range = `${sigmas.length} sigmas from ${formatNumber(sigmas[0], 3)} to ${formatNumber(sigmas[sigmas.length - 1], 3)}${unit}`;
  return [
    formatTable(["", "mean", "standard error", "standard deviation"], rows),
    "",
    `${draws} independent draws by ${how}, through ${range}, and a last denoising step.`,
    ...(test
      ? [
          `Energy distance to the reference ${formatNumber(test.energyDistance, 3)}; p-value ${formatNumber(test.pValue, 3)} of ${test.permutations} permutations.`,
        ]
      : []),
    ...(saysEngine ? [`The network was computed by ${engine}.`] : []),
    `Written: ${out}.`,
  ].join("\n");
}

function sayInterrupted(): void {
  process.stderr.write("Interrupted: nothing was written.\n");
  process.exitCode = 130;
}
