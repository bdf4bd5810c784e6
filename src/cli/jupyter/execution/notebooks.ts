import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { JupyterEnvironment } from "../environment/environment.ts";
import { type Chapter, listChapters, readChapters, selectChapters, writeChanged } from "../notebook-files/chapters.ts";
import { compareResults, type Difference, keepAgreeing } from "../notebook-files/compare.ts";
import { normalise } from "../notebook-files/normalise.ts";
import { type Notebook, parseNotebook, serializeNotebook } from "../notebook-files/notebook-format.ts";
import { withSmallPictures } from "../notebook-files/small-pictures.ts";
import { twinsFromNotebooks } from "../notebook-files/twins.ts";
import { type CellFailure, executeNotebook } from "./execute.ts";

export interface NotebookOptions {
  /** Numbers or names of chapters, separated by commas. Default: all chapters. */
  readonly only?: string | undefined;
  /** Whether the results are compared with the committed ones instead of being written. */
  readonly check: boolean;
  /** The folder of the notebooks. Default: `notebooks/` of the project. */
  readonly folder?: string;
  /** Called when a code cell begins, with the chapter, the number of the cell, from 1, and the number of all code cells. */
  readonly progress?: (chapter: string, cell: number, of: number) => void;
  /** Called when a chapter ends. */
  readonly finished?: (run: NotebookRun) => void;
}

/** The result of executing one chapter. */
export interface NotebookRun {
  /** "01-optimal-denoiser" */
  readonly name: string;
  readonly seconds: number;
  /** The cell that failed, or null if none failed. */
  readonly failure: CellFailure | null;
  /** The cells whose results differ from the committed ones. */
  readonly differences: readonly Difference[];
  /** Sentences on the two files, such as that their cells differ, or that the notebook is not in normal form. */
  readonly remarks: readonly string[];
  /** The files that were written. */
  readonly written: readonly string[];
  /** Whether all cells ran and, with `check`, everything is as committed. */
  readonly ok: boolean;
}

/**
 * Executes chapters through Jupyter, each in a kernel of its own.
 *
 * Without `check` an executed chapter is written together with its text twin, both in normal form. Outputs that agree
 * with the committed ones (see `compareResults`) stay as they are, so that a run that changes nothing writes nothing. The
 * files of a chapter that failed are not changed. With `check` nothing is written.
 *
 * @throws InputError if `only` names a chapter that does not exist
 */
export async function executeNotebooks(
  environment: JupyterEnvironment,
  options: NotebookOptions,
): Promise<NotebookRun[]> {
  const folder = options.folder ?? join(environment.root, "notebooks");
  const names = selectChapters(options.only, await listChapters(folder));
  const chapters = await readChapters(environment, folder, names, options.check ? "notebook" : "newer");
  const twins = await twinsFromNotebooks(
    environment,
    chapters.map(({ notebook }) => notebook),
  );
  const runs: NotebookRun[] = new Array(chapters.length);
  const queue = chapters.map((chapter, i) => ({ chapter, i }));
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      runs[next.i] = await runChapter(environment, folder, next.chapter, twins[next.i], options);
      options.finished?.(runs[next.i]);
    }
  };
  // Two chapters at a time if there are two cores, because a kernel spends its first seconds on loading a compiler.
  await Promise.all([work(), ...(availableParallelism() > 1 ? [work()] : [])]);
  return runs;
}

/**
 * Gives the notebook and the text twin of each chapter the same cells, without executing anything. The cells are those of
 * the file that was saved last. A missing file is made, and cells that did not change keep their outputs.
 * @returns a line for each chapter of which a file was written
 */
export async function syncNotebooks(
  environment: JupyterEnvironment,
  options: Pick<NotebookOptions, "only" | "folder">,
): Promise<string[]> {
  const folder = options.folder ?? join(environment.root, "notebooks");
  const names = selectChapters(options.only, await listChapters(folder));
  const chapters = await readChapters(environment, folder, names, "newer");
  const twins = await twinsFromNotebooks(
    environment,
    chapters.map(({ notebook }) => notebook),
  );
  const lines: string[] = [];
  for (const [i, chapter] of chapters.entries()) {
    const written = await writeChapter(folder, chapter, chapter.notebook, twins[i]);
    if (written.length === 0) continue;
    lines.push(`${written.join(", ")} written${chapter.disagreement ? ` (${chapter.disagreement})` : ""}`);
  }
  return lines;
}

async function runChapter(
  environment: JupyterEnvironment,
  folder: string,
  chapter: Chapter,
  twin: string,
  options: NotebookOptions,
): Promise<NotebookRun> {
  const begun = performance.now();
  const executed = await executeNotebook(
    environment,
    chapter.notebook,
    join(environment.root, "notebooks"),
    (cell, of) => options.progress?.(chapter.name, cell, of),
  );
  const seconds = (performance.now() - begun) / 1000;
  const disagreement = chapter.disagreement === null ? [] : [chapter.disagreement];
  if ("reason" in executed) {
    return {
      name: chapter.name,
      seconds,
      failure: executed,
      differences: [],
      remarks: disagreement,
      written: [],
      ok: false,
    };
  }
  const fresh = normalise(executed);
  const committed = chapter.notebookText === null ? null : normalise(parseNotebook(chapter.notebookText));
  const differences = committed ? compareResults(committed, fresh) : [];
  if (options.check) {
    const remarks = [...disagreement, ...checkForm(chapter, twin)];
    const ok = differences.length === 0 && remarks.length === 0;
    return { name: chapter.name, seconds, failure: null, differences, remarks, written: [], ok };
  }
  const written = await writeChapter(folder, chapter, committed ? keepAgreeing(committed, fresh) : fresh, twin);
  return { name: chapter.name, seconds, failure: null, differences, remarks: disagreement, written, ok: true };
}

function checkForm(chapter: Chapter, twin: string): string[] {
  if (chapter.notebookText === null || chapter.disagreement !== null) return [];
  const remarks: string[] = [];
  if (serializeNotebook(chapter.notebook) !== chapter.notebookText) {
    remarks.push(`${chapter.name}.ipynb is not in the form in which notebooks are committed`);
  }
  if (twin !== chapter.twinText) remarks.push(`${chapter.name}.md is not the text twin of ${chapter.name}.ipynb`);
  return remarks;
}

async function writeChapter(folder: string, chapter: Chapter, notebook: Notebook, twin: string): Promise<string[]> {
  const written: string[] = [];
  const { name } = chapter;
  if (writeChanged(join(folder, `${name}.md`), twin, chapter.twinText)) written.push(`${name}.md`);
  // The notebook is written last, so that it is the newer of the two files, because it also holds the outputs.
  const small = await withSmallPictures(notebook);
  if (writeChanged(join(folder, `${name}.ipynb`), serializeNotebook(small), chapter.notebookText)) {
    written.push(`${name}.ipynb`);
  }
  return written;
}
