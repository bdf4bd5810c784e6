import type { Picture } from "../../figures/own-data/picture.ts";
import { inTheme } from "../../figures/rendering/in-theme.ts";
import { writeWhole } from "../../files/whole-file.ts";
import { InputError } from "../../numerics/input-error.ts";
import { quote } from "../../numerics/quote.ts";
import { MissingPackageError, needPackages } from "../../optional-packages.ts";
import type { PlotFlags, Theme } from "../inputs/plot-options.ts";
import { checkWrittenFiles } from "../inputs/written-files.ts";
import { escapeHtml, pagePackages, plotPage } from "./plot-page.ts";

const ENDINGS = [".html", ".png", ".svg", ".pdf"] as const;
type Ending = (typeof ENDINGS)[number];

/**
 * Checks, before long work begins, that a picture of the result can be drawn and written.
 * @param others the other files that the command reads and writes, by their options; the picture must not replace any of them
 * @throws InputError for a path that cannot be written, an unknown ending, or a theme without a picture
 * @throws MissingPackageError if a package that draws pictures is not installed
 */
export async function checkPlot(
  { plot, theme }: PlotFlags,
  others: Readonly<Record<string, string | undefined>> = {},
): Promise<void> {
  if (plot === undefined) {
    if (theme !== undefined)
      throw new InputError({ argument: "--theme", problem: "needs --plot, the picture to draw" });
    return;
  }
  const ending = plotEnding(plot);
  if (ending === ".html" && theme !== undefined) {
    throw new InputError({
      argument: "--theme",
      problem: "is for .png, .svg and .pdf; a page has the theme of its reader",
    });
  }
  checkWrittenFiles({ "--plot": plot }, others);
  if (ending === ".html") return needPackages("A page with plots", pagePackages);
  const [{ drawingPackages }, { findBrowser, NoBrowserError }] = await Promise.all([
    import("../../figures/rendering/render.ts"),
    import("../../figures/rendering/browser.ts"),
  ]);
  needPackages("Drawing pictures", drawingPackages);
  try {
    await findBrowser();
  } catch (error) {
    throw error instanceof NoBrowserError ? new MissingPackageError(error.message) : error;
  }
}

/** A picture that was drawn, for the JSON of a command. */
export interface DrawnPicture {
  /** The file. */
  readonly plot: string;
  readonly caption: string;
}

/** A line of text on a picture that was drawn. */
export function describePicture({ plot, caption }: DrawnPicture): string {
  return `Drawn: ${plot}. ${caption}`;
}

/**
 * Writes a picture in the format that the ending of its path names: a drawing in the size of its layout, or a page that needs no
 * network, on which the reader can zoom and read values. An SVG also holds the title and the caption.
 */
export async function writePicture(path: string, picture: Picture, theme: Theme = "light"): Promise<DrawnPicture> {
  const { specification, title, caption, alternativeText } = picture;
  const ending = plotEnding(path);
  const written = { plot: path, caption };
  if (ending === ".html") {
    writeWhole(path, plotPage([{ specification, caption, alternativeText }], title));
    return written;
  }
  const { openRenderer } = await import("../../figures/rendering/render.ts");
  const renderer = await openRenderer();
  try {
    const { width, height } = specification.layout as { width: number; height: number };
    const format = ending.slice(1) as "png" | "svg" | "pdf";
    const drawn = await renderer.render(inTheme(specification, theme), { width, height }, format);
    writeWhole(path, ending === ".svg" ? described(drawn, title, caption) : drawn);
    return written;
  } finally {
    await renderer.close();
  }
}

/** @throws InputError that names the option `--plot`, for an unknown ending */
function plotEnding(path: string): Ending {
  const ending = ENDINGS.find((known) => path.toLowerCase().endsWith(known));
  if (ending) return ending;
  const allowed = "a file that ends in .html, .png, .svg or .pdf";
  throw new InputError({ argument: "--plot", allowed, problem: quote(path) });
}

/** An SVG with a title and a description for readers who cannot see it. */
function described(svg: Uint8Array, title: string, caption: string): string {
  const words = `<title>${escapeHtml(title)}</title><desc>${escapeHtml(caption)}</desc>`;
  return new TextDecoder().decode(svg).replace(/^<svg [^>]*>/, (root) => `${root}${words}`);
}
