import { checkString } from "../numerics/check.ts";
import { InputError } from "../numerics/input-error.ts";
import { quote } from "../numerics/quote.ts";
import { chooseColumns, columnLabel, listColumns } from "./choose-columns.ts";
import { noPoints, type OpenOptions, type PointsReader } from "./points-reader.ts";
import { checkReadingOptions, type ReadingOption, type ReadingOptions, spellInCode } from "./reading-options.ts";
import { openSource, type Source } from "./source.ts";
import type { Table } from "./table.ts";
import { TableReader } from "./table-reader.ts";

/**
 * Reads the points in a file in batches. The memory is bounded if the format allows it: a JSON file that is one value is read as a
 * whole, and Parquet is read one row group at a time.
 *
 * Each row of the file is a point. The file is text with cells separated by commas, semicolons, tabs, | or blanks, or JSON in a
 * form that `openJsonTable` describes, or an array of NumPy (.npy), or Parquet. Each of them may be compressed with gzip. The
 * options decide what the file does not determine, and the summary says how the file was read.
 * @throws InputError for a file that does not exist or cannot be read, and, while reading, for the first row that is not a point. The
 * message names the row, the column and the contents of the cell
 */
export async function openPoints(path: string, options: OpenOptions = {}): Promise<PointsReader> {
  checkString("path", path);
  checkReadingOptions(options);
  const source = await openSource(path);
  if (!source) throw new InputError({ argument: quote(path), problem: "does not exist; give a file of points" });
  return pointsIn(source, options);
}

/** Reads the points in an open file, as `openPoints`. The file is closed after the last point, or if reading fails. */
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
