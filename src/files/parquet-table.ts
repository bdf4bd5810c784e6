import { type FileMetaData, parquetMetadataAsync, parquetScan, parquetSchema } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { InputError } from "../numerics/input-error.ts";
import { type SetAside, setAsideBy } from "./set-aside.ts";
import type { Source } from "./source.ts";
import { type RowBatch, rowRanges, type Table } from "./table.ts";
import { typedNumber } from "./typed-number.ts";

/** Opens a table in Parquet. One row group is read at a time, and only the columns that are needed. */
export async function openParquetTable(source: Source): Promise<Table> {
  const { what } = source;
  const file = await source.randomAccess();
  const metadata = await orDamaged(what, () => parquetMetadataAsync(file));
  const names = parquetSchema(metadata).children.map((column) => column.element.name);
  return {
    width: metadata.num_rows === 0n ? 0 : names.length,
    names,
    setAside: indexOf(metadata, names),
    obeys: [],
    batches: async function* (columns) {
      const chosen = columns.map((column) => names[column]);
      const scan = await orDamaged(what, () => parquetScan({ file, metadata, compressors, columns: chosen }));
      for (const { rowStart, rowEnd } of scan.ranges) {
        const values: ArrayLike<unknown>[] = [];
        for (const column of columns) {
          const range = { column: names[column], rowStart, rowEnd };
          values[column] = await orDamaged(what, () => scan.readColumn(range));
        }
        for (const [start, end] of rowRanges(rowEnd, rowStart)) yield batchOf(values, start, end, rowStart);
      }
    },
    number: typedNumber,
    notes: () => [],
  };
}

function batchOf(values: readonly ArrayLike<unknown>[], start: number, end: number, first: number): RowBatch {
  return {
    length: end - start,
    cell: (row, column) => values[column][start - first + row],
    place: (row) => `row ${start + row + 1}`,
  };
}

/** The columns that are not coordinates: the index that pandas names in the file, and the columns whose names show it. */
function indexOf({ key_value_metadata: notes = [] }: FileMetaData, names: readonly string[]): readonly SetAside[] {
  const text = notes.find(({ key }) => key === "pandas")?.value;
  const index = text === undefined ? [] : (indexColumns(text) ?? []);
  const named = names.flatMap((name, column) => (index.includes(name) ? [{ column, why: "index" as const }] : []));
  return named.length > 0 && named.length < names.length ? named : setAsideBy(names);
}

function indexColumns(pandas: string): readonly unknown[] | undefined {
  try {
    const { index_columns: columns } = JSON.parse(pandas);
    return Array.isArray(columns) ? columns : undefined;
  } catch {
    return undefined;
  }
}

/** Runs the work. @throws InputError for every error that the library finds in the file */
async function orDamaged<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof InputError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new InputError({ argument: what, problem: `cannot be read as Parquet (${reason.replace(/^parquet /, "")})` });
  }
}
