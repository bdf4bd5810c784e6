import { CsvError } from "csv-parse";
import { parse as parseCsv } from "csv-parse/sync";
import { InputError } from "../../numerics/input-error.ts";
import type { Lines } from "../lines.ts";

/** The separator between the cells of a line. A blank means any number of blanks and tabs. */
export type Separator = ";" | "\t" | "|" | "," | " ";

/** Rows of cells. The cells have no blanks around them. */
export interface Records {
  readonly cells: readonly (readonly string[])[];
  /** The number of the line on which each row begins. */
  readonly lines: readonly number[];
}

/**
 * The largest number of characters in a record. Without a limit, a quote that is not closed would put the rest of the file into one
 * cell.
 */
const LONGEST_RECORD = 1 << 24;

/** A comment begins with #, or is the line sep=; that Excel reads. #N/A is a missing cell and not a comment. */
const COMMENT = /^\s*(?:#(?!N\/?A\s*(?:[;\t|,]|$))|"?sep=.?"?\s*$)/i;

/** Whether a line is neither blank nor a comment. */
export function isTableLine(line: string): boolean {
  return line.trim() !== "" && !COMMENT.test(line);
}

/** Splits lines into cells. A quoted cell may hold separators and ends of lines. */
export class RecordSplitter {
  readonly #separator: Separator;
  readonly #what: string;
  /** The lines of a record with a quote that is still open. */
  #begun: string[] = [];
  #begunAt = 0;
  #length = 0;
  #open = false;
  /** The number of lines that were comments. */
  comments = 0;

  /** @param what the name of the file in messages */
  constructor(separator: Separator, what: string) {
    this.#separator = separator;
    this.#what = what;
  }

  /** The records that end in these lines. @throws InputError for quotes that cannot be parsed */
  take({ lines, first }: Lines): Records {
    const cells: string[][] = [];
    const numbers: number[] = [];
    // Most lines only have to be split at separators, which is fast. Files of a million lines are common.
    const end = this.#begun.length > 0 ? 0 : this.#split(lines, first, cells, numbers);
    if (end < lines.length) this.#parse(lines.slice(end), first + end, cells, numbers);
    return { cells, lines: numbers };
  }

  /** Ends the text. @throws InputError if the last record is not complete */
  end(): void {
    if (this.#begun.length > 0) throw this.#notClosed();
  }

  /**
   * Splits lines at every separator, up to the first line in which a quoted cell holds a separator or a quote.
   * @returns the number of lines that were split
   */
  #split(all: readonly string[], first: number, cells: string[][], numbers: number[]): number {
    const separator = this.#separator === " " ? /\s+/ : this.#separator;
    for (let i = 0; i < all.length; i++) {
      const text = all[i].trim();
      if (text === "" || this.#skips(text)) continue;
      // With tabs as separators, blanks around the line may be tabs that separate empty cells.
      const row = separator === "\t" ? all[i].split(separator) : text.split(separator);
      for (let a = 0; a < row.length; a++) row[a] = row[a].trim();
      if (text.includes('"') && !unquote(row)) return i;
      cells.push(row);
      numbers.push(first + i);
    }
    return all.length;
  }

  /** Parses lines by all rules of CSV for quotes. @throws InputError for quotes that cannot be parsed */
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

  /** Adds a line to the record that is open. */
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
      const problem = "has a quote inside a cell; put such a cell in quotes, and write the quotes inside twice";
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

/** Removes the quotes from cells. The result is false if a quoted cell holds separators or quotes, so that the split was wrong. */
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
