import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { writeWhole } from "../../../files/whole-file.ts";
import { InputError } from "../../../numerics/input-error.ts";
import { list, quote } from "../../../numerics/quote.ts";
import type { JupyterEnvironment } from "../environment/environment.ts";
import { normalise } from "./normalise.ts";
import { type Notebook, parseNotebook } from "./notebook-format.ts";
import { notebooksFromTwins } from "./twins.ts";

/** A chapter is a notebook `NN-name.ipynb` and its text twin `NN-name.md`. One of the two files may be missing. */
export interface Chapter {
  /** "01-optimal-denoiser" */
  readonly name: string;
  /** The notebook in normal form. Cells that did not change have their committed outputs. */
  readonly notebook: Notebook;
  /** The present text of each of the two files, or null if the file does not exist. */
  readonly notebookText: string | null;
  readonly twinText: string | null;
  /** A sentence on how the cells of the two files differ, or null if they are the same. */
  readonly disagreement: string | null;
}

/** The names of the chapters in a folder, in order. */
export async function listChapters(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).map((file) => /^(\d{2}-.+)\.(?:ipynb|md)$/.exec(file)?.[1]);
  return [...new Set(names.filter((name) => name !== undefined))].sort();
}

/**
 * The chapters that `only` names by numbers or names, separated by commas; all chapters if `only` is undefined.
 * @throws InputError if `only` names a chapter that does not exist
 */
export function selectChapters(only: string | undefined, names: readonly string[]): string[] {
  if (only === undefined) return [...names];
  const wanted = only.split(",").map((item) => item.trim().replace(/\.(ipynb|md)$/, ""));
  const chosen = wanted.map((item) => {
    const number = /^\d{1,2}$/.test(item) ? item.padStart(2, "0") : null;
    const name = names.find((name) => name === item || name.slice(0, 2) === number || name.slice(3) === item);
    if (name === undefined) {
      const existing = names.length > 0 ? `one of the chapters ${list(names, "and")}` : "a chapter; there are none yet";
      throw new InputError({ argument: "--only", problem: `${quote(item)} is not ${existing}` });
    }
    return name;
  });
  return names.filter((name) => chosen.includes(name));
}

/**
 * Reads chapters. If the cells of a notebook and of its twin differ, the cells are taken from the file that was saved last
 * (`prefer: "newer"`) or from the notebook (`prefer: "notebook"`).
 */
export async function readChapters(
  environment: JupyterEnvironment,
  folder: string,
  names: readonly string[],
  prefer: "newer" | "notebook",
): Promise<Chapter[]> {
  const files = await Promise.all(
    names.map(async (name) => ({
      name,
      notebook: await readIfThere(join(folder, `${name}.ipynb`)),
      twin: await readIfThere(join(folder, `${name}.md`)),
    })),
  );
  const written = files.filter(({ twin }) => twin !== null);
  const fromTwins = await notebooksFromTwins(
    environment,
    written.map(({ twin }) => twin?.text ?? ""),
  );
  return files.map(({ name, notebook, twin }): Chapter => {
    const texts = { name, notebookText: notebook?.text ?? null, twinText: twin?.text ?? null };
    const fromTwin = twin ? fromTwins[written.findIndex((file) => file.name === name)] : null;
    const fromNotebook = notebook ? normalise(parseNotebook(notebook.text)) : null;
    if (!fromTwin || !fromNotebook) {
      const only = (fromTwin ?? fromNotebook) as Notebook;
      return {
        ...texts,
        notebook: only,
        disagreement: fromTwin ? `${name}.ipynb does not exist yet` : `${name}.md does not exist yet`,
      };
    }
    if (sameCells(fromTwin, fromNotebook)) return { ...texts, notebook: fromNotebook, disagreement: null };
    const twinIsNewer = (twin?.saved ?? 0) > (notebook?.saved ?? 0);
    if (prefer === "newer" && twinIsNewer) {
      return {
        ...texts,
        notebook: carryOutputs(fromNotebook, fromTwin),
        disagreement: `${name}.md was saved after ${name}.ipynb, so the cells of ${name}.md are used`,
      };
    }
    return {
      ...texts,
      notebook: fromNotebook,
      disagreement:
        prefer === "newer"
          ? `${name}.ipynb was saved after ${name}.md, so the cells of ${name}.ipynb are used`
          : `the cells of ${name}.md are not those of ${name}.ipynb`,
    };
  });
}

/** Copies the outputs of a notebook's cells to the cells of another notebook that have the same text. */
export function carryOutputs(from: Notebook, into: Notebook): Notebook {
  const before = new Map(from.cells.map((cell) => [cell.id, cell]));
  const cells = into.cells.map((cell) => {
    const old = before.get(cell.id);
    if (cell.cell_type !== "code" || old?.outputs === undefined) return cell;
    return { ...cell, outputs: old.outputs, execution_count: old.execution_count ?? null };
  });
  return normalise({ ...into, cells });
}

/** Writes a file, completely or not at all, if its text changes. @returns whether the file was written */
export function writeChanged(file: string, text: string, previous: string | null): boolean {
  if (text === previous) return false;
  writeWhole(file, text);
  return true;
}

function sameCells(a: Notebook, b: Notebook): boolean {
  const essence = (notebook: Notebook): string =>
    JSON.stringify(notebook.cells.map(({ cell_type, source, metadata }) => [cell_type, source, metadata]));
  return essence(a) === essence(b);
}

async function readIfThere(file: string): Promise<{ text: string; saved: number } | null> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(file, "utf8"), stat(file)]);
    return { text, saved: mtimeMs };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
