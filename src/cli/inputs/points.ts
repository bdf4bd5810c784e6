import { CsvError, type InfoRecord } from "csv-parse";
import { parse as parseCsv } from "csv-parse/sync";
import { InputError } from "../../numerics/input-error.ts";
import { namingOption } from "../naming-option.ts";
import { quote } from "../quote.ts";
import { readInputFile } from "./input-file.ts";
import { parseJson } from "./json.ts";
import { parseNumber } from "./number.ts";

/**
 * The points that `--at` holds: a JSON array of arrays, or a file of such JSON, or a CSV file with or without a header.
 * @param dim d: how many coordinates each point must have
 * @returns shape (n, d), n >= 1
 * @throws InputError that names the row
 */
export function parsePoints(text: string, dim: number): Float64Array {
  return namingOption("--at", () => pointsOf(text.trim(), dim));
}

/**
 * The single point that `--at` holds, as a JSON array of numbers.
 * @returns shape (d)
 * @throws InputError
 */
export function parsePoint(text: string, dim: number): Float64Array {
  return namingOption("--at", () => {
    const json = parseJson(text.trim(), "the value");
    const numbers = Array.isArray(json) ? json : [];
    if (numbers.length !== dim || !numbers.every(Number.isFinite))
      throw notAPoint("the point", json, dim, becauseOfDensity(dim));
    return Float64Array.from(numbers);
  });
}

/**
 * Points from the text of a CSV file, with or without a header; the first row of numbers says their dimension.
 * @param what what the text is, for the message: "the file \"data.csv\""
 * @throws InputError that names the line
 */
export function parseData(content: string, what: string): { points: Float64Array; dim: number } {
  const records = readCsv(content, what);
  const dim = records[0]?.record.length ?? 1;
  return { points: fromRecords(records, what, dim, "as the first line has"), dim };
}

function pointsOf(text: string, dim: number): Float64Array {
  if (text.startsWith("[")) return fromJson(parseJson(text, "the value"), dim);
  const content = text === "" ? undefined : readInputFile(text);
  if (content === undefined) {
    throw new InputError(
      `${quote(text)} is neither a JSON array of points, such as ${example(dim)}, nor a file that exists`,
    );
  }
  const what = `the file ${quote(text)}`;
  return content.trimStart().startsWith("[") ? fromJson(parseJson(content, what), dim) : fromCsv(content, what, dim);
}

function fromJson(json: unknown, dim: number): Float64Array {
  // The text starts with "[", so what it parses to is an array.
  const rows = json as readonly unknown[];
  return flatten(
    rows.map((row, i) => {
      if (!Array.isArray(row)) throw notAPoint(`row ${i + 1}`, row, dim, becauseOfDensity(dim));
      return {
        where: `row ${i + 1}`,
        given: row,
        numbers: row.map((value) => (typeof value === "number" ? value : Number.NaN)),
      };
    }),
    dim,
    becauseOfDensity(dim),
  );
}

function fromCsv(content: string, what: string, dim: number): Float64Array {
  return fromRecords(readCsv(content, what), what, dim, becauseOfDensity(dim));
}

interface CsvLine {
  readonly record: readonly string[];
  readonly info: InfoRecord;
}

function readCsv(content: string, what: string): readonly CsvLine[] {
  try {
    // Declared as plain rows: the declarations don't follow the option `info`.
    return parseCsv(content, { info: true, relax_column_count: true, skip_empty_lines: true, trim: true }) as never;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new InputError(`${what} is not valid CSV (${error.message})`);
  }
}

function fromRecords(records: readonly CsvLine[], what: string, dim: number, why: string): Float64Array {
  const data = records.length > 0 && isHeader(records[0].record, dim) ? records.slice(1) : records;
  return flatten(
    data.map(({ record, info }) => ({
      where: `line ${info.lines} of ${what}`,
      given: record,
      numbers: record.map(parseNumber),
    })),
    dim,
    why,
  );
}

/** A header has names only: what begins as a number, an empty field or a word for a number makes it a row of data. */
function isHeader(record: readonly string[], dim: number): boolean {
  const isName = (field: string): boolean =>
    Number.isNaN(parseNumber(field)) && !/^$|^[+-]?[.\d]|^[+-]?(nan|na|null|inf|infinity)$/i.test(field);
  return record.length === dim && record.every(isName);
}

interface Row {
  readonly where: string;
  /** As it was written, for the message. */
  readonly given: readonly unknown[];
  readonly numbers: readonly number[];
}

function flatten(rows: readonly Row[], dim: number, why: string): Float64Array {
  if (rows.length === 0) throw new InputError(`must hold at least one point, such as ${example(dim)}`);
  const points = new Float64Array(rows.length * dim);
  rows.forEach(({ where, given, numbers }, i) => {
    if (numbers.length !== dim || !numbers.every(Number.isFinite)) throw notAPoint(where, given, dim, why);
    points.set(numbers, i * dim);
  });
  return points;
}

function becauseOfDensity(dim: number): string {
  return `because the density has dimension ${dim}`;
}

function notAPoint(where: string, given: unknown, dim: number, why: string): InputError {
  const count = dim === 1 ? "1 finite number" : `${dim} finite numbers`;
  return new InputError(`${where} must be ${count}, ${why}, not ${quote(given)}`);
}

function example(dim: number): string {
  return JSON.stringify([Array.from({ length: dim }, () => 0.5)]);
}
