import { inspect } from "node:util";
import { quote } from "../numerics/quote.ts";
import { CellProblem, FINITE } from "./table.ts";

/** The number of a value from a format with types, or NaN if the value is missing. @throws CellProblem for any other value */
export function typedNumber(value: unknown): number {
  if (value === null || value === undefined) return Number.NaN;
  if (typeof value === "bigint") return Number(value);
  if (typeof value !== "number") throw new CellProblem(spelled(value));
  if (Number.isFinite(value) || Number.isNaN(value)) return value;
  throw new CellProblem(String(value), FINITE, "");
}

function spelled(value: unknown): string {
  if (typeof value === "string") return `the text ${quote(value)}`;
  if (typeof value === "boolean") return `the truth value ${value}`;
  if (value instanceof Date) return `the date ${quote(value)}`;
  // `inspect` accepts values of any depth, and numbers that JSON does not have.
  const parts = inspect(value, { depth: 1, maxArrayLength: 4, breakLength: Number.POSITIVE_INFINITY });
  return `the ${Array.isArray(value) || ArrayBuffer.isView(value) ? "list" : "object"} ${parts}`;
}
