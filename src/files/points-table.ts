import { openPoints } from "./open-points.ts";
import type { OpenOptions, PointsReader, PointsSummary } from "./points-reader.ts";

/** All points of a file. */
export interface PointsTable {
  /** Shape (n, d), n >= 1. */
  readonly points: Float64Array;
  readonly dim: number;
  /** What the file calls the d columns; null where it does not name them. */
  readonly names: readonly string[] | null;
  /** How the file was read. */
  readonly summary: PointsSummary;
}

/**
 * The points in a file: text with or without a header, JSON, .npy or Parquet; `openPoints` says what can be read.
 * @throws InputError for a file that does not exist or can't be read, and for a row that is no point: the message names
 * the row, the column and what stands there
 */
export async function readPoints(path: string, options: OpenOptions = {}): Promise<PointsTable> {
  return allPoints(await openPoints(path, options));
}

/** All points that a reader has. @throws InputError */
export async function allPoints(reader: PointsReader): Promise<PointsTable> {
  const blocks: Float64Array[] = [];
  let length = 0;
  for await (const { points } of reader) {
    blocks.push(points);
    length += points.length;
  }
  const points = new Float64Array(length);
  let first = 0;
  for (const block of blocks) {
    points.set(block, first);
    first += block.length;
  }
  return { points, dim: reader.dim, names: reader.names, summary: reader.summary() };
}
