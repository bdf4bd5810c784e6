import { parse as parseCsv } from "csv-parse/sync";
import { describePoints } from "../../files/describe-points.ts";
import { pointsIn } from "../../files/open-points.ts";
import type { OpenOptions, PointsReader } from "../../files/points-reader.ts";
import { allPoints, type PointsTable } from "../../files/points-table.ts";
import { checkReadingOptions, type ReadingOption, type ReadingOptions } from "../../files/reading-options.ts";
import { openSource, type Source } from "../../files/source.ts";
import { InputError } from "../../numerics/input-error.ts";
import { list, quote } from "../../numerics/quote.ts";
import { namingOptionOf, namingOptionOfAsync } from "./naming-option.ts";
import { type ReadingFlags, spellInShell } from "./reading-options.ts";

/** The description of a file of points in the JSON of a command. */
export interface PointsInput {
  /** The option that names the file: "--data". */
  readonly option: string;
  readonly file: string;
  /** Number of points. */
  readonly points: number;
  readonly dim: number;
  readonly columns: readonly string[];
  /** How the file was read. */
  readonly notes: readonly string[];
}

/** The options of a reader, as they are typed on the command line. */
const OPTIONS: Readonly<Record<ReadingOption, string>> = {
  columns: "--columns",
  drop: "--drop",
  header: "--header",
  missing: "--missing",
  decimal: "--decimal",
};

/** What a command requires of one file, such as the number of coordinates of a point and the reason for it. */
type FileOptions = Pick<OpenOptions, "expected" | "drawsAsWritten" | "wholeRows">;

/** The files of points that one run of a command reads. All of them are read with the same options, those of the command. */
export class PointsFiles {
  readonly #options: ReadingOptions;
  readonly #read: { readonly option: string; readonly reader: PointsReader }[] = [];

  /** @param flags the options of `addReadingOptions`; other options are ignored @throws InputError */
  constructor({ columns, drop, header, missing, decimal }: ReadingFlags) {
    const options = {
      ...(columns !== undefined && { columns: parseList(columns, OPTIONS.columns) }),
      ...(drop !== undefined && { drop: parseList(drop, OPTIONS.drop) }),
      ...(header !== undefined && { header }),
      ...(missing && { missing }),
      ...(decimal && { decimal }),
      spell: spellInShell,
    };
    namingOptionOf(OPTIONS, OPTIONS.columns, () => checkReadingOptions(options));
    this.#options = options;
  }

  /**
   * Opens the file that an option names.
   * @param missing the message if there is no such file
   * @throws InputError that names the option
   */
  async open(option: string, path: string, missing: string, options: FileOptions = {}): Promise<PointsReader> {
    return this.#naming(option, async () => {
      const source = await openSource(path);
      if (!source) throw new InputError({ argument: quote(path), problem: missing });
      return this.#opened(option, source, options);
    });
  }

  /** All points of the file that an option names. @throws InputError that names the option */
  async read(option: string, path: string, missing: string, options: FileOptions = {}): Promise<PointsTable> {
    const reader = await this.open(option, path, missing, options);
    return this.#naming(option, () => allPoints(reader));
  }

  /** The result of `use` for the file that an option names. @throws InputError that names the option */
  async readBy<T>(
    option: string,
    path: string,
    missing: string,
    options: FileOptions,
    use: (reader: PointsReader) => Promise<T>,
  ): Promise<T> {
    const reader = await this.open(option, path, missing, options);
    return this.#naming(option, () => use(reader));
  }

  /** All points of a file that is open. @throws InputError that names the option */
  async readSource(option: string, source: Source, options: FileOptions = {}): Promise<PointsTable> {
    return this.#naming(option, async () => allPoints(await this.#opened(option, source, options)));
  }

  /**
   * Writes a line on each file that was read to standard error. To be called when all input has been checked.
   * @throws InputError for an option that applies to no file
   */
  announce(): void {
    this.checkUsed();
    for (const { reader } of this.#read) process.stderr.write(`${describePoints(reader.summary())}\n`);
  }

  /** @throws InputError for an option that applies to no file */
  checkUsed(): void {
    for (const option of Object.keys(OPTIONS) as ReadingOption[]) {
      if (this.#options[option] === undefined || this.#read.some(({ reader }) => reader.obeys.includes(option)))
        continue;
      const paths = this.#read.map(({ reader }) => quote(reader.summary().path));
      const problem =
        paths.length === 0 ? "is for files of points, and none was read" : `does not apply to ${list(paths, "and")}`;
      throw new InputError({ argument: OPTIONS[option], problem });
    }
  }

  /** A field for the JSON of a command that describes the files; no field if no file was read. */
  json(): { readonly inputs?: readonly PointsInput[] } {
    if (this.#read.length === 0) return {};
    const inputs = this.#read.map(({ option, reader }) => {
      const { path, count, dim, columns, notes } = reader.summary();
      return { option, file: path, points: count, dim, columns, notes };
    });
    return { inputs };
  }

  async #opened(option: string, source: Source, options: FileOptions): Promise<PointsReader> {
    const reader = await pointsIn(source, { ...this.#options, ...options });
    this.#read.push({ option, reader });
    return reader;
  }

  #naming<T>(option: string, work: () => Promise<T>): Promise<T> {
    return namingOptionOfAsync(OPTIONS, option, work);
  }
}

/** Names separated by commas, as in a line of CSV: a name that holds a comma is in quotes. @throws InputError */
function parseList(text: string, option: string): readonly string[] {
  const allowed = 'names or numbers of columns separated by commas, such as x,y or 2,3 or "bill, mm",mass';
  const refuse = (): InputError => new InputError({ argument: option, allowed, problem: quote(text) });
  let records: string[][];
  try {
    records = parseCsv(text, { trim: true });
  } catch {
    throw refuse();
  }
  const [names = []] = records;
  if (records.length !== 1 || names.includes("")) throw refuse();
  return names;
}
