import { InputError } from "../numerics/input-error.ts";
import type { ReadingOption, ReadingOptions } from "./reading-options.ts";

/** The number of coordinates that a point must have, and the reason for the message: "because the density has dimension 2". */
export interface ExpectedPoints {
  readonly dim: number;
  readonly why: string;
}

/** Points that follow one another in a file. */
export interface PointsBlock {
  /** Shape (rows, d). */
  readonly points: Float64Array;
  /** The number of each point's row in the file, from 1, without a header and comments; rows that were left out leave gaps. */
  readonly rows: Float64Array;
  /** The cell of the file in a row of the block and in one of all the columns, both counted from 0; only with `wholeRows`. */
  cell?(row: number, column: number): unknown;
}

/** A summary of what was read. */
export interface PointsSummary {
  readonly path: string;
  /** Number of points. */
  readonly count: number;
  readonly dim: number;
  /** The names of the columns, or their numbers from 1. */
  readonly columns: readonly string[];
  /** Remarks on how the file was read, each in a few words. */
  readonly notes: readonly string[];
}

/** Points that are read in batches, once. */
export interface PointsReader extends AsyncIterable<PointsBlock> {
  readonly dim: number;
  /** The names of the d columns; null where the file does not name them. */
  readonly names: readonly string[] | null;
  /**
   * All columns of the file: their names, or null where it names none; and the positions, from 0, of the coordinates among them.
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

/** What `openPoints` takes. */
export interface OpenOptions extends ReadingOptions {
  /** Default: as many columns as the file has. */
  readonly expected?: ExpectedPoints;
  /** Whether a file that `scorebook sample` wrote is read as it was written, whatever `columns` and `drop` say. */
  readonly drawsAsWritten?: boolean;
  /** Whether all cells of the rows are read, not only those of the coordinates, so that rows can be written again. */
  readonly wholeRows?: boolean;
}

/** That a file holds no point. */
export function noPoints(what: string, dim: number): InputError {
  const problem = `must hold at least one point, such as ${JSON.stringify([Array(dim).fill(0.5)])}`;
  return new InputError({ argument: what, problem });
}
