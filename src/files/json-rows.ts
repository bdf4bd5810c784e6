import { InputError } from "../numerics/input-error.ts";
import { plural, quote } from "../numerics/quote.ts";
import type { RowBatch } from "./table.ts";

/** NaN and Infinity, which Python writes although JSON does not have them. Strings are matched too, so that they stay as they are. */
const NOT_IN_JSON = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g;
const REPLACED: Readonly<Record<string, string>> = { NaN: "null", Infinity: "1e999", "-Infinity": "-1e999" };

/**
 * Parses JSON in which NaN and Infinity are allowed, as Python writes them.
 * @param what the name of the text in messages. Without a name, the result for text that is not JSON is `undefined`
 * @throws InputError for text that is not JSON, if it has a name
 */
export function jsonValue(text: string, what?: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    try {
      return JSON.parse(text.replaceAll(NOT_IN_JSON, (token) => REPLACED[token] ?? token));
    } catch {
      if (what === undefined) return undefined;
      const reason = error instanceof Error ? error.message.replaceAll(/\s+/g, " ") : String(error);
      throw new InputError({ argument: what, problem: `is not valid JSON (${reason})` });
    }
  }
}

/**
 * The rows in a value. The value is an array of rows, an object with an array for each column, such as {"x":[0,1],"y":[2,3]}, or a
 * density, {"kind":"points","points":[[0,2],[1,3]]}. Any other object is a row itself.
 * @throws InputError for any other value
 */
export function rowsOfJson(value: unknown, what: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (!isObject(value))
    throw new InputError({ argument: what, verb: "hold", allowed: "an array of points", problem: quote(value) });
  const fields = Object.entries(value);
  if (typeof value.kind === "string") return pointsOfDensity(value, what);
  const columns = fields.flatMap(([, column]) => (Array.isArray(column) ? [column] : []));
  if (columns.length === 0 || columns.length < fields.length) return [value];
  const { length } = columns[0];
  const other = columns.findIndex((column) => column.length !== length);
  if (other !== -1) {
    const [[first], [name]] = [fields[0], fields[other]];
    throw new InputError({
      argument: what,
      verb: "have",
      allowed: `as many numbers in ${quote(name)} as in ${quote(first)}, ${length}`,
      problem: columns[other].length,
    });
  }
  return Array.from({ length }, (_, i) => Object.fromEntries(fields.map(([name], a) => [name, columns[a][i]])));
}

function pointsOfDensity(density: Readonly<Record<string, unknown>>, what: string): readonly unknown[] {
  const { kind, points, weights } = density;
  if (kind !== "points" || !Array.isArray(points)) {
    throw new InputError({
      argument: what,
      verb: "hold",
      allowed: "points",
      problem: `a density of kind ${quote(kind)}`,
    });
  }
  if (weights !== undefined) {
    throw new InputError({ argument: what, problem: "must hold points without weights; only a density has weights" });
  }
  return points;
}

/**
 * Whether a text of JSON is a table, as `openJsonTable` reads it, and not an object of another kind. It is false for an object
 * whose fields are not numbers, and for text that is not JSON.
 */
export function holdsTable(text: string): boolean {
  const whole = jsonValue(text);
  if (whole !== undefined) return isTable(whole);
  const [first = "", second] = text.split("\n").filter((line) => line.trim() !== "");
  return second !== undefined && isTable(jsonValue(first));
}

function isTable(value: unknown): boolean {
  if (!isObject(value)) return Array.isArray(value);
  const fields = Object.values(value);
  const isNumber = (field: unknown): boolean => typeof field === "number" || field === null;
  return (
    fields.length > 0 && fields.every((field) => isNumber(field) || (Array.isArray(field) && field.every(isNumber)))
  );
}

/** The shape of the rows, from the first row. */
export interface JsonShape {
  readonly width: number;
  readonly names: readonly string[] | null;
  /** @throws InputError for a row of another shape */
  batch(rows: readonly unknown[], place: (row: number) => string): RowBatch;
}

interface ShapeOptions {
  readonly what: string;
  /** Whether only chosen fields are read. The rows may then differ in other fields. */
  readonly only: boolean;
}

/** The shape of the rows. @throws InputError if the first value cannot be a row */
export function jsonShape(first: unknown, { what, only }: ShapeOptions): JsonShape {
  if (first === undefined)
    return { width: 0, names: null, batch: () => ({ length: 0, cell: () => null, place: String }) };
  if (Array.isArray(first)) return arrays(first.length, what);
  if (isObject(first)) return objects(Object.keys(first), what, only);
  if (typeof first === "number" || first === null) return numbers(what);
  throw otherRow("row 1", what, "an array of numbers", first);
}

function arrays(width: number, what: string): JsonShape {
  return shapeOf(width, null, (row, place) => {
    if (Array.isArray(row) && row.length === width) return;
    throw otherRow(place, what, `an array of ${plural(width, "number")}, like the first row`, row);
  });
}

function objects(names: readonly string[], what: string, only: boolean): JsonShape {
  const known = new Set(names);
  return shapeOf(names.length, names, (row, place) => {
    if (!isObject(row)) throw otherRow(place, what, "an object, like the first row", row);
    const other = only ? undefined : otherField(row, known);
    if (other === undefined) return;
    const problem = `has the field ${quote(other)}, which the first row does not have`;
    throw new InputError({ argument: `${place} of ${what}`, problem });
  });
}

/** The name of a field of a row that the first row does not have, or undefined. */
function otherField(row: Readonly<Record<string, unknown>>, known: ReadonlySet<string>): string | undefined {
  for (const name in row) if (!known.has(name)) return name;
  return undefined;
}

function numbers(what: string): JsonShape {
  return shapeOf(1, null, (row, place) => {
    if (typeof row !== "object" || row === null) return;
    throw otherRow(place, what, "a number, like the first row", row);
  });
}

function shapeOf(
  width: number,
  names: readonly string[] | null,
  check: (row: unknown, place: string) => void,
): JsonShape {
  return {
    width,
    names,
    batch: (rows, place) => {
      for (const [i, row] of rows.entries()) check(row, place(i));
      const keys: readonly (string | number)[] = names ?? Array.from({ length: width }, (_, a) => a);
      const cell = (row: number, column: number): unknown => {
        const value = rows[row] as Readonly<Record<string | number, unknown>> | number | null;
        return typeof value === "object" && value !== null ? value[keys[column]] : value;
      };
      return { length: rows.length, cell, place };
    },
  };
}

function otherRow(place: string, what: string, allowed: string, row: unknown): InputError {
  return new InputError({ argument: `${place} of ${what}`, allowed, problem: quote(row) });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
