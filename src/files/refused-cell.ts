import { InputError } from "../numerics/input-error.ts";
import { quote } from "../numerics/quote.ts";
import { columnLabel, describeColumn } from "./choose-columns.ts";
import { type ReadingOptions, type SpellOption, spellInCode } from "./reading-options.ts";
import type { CellProblem } from "./table.ts";

/** The place of a cell in a file. */
export interface CellPlace {
  /** The name of the file in messages. */
  readonly what: string;
  /** The row, such as "line 3". */
  readonly row: string;
  /** The column, counted from 0. */
  readonly column: number;
  readonly names: readonly string[] | null;
  /** Whether the row may hold names although no option says so. */
  readonly mayBeHeader: boolean;
}

/** The error for a cell that is not a number. The message says what the user can do. */
export function refusedCell(
  problem: CellProblem,
  place: CellPlace,
  { spell = spellInCode }: ReadingOptions,
): InputError {
  const { message, allowed, hint } = problem;
  const label = columnLabel(place.names, place.column);
  const out = `leave the column out with ${spell("drop", label)}, or choose columns with ${spell("columns")}`;
  const advice = hint ?? orHeader(out, place, spell);
  return new InputError({
    argument: nameOf(place),
    allowed,
    problem: advice === "" ? message : `${message}; ${advice}`,
  });
}

/** The error for a missing cell. The message says what the user can do. @param cell the contents of the cell */
export function missingCell(cell: unknown, place: CellPlace, { spell = spellInCode }: ReadingOptions): InputError {
  const found = typeof cell === "string" ? quote(cell) : String(cell);
  const text = cell === "" || cell === undefined ? "" : ` (${found})`;
  const advice = orHeader(`${spell("missing", "drop")} leaves such rows out`, place, spell);
  return new InputError({ argument: nameOf(place), problem: `is missing${text}; ${advice}` });
}

function nameOf({ what, row, column, names }: CellPlace): string {
  return `${row}, ${describeColumn(names, column)} of ${what}`;
}

function orHeader(advice: string, { mayBeHeader, row }: CellPlace, spell: SpellOption): string {
  return mayBeHeader ? `give ${spell("header", "true")} if ${row} holds column names, or ${advice}` : advice;
}
