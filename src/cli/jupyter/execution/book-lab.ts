import type { Browser, Page } from "playwright-core";
import { compareResults } from "../notebook-files/compare.ts";
import { normalise } from "../notebook-files/normalise.ts";
import { type Cell, type Notebook, type Output, parseNotebook } from "../notebook-files/notebook-format.ts";
import type { NotebookRun } from "./notebooks.ts";
import { betweenLooks, type RunningPage, untilTrue } from "./running-page.ts";

/** Milliseconds in which a chapter opens, and in which all its cells run, on a machine that does other things as well. */
const openingTime = 120_000;
const runningTime = 600_000;

/** A chapter that is open in the JupyterLite of the book. */
export interface OpenChapter {
  readonly page: Page;
  /** Addresses outside of the site that something asked for; all such requests fail. */
  readonly refused: readonly string[];
  /** Seconds until the notebook was shown, from when its address was opened. */
  readonly seconds: number;
  close(): Promise<void>;
}

/** The extensions of JupyterLite that draw figures. */
const drawsFigures = /\/extensions\/(scorebook-plotly|scorebook-figures)\//;

/** What is used of JupyterLite's application, in the page. */
interface Application {
  readonly commands: { execute(command: string, parameters?: object): Promise<unknown> };
  readonly shell: {
    readonly currentWidget: OpenNotebook | null;
    widgets(area: "main"): Iterable<OpenNotebook>;
  };
}

interface OpenNotebook {
  readonly context: { readonly path: string; readonly isReady: boolean; readonly model: { toJSON(): unknown } };
  readonly sessionContext: { readonly ready: Promise<void>; shutdown(): Promise<void> };
  dispose(): void;
}

/**
 * Opens a chapter in a fresh browser profile. The page can reach the site and nothing else.
 * @param address of the site, with a slash at its end
 * @param name of the chapter, such as `03-contractive-optimum`
 * @param options.drawing whether the page draws the figures; drawing takes more time than the kernel needs to compute them
 */
export async function openInBookLab(
  browser: Browser,
  address: string,
  name: string,
  options: {
    readonly dark?: boolean;
    readonly width?: number;
    readonly height?: number;
    readonly drawing?: boolean;
  } = {},
): Promise<OpenChapter> {
  const { dark = false, width = 1280, height = 900, drawing = true } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: dark ? "dark" : "light",
    ...(!drawing && { reducedMotion: "reduce" }),
  });
  const refused: string[] = [];
  const { host } = new URL(address);
  await context.route("**/*", async (route) => {
    const url = new URL(route.request().url());
    if (!drawing && drawsFigures.test(url.pathname)) return route.abort();
    if (url.host === host) return route.continue();
    refused.push(url.href);
    return route.abort();
  });
  const page = await context.newPage();
  const begun = performance.now();
  await page.goto(`${address}lab/lab/index.html?path=${encodeURIComponent(`${name}.ipynb`)}`);
  await page.waitForFunction(
    () => (globalThis as unknown as { jupyterapp?: Application }).jupyterapp?.shell.currentWidget?.context?.isReady,
    null,
    { timeout: openingTime, polling: betweenLooks },
  );
  const seconds = (performance.now() - begun) / 1000;
  await page.evaluate(
    () => (globalThis as unknown as { jupyterapp: Application }).jupyterapp.shell.currentWidget?.sessionContext.ready,
  );
  return { page, refused, seconds, close: () => context.close() };
}

/** Runs all cells. If a cell fails, the cells after it do not run. */
async function runAllCells(page: RunningPage): Promise<void> {
  await page.evaluate(() => {
    const shared = globalThis as unknown as { jupyterapp: Application; allRan?: boolean };
    shared.allRan = false;
    const end = (): void => {
      shared.allRan = true;
    };
    shared.jupyterapp.commands.execute("notebook:run-all-cells").then(end, end);
  }, null);
  await untilTrue(page, () => (globalThis as { allRan?: boolean }).allRan, null, runningTime);
}

/** The notebook that the page shows, in its present state. */
async function notebookIn(page: RunningPage): Promise<Notebook> {
  const model = await page.evaluate(
    () => (globalThis as unknown as { jupyterapp: Application }).jupyterapp.shell.currentWidget?.context.model.toJSON(),
    null,
  );
  return parseNotebook(JSON.stringify(model));
}

/** A chapter as its file is published. */
export interface PublishedChapter {
  readonly name: string;
  /** The text of the file. */
  readonly published: string;
}

/** The result of running a chapter in JupyterLite. */
export interface BookLabRun extends NotebookRun {
  /** The numbers, from 1, of the code cells that show their stored results, because they cannot run in a browser. */
  readonly stored: readonly number[];
}

/**
 * Runs all cells of chapters and compares the results with the published ones, by the rules of `compareResults`. The chapters run one
 * after the other in one page, each with a kernel of its own. Pictures are not compared, because the page draws them itself.
 * @param options.drawing whether the page draws the figures. Default true; the choice does not affect the comparison
 */
export async function* runInBookLab(
  browser: Browser,
  address: string,
  chapters: readonly PublishedChapter[],
  { drawing = true }: { readonly drawing?: boolean } = {},
): AsyncGenerator<BookLabRun> {
  if (chapters.length === 0) return;
  const size = drawing ? {} : { width: 480, height: 320 };
  const opened = await openInBookLab(browser, address, chapters[0].name, { drawing, ...size });
  try {
    const page: RunningPage = {
      evaluate: (code, argument) => opened.page.evaluate(code as never, argument as never),
    };
    for (const chapter of chapters) yield await runChapter(page, opened.refused, chapter);
  } finally {
    await opened.close();
  }
}

/**
 * Runs all cells of a chapter in a page that shows JupyterLite, and compares the results.
 * @param refused addresses outside of the site that something asked for
 */
export async function runChapter(
  page: RunningPage,
  refused: readonly string[],
  { name, published }: PublishedChapter,
): Promise<BookLabRun> {
  await turnTo(page, name);
  const begun = performance.now();
  await runAllCells(page);
  const executed = await notebookIn(page);
  const seconds = (performance.now() - begun) / 1000;
  const asked = refused.map((url) => `something asked for ${url}, which is not on the site`);
  const failure = failureIn(executed) ?? (asked.length > 0 ? { cell: 0, line: "", reason: asked.join("\n") } : null);
  const differences = failure ? [] : compareResults(comparable(parseNotebook(published)), comparable(executed));
  const ok = failure === null && differences.length === 0;
  const stored = cellsWithStoredResults(executed);
  return { name, stored, seconds, failure, differences, remarks: [], written: [], ok };
}

/** Closes the open chapter, ends its kernel, and opens another chapter. */
async function turnTo(page: RunningPage, name: string): Promise<void> {
  await page.evaluate(async (path: string) => {
    const { shell, commands } = (globalThis as unknown as { jupyterapp: Application }).jupyterapp;
    const before = shell.currentWidget;
    if (before?.context.path === path) return;
    await before?.sessionContext.shutdown();
    before?.dispose();
    const opened = (await commands.execute("docmanager:open", { path })) as {
      readonly node: { dispatchEvent(event: Event): boolean };
    };
    // JupyterLite takes the notebook that has the focus for the current one. In a headless browser nothing may have the focus.
    opened.node.dispatchEvent(new Event("focus"));
  }, `${name}.ipynb`);
  await untilTrue(page, isShown, `${name}.ipynb`, openingTime);
  await page.evaluate(
    () => (globalThis as unknown as { jupyterapp: Application }).jupyterapp.shell.currentWidget?.sessionContext.ready,
    null,
  );
}

/** Whether the page shows a notebook. This function runs in the page. */
export function isShown(path: string): boolean {
  const { jupyterapp } = globalThis as unknown as { jupyterapp?: Application };
  const open = [...(jupyterapp?.shell.widgets("main") ?? [])].map(({ context }) => context);
  return open.some((context) => context?.path === path && context.isReady);
}

function failureIn({ cells }: Notebook): NotebookRun["failure"] {
  const code = cells.filter((cell) => cell.cell_type === "code");
  for (const [i, cell] of code.entries()) {
    const error = cell.outputs?.find((output) => output.output_type === "error");
    const line = cell.source.split("\n")[0];
    if (error) return { cell: i + 1, line, reason: error.traceback.join("\n") };
  }
  return null;
}

/** The sentence that the kernel prints above the stored result of a cell. */
const storedResult = /^.*What it gave when it was published is shown here\.\n/m;

function cellsWithStoredResults({ cells }: Notebook): readonly number[] {
  const code = cells.filter((cell) => cell.cell_type === "code");
  const isStored = (cell: Cell): boolean =>
    cell.outputs?.some((output) => output.output_type === "stream" && storedResult.test(output.text)) ?? false;
  return code.flatMap((cell, i) => (isStored(cell) ? [i + 1] : []));
}

/** A notebook in normal form, without the parts that rightly differ between a browser and Node. */
function comparable(notebook: Notebook): Notebook {
  const change = (output: Output): Output => {
    if (!("data" in output)) return output;
    const data = Object.entries(withoutPictures(output.data));
    const texts = data.map(([type, value]) => [type, typeof value === "string" ? withoutAllowedErrors(value) : value]);
    return { ...output, data: Object.fromEntries(texts), metadata: withoutPictures(output.metadata) };
  };
  const normal = normalise(notebook);
  return {
    ...normal,
    cells: normal.cells.map(
      (cell): Cell => (cell.outputs ? { ...cell, outputs: withoutSentence(cell.outputs).map(change) } : cell),
    ),
  };
}

/** The outputs without the sentence that says why a stored result is shown. */
function withoutSentence(outputs: readonly Output[]): readonly Output[] {
  return outputs
    .map((output) =>
      output.output_type === "stream" ? { ...output, text: output.text.replace(storedResult, "") } : output,
    )
    .filter((output) => output.output_type !== "stream" || output.text !== "");
}

function withoutPictures<Value>(entries: Record<string, Value>): Record<string, Value> {
  return Object.fromEntries(Object.entries(entries).filter(([type]) => !type.startsWith("image/")));
}

const number = String.raw`-?[\d.]+(?:e[-+]?\d+)?`;
/** The end of a row of a report: the error, the tolerance, and a tick. */
const endOfRow = new RegExp(
  `(${number})(</td><td style="text-align: right">|\\s+)(${number})(?=(?:</td><td[^>]*>|\\s+)✓)`,
  "g",
);

/**
 * A report in which the word "allowed" replaces every error that is within its tolerance. Such an error comes from rounding, and the
 * exponential function of a browser rounds differently from that of Node. The measured value, the tolerance and the verdict stay.
 */
export function withoutAllowedErrors(report: string): string {
  return report
    .replaceAll("−", "-")
    .replace(endOfRow, (row, error: string, between: string, allowed: string) =>
      Number(error) <= Number(allowed) ? `allowed${between.trim() || " "}${allowed}` : row,
    );
}
