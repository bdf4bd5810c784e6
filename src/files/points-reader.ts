import { InputError } from "../numerics/input-error.ts";
import type { ReadingOption, ReadingOptions } from "./reading-options.ts";

/** The number of coordinates that a point must have, and the reason in messages, such as "because the density has dimension 2". */
export interface ExpectedPoints {
  readonly dim: number;
  readonly why: string;
}

/** Consecutive points in a file. */
export interface PointsBlock {
  /** Shape (rows, d). */
  readonly points: Float64Array;
  /** The number of each point's row in the file, counted from 1 without header and comments. Rows that were left out are counted. */
  readonly rows: Float64Array;
  /** The cell in a row of the block and a column of the file, both counted from 0. It is defined only with `wholeRows`. */
  cell?(row: number, column: number): unknown;
}

/** A summary of what was read. */
export interface PointsSummary {
  readonly path: string;
  /** The number of points. */
  readonly count: number;
  readonly dim: number;
  /** The names of the columns, or their numbers, counted from 1. */
  readonly columns: readonly string[];
  /** Short remarks on how the file was read. */
  readonly notes: readonly string[];
}

/** Points that are read in batches. They can be read only once. */
export interface PointsReader extends AsyncIterable<PointsBlock> {
  readonly dim: number;
  /** The names of the d columns, or null if the file does not name them. */
  readonly names: readonly string[] | null;
  /**
   * All columns of the file: their names, or null if the file does not name them, and the positions of the coordinates among them,
   * counted from 0.
   */
  readonly table: {
    readonly width: number;
    readonly names: readonly string[] | null;
    readonly columns: readonly number[];
  };
  /** The reading options that apply to this file. */
  readonly obeys: readonly ReadingOption[];
  /** A summary of what has been read so far. */
  summary(): PointsSummary;
  /** Ends the reading before the last point. */
  close(): Promise<void>;
}

/** Options of `openPoints`. */
export interface OpenOptions extends ReadingOptions {
  /** The required dimension. Default: any number of columns. */
  readonly expected?: ExpectedPoints;
  /** Whether all coordinates are read from a file that `scorebook sample` wrote, even if `columns` or `drop` are given. */
  readonly drawsAsWritten?: boolean;
  /** Whether all cells of the rows are read, and not only the coordinates, so that whole rows can be written again. */
  readonly wholeRows?: boolean;
}

/** The error for a file without points. */
export function noPoints(what: string, dim: number): InputError {
  const problem = `must hold at least one point, such as ${JSON.stringify([Array(dim).fill(0.5)])}`;
  return new InputError({ argument: what, problem });
}
