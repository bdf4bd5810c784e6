import { fromScaled, toScaled } from "../../../autoencoder/data/scaling.ts";
import { distancesToCurve } from "../../../density/curve/nearest-on-curve.ts";
import type { ParametricCurve } from "../../../density/curve/parametric-curve.ts";
import type { Distribution } from "../../../density/density.ts";
import { InputError } from "../../../numerics/input-error.ts";
import { parseNumber } from "../../../numerics/parse-number.ts";
import { quote } from "../../../numerics/quote.ts";
import { createRng } from "../../../numerics/random/random.ts";
import { KdTree } from "../../../numerics/sorting/k-d-tree.ts";
import type { PointsFiles } from "../../inputs/points-files.ts";
import type { SamplingTarget } from "../sample/sampling-target.ts";
import type { ModesFlags } from "./modes-flags.ts";

/** The starts and the data that their ends are compared with, all in the coordinates of the training. */
export interface StartingPoints {
  /** Shape (n, d). */
  readonly starts: Float64Array;
  readonly kind: "rows" | "grid" | "draws";
  /** The rows of --data, (m, d); null without --data. */
  readonly data: Float64Array | null;
  /** The number of each row in its file, from 1, (n); null for other starts. */
  readonly rows: Float64Array | null;
  /** The distances (n) of points (n, d) from the data; null if no data are known. */
  readonly distances: ((points: Float64Array) => Float64Array) | null;
  /** The place from which distances are measured: "nearest row", "the curve"; null if no data are known. */
  readonly from: string | null;
  /** The names of the columns; null if they have no names. */
  readonly names: readonly string[] | null;
}

const DRAWS = 1000;
const DEFAULT_GRID = 41;
const MOST_STARTS = 1_000_000;
/** The margin of a grid around the data on each side, as a fraction of the data's range. */
const MARGIN = 0.15;

/** @throws InputError that names the option */
export async function startingPoints(
  target: SamplingTarget,
  files: PointsFiles,
  options: ModesFlags,
): Promise<StartingPoints> {
  const { from, starts, grid, data } = options;
  const read = data === undefined ? null : await readRows(data, target, files);
  const known = {
    ...nearTo(target, read?.points ?? null, options.seed),
    data: read?.points ?? null,
    names: read?.names ?? target.columns,
  };
  if (starts === "grid" || from !== undefined || grid !== undefined) {
    return { ...known, starts: gridPoints(target, read?.points ?? null, options), kind: "grid", rows: null };
  }
  if (read) return { ...known, starts: read.points, kind: "rows", rows: read.rows };
  if (!target.draw) {
    throw new InputError({
      argument: "--data",
      problem: `is required for a model that was trained on a file, ${quote(target.source)}; give that file, or a grid by --from`,
    });
  }
  const draws = target.draw(createRng(options.seed), DRAWS);
  return { ...known, starts: scaledBy(draws, target), kind: "draws", rows: null };
}

async function readRows(
  path: string,
  target: SamplingTarget,
  files: PointsFiles,
): Promise<{ points: Float64Array; rows: Float64Array; names: readonly string[] | null }> {
  const { r, what } = target;
  const expected = { dim: r.dim, why: `because ${what} has dimension ${r.dim}` };
  const { points, rows, names } = await files.read("--data", path, "does not exist; give a file of points", {
    expected,
  });
  return { points: scaledBy(points, target), rows, names };
}

function scaledBy(points: Float64Array, { scaling }: SamplingTarget): Float64Array {
  return scaling ? toScaled(points, scaling) : points;
}

/**
 * Distances from rows, if there are rows; otherwise from the curve on which the data lie, or from draws of the data.
 */
function nearTo(
  target: SamplingTarget,
  rows: Float64Array | null,
  seed: number,
): Pick<StartingPoints, "distances" | "from"> {
  const { distribution, scaling, r } = target;
  if (rows) return { distances: distancesTo(rows, r.dim), from: "nearest row" };
  if (!distribution) return { distances: null, from: null };
  const curve = curveOf(distribution);
  if (curve && !scaling) return { distances: (points) => distancesToCurve(curve, points), from: "the curve" };
  const draws = distribution.sample(createRng(seed, 1), DRAWS);
  return {
    distances: distancesTo(scaledBy(draws, target), r.dim),
    from: `nearest of ${DRAWS} draws`,
  };
}

function curveOf(distribution: Distribution): ParametricCurve | null {
  return "curve" in distribution ? (distribution.curve as ParametricCurve) : null;
}

function distancesTo(rows: Float64Array, dim: number): (points: Float64Array) => Float64Array {
  const tree = new KdTree(rows, dim);
  return (points) =>
    Float64Array.from({ length: points.length / dim }, (_, i) => {
      const k = tree.nearest(points, i * dim);
      let squared = 0;
      for (let a = 0; a < dim; a++) squared += (points[i * dim + a] - tree.points[k * dim + a]) ** 2;
      return Math.sqrt(squared);
    });
}

/** A grid in the data's own coordinates, the last axis fastest. @throws InputError */
function gridPoints(
  { r, scaling }: SamplingTarget,
  rows: Float64Array | null,
  { from, grid = DEFAULT_GRID }: ModesFlags,
): Float64Array {
  const { dim } = r;
  if (grid ** dim > MOST_STARTS) {
    const most = Math.floor(MOST_STARTS ** (1 / dim));
    const problem =
      most < 2
        ? `makes too many points in R^${dim}; give --data, whose rows are then the starts`
        : `must be at most ${most} in R^${dim}, not ${grid}`;
    throw new InputError({ argument: "--grid", problem });
  }
  const own = rows && scaling ? fromScaled(rows, scaling) : rows;
  const intervals = from === undefined ? rangesOf(own ?? new Float64Array(0), dim) : parseIntervals(from, dim);
  const points = new Float64Array(grid ** dim * dim);
  for (let i = 0; i < points.length / dim; i++) {
    for (let a = dim - 1, rest = i; a >= 0; a--, rest = Math.floor(rest / grid)) {
      const [low, high] = intervals[a];
      points[i * dim + a] = low + ((high - low) * (rest % grid)) / (grid - 1);
    }
  }
  return scaling ? toScaled(points, scaling) : points;
}

function rangesOf(points: Float64Array, dim: number): (readonly [number, number])[] {
  return Array.from({ length: dim }, (_, a) => {
    let [least, most] = [Infinity, -Infinity];
    for (let j = a; j < points.length; j += dim) {
      least = Math.min(least, points[j]);
      most = Math.max(most, points[j]);
    }
    const margin = MARGIN * (most - least) || 1;
    return [least - margin, most + margin] as const;
  });
}

/** The intervals of a grid: LO,HI for all axes, or LO,HI for each axis in turn. @throws InputError */
function parseIntervals(text: string, dim: number): (readonly [number, number])[] {
  const numbers = text.split(",").map((part) => parseNumber(part.trim()));
  const ends = numbers.length === 2 ? Array.from({ length: dim }, () => numbers).flat() : numbers;
  const intervals = Array.from({ length: dim }, (_, a) => [ends[2 * a], ends[2 * a + 1]] as const);
  const good = ends.length === 2 * dim && intervals.every(([low, high]) => Number.isFinite(high - low) && low < high);
  if (good) return intervals;
  const allowed = `two increasing numbers, such as -2,2${dim > 1 ? `, or ${2 * dim} of them, two for each axis` : ""}`;
  throw new InputError({ argument: "--from", allowed, problem: quote(text) });
}
