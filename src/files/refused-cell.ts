import { InputError } from "../numerics/input-error.ts";
import { quote } from "../numerics/quote.ts";
import { columnLabel, describeColumn } from "./choose-columns.ts";
import { type ReadingOptions, type SpellOption, spellInCode } from "./reading-options.ts";
import type { CellProblem } from "./table.ts";

/** Where a cell stands in a file. */
export interface CellPlace {
  /** The file, for a message. */
  readonly what: string;
  /** "line 3" */
  readonly row: string;
  /** From 0. */
  readonly column: number;
  readonly names: readonly string[] | null;
  /** Whether the row may hold names although no option says so. */
  readonly mayBeHeader: boolean;
}

/** That a cell is no number, and what can be done. */
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

/** That a cell is missing, and what can be done. @param cell what stands there */
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
