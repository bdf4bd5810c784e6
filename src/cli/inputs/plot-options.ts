import { type Command, Option } from "commander";
import { parseOneOf } from "./options.ts";

/** The colours of a picture: dark ink on white, or light ink on a dark ground. */
export type Theme = "light" | "dark";
const themes: readonly Theme[] = ["light", "dark"];

/** The values of the options of `addPlotOptions`, as commander parses them. */
export interface PlotFlags {
  readonly plot?: string;
  readonly theme?: Theme;
}

/**
 * Adds --plot and --theme to a command that can draw its result.
 * @param what the rest of a sentence that begins with "draw"
 */
export function addPlotOptions(command: Command, what: string): Command {
  return command
    .option("--plot <FILE>", `draw ${what}: a file that ends in .html, .png, .svg or .pdf`)
    .addOption(
      new Option(
        "--theme <T>",
        "the colours of a .png, .svg or .pdf file: light (the default) or dark; a page has the theme of its reader",
      ).argParser((text) => parseOneOf(text, themes, "--theme")),
    );
}
