import { type Command, Option } from "commander";
import { parseOneOf } from "./options.ts";

/** Colours of a picture: dark ink on white, or light ink on a dark ground. */
export type Theme = "light" | "dark";
const themes: readonly Theme[] = ["light", "dark"];

/** What commander makes of the options of `addPlotOptions`. */
export interface PlotFlags {
  readonly plot?: string;
  readonly theme?: Theme;
}

/**
 * Adds --plot and --theme to a command that can draw what it found.
 * @param what is drawn, as the rest of a sentence that begins with "draw"
 */
export function addPlotOptions(command: Command, what: string): Command {
  return command
    .option("--plot <FILE>", `draw ${what}: a file that ends in .html, .png, .svg or .pdf`)
    .addOption(
      new Option(
        "--theme <T>",
        "of --plot with .png, .svg and .pdf, the colours: light (the default) or dark; a page has the theme of its reader",
      ).argParser((text) => parseOneOf(text, themes, "--theme")),
    );
}
