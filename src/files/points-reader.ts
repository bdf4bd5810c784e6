import { InputError } from "../numerics/input-error.ts";
import { list, quote } from "../numerics/quote.ts";
import { chooseColumns, columnLabel, describeColumn, listColumns } from "./choose-columns.ts";
import { checkReadingOptions, type ReadingOption, type ReadingOptions, spellInCode } from "./reading-options.ts";
import { openSource, type Source } from "./source.ts";
import { CellProblem, type RowBatch, type Table } from "./table.ts";

/** How many numbers a point must have, and why, for the message: "because the density has dimension 2". */
export interface ExpectedPoints {
  readonly dim: number;
  readonly why: string;
}

/** Points that follow one another in a file. */
export interface PointsBlock {
  /** Shape (rows, d). */
  readonly points: Float64Array;
  /** For each, the number of its row in the file, from 1, without a header and comments: rows left out leave gaps. */
  readonly rows: Float64Array;
}

/** What was read. */
export interface PointsSummary {
  readonly path: string;
  /** Number of points. */
  readonly count: number;
  readonly dim: number;
  /** The names of the columns, or their numbers from 1. */
  readonly columns: readonly string[];
  /** How the file was read, each in a few words. */
  readonly notes: readonly string[];
}

/** Points that are read some at a time, once. */
export interface PointsReader extends AsyncIterable<PointsBlock> {
  readonly dim: number;
  /** The names of the d columns; null where the file does not name them. */
  readonly names: readonly string[] | null;
  /** The options that mean something for this file. */
  readonly obeys: readonly ReadingOption[];
  /** What was read until now. */
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
}

/**
 * The points in a file, some at a time, in bounded memory where the format allows it (a JSON file that is one value is
 * read as a whole, Parquet a row group at a time).
 *
 * A row of the file is a point. The file is text with cells separated by commas, semicolons, tabs, | or blanks; JSON, as
 * `openJsonTable` says; an array of NumPy (.npy); or Parquet; each of them also compressed with gzip. What the file
 * leaves open, the options say; what was found out about it, the summary says.
 * @throws InputError for a file that does not exist or can't be read, and, while reading, for the first row that is no
 * point: the message names the row, the column and what stands there
 */
export async function openPoints(path: string, options: OpenOptions = {}): Promise<PointsReader> {
  checkReadingOptions(options);
  const source = await openSource(path);
  if (!source) throw new InputError({ argument: quote(path), problem: "does not exist; give a file of points" });
  return pointsIn(source, options);
}

/** The same, from a file that is open. It is closed when the last point was read, or where reading fails. */
export async function pointsIn(source: Source, options: OpenOptions = {}): Promise<PointsReader> {
  try {
    const table = await openTable(source, options);
    if (table.width === 0) throw noPoints(source.what, options.expected?.dim ?? 1);
    const asWritten = (options.drawsAsWritten ?? false) && table.setAside.some(({ why }) => why === "draws");
    const columns = chooseColumns(table, asWritten ? {} : options, source.what);
    checkDimension(columns, table, source, options);
    const obeys: readonly ReadingOption[] = [
      "missing",
      ...(asWritten ? [] : (["columns", "drop"] as const)),
      ...table.obeys,
    ];
    return new TableReader(source, table, columns, obeys, options);
  } catch (error) {
    await source.close();
    throw error;
  }
}

async function openTable(source: Source, options: ReadingOptions): Promise<Table> {
  switch (source.format) {
    case "json":
      return (await import("./json-table.ts")).openJsonTable(source, options);
    case "npy":
      return (await import("./npy-table.ts")).openNpyTable(source);
    case "parquet":
      return (await import("./parquet-table.ts")).openParquetTable(source);
    default:
      return (await import("./text/text-table.ts")).openTextTable(source, options);
  }
}

function checkDimension(columns: readonly number[], { names }: Table, { what }: Source, options: OpenOptions): void {
  const { expected, spell = spellInCode } = options;
  if (!expected || columns.length === expected.dim) return;
  const labels = listColumns(columns.map((column) => columnLabel(names, column)));
  const choose = columns.length > expected.dim ? `; choose its columns with ${spell("columns")}` : "";
  throw new InputError({
    argument: what,
    verb: "hold",
    allowed: `points in R^${expected.dim}, ${expected.why}`,
    problem: `in R^${columns.length} (columns ${labels})${choose}`,
  });
}

class TableReader implements PointsReader {
  readonly #source: Source;
  readonly #table: Table;
  readonly #columns: readonly number[];
  readonly obeys: readonly ReadingOption[];
  readonly #options: OpenOptions;
  #count = 0;
  #dropped = 0;
  /** Whether the first of several columns has held 0, 1, 2 … or 1, 2, 3 … so far. */
  #counting = true;

  constructor(
    source: Source,
    table: Table,
    columns: readonly number[],
    obeys: readonly ReadingOption[],
    options: OpenOptions,
  ) {
    this.#source = source;
    this.#table = table;
    this.#columns = columns;
    this.obeys = obeys;
    this.#options = options;
  }

  get dim(): number {
    return this.#columns.length;
  }

  get names(): readonly string[] | null {
    const { names } = this.#table;
    return names && this.#columns.map((column) => columnLabel(names, column));
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<PointsBlock> {
    let row = 0;
    try {
      for await (const batch of this.#table.batches(this.#columns)) {
        const block = this.#blockOf(batch, row);
        row += batch.length;
        if (block.rows.length > 0) yield block;
      }
    } finally {
      await this.close();
    }
    if (row === 0) throw noPoints(this.#source.what, this.dim);
    if (this.#count === 0) {
      const problem = "has a missing cell in every row; choose columns that are filled";
      throw new InputError({ argument: this.#source.what, problem });
    }
  }

  summary(): PointsSummary {
    const { names, setAside } = this.#table;
    const leftOut = setAside.filter(({ column }) => !this.#columns.includes(column));
    const labels = (why: "index" | "draws"): string[] =>
      leftOut.filter((one) => one.why === why).map(({ column }) => columnLabel(names, column));
    const [index, draws] = [labels("index"), labels("draws")];
    return {
      path: this.#source.path,
      count: this.#count,
      dim: this.dim,
      columns: this.#columns.map((column) => columnLabel(names, column)),
      notes: [
        ...(draws.length > 0 ? [`draws as scorebook sample writes them, without ${list(draws, "and")}`] : []),
        ...(index.length > 0 ? [`without the index, column ${list(index, "and")}`] : []),
        ...this.#table.notes(),
        ...(this.#counting && this.#count >= FEWEST_COUNTED ? [this.#countingNote()] : []),
        ...(this.#dropped > 0
          ? [`${this.#dropped} of ${this.#count + this.#dropped} rows left out: cells are missing`]
          : []),
      ],
    };
  }

  close(): Promise<void> {
    return this.#source.close();
  }

  #countingNote(): string {
    const { spell = spellInCode } = this.#options;
    const label = columnLabel(this.#table.names, this.#columns[0]);
    return `column ${label} counts the rows (${spell("drop", label)} if it is an index)`;
  }

  /** @param before rows of the file that come before these */
  #blockOf(batch: RowBatch, before: number): PointsBlock {
    const columns = this.#columns;
    const dim = columns.length;
    const points = new Float64Array(batch.length * dim);
    const rows = new Float64Array(batch.length);
    let kept = 0;
    for (let i = 0; i < batch.length; i++) {
      let missing = false;
      for (let a = 0; a < dim; a++) {
        const value = this.#number(batch, i, columns[a]);
        points[kept * dim + a] = value;
        missing ||= Number.isNaN(value);
      }
      if (missing) this.#dropped++;
      else rows[kept++] = before + i + 1;
    }
    this.#counting &&= dim > 1 && counts(points, rows, dim);
    this.#count += kept;
    return kept === batch.length
      ? { points, rows }
      : { points: points.slice(0, kept * dim), rows: rows.slice(0, kept) };
  }

  /** NaN where the cell is missing and rows with missing cells are left out. @throws InputError */
  #number(batch: RowBatch, row: number, column: number): number {
    const cell = batch.cell(row, column);
    const { missing, spell = spellInCode } = this.#options;
    try {
      const value = this.#table.number(cell);
      if (!Number.isNaN(value) || missing === "drop") return value;
      const header = this.#mayBeHeader(row) ? `${this.#headerHint(batch, row)}, or ` : "";
      const problem = `is missing${missingText(cell)}; ${header}${spell("missing", "drop")} leaves such rows out`;
      throw new InputError({ argument: this.#place(batch, row, column), problem });
    } catch (error) {
      if (!(error instanceof CellProblem)) throw error;
      const { message, allowed, hint } = error;
      const advice = hint ?? this.#hint(batch, row, columnLabel(this.#table.names, column));
      const problem = advice === "" ? message : `${message}; ${advice}`;
      throw new InputError({ argument: this.#place(batch, row, column), allowed, problem });
    }
  }

  #place(batch: RowBatch, row: number, column: number): string {
    return `${batch.place(row)}, ${describeColumn(this.#table.names, column)} of ${this.#source.what}`;
  }

  #hint(batch: RowBatch, row: number, label: string): string {
    const { spell = spellInCode } = this.#options;
    const out = `leave the column out with ${spell("drop", label)}, or choose columns with ${spell("columns")}`;
    return this.#mayBeHeader(row) ? `${this.#headerHint(batch, row)}, or ${out}` : out;
  }

  /** Whether the row is the first of a text file, and nobody said that it holds no names. */
  #mayBeHeader(row: number): boolean {
    const { names, obeys } = this.#table;
    const isFirst = row === 0 && this.#count + this.#dropped === 0;
    return isFirst && names === null && obeys.includes("header") && this.#options.header === undefined;
  }

  #headerHint(batch: RowBatch, row: number): string {
    const { spell = spellInCode } = this.#options;
    return `give ${spell("header", "true")} if ${batch.place(row)} holds column names`;
  }
}

/** Fewer rows are counted by many a column of data. */
const FEWEST_COUNTED = 3;

/** Whether the first column holds the numbers of the rows, counted from 1, or from 0. */
function counts(points: Float64Array, rows: Float64Array, dim: number): boolean {
  const start = rows[0] - points[0];
  return (start === 0 || start === 1) && rows.every((row, i) => points[i * dim] === row - start);
}

/** What stands for a missing number, where something does. */
function missingText(cell: unknown): string {
  if (cell === "" || cell === undefined) return "";
  return ` (${typeof cell === "string" ? quote(cell) : String(cell)})`;
}

export function noPoints(what: string, dim: number): InputError {
  const problem = `must hold at least one point, such as ${JSON.stringify([Array(dim).fill(0.5)])}`;
  return new InputError({ argument: what, problem });
}
