import { readInputFile } from "../../files/input-file.ts";
import { type ExpectedPoints, noPoints, notAPoint, parsePointsTable } from "../../files/points-table.ts";
import { InputError } from "../../numerics/input-error.ts";
import { quote } from "../../numerics/quote.ts";
import { parseJson } from "./json.ts";
import { namingOption } from "./naming-option.ts";

/**
 * The points that `--at` holds: a JSON array of arrays, or a file of such JSON, or a CSV file with or without a header.
 * @param dim d: how many coordinates each point must have
 * @param of what has that dimension, for the message
 * @returns shape (n, d), n >= 1
 * @throws InputError that names the row
 */
export function parsePoints(text: string, dim: number, of = "the density"): Float64Array {
  return namingOption("--at", () => pointsOf(text.trim(), { dim, why: because(of, dim) }));
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
      throw notAPoint("the point", json, dim, because("the density", dim));
    return Float64Array.from(numbers);
  });
}

function pointsOf(text: string, expected: ExpectedPoints): Float64Array {
  if (text.startsWith("[")) return fromJson(parseJson(text, "the value"), "the value", expected);
  const content = text === "" ? undefined : readInputFile(text);
  if (content === undefined) {
    const example = JSON.stringify([Array.from({ length: expected.dim }, () => 0.5)]);
    throw new InputError(
      `${quote(text)} is neither a JSON array of points, such as ${example}, nor a file that exists`,
    );
  }
  const what = `the file ${quote(text)}`;
  if (content.trimStart().startsWith("[")) return fromJson(parseJson(content, what), what, expected);
  return parsePointsTable(content, what, expected).points;
}

function fromJson(json: unknown, what: string, { dim, why }: ExpectedPoints): Float64Array {
  // The text starts with "[", so what it parses to is an array.
  const rows = json as readonly unknown[];
  if (rows.length === 0) throw noPoints(what, dim);
  const points = new Float64Array(rows.length * dim);
  rows.forEach((row, i) => {
    if (!Array.isArray(row)) throw notAPoint(`row ${i + 1}`, row, dim, why);
    const numbers = row.map((value) => (typeof value === "number" ? value : Number.NaN));
    if (numbers.length !== dim || !numbers.every(Number.isFinite)) throw notAPoint(`row ${i + 1}`, row, dim, why);
    points.set(numbers, i * dim);
  });
  return points;
}

function because(of: string, dim: number): string {
  return `because ${of} has dimension ${dim}`;
}
