import { InputError } from "../numerics/input-error.ts";
import { list, quote } from "../numerics/quote.ts";
import type { ReadingOptions } from "./reading-options.ts";
import type { Table } from "./table.ts";

/** The largest number of columns that a message names. Of more columns it names the first few and the last one. */
const MOST_NAMED = 8;

/** The name of a column, or its number, counted from 1, if the column has no name. */
export function columnLabel(names: readonly string[] | null, column: number): string {
  return names?.[column] || String(column + 1);
}

/** The description of a column in a message: `column 2 ("y")`, or `column 2` if the column has no name. */
export function describeColumn(names: readonly string[] | null, column: number): string {
  const name = names?.[column];
  return name ? `column ${column + 1} (${quote(name)})` : `column ${column + 1}`;
}

/** A list of columns: "x, y, z", or, for many columns, "p1, p2, p3, p4, p5, p6, p7 … p64". */
export function listColumns(labels: readonly string[]): string {
  if (labels.length <= MOST_NAMED) return labels.join(", ");
  return `${labels.slice(0, MOST_NAMED - 1).join(", ")} … ${labels.at(-1)}`;
}

/**
 * The columns that are coordinates, counted from 0, in their order. They are the columns that the options choose, or else all columns
 * except an index and the columns that the options leave out.
 * @param what the name of the file in messages
 * @throws InputError for a column that does not exist, and if no column is left
 */
export function chooseColumns(table: Table, { columns, drop = [] }: ReadingOptions, what: string): readonly number[] {
  if (columns) {
    const chosen = columns.map((column) => findColumn("columns", column, table, what));
    const twice = columns.find((_, i) => chosen.indexOf(chosen[i]) !== i);
    if (twice !== undefined) {
      throw new InputError({
        argument: "columns",
        verb: "name",
        allowed: "each column once",
        problem: `${quote(twice)} twice`,
      });
    }
    return chosen;
  }
  const out = new Set(drop.map((column) => findColumn("drop", column, table, what)));
  for (const { column } of table.setAside) out.add(column);
  const left = Array.from({ length: table.width }, (_, column) => column).filter((column) => !out.has(column));
  if (left.length === 0) {
    throw new InputError({
      argument: "drop",
      verb: "leave",
      allowed: "at least one column",
      problem: `none of ${what}`,
    });
  }
  return left;
}

function findColumn(option: "columns" | "drop", text: string, { names, width }: Table, what: string): number {
  const named = (names ?? []).flatMap((name, column) => (name === text ? [column] : []));
  if (named.length === 1) return named[0];
  const number = /^\d+$/.test(text) ? Number(text) : 0;
  if (named.length === 0 && number >= 1 && number <= width) return number - 1;
  const which = list(
    named.map((column) => String(column + 1)),
    "and",
  );
  const known = names ? ` (${listColumns(names.filter(Boolean).map((name) => quote(name)))})` : "";
  throw new InputError({
    argument: option,
    verb: "name",
    allowed: `columns of ${what} by their names${known} or by numbers from 1 to ${width}`,
    problem: named.length > 1 ? `${quote(text)}, which is the name of the columns ${which}` : quote(text),
  });
}
