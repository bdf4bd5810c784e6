import { InputError } from "../../numerics/input-error.ts";
import { plural, quote } from "../../numerics/quote.ts";
import { DecodedText } from "../decode.ts";
import { joinLines, type Lines, linesOf } from "../lines.ts";
import { type ReadingOptions, type SpellOption, spellInCode } from "../reading-options.ts";
import type { Source } from "../source.ts";
import type { RowBatch, Table } from "../table.ts";
import { type Layout, layoutOf, SAMPLE_LINES, separatorOf } from "./dialect.ts";
import { isTableLine, RecordSplitter, type Records } from "./records.ts";
import { TextNumbers } from "./text-numbers.ts";

/** Opens a table of text. It has a line for each row, with or without a line of names. About a megabyte is read at a time. */
export async function openTextTable(source: Source, options: ReadingOptions): Promise<Table> {
  const { what } = source;
  const { header, decimal, spell = spellInCode } = options;
  const text = new DecodedText(source.chunks(), what);
  const { beginning, rest } = await firstLines(linesOf(text));
  const sample = beginning.flatMap((part) => part.lines).filter(isTableLine);
  const separator = separatorOf(sample, decimal);
  const layout = layoutOf(firstRecords(beginning, new RecordSplitter(separator, what)), header);
  const splitter = new RecordSplitter(separator, what);
  const numbers = new TextNumbers(decimal ?? (separator === "," ? "point" : undefined), spell);
  return {
    width: sample.length === 0 ? 0 : layout.width,
    names: layout.names,
    setAside: layout.setAside,
    obeys: ["header", "decimal"],
    batches: async function* () {
      let skip = layout.header ? 1 : 0;
      for await (const part of joinLines(beginning, rest)) {
        const records = splitter.take(part);
        if (records.cells.length > skip) yield batchOf(records, layout, skip, what);
        skip = Math.max(0, skip - records.cells.length);
      }
      splitter.end();
    },
    number: (cell) => numbers.read(cell as string),
    notes: () => [
      headerNote(layout, header, spell),
      ...(splitter.comments === 0 ? [] : [`${plural(splitter.comments, "comment line")} skipped`]),
      ...numbers.notes(),
      ...(text.encoding === "utf-8" ? [] : [`read as ${ENCODINGS[text.encoding]}`]),
    ],
  };
}

const ENCODINGS: Readonly<Record<string, string>> = {
  "utf-16le": "UTF-16",
  "utf-16be": "UTF-16",
  "windows-1252": "Windows-1252, since it is not UTF-8",
};

/** Reads lines until the sample is complete or the text ends. Returns these lines, and the lines that follow. */
async function firstLines(
  lines: AsyncGenerator<Lines>,
): Promise<{ beginning: readonly Lines[]; rest: AsyncIterable<Lines> }> {
  const beginning: Lines[] = [];
  let missing = SAMPLE_LINES;
  while (missing > 0) {
    const { value, done } = await lines.next();
    if (done) break;
    const end = value.lines.findIndex((line) => isTableLine(line) && --missing === 0) + 1 || value.lines.length;
    beginning.push({ lines: value.lines.slice(0, end), first: value.first });
    if (end < value.lines.length) {
      const others = { lines: value.lines.slice(end), first: value.first + end };
      return { beginning, rest: joinLines([others], lines) };
    }
  }
  return { beginning, rest: lines };
}

function firstRecords(beginning: readonly Lines[], splitter: RecordSplitter): Records {
  const all = beginning.map((part) => splitter.take(part));
  const cells = all.flatMap((records) => records.cells);
  if (cells.length === 0) splitter.end();
  return { cells, lines: all.flatMap((records) => records.lines) };
}

/** The rows as a batch. @throws InputError for a row that does not have as many cells as the first row */
function batchOf({ cells, lines }: Records, layout: Layout, skip: number, what: string): RowBatch {
  const { width, line } = layout;
  for (let i = skip; i < cells.length; i++) {
    const { length } = cells[i];
    // A separator at the end of a line does not begin another cell.
    if (length === width || (length === width + 1 && cells[i][width] === "")) continue;
    throw new InputError({
      argument: `line ${lines[i]} of ${what}`,
      verb: "have",
      allowed: `${plural(width, "cell")}, as line ${line} has`,
      problem: `${length}: ${quote(cells[i])}`,
    });
  }
  return {
    length: cells.length - skip,
    cell: (row, column) => cells[row + skip][column],
    place: (row) => `line ${lines[row + skip]}`,
  };
}

function headerNote({ header, line, doubtful }: Layout, given: boolean | undefined, spell: SpellOption): string {
  if (header) return `line ${line} was read as column names`;
  const advice = given === undefined && doubtful ? ` (${spell("header", "true")} if it holds column names)` : "";
  return `line ${line} was read as a point${advice}`;
}
