import { InputError } from "../numerics/input-error.ts";
import { list } from "../numerics/quote.ts";
import { columnLabel } from "./choose-columns.ts";
import {
  noPoints,
  type OpenOptions,
  type PointsBlock,
  type PointsReader,
  type PointsSummary,
} from "./points-reader.ts";
import { type ReadingOption, spellInCode } from "./reading-options.ts";
import { type CellPlace, missingCell, refusedCell } from "./refused-cell.ts";
import type { Source } from "./source.ts";
import { CellProblem, type RowBatch, type Table } from "./table.ts";

/** Reads the chosen columns of a table as points. */
export class TableReader implements PointsReader {
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

  get table(): PointsReader["table"] {
    const { width, names } = this.#table;
    return { width, names, columns: this.#columns };
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<PointsBlock> {
    let row = 0;
    const { width } = this.#table;
    const wanted = this.#options.wholeRows ? Array.from({ length: width }, (_, column) => column) : this.#columns;
    try {
      for await (const batch of this.#table.batches(wanted)) {
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
          ? [`${this.#dropped} of ${this.#count + this.#dropped} rows left out because cells are missing`]
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

  /** @param before the number of rows of the file before this batch */
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
    this.#count += kept;
    const all = kept === batch.length;
    const block: PointsBlock = {
      points: all ? points : points.slice(0, kept * dim),
      rows: all ? rows : rows.slice(0, kept),
      ...(this.#options.wholeRows && { cell: (k: number, column: number) => batch.cell(rows[k] - before - 1, column) }),
    };
    this.#counting &&= dim > 1 && counts(block, dim);
    return block;
  }

  /** The number in a cell. It is NaN if the cell is missing and rows with missing cells are left out. @throws InputError */
  #number(batch: RowBatch, row: number, column: number): number {
    const cell = batch.cell(row, column);
    try {
      const value = this.#table.number(cell);
      if (!Number.isNaN(value) || this.#options.missing === "drop") return value;
    } catch (error) {
      if (!(error instanceof CellProblem)) throw error;
      throw refusedCell(error, this.#placeOf(batch, row, column), this.#options);
    }
    throw missingCell(cell, this.#placeOf(batch, row, column), this.#options);
  }

  #placeOf(batch: RowBatch, row: number, column: number): CellPlace {
    const { names, obeys } = this.#table;
    const isFirst = this.#count + this.#dropped === 0 && row === 0;
    const mayBeHeader = isFirst && names === null && obeys.includes("header") && this.#options.header === undefined;
    return { what: this.#source.what, row: batch.place(row), column, names, mayBeHeader };
  }
}

/** The least number of rows for a remark on a column that counts rows. With fewer rows, a column of data may count them by chance. */
const FEWEST_COUNTED = 3;

/** Whether the first column holds the numbers of the rows, counted from 1 or from 0. */
function counts({ points, rows }: PointsBlock, dim: number): boolean {
  const start = rows[0] - points[0];
  return rows.length === 0 || ((start === 0 || start === 1) && rows.every((row, i) => points[i * dim] === row - start));
}
