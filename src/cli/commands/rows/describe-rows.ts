import { fromScaled, toScaled } from "../../../autoencoder/data/scaling.ts";
import { createRng, type Rng } from "../../../numerics/random/random.ts";
import { findModes } from "../../../reconstruction/field/modes.ts";
import { displacement, type IsotropicReconstruction } from "../../../reconstruction/reconstruction.ts";
import { toleratingReconstruction } from "../../../sampling/chains/refusal-to-nan.ts";
import { PointsFiles } from "../../inputs/points-files.ts";
import type { ReadingFlags } from "../../inputs/reading-options.ts";
import { checkWrittenFiles } from "../../inputs/written-files.ts";
import { formatNumber, formatTable, printJson } from "../../output/output.ts";
import { startProgress } from "../../output/progress.ts";
import { modelTarget, type SamplingTarget } from "../sample/sampling-target.ts";
import { localDimensions } from "./local-dimension.ts";
import { type RelativeLogDensity, relativeLogDensity } from "./log-density.ts";
import { RowReservoir } from "./row-reservoir.ts";
import { checkFiniteRows, transformRows } from "./transform-rows.ts";

/** The options of `scorebook describe` as they were typed. */
export interface DescribeOptions extends ReadingFlags {
  readonly model: string;
  readonly data: string;
  readonly out: string;
  readonly sigma?: number;
  readonly seed: number;
  readonly json?: true;
}

/** The largest number of rows from which modes are found, and over which the median is taken. */
const MOST_ROWS = 2000;
/** The number of rows of lowest density that are printed. */
const LOWEST = 5;
/** The largest number of entries of Jacobians that are in memory at the same time. */
const MOST_ENTRIES = 4e6;

/** Runs `scorebook describe`. @throws InputError */
export async function describeRows(options: DescribeOptions): Promise<void> {
  const { model, data, out, sigma, seed, json, ...reading } = options;
  checkWrittenFiles({ "--out": out }, { "--model": model, "--data": data });
  const target = await modelTarget(model, sigma);
  const { dim } = target.own;
  const expected = { dim, why: `because the model has dimension ${dim}` };
  try {
    const chosen = await someRows(data, target, new PointsFiles(reading), expected, createRng(seed));
    const files = new PointsFiles(reading);
    const own = toleratingReconstruction(target.own);
    const landmarks = await landmarksOf(own, chosen.points);
    const density = relativeLogDensity(own, landmarks.at, landmarks.nearest);
    const median = medianOf(checkFiniteRows("--data", density(chosen.points).values, chosen.rows));
    const lowest: { row: number; logDensity: number }[] = [];
    let logs: RelativeLogDensity = { values: new Float64Array(0), errors: null };
    const exact = own.smoothedLogPdf !== undefined;
    const added = [
      "log_density",
      ...(exact ? [] : ["log_density_error"]),
      "step",
      "dimension",
      "mode",
      "mode_distance",
    ];
    const rows = await transformRows(
      { option: "--data", path: data, out, files, expected },
      {
        title: "describe",
        added: () => added,
        compute: (points, numbers) => {
          const scaled = target.scaling ? toScaled(points, target.scaling) : points;
          logs = density(scaled);
          checkFiniteRows("--data", logs.values, numbers);
          keepLowest(lowest, logs.values, numbers, median);
          return describedBy(own, scaled, logs, { median, ...landmarks });
        },
      },
    );
    if (rows === null) return;
    files.announce();
    const modes = landmarks.modes.map(({ at, starts }) => ({
      at: [...(target.scaling ? fromScaled(at, target.scaling) : at)],
      rows: starts,
    }));
    const sigmaUnit = target.scaling ? "standard deviations" : "data";
    const report = {
      out,
      rows,
      dim,
      sigma: target.sigma,
      sigmaUnit,
      columns: added,
      modes,
      medianOf: chosen.rows.length,
      lowest,
    };
    if (json) return printJson({ ...report, ...files.json() });
    process.stdout.write(`${describeReport(report)}\n`);
  } finally {
    await target.close();
  }
}

/** All rows, or a random sample of them in which each row is equally likely, in the coordinates of the model. */
async function someRows(
  path: string,
  { scaling }: SamplingTarget,
  files: PointsFiles,
  expected: { readonly dim: number; readonly why: string },
  rng: Rng,
): Promise<{ readonly points: Float64Array; readonly rows: Float64Array }> {
  const { dim } = expected;
  const reservoir = new RowReservoir(dim, MOST_ROWS, rng);
  await files.readBy("--data", path, "does not exist; give a file of points", { expected }, async (reader) => {
    for await (const { points, rows } of reader) reservoir.add(points, rows);
  });
  const all = reservoir.points();
  return { points: scaling ? toScaled(all, scaling) : all, rows: reservoir.rows() };
}

/** The modes, and the search for the mode that is nearest to a point. */
interface Landmarks {
  /** Shape (m, d). */
  readonly at: Float64Array;
  readonly modes: readonly { readonly at: Float64Array; readonly starts: number }[];
  readonly nearest: (points: Float64Array) => Int32Array;
}

/** The modes to which the rows flow; if there are none, the first row takes their place. */
async function landmarksOf(r: IsotropicReconstruction, points: Float64Array): Promise<Landmarks> {
  const { dim } = r;
  const work = findModes(r, points);
  const progress = startProgress("modes", points.length / dim);
  let step = work.next();
  try {
    for (; !step.done; step = work.next()) {
      progress.update(step.value, "");
      await new Promise((go) => setImmediate(go));
    }
  } finally {
    progress.stop();
  }
  const modes = step.value.modes.filter(({ kind }) => kind === "mode" || kind === "ridge");
  const at = modes.length > 0 ? Float64Array.from(modes.flatMap((mode) => [...mode.at])) : points.slice(0, dim);
  return { at, modes, nearest: (places) => nearestOf(at, places, dim) };
}

function nearestOf(anchors: Float64Array, points: Float64Array, dim: number): Int32Array {
  return Int32Array.from({ length: points.length / dim }, (_, i) => {
    let [best, least] = [0, Infinity];
    for (let k = 0; k < anchors.length / dim; k++) {
      const squared = squaredDistance(anchors, k, points, i, dim);
      if (squared < least) [best, least] = [k, squared];
    }
    return best;
  });
}

function squaredDistance(a: Float64Array, i: number, b: Float64Array, j: number, dim: number): number {
  let squared = 0;
  for (let axis = 0; axis < dim; axis++) squared += (a[i * dim + axis] - b[j * dim + axis]) ** 2;
  return squared;
}

/** The added columns, (rows, columns). */
function describedBy(
  r: IsotropicReconstruction,
  points: Float64Array,
  { values, errors }: RelativeLogDensity,
  { median, at, modes, nearest }: Landmarks & { readonly median: number },
): Float64Array {
  const { dim, sigma } = r;
  const steps = displacement(r, points);
  const dimensions = dimensionsAt(r, points);
  const numbers = nearest(points);
  return Float64Array.from(
    Array.from(values, (value, i) => [
      value - median,
      ...(errors ? [errors[i]] : []),
      Math.hypot(...steps.subarray(i * dim, (i + 1) * dim)) / sigma,
      dimensions[i],
      modes.length > 0 ? numbers[i] + 1 : Number.NaN,
      modes.length > 0 ? Math.sqrt(squaredDistance(at, numbers[i], points, i, dim)) / sigma : Number.NaN,
    ]).flat(),
  );
}

/** Evaluates a few points at a time, because a Jacobian has d^2 entries. */
function dimensionsAt(r: IsotropicReconstruction, points: Float64Array): Float64Array {
  const { dim } = r;
  const all = new Float64Array(points.length / dim);
  const block = Math.max(1, Math.floor(MOST_ENTRIES / dim ** 2));
  for (let from = 0; from < all.length; from += block) {
    all.set(localDimensions(r.jacobian(points.slice(from * dim, (from + block) * dim)), dim), from);
  }
  return all;
}

function medianOf(values: Float64Array): number {
  const sorted = values.slice().sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function keepLowest(
  lowest: { row: number; logDensity: number }[],
  values: Float64Array,
  rows: Float64Array,
  median: number,
): void {
  values.forEach((value, i) => {
    const logDensity = value - median;
    if (lowest.length === LOWEST && logDensity >= lowest[LOWEST - 1].logDensity) return;
    lowest.push({ row: rows[i], logDensity });
    lowest.sort((a, b) => a.logDensity - b.logDensity);
    lowest.splice(LOWEST);
  });
}

function describeReport({
  out,
  rows,
  modes,
  lowest,
  medianOf: of,
  columns,
  sigma,
  sigmaUnit,
}: {
  readonly out: string;
  readonly rows: number;
  readonly sigma: number;
  readonly sigmaUnit: string;
  readonly modes: readonly object[];
  readonly medianOf: number;
  readonly columns: readonly string[];
  readonly lowest: readonly { readonly row: number; readonly logDensity: number }[];
}): string {
  const median = of === rows ? "the median" : `the median of ${of} rows`;
  const unit = sigmaUnit === "data" ? "" : ` ${sigmaUnit}`;
  return [
    formatTable(
      ["row", "log p_sigma"],
      lowest.map(({ row, logDensity }) => [String(row), formatNumber(logDensity, 4)]),
    ),
    "",
    `The rows of the lowest density, of ${rows}; log p_sigma is relative to ${median}, sigma = ${formatNumber(sigma)}${unit}, ${modes.length} ${modes.length === 1 ? "mode" : "modes"}.`,
    `Written: ${out}, with the columns ${columns.join(", ")}.`,
  ].join("\n");
}
