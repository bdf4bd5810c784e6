import { type SetAside, setAsideBy } from "../set-aside.ts";
import type { Records, Separator } from "./records.ts";
import { isMissing, isName, isNumber } from "./text-numbers.ts";

// What a text leaves open is told from its first lines. Nothing that could be a number is taken for a name.

/** Lines that the dialect is told from. */
export const SAMPLE_LINES = 50;

/** In the order of preference where the first lines leave several. */
const SEPARATORS: readonly Separator[] = [";", "\t", "|", ",", " "];

/**
 * The separator that makes numbers of the largest fraction of the cells, in lines that are no header, and as many cells of
 * each line.
 * @param lines without blank lines and comments
 * @param decimal with "comma", a comma separates cells only next to quotes
 */
export function separatorOf(lines: readonly string[], decimal?: "point" | "comma"): Separator {
  const rows = lines.length > 1 ? lines.slice(1) : lines;
  const present = SEPARATORS.filter((separator) => rows.some((line) => separates(separator, line, decimal)));
  const shares = present.map((separator) => shareOfNumbers(separator, rows) * shareOfEqualLines(separator, lines));
  // One column: whichever separator does not stand in its numbers.
  return present[shares.indexOf(Math.max(...shares))] ?? (decimal === "comma" ? ";" : ",");
}

function separates(separator: Separator, line: string, decimal?: "point" | "comma"): boolean {
  const bare = withoutQuoted(line).trim();
  if (separator === " ") return /\s/.test(bare);
  if (separator === "," && decimal === "comma") return /^,|,$|q,|,q/.test(bare);
  return bare.includes(separator);
}

function shareOfNumbers(separator: Separator, rows: readonly string[]): number {
  const cells = rows.flatMap((line) => cellsOf(separator, line));
  return cells.filter((cell) => isMissing(cell) || isNumber(cell)).length / cells.length;
}

/** The fraction of the lines that have the most common number of cells. */
function shareOfEqualLines(separator: Separator, lines: readonly string[]): number {
  const counts = new Map<number, number>();
  for (const line of lines) {
    const { length } = cellsOf(separator, line);
    counts.set(length, (counts.get(length) ?? 0) + 1);
  }
  return Math.max(...counts.values()) / lines.length;
}

/** Characters of a line that are looked at. */
const MOST_CHARACTERS = 4096;

/** The cells of a line, or the first of a long one, near enough to see what is in them. */
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

/** What the first rows say of the columns. */
export interface Layout {
  /** Cells of a row. */
  readonly width: number;
  readonly names: readonly string[] | null;
  readonly setAside: readonly SetAside[];
  /** Whether the first row holds the names. */
  readonly header: boolean;
  /** Whether the first row was taken for a point, and could hold names that are numbers. */
  readonly doubtful: boolean;
  /** The line of the first row, which says how many cells there are. */
  readonly line: number;
}

/**
 * @param records the first rows
 * @param header whether the first row holds names; default: whether it can hold nothing else
 */
export function layoutOf({ cells, lines }: Records, header?: boolean): Layout {
  const [first = [], ...others] = cells;
  const isHeader = header ?? (holdsNames(first) || isHeaderOfPandas(first, others));
  const rows = isHeader ? others : cells;
  const trailing = endsWithSeparator(isHeader ? first : null, rows);
  const named = trailing && first.at(-1) === "" ? first.slice(0, -1) : first;
  // R's write.table gives the names of the rows no name.
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

/** Names only; those of an index, and of what follows the last separator, are empty. */
function holdsNames(cells: readonly string[]): boolean {
  return cells.some(isName) && cells.every((cell) => cell === "" || isName(cell));
}

/** A table without names as pandas writes it: an empty cell, 0, 1, 2 …, and rows that begin with their labels. */
function isHeaderOfPandas([corner, ...numbers]: readonly string[], rows: readonly (readonly string[])[]): boolean {
  const counts = numbers.length > 0 && numbers.every((cell, i) => cell === String(i));
  return corner === "" && counts && rows.length > 0 && rows.every(([label]) => label !== "");
}

/** Whole numbers that rise: years or doses over other numbers, or 0, 1, 2 … or 1, 2, 3 …, as programs name columns. */
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

/** Whether each row has a cell more than there are names, and begins with a name or with 1, 2, 3 …. */
function namesRows(names: readonly string[], rows: readonly (readonly string[])[]): boolean {
  if (rows.length === 0 || !rows.every((row) => row.length === names.length + 1)) return false;
  return rows.every(([cell], i) => cell === String(i + 1)) || rows.every(([cell]) => isName(cell));
}
