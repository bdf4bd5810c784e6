import { InputError } from "../numerics/input-error.ts";
import { list, quote } from "../numerics/quote.ts";

/** Options for reading a file of points. They decide what the file itself does not determine. */
export interface ReadingOptions {
  /** The columns to read, in this order, by name or by number from 1. Default: all columns except an index. */
  readonly columns?: readonly string[];
  /** Columns to leave out, by name or by number from 1. This option excludes `columns`. */
  readonly drop?: readonly string[];
  /** Whether the first row of a text file holds the names of the columns. Default: yes if all its cells are names. */
  readonly header?: boolean;
  /** What to do with a row in which a chosen cell is missing. Default: "error". */
  readonly missing?: "drop" | "error";
  /** The decimal sign of a text file. Default: the sign that the file uses, or the point if commas separate the columns. */
  readonly decimal?: "point" | "comma";
  /** Spells the name of an option in messages. Default: as in this interface. */
  readonly spell?: SpellOption;
}

/** The options that a file of points can be read with. */
export type ReadingOption = "columns" | "drop" | "header" | "missing" | "decimal";

/** The text of an option as a user types it, with its value if a value is given: `--drop species`, or `drop: "species"`. */
export type SpellOption = (option: ReadingOption, value?: string) => string;

/** Spells options as a program gives them. */
export const spellInCode: SpellOption = (option, value) => {
  if (value === undefined) return `the option ${option}`;
  if (option === "header") return `${option}: ${value}`;
  return `${option}: ${option === "columns" || option === "drop" ? `[${quote(value)}]` : quote(value)}`;
};

/** Checks the options. @throws InputError for options that contradict each other, and for values that are not allowed */
export function checkReadingOptions({ columns, drop, missing, decimal, spell = spellInCode }: ReadingOptions): void {
  oneOf("missing", missing, ["drop", "error"]);
  oneOf("decimal", decimal, ["point", "comma"]);
  if (columns?.length === 0) throw new InputError({ argument: "columns", problem: "must name at least one column" });
  if (columns && drop)
    throw new InputError({ argument: "drop", problem: `does not go with ${spell("columns")}; give one of the two` });
}

function oneOf(option: string, value: unknown, allowed: readonly string[]): void {
  if (value === undefined || allowed.includes(value as string)) return;
  throw new InputError({ argument: option, allowed: list(allowed.map(quote), "or"), problem: quote(value) });
}
