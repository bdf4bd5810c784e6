import type { SetAside } from "./set-aside.ts";

/** Rows of a table that were read together. */
export interface RowBatch {
  readonly length: number;
  /** The contents of a cell: text in a text file, otherwise a value of the format. */
  cell(row: number, column: number): unknown;
  /** The place of a row in messages: "line 3", or "row 3" in a file without lines. */
  place(row: number): string;
}

/** The table in a file of any format. It is read once, from the first row to the last. */
export interface Table {
  /** The number of columns in the file, or 0 if the file has no rows. */
  readonly width: number;
  /** The names of the columns in the file, or null if the file does not name them. A column with an empty name has no name. */
  readonly names: readonly string[] | null;
  readonly setAside: readonly SetAside[];
  /** The reading options that apply to this format, besides `columns`, `drop` and `missing`. */
  readonly obeys: readonly ("header" | "decimal")[];
  /**
   * The rows, a bounded number at a time if the format allows it.
   * @param columns the columns that are needed, counted from 0
   * @throws InputError for a row that is not as long as the others, and for a damaged file
   */
  batches(columns: readonly number[]): AsyncIterable<RowBatch>;
  /** The number that a cell holds, or NaN if the cell is missing. @throws CellProblem */
  number(cell: unknown): number;
  /** Short remarks on how the file was read. They are complete after all rows have been read. */
  notes(): readonly string[];
}

/** The description of an allowed number in messages. */
export const FINITE = "a finite number, below 1.8e308 in size";

/** The error for a cell that does not hold an allowed number. */
export class CellProblem extends Error {
  /** What is allowed, such as "a finite number". */
  readonly allowed: string;
  /** What the user can do. It is empty if there is no advice, and null if the reader of the table gives the advice. */
  readonly hint: string | null;

  /** @param found the contents of the cell, for the message */
  constructor(found: string, allowed = "a number", hint: string | null = null) {
    super(found);
    this.allowed = allowed;
    this.hint = hint;
  }
}

/** The largest number of rows in a batch, for formats that set no bound themselves. */
const MOST_ROWS = 65_536;

/** Divides the rows [first, end) into ranges of a bounded length. */
export function* rowRanges(end: number, first = 0): Generator<readonly [start: number, end: number]> {
  for (let start = first; start < end; start += MOST_ROWS) yield [start, Math.min(start + MOST_ROWS, end)];
}
