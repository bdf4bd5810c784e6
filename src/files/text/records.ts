import { CsvError } from "csv-parse";
import { parse as parseCsv } from "csv-parse/sync";
import { InputError } from "../../numerics/input-error.ts";
import type { Lines } from "../lines.ts";

/** What stands between the cells of a line; a blank stands for any number of blanks and tabs. */
export type Separator = ";" | "\t" | "|" | "," | " ";

/** Rows of cells, without blanks around them. */
export interface Records {
  readonly cells: readonly (readonly string[])[];
  /** The number of the line on which each begins. */
  readonly lines: readonly number[];
}

/** Characters of one record: a quote that nobody closed would take the rest of the file into one cell. */
const LONGEST_RECORD = 1 << 24;

/** A # at the beginning of the line, or sep=; for Excel; #N/A is no comment, but a missing cell. */
const COMMENT = /^\s*(?:#(?!N\/?A\s*(?:[;\t|,]|$))|"?sep=.?"?\s*$)/i;

/** Whether a line is neither blank nor a comment. */
export function isTableLine(line: string): boolean {
  return line.trim() !== "" && !COMMENT.test(line);
}

/** Takes lines apart into cells; a cell in quotes may hold separators and ends of lines. */
export class RecordSplitter {
  readonly #separator: Separator;
  readonly #what: string;
  /** Lines of a record whose quotes are still open. */
  #begun: string[] = [];
  #begunAt = 0;
  #length = 0;
  #open = false;
  /** Lines that were comments. */
  comments = 0;

  /** @param what the file, for a message */
  constructor(separator: Separator, what: string) {
    this.#separator = separator;
    this.#what = what;
  }

  /** The records that end in these lines. @throws InputError for quotes that can't be read */
  take({ lines, first }: Lines): Records {
    const cells: string[][] = [];
    const numbers: number[] = [];
    // Most lines need nothing but to be split, and files of a million lines are common.
    const end = this.#begun.length > 0 ? 0 : this.#split(lines, first, cells, numbers);
    if (end < lines.length) this.#parse(lines.slice(end), first + end, cells, numbers);
    return { cells, lines: numbers };
  }

  /** @throws InputError where the last record is not complete */
  end(): void {
    if (this.#begun.length > 0) throw this.#notClosed();
  }

  /**
   * Takes lines apart at every separator, up to the first line in which a quoted cell holds a separator or a quote.
   * @returns the number of lines that were taken apart
   */
  #split(all: readonly string[], first: number, cells: string[][], numbers: number[]): number {
    const separator = this.#separator === " " ? /\s+/ : this.#separator;
    for (let i = 0; i < all.length; i++) {
      const text = all[i].trim();
      if (text === "" || this.#skips(text)) continue;
      // The blanks around a line may be tabs that separate empty cells.
      const row = separator === "\t" ? all[i].split(separator) : text.split(separator);
      for (let a = 0; a < row.length; a++) row[a] = row[a].trim();
      if (text.includes('"') && !unquote(row)) return i;
      cells.push(row);
      numbers.push(first + i);
    }
    return all.length;
  }

  /** Reads lines as CSV: all rules of quotes. @throws InputError for quotes that can't be read */
  #parse(all: readonly string[], first: number, cells: string[][], numbers: number[]): void {
    const records: string[] = [];
    const lines: number[] = [];
    all.forEach((line, i) => {
      if (this.#begun.length === 0) {
        if (line.trim() === "" || this.#skips(line)) return;
        this.#begunAt = first + i;
      }
      this.#begin(line);
      if (this.#open) return;
      records.push(this.#begun.join("\n"));
      lines.push(this.#begunAt);
      this.#begun = [];
      this.#length = 0;
    });
    for (const row of this.#csv(records, lines)) cells.push(row);
    for (const line of lines) numbers.push(line);
  }

  /** One more line of a record. */
  #begin(line: string): void {
    this.#begun.push(line);
    this.#length += line.length;
    this.#open = this.#open !== (count(line, '"') % 2 === 1);
    if (this.#length > LONGEST_RECORD) throw this.#notClosed();
  }

  #csv(records: readonly string[], lines: readonly number[]): string[][] {
    const options = { relax_column_count: true, trim: true, record_delimiter: "\n", delimiter: this.#separator };
    const whole = this.#separator === " " ? records.map(singleBlanks) : records;
    try {
      const rows: string[][] = parseCsv(whole.join("\n"), options);
      return rows.map((row) => row.map((cell) => cell.trim()));
    } catch (error) {
      if (!(error instanceof CsvError)) throw error;
      const line = lines[Number(error.records ?? 0)] ?? lines[0];
      const problem = "has a quote inside of a cell; such a cell stands in quotes, and has the quotes inside twice";
      throw new InputError({ argument: `line ${line} of ${this.#what}`, problem });
    }
  }

  #skips(line: string): boolean {
    if (!COMMENT.test(line)) return false;
    this.comments++;
    return true;
  }

  #notClosed(): InputError {
    const argument = `line ${this.#begunAt} of ${this.#what}`;
    return new InputError({ argument, problem: "opens a quote that is not closed" });
  }
}

/** Takes the quotes from cells; says no where they hold separators or quotes, so that the line was cut in wrong places. */
function unquote(row: string[]): boolean {
  for (let a = 0; a < row.length; a++) {
    const cell = row[a];
    const at = cell.indexOf('"');
    if (at === -1) continue;
    if (at !== 0 || cell.length < 2 || cell.indexOf('"', 1) !== cell.length - 1) return false;
    row[a] = cell.slice(1, -1).trim();
  }
  return true;
}

/** A record without blanks around it, and with one blank between its cells. */
function singleBlanks(record: string): string {
  return record.trim().replaceAll(/"(?:[^"]|"")*"|[ \t]+/g, (part) => (part.startsWith('"') ? part : " "));
}

function count(text: string, character: string): number {
  let times = 0;
  for (let i = text.indexOf(character); i !== -1; i = text.indexOf(character, i + 1)) times++;
  return times;
}
