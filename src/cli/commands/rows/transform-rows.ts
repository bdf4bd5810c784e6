import { csvLine } from "../../../files/csv-line.ts";
import type { PointsBlock, PointsReader } from "../../../files/points-reader.ts";
import { WholeFileWriter } from "../../../files/whole-file-writer.ts";
import { firstNotFinite } from "../../../numerics/first-not-finite.ts";
import { InputError } from "../../../numerics/input-error.ts";
import type { PointsFiles } from "../../inputs/points-files.ts";

/** The file of points that a command reads and the one that it writes. */
export interface RowFiles {
  /** The option that names the file of points: "--data". */
  readonly option: string;
  readonly path: string;
  readonly out: string;
  readonly files: PointsFiles;
  readonly expected: { readonly dim: number; readonly why: string };
}

/** The computation that is applied to the rows of a file. */
export interface RowTransform {
  /** The name of the work in the progress bar: "denoise". */
  readonly title: string;
  /** Names of the columns that come after those of the file; null where the coordinates are replaced in their columns. */
  added(reader: PointsReader): readonly string[] | null;
  /** The numbers in the added or replaced columns, in the data's own units, (rows, columns), for points (rows, d). */
  compute(points: Float64Array, rows: Float64Array): Float64Array;
}

/** The largest number of rows that are computed together. */
const ROWS = 8192;
/** The time between two lines of progress, in milliseconds. */
const SAID_EVERY = 5000;

/**
 * Reads a file of points in batches, and writes a CSV file in which columns are replaced or added. All other cells and the order of the
 * rows stay the same. If coordinates are replaced in a file without names of columns, the new file has no names either. After
 * Ctrl-C nothing is written.
 * @returns the number of rows, or null after Ctrl-C
 * @throws InputError that names the option
 */
export async function transformRows(
  { option, path, out, files, expected }: RowFiles,
  transform: RowTransform,
): Promise<number | null> {
  const options = { expected, wholeRows: true };
  return files.readBy(option, path, "does not exist; give a file of points", options, (reader) =>
    writeTransformed(reader, transform, new WholeFileWriter(out), files),
  );
}

async function writeTransformed(
  reader: PointsReader,
  transform: RowTransform,
  writer: WholeFileWriter,
  files: PointsFiles,
): Promise<number | null> {
  let interrupted = false;
  const interrupt = (): void => {
    interrupted = true;
  };
  process.once("SIGINT", interrupt);
  try {
    writeHeader(reader, transform, writer);
    let [count, said] = [0, performance.now()];
    for await (const block of reader) {
      for (const part of partsOf(block, reader.dim)) {
        writeRows(part, reader, transform, writer);
        count += part.rows.length;
        await new Promise((go) => setImmediate(go));
        if (interrupted) return sayInterrupted(transform.title, count);
        if (performance.now() - said < SAID_EVERY) continue;
        said = performance.now();
        process.stderr.write(`${transform.title}: ${count} rows\n`);
      }
    }
    files.checkUsed();
    writer.commit();
    return count;
  } finally {
    process.removeListener("SIGINT", interrupt);
    await reader.close();
    writer.discard();
  }
}

function sayInterrupted(title: string, count: number): null {
  process.stderr.write(`${title}: interrupted after ${count} rows; nothing was written.\n`);
  process.exitCode = 130;
  return null;
}

function writeHeader(reader: PointsReader, transform: RowTransform, writer: WholeFileWriter): void {
  const { width, names } = reader.table;
  const added = transform.added(reader);
  if (names === null && added === null) return;
  const own = Array.from({ length: width }, (_, column) => names?.[column] ?? `x${column + 1}`);
  writer.write(`${csvLine([...own, ...unlike(added ?? [], own)])}\n`);
}

/** The names of the added columns. A name that exists already gets a number at its end. */
function unlike(added: readonly string[], own: readonly string[]): string[] {
  const known = new Set(own);
  return added.map((name) => {
    let free = name;
    for (let k = 2; known.has(free); k++) free = `${name}_${k}`;
    known.add(free);
    return free;
  });
}

function* partsOf({ points, rows, cell }: PointsBlock, dim: number): Generator<PointsBlock> {
  for (let from = 0; from < rows.length; from += ROWS) {
    const to = Math.min(rows.length, from + ROWS);
    yield {
      points: points.slice(from * dim, to * dim),
      rows: rows.slice(from, to),
      ...(cell && { cell: (row: number, column: number) => cell(from + row, column) }),
    };
  }
}

function writeRows(block: PointsBlock, reader: PointsReader, transform: RowTransform, writer: WholeFileWriter): void {
  const { width, columns } = reader.table;
  const values = transform.compute(block.points, block.rows);
  const each = values.length / block.rows.length;
  const replaces = transform.added(reader) === null;
  block.rows.forEach((_, row) => {
    const cells = Array.from({ length: width }, (__, column) => block.cell?.(row, column));
    const own = values.subarray(row * each, (row + 1) * each);
    if (replaces) for (const [a, column] of columns.entries()) cells[column] = own[a];
    writer.write(`${csvLine(replaces ? cells : [...cells, ...own])}\n`);
  });
}

/** @throws InputError for the first row with a NaN or an infinity, at which r is not defined */
export function checkFiniteRows(option: string, values: Float64Array, rows: Float64Array): Float64Array {
  const bad = firstNotFinite(values);
  if (bad === -1) return values;
  const row = rows[Math.floor((bad * rows.length) / values.length)];
  throw new InputError({
    argument: option,
    problem: `row ${row} is so far away that the model's reconstruction is not a finite number there`,
  });
}
