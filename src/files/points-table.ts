import { CsvError } from "csv-parse";
import { parse as parseCsv } from "csv-parse/sync";
import { InputError } from "../numerics/input-error.ts";
import { parseNumber } from "../numerics/parse-number.ts";
import { quote } from "../numerics/quote.ts";
import { readInputFile } from "./input-file.ts";

/** Points, one for each line of a file. */
export interface PointsTable {
  /** Shape (n, d), n >= 1. */
  readonly points: Float64Array;
  readonly dim: number;
  /** What the file's header calls the d columns; null where it has none. */
  readonly names: readonly string[] | null;
}

/** How many numbers a line must have, and why, for the message: "because the density has dimension 2". */
export interface ExpectedPoints {
  readonly dim: number;
  readonly why: string;
}

/**
 * The points in a text file: a line for each, with or without a header, numbers separated by commas, semicolons, tabs or blanks.
 * @throws InputError for a file that can't be read, and for a line that is no point, which it names
 */
export function readPoints(path: string): PointsTable {
  const content = readInputFile(path);
  if (content === undefined)
    throw new InputError(`${quote(path)} does not exist; give a CSV file with a point per line`);
  return parsePointsTable(content, `the file ${quote(path)}`);
}

/**
 * The same, from the text of the file.
 * @param what what the text is, for the message: 'the file "data.csv"'
 * @param expected default: as many numbers as the first line has
 * @throws InputError that names the line
 */
export function parsePointsTable(content: string, what: string, expected?: ExpectedPoints): PointsTable {
  const lines = linesOf(content, what);
  const { dim, why } = expected ?? { dim: lines[0]?.fields.length ?? 1, why: "as the first line has" };
  const names = lines.length > 0 && isHeader(lines[0].fields, dim) ? lines[0].fields : null;
  const first = names ? 1 : 0;
  if (lines.length === first) throw noPoints(what, dim);
  const points = new Float64Array((lines.length - first) * dim);
  for (let i = first; i < lines.length; i++) {
    const { fields, number } = lines[i];
    let finite = fields.length === dim;
    for (let a = 0; finite && a < dim; a++) {
      const value = parseNumber(fields[a]);
      points[(i - first) * dim + a] = value;
      finite = Number.isFinite(value);
    }
    if (!finite) throw notAPoint(`line ${number} of ${what}`, fields, dim, why);
  }
  return { points, dim, names };
}

/** That something given is not a point of dimension `dim`. */
export function notAPoint(where: string, given: unknown, dim: number, why: string): InputError {
  const count = dim === 1 ? "1 finite number" : `${dim} finite numbers`;
  return new InputError(`${where} must be ${count}, ${why}, not ${quote(given)}`);
}

export function noPoints(what: string, dim: number): InputError {
  return new InputError(`${what} must hold at least one point, such as ${JSON.stringify([Array(dim).fill(0.5)])}`);
}

interface Line {
  readonly fields: readonly string[];
  /** In the file, from 1. */
  readonly number: number;
}

/** The lines that are not blank. */
function linesOf(content: string, what: string): readonly Line[] {
  const lines: Line[] = [];
  const separator = separatorOf(content);
  // Without quotes there is nothing to CSV but splitting, and files of a million numbers are common.
  if (!content.includes('"')) {
    content.split(/\r\n|\n|\r/).forEach((line, i) => {
      const text = line.trim();
      if (text === "") return;
      // The blanks around a line may be tabs that separate empty fields.
      const fields = separator === "\t" ? line.split("\t") : text.split(separator);
      lines.push({ fields: fields.map((field) => field.trim()), number: i + 1 });
    });
    return lines;
  }
  try {
    const options = { info: true, relax_column_count: true, skip_empty_lines: true, trim: true } as const;
    const delimiter = separator instanceof RegExp ? " " : separator;
    // Declared as plain rows: the declarations don't follow the option `info`.
    const records: readonly { record: readonly string[]; info: { lines: number } }[] = parseCsv(content, {
      ...options,
      delimiter,
    }) as never;
    return records.map(({ record, info }) => ({ fields: record, number: info.lines }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new InputError(`${what} is not valid CSV (${error.message})`);
  }
}

/** What the second line, which is no header, separates its numbers with. */
function separatorOf(content: string): string | RegExp {
  const notBlank = /^.*\S.*$/gm;
  const [first = ""] = notBlank.exec(content) ?? [];
  const [second] = notBlank.exec(content) ?? [first];
  return [";", "\t", ","].find((separator) => second.includes(separator)) ?? (/\s/.test(second.trim()) ? /\s+/ : ",");
}

/** A header has names only: what begins as a number, an empty field or a word for a number makes it a row of data. */
function isHeader(fields: readonly string[], dim: number): boolean {
  const isName = (field: string): boolean =>
    Number.isNaN(parseNumber(field)) && !/^$|^[+-]?[.\d]|^[+-]?(nan|na|null|inf|infinity)$/i.test(field);
  return fields.length === dim && fields.every(isName);
}
