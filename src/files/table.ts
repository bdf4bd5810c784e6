import type { SetAside } from "./set-aside.ts";

/** Rows of a table that were read together. */
export interface RowBatch {
  readonly length: number;
  /** What the cell holds: text in a text file, otherwise a value of the format. */
  cell(row: number, column: number): unknown;
  /** Where the row is, for a message: "line 3", or "row 3" in a file without lines. */
  place(row: number): string;
}

/** The table that a file holds, in whatever format. It is read once, from the first row to the last. */
export interface Table {
  /** Number of columns in the file; 0 where it holds no row. */
  readonly width: number;
  /** What the file calls its columns; null where it does not name them. An empty name is no name. */
  readonly names: readonly string[] | null;
  readonly setAside: readonly SetAside[];
  /** Which of the reading options mean something for this format, beside `columns`, `drop` and `missing`. */
  readonly obeys: readonly ("header" | "decimal")[];
  /**
   * The rows, a bounded number at a time where the format allows it.
   * @param columns the columns that will be looked at, from 0
   * @throws InputError for a row that is not as long as the others, and for a damaged file
   */
  batches(columns: readonly number[]): AsyncIterable<RowBatch>;
  /** The number that a cell holds, NaN where the cell is missing. @throws CellProblem */
  number(cell: unknown): number;
  /** How the file was read, each in a few words; complete once all rows are read. */
  notes(): readonly string[];
}

/** What a number is, for a message. */
export const FINITE = "a finite number, below 1.8e308 in size";

/** That a cell is not the number that it should be. */
export class CellProblem extends Error {
  /** What is allowed: "a finite number". */
  readonly allowed: string;
  /** What can be done about it; empty where nothing is to be added, null where the reader of the table knows better. */
  readonly hint: string | null;

  /** @param found what the cell holds, for the message */
  constructor(found: string, allowed = "a number", hint: string | null = null) {
    super(found);
    this.allowed = allowed;
    this.hint = hint;
  }
}

/** The number of rows in a batch, where a format sets no bound. */
const MOST_ROWS = 65_536;

/** The rows from `first` on, before `end`, in ranges of a bounded number: [first, end). */
export function* rowRanges(end: number, first = 0): Generator<readonly [start: number, end: number]> {
  for (let start = first; start < end; start += MOST_ROWS) yield [start, Math.min(start + MOST_ROWS, end)];
}
