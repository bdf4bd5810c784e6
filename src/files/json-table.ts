import { InputError } from "../numerics/input-error.ts";
import { DecodedText } from "./decode.ts";
import { type JsonShape, jsonShape, jsonValue, rowsOfJson } from "./json-rows.ts";
import { joinLines, type Lines, linesOf } from "./lines.ts";
import type { ReadingOptions } from "./reading-options.ts";
import { setAsideBy } from "./set-aside.ts";
import type { Source } from "./source.ts";
import { type RowBatch, rowRanges, type Table } from "./table.ts";
import { typedNumber } from "./typed-number.ts";

/**
 * Opens a table of JSON. If each line holds a row, a megabyte is read at a time. Otherwise the file is one value, which `rowsOfJson`
 * describes, and it is read as a whole.
 */
export async function openJsonTable(source: Source, { columns }: ReadingOptions): Promise<Table> {
  const { what } = source;
  const lines = linesOf(new DecodedText(source.chunks(), what));
  const beginning: Lines[] = [];
  const [first, second] = await firstTwo(lines, beginning);
  const named = /\.(jsonl|ndjson)(\.gz)?$/i.test(source.path);
  const row = first !== undefined && (second !== undefined || named) ? jsonValue(first) : undefined;
  const all = joinLines(beginning, lines);
  const rows = first === undefined || row !== undefined ? [] : rowsOfJson(await wholeValue(all, what), what);
  const shape = jsonShape(row ?? rows[0], { what, only: columns !== undefined });
  return {
    width: shape.width,
    names: shape.names,
    setAside: setAsideBy(shape.names),
    obeys: [],
    batches: () => (row === undefined ? batchesOfRows(rows, shape) : batchesOfLines(all, shape, what)),
    number: typedNumber,
    notes: () => [],
  };
}

/** The first two lines that are not blank. The lines that are read for this are added to `read`. */
async function firstTwo(lines: AsyncGenerator<Lines>, read: Lines[]): Promise<string[]> {
  const found: string[] = [];
  while (found.length < 2) {
    const { value, done } = await lines.next();
    if (done) break;
    read.push(value);
    found.push(...value.lines.filter((line) => line.trim() !== "").slice(0, 2));
  }
  return found;
}

async function wholeValue(all: AsyncIterable<Lines>, what: string): Promise<unknown> {
  const parts: string[] = [];
  for await (const { lines } of all) parts.push(lines.join("\n"));
  let text: string;
  try {
    text = parts.join("\n");
  } catch {
    throw new InputError({
      argument: what,
      problem: "is too large to be read as one value of JSON; write one row per line, or CSV",
    });
  }
  return jsonValue(text, what);
}

async function* batchesOfLines(all: AsyncIterable<Lines>, shape: JsonShape, what: string): AsyncGenerator<RowBatch> {
  for await (const { lines, first } of all) {
    const texts: string[] = [];
    const numbers: number[] = [];
    lines.forEach((line, i) => {
      if (line.trim() === "") return;
      texts.push(line);
      numbers.push(first + i);
    });
    if (texts.length === 0) continue;
    const rows = texts.map((text, i) => jsonValue(text, `line ${numbers[i]} of ${what}`));
    yield shape.batch(rows, (row) => `line ${numbers[row]}`);
  }
}

async function* batchesOfRows(rows: readonly unknown[], shape: JsonShape): AsyncGenerator<RowBatch> {
  for (const [start, end] of rowRanges(rows.length)) {
    yield shape.batch(rows.slice(start, end), (row) => `row ${start + row + 1}`);
  }
}
