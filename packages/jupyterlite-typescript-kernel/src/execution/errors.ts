import { inspect } from "node-inspect-extracted";
import type { Outcome } from "../protocol.ts";
import { placesInCells } from "./places.ts";

/** The reader interrupted a cell that waited. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/** What a reader is told of an error that ended a cell. */
export function describeError(error: unknown, cell: string, defined: readonly string[]): Outcome {
  if (!isError(error)) {
    const message = typeof error === "string" ? error : inspect(error);
    return { status: "error", name: "Thrown", message, traceback: [`Thrown: ${message}`], defined };
  }
  const { message } = error;
  const name = error.name || error.constructor.name;
  const cause = isError(error.cause) ? [`Caused by ${error.cause.name}: ${error.cause.message}`] : [];
  const traceback = [`${name}: ${message}`, ...placesInCells(error.stack ?? "", cell), ...cause];
  const { keepStoredResult } = error as { readonly keepStoredResult?: boolean };
  return { status: "error", name, message, traceback, defined, ...(keepStoredResult && { keepStoredResult }) };
}

/** Errors of another realm count too. */
function isError(value: unknown): value is Error {
  return value instanceof Error || Object.prototype.toString.call(value) === "[object Error]";
}
