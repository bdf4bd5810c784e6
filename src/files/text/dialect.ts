import { type SetAside, setAsideBy } from "../set-aside.ts";
import type { Records, Separator } from "./records.ts";
import { isMissing, isName, isNumber } from "./text-numbers.ts";

// The dialect of a text is detected from its first lines. A cell that could be a number is never read as a name.

/** The number of lines from which the dialect is detected. */
export const SAMPLE_LINES = 50;

/** The separators, in the order of preference if several are equally good. */
const SEPARATORS: readonly Separator[] = [";", "\t", "|", ",", " "];

/**
 * Detects the separator. For each separator it computes the fraction of the cells below the first line that are numbers, and the
 * fraction of the lines that have the same number of cells. The separator with the largest product of the two is chosen.
 * @param lines the lines, without blank lines and comments
 * @param decimal with "comma", a comma separates cells only next to quotes
 */
export function separatorOf(lines: readonly string[], decimal?: "point" | "comma"): Separator {
  const rows = lines.length > 1 ? lines.slice(1) : lines;
  const present = SEPARATORS.filter((separator) => rows.some((line) => separates(separator, line, decimal)));
  const scores = present.map(
    (separator) => fractionOfNumbers(separator, rows) * fractionOfEqualLines(separator, lines),
  );
  // A file with one column has no separator. The returned one must not be a decimal sign.
  return present[scores.indexOf(Math.max(...scores))] ?? (decimal === "comma" ? ";" : ",");
}

function separates(separator: Separator, line: string, decimal?: "point" | "comma"): boolean {
  const bare = withoutQuoted(line).trim();
  if (separator === " ") return /\s/.test(bare);
  if (separator === "," && decimal === "comma") return /^,|,$|q,|,q/.test(bare);
  return bare.includes(separator);
}

/** The fraction of the cells that are numbers or missing. */
function fractionOfNumbers(separator: Separator, rows: readonly string[]): number {
  const cells = rows.flatMap((line) => cellsOf(separator, line));
  return cells.filter((cell) => isMissing(cell) || isNumber(cell)).length / cells.length;
}

/** The fraction of the lines that have the most common number of cells. */
function fractionOfEqualLines(separator: Separator, lines: readonly string[]): number {
  const counts = new Map<number, number>();
  for (const line of lines) {
    const { length } = cellsOf(separator, line);
    counts.set(length, (counts.get(length) ?? 0) + 1);
  }
  return Math.max(...counts.values()) / lines.length;
}

/** The number of characters of a line that are examined. */
const MOST_CHARACTERS = 4096;

/** The cells of a line, or the first cells of a long line. Quoted cells are replaced by "q" unless they are numbers. */
function cellsOf(separator: Separator, line: string): string[] {
  const bare = shortened(line).replaceAll(QUOTED, (_, text: string) =>
    isNumber(text) && !text.includes(separator) ? text : "q",
  );
  return bare
    .trim()
    .split(separator === " " ? /\s+/ : separator)
    .map((cell) => cell.trim());
}

const QUOTED = /"((?:[^"]|"")*)"/g;

function withoutQuoted(line: string): string {
  return shortened(line).replaceAll(QUOTED, "q");
}

function shortened(line: string): string {
  return line.length > MOST_CHARACTERS ? line.slice(0, MOST_CHARACTERS) : line;
}

/** What is known about the columns from the first rows. */
export interface Layout {
  /** The number of cells in a row. */
  readonly width: number;
  readonly names: readonly string[] | null;
  readonly setAside: readonly SetAside[];
  /** Whether the first row holds the names. */
  readonly header: boolean;
  /** Whether the first row was read as a point although it could hold names that are numbers. */
  readonly doubtful: boolean;
  /** The line of the first row, which determines the number of cells. */
  readonly line: number;
}

/**
 * Detects the layout of the columns.
 * @param records the first rows
 * @param header whether the first row holds names. Default: whether all its cells are names
 */
export function layoutOf({ cells, lines }: Records, header?: boolean): Layout {
  const [first = [], ...others] = cells;
  const isHeader = header ?? (holdsNames(first) || isHeaderOfPandas(first, others));
  const rows = isHeader ? others : cells;
  const trailing = endsWithSeparator(isHeader ? first : null, rows);
  const named = trailing && first.at(-1) === "" ? first.slice(0, -1) : first;
  // write.table of R writes row names as a first column without a name.
  const names = isHeader ? (namesRows(named, rows) ? ["", ...named] : named) : null;
  return {
    width: names?.length ?? first.length - (trailing ? 1 : 0),
    names,
    setAside: setAsideBy(names),
    header: isHeader,
    doubtful: !isHeader && couldBeNames(first, others),
    line: lines[0] ?? 1,
  };
}

/** Whether a row holds only names. The name of an index, and the cell after a separator at the end, may be empty. */
function holdsNames(cells: readonly string[]): boolean {
  return cells.some(isName) && cells.every((cell) => cell === "" || isName(cell));
}

/**
 * Whether a row is the header that pandas writes for columns without names: an empty cell and 0, 1, 2 …. The rows begin with
 * labels.
 */
function isHeaderOfPandas([corner, ...numbers]: readonly string[], rows: readonly (readonly string[])[]): boolean {
  const counts = numbers.length > 0 && numbers.every((cell, i) => cell === String(i));
  return corner === "" && counts && rows.length > 0 && rows.every(([label]) => label !== "");
}

/** Whether the first row holds increasing whole numbers that could be names: 0, 1, 2 …, 1, 2, 3 …, or years above other numbers. */
function couldBeNames(first: readonly string[], rows: readonly (readonly string[])[]): boolean {
  const numbers = first.map((cell) => (/^\d+$/.test(cell) ? Number(cell) : Number.NaN));
  const rise = numbers.length > 1 && numbers.every((value, a) => a === 0 || value > numbers[a - 1]);
  const counts = numbers[0] <= 1 && numbers.at(-1) === numbers[0] + numbers.length - 1;
  return rise && (counts || rows.every((row) => row.some((cell) => !/^\d+$/.test(cell))));
}

function endsWithSeparator(header: readonly string[] | null, rows: readonly (readonly string[])[]): boolean {
  const [first] = rows;
  if (!first || first.length < 2 || !rows.every((row) => row.at(-1) === "")) return false;
  return header === null || header.at(-1) === "" || header.length === first.length - 1;
}

/** Whether each row has one cell more than there are names, and begins with a name or with its number from 1. */
function namesRows(names: readonly string[], rows: readonly (readonly string[])[]): boolean {
  if (rows.length === 0 || !rows.every((row) => row.length === names.length + 1)) return false;
  return rows.every(([cell], i) => cell === String(i + 1)) || rows.every(([cell]) => isName(cell));
}
