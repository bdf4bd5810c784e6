import { type Command, Option } from "commander";
import type { SpellOption } from "../../files/reading-options.ts";
import { quote } from "../../numerics/quote.ts";
import { parseOneOf } from "./options.ts";

/** The values of the options of `addReadingOptions`, as commander parses them. */
export interface ReadingFlags {
  readonly columns?: string;
  readonly drop?: string;
  readonly header?: boolean;
  readonly missing?: "drop" | "error";
  readonly decimal?: "point" | "comma";
}

const GROUP = "Options for files of points:";

/** The formats of the files of points that every command reads, for the description of an option. */
export const pointsFile =
  "a file of points: text with or without a header (.csv, .tsv), JSON (.json, .jsonl), .npy or .parquet, also gzipped";

/**
 * Adds the options that say how files of points are read. They apply to all files of points that the command reads. The command
 * passes the `ReadingFlags` to `PointsFiles`.
 */
export function addReadingOptions(command: Command): Command {
  const options = [
    new Option("--columns <A,B>", "read these columns, by name or by number from 1, in this order"),
    new Option("--drop <A,B>", "leave these columns out, by name or by number from 1"),
    new Option("--header", "the first line of a text file holds column names"),
    new Option("--no-header", "the first line holds data (default: it holds names if none of its cells is a number)"),
    new Option(
      "--missing <M>",
      "what to do with a row in which a cell is missing: drop or error (the default)",
    ).argParser((text) => parseOneOf(text, ["drop", "error"], "--missing")),
    new Option(
      "--decimal <D>",
      "the decimal sign of a text file: point or comma (default: the sign that the file uses; a comma only where commas do not separate columns)",
    ).argParser((text) => parseOneOf(text, ["point", "comma"], "--decimal")),
  ];
  for (const option of options) command.addOption(option.helpGroup(GROUP));
  return command;
}

/** An option as it is typed on the command line: "--drop species". */
export const spellInShell: SpellOption = (option, value) => {
  if (value === undefined || option === "header") return `--${option}`;
  return `--${option} ${/^[\w.-]+$/.test(value) ? value : `'${/[,"]/.test(value) ? quote(value) : value}'`}`;
};
