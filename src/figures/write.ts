import { existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { InputError } from "../numerics/input-error.ts";
import { list, quote } from "../numerics/quote.ts";
import { isInstalled, projectRoot } from "../project.ts";
import { figures as allFigures } from "./index.ts";
import { openRenderer, type PictureFormat, pictureFormats, type Renderer } from "./rendering/render.ts";
import type { Figure, PlotSpecification } from "./specification/figure.ts";
import { specificationJson } from "./specification/specification-json.ts";

/** The reason why files of a figure were written, or that none had to be. */
export type FigureChange = "unchanged" | "new" | "data changed" | "picture missing";

export interface FigureResult {
  readonly id: string;
  readonly change: FigureChange;
  /** Names of the files written, e.g. "figure-4.svg". */
  readonly written: readonly string[];
  readonly seconds: number;
}

export interface WriteFiguresOptions {
  /** Ids of the figures, e.g. ["f4"]. Default: every figure. */
  readonly only?: readonly string[];
  /** Default: svg, png and pdf. */
  readonly formats?: readonly PictureFormat[];
  /** Default: `figuresFolder()`. */
  readonly folder?: string;
  /** The figures `only` chooses from. Default: the paper's. */
  readonly figures?: readonly Figure[];
  /** Called before a figure is begun. */
  readonly begin?: (figure: Figure) => void;
  /** Called when a figure's files are complete. */
  readonly report?: (result: FigureResult) => void;
  /** The source of the renderer, when one is needed. Default: `openRenderer`. */
  readonly open?: () => Promise<Renderer>;
}

/** The folder for figures: `figures` in the checkout or, where the package is installed, in the working directory. */
export function figuresFolder(): string {
  return isInstalled() ? resolve("figures") : join(projectRoot(), "figures");
}

/**
 * Writes each figure's specification, `figure-N.json`, and pictures, `figure-N.svg`, `.png` and `.pdf`.
 *
 * A picture is drawn again only if the specification changed or the picture is missing, because its bytes depend on the browser.
 * If the specification changed, existing pictures in formats other than `formats` are drawn again too, so that none is stale. A
 * figure's files appear together or, if drawing fails, not at all.
 *
 * @throws InputError for an unknown id or format
 * @throws NoBrowserError where something must be drawn and there is no browser
 */
export async function writeFigures(options: WriteFiguresOptions = {}): Promise<FigureResult[]> {
  const { folder = figuresFolder(), open = openRenderer } = options;
  const figures = select(options.figures ?? allFigures, options.only);
  const formats = checkFormats(options.formats ?? pictureFormats);
  let renderer: Renderer | undefined;
  try {
    const results: FigureResult[] = [];
    for (const figure of figures) {
      options.begin?.(figure);
      const started = performance.now();
      const specification = figure.build();
      const json = figureJson(figure, specification);
      const { change, stale } = compare(folder, figure.stem, json, formats);
      const files = new Map<string, string | Uint8Array>();
      for (const format of stale) {
        renderer ??= await open();
        files.set(`${figure.stem}.${format}`, await renderer.render(specification, figure, format));
      }
      // The specification is written last: if the machine stops between two files, the pictures are drawn again next time.
      if (change === "new" || change === "data changed") files.set(`${figure.stem}.json`, json);
      await writeTogether(folder, files);
      const result = {
        id: figure.id,
        change,
        written: [...files.keys()],
        seconds: (performance.now() - started) / 1000,
      };
      options.report?.(result);
      results.push(result);
    }
    return results;
  } finally {
    await renderer?.close();
  }
}

/** The text of a figure's `figure-N.json`: its content, and the size at which it is drawn. */
export function figureJson(figure: Figure, specification: PlotSpecification = figure.build()): string {
  const { data, layout } = specification;
  return specificationJson({ data, layout: { ...layout, width: figure.width, height: figure.height } });
}

function compare(
  folder: string,
  stem: string,
  json: string,
  formats: readonly PictureFormat[],
): { change: FigureChange; stale: readonly PictureFormat[] } {
  const has = (ending: string): boolean => existsSync(join(folder, `${stem}.${ending}`));
  const missing = formats.filter((format) => !has(format));
  if (!has("json")) return { change: "new", stale: pictureFormats.filter((f) => formats.includes(f) || has(f)) };
  // A checkout on Windows may have carriage returns.
  const written = readFileSync(join(folder, `${stem}.json`), "utf8").replaceAll("\r\n", "\n");
  if (written !== json) {
    return { change: "data changed", stale: pictureFormats.filter((f) => formats.includes(f) || has(f)) };
  }
  return { change: missing.length > 0 ? "picture missing" : "unchanged", stale: missing };
}

async function writeTogether(folder: string, files: ReadonlyMap<string, string | Uint8Array>): Promise<void> {
  if (files.size === 0) return;
  await mkdir(folder, { recursive: true });
  const temporary = await mkdtemp(join(folder, ".writing-"));
  try {
    for (const [name, content] of files) await writeFile(join(temporary, name), content);
    for (const name of files.keys()) await rename(join(temporary, name), join(folder, name));
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

function select(figures: readonly Figure[], only: readonly string[] | undefined): readonly Figure[] {
  if (only === undefined) return figures;
  const ids = figures.map((figure) => figure.id);
  const unknown = only.find((id) => !ids.includes(id));
  if (unknown !== undefined || only.length === 0) {
    throw new InputError({
      argument: "only",
      allowed: `one or more of ${list(ids, "and")}`,
      problem: quote(unknown ?? ""),
    });
  }
  return figures.filter((figure) => only.includes(figure.id));
}

function checkFormats(formats: readonly string[]): readonly PictureFormat[] {
  const unknown = formats.find((format) => !pictureFormats.some((known) => known === format));
  if (unknown !== undefined || formats.length === 0) {
    const allowed = `one or more of ${list(pictureFormats, "and")}`;
    throw new InputError({ argument: "formats", allowed, problem: quote(unknown ?? "") });
  }
  return pictureFormats.filter((format) => formats.includes(format));
}
