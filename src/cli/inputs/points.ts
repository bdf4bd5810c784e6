import { parseJson } from "../../files/parse-json.ts";
import { type ExpectedPoints, noPoints } from "../../files/points-reader.ts";
import { InputError } from "../../numerics/input-error.ts";
import { quote } from "../../numerics/quote.ts";
import { namingOption } from "./naming-option.ts";
import type { PointsFiles } from "./points-files.ts";

/**
 * The points that `--at` holds: a JSON array of arrays, or the path of a file of points.
 * @param dim the number d of coordinates that each point must have
 * @param files reads the file
 * @param of what has the dimension d, for the message
 * @returns shape (n, d), n >= 1
 * @throws InputError that names the row
 */
export async function parsePoints(
  given: string,
  dim: number,
  files: PointsFiles,
  of = "the density",
): Promise<Float64Array> {
  const text = given.trim();
  const expected = { dim, why: because(of, dim) };
  if (text.startsWith("[")) return namingOption("--at", () => fromJson(parseJson(text, "the value"), expected));
  const example = JSON.stringify([Array.from({ length: dim }, () => 0.5)]);
  const missing = `is neither a JSON array of points, such as ${example}, nor a file that exists`;
  return (await files.read("--at", text, missing, { expected })).points;
}

/**
 * The single point that `--at` holds: a JSON array of numbers, or the path of a file of one point.
 * @param files reads the file
 * @returns shape (d)
 * @throws InputError
 */
export async function parsePoint(given: string, dim: number, files: PointsFiles): Promise<Float64Array> {
  const text = given.trim();
  const expected = { dim, why: because("the density", dim) };
  if (text.startsWith("[")) return namingOption("--at", () => pointOf(parseJson(text, "the value"), expected));
  const example = JSON.stringify(Array.from({ length: dim }, () => 0.5));
  const missing = `is neither a JSON array of numbers, such as ${example}, nor a file that exists`;
  const { points } = await files.read("--at", text, missing, { expected });
  if (points.length === dim) return points;
  throw new InputError({ argument: "--at", verb: "hold", allowed: "one point", problem: points.length / dim });
}

function pointOf(json: unknown, { dim, why }: ExpectedPoints): Float64Array {
  const numbers = Array.isArray(json) ? json : [];
  if (numbers.length !== dim || !numbers.every(Number.isFinite)) throw notAPoint("the point", json, dim, why);
  return Float64Array.from(numbers);
}

function fromJson(json: unknown, { dim, why }: ExpectedPoints): Float64Array {
  // The text starts with "[", so it is parsed to an array.
  const rows = json as readonly unknown[];
  if (rows.length === 0) throw noPoints("the value", dim);
  const points = new Float64Array(rows.length * dim);
  rows.forEach((row, i) => {
    if (!Array.isArray(row)) throw notAPoint(`row ${i + 1}`, row, dim, why);
    const numbers = row.map((value) => (typeof value === "number" ? value : Number.NaN));
    if (numbers.length !== dim || !numbers.every(Number.isFinite)) throw notAPoint(`row ${i + 1}`, row, dim, why);
    points.set(numbers, i * dim);
  });
  return points;
}

/** The error for a value that is not a point of dimension `dim`. */
function notAPoint(argument: string, given: unknown, dim: number, why: string): InputError {
  const allowed = `${dim === 1 ? "1 finite number" : `${dim} finite numbers`}, ${why}`;
  return new InputError({ argument, allowed, problem: quote(given) });
}

function because(of: string, dim: number): string {
  return `because ${of} has dimension ${dim}`;
}
