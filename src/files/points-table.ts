import { openPoints } from "./open-points.ts";
import type { OpenOptions, PointsBlock, PointsReader, PointsSummary } from "./points-reader.ts";

/** All points of a file. */
export interface PointsTable {
  /** Shape (n, d), n >= 1. */
  readonly points: Float64Array;
  readonly dim: number;
  /** The names of the d columns in the file, or null if the file does not name them. */
  readonly names: readonly string[] | null;
  /** The number of each point's row in the file, as in `PointsBlock`. Shape (n). */
  readonly rows: Float64Array;
  /** How the file was read. */
  readonly summary: PointsSummary;
}

/**
 * Reads all points in a file: text with or without a header, JSON, .npy or Parquet, as `openPoints` describes.
 * @throws InputError for a file that does not exist or cannot be read, and for a row that is not a point. The message names the row,
 * the column and the contents of the cell
 */
export async function readPoints(path: string, options: OpenOptions = {}): Promise<PointsTable> {
  return allPoints(await openPoints(path, options));
}

/** Reads all points of a reader. @throws InputError */
export async function allPoints(reader: PointsReader): Promise<PointsTable> {
  const blocks: PointsBlock[] = [];
  for await (const block of reader) blocks.push(block);
  const points = joined(blocks.map((block) => block.points));
  const rows = joined(blocks.map((block) => block.rows));
  return { points, rows, dim: reader.dim, names: reader.names, summary: reader.summary() };
}

function joined(arrays: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(arrays.reduce((length, array) => length + array.length, 0));
  let first = 0;
  for (const array of arrays) {
    all.set(array, first);
    first += array.length;
  }
  return all;
}
