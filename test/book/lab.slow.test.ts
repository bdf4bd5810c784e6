import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildLab } from "../../scripts/book/lab.mjs";
import { serve } from "../../scripts/book/serve.mjs";
import { type OpenChapter, openInBookLab, runInBookLab } from "../../src/cli/jupyter/execution/book-lab.ts";
import { betweenLooks } from "../../src/cli/jupyter/execution/running-page.ts";
import { launchBrowser } from "../../src/figures/rendering/browser.ts";
import { projectRoot } from "../../src/project.ts";
import { needFreshDist } from "../support/fresh-dist.ts";

// The JupyterLite of the book, in Chromium, which can reach the site and nothing else. What the first test does with some chapters, the
// workflow that publishes the book does with all of them, by `npm run book -- --check`.

const chapter = "00-start-here";
/** Those that compute for less than half a minute in a browser, on one thread. `npm run book -- --check` runs all chapters. */
const quick = ["00", "01", "02", "03", "06", "10"];
/** The chapter whose first cell reads a file that a reader may replace. */
const ownData = "10-your-own-data";
/** How soon a reader sees the first figure of a notebook, counted from the opening of its address. */
const firstFigure = 20;

let site: string;
let server: Awaited<ReturnType<typeof serve>>;
let browser: Browser;

beforeAll(async () => {
  needFreshDist();
  site = mkdtempSync(join(tmpdir(), "scorebook-site-"));
  await buildLab({ site, root: projectRoot() });
  server = await serve(site);
  browser = await launchBrowser();
}, 600_000);

afterAll(async () => {
  await browser?.close();
  await server?.close();
  if (site) rmSync(site, { recursive: true, force: true });
});

test("chapters, run by Run All, print and plot what is committed, and ask for nothing outside of the site", async () => {
  const files = join(site, "lab", "files");
  const chapters = readdirSync(files)
    .filter((name) => quick.some((number) => name.startsWith(number)))
    .map((name) => ({ name: name.replace(/\.ipynb$/, ""), published: readFileSync(join(files, name), "utf8") }));
  expect(chapters.length).toBe(quick.length);
  const runs = [];
  const all = runInBookLab(browser, server.address, chapters, { drawing: false });
  for await (const { name, failure, differences, stored } of all) {
    expect({ name, failure, differences }).toEqual({ name, failure: null, differences: [] });
    runs.push({ name, stored });
  }
  expect(runs.map(({ name }) => name)).toEqual(chapters.map(({ name }) => name));
  // The deep network of one chapter needs Node; nothing else in these does.
  expect(runs.filter(({ stored }) => stored.length > 0).map(({ name }) => name)).toEqual([ownData]);
}, 900_000);

/** The page of a visitor: one test measures the first visit, another follows the later ones. To open a page takes the processor 5 s. */
let visitor: OpenChapter | undefined;
afterAll(() => visitor?.close());

test(`the first figure stands in the page less than ${firstFigure} s after its address was opened`, async () => {
  const begun = performance.now();
  const opened = await openInBookLab(browser, server.address, chapter);
  visitor = opened;
  const plot = ".js-plotly-plot .main-svg";
  await command(opened.page, "notebook:clear-all-cell-outputs");
  expect(await opened.page.locator(plot).count()).toBe(0);
  await opened.page.evaluate(() => {
    const { content, context } = (globalThis as unknown as JupyterPage).jupyterapp.shell.currentWidget;
    content.activeCellIndex = context.model.sharedModel.cells.findIndex((cell) => cell.cell_type === "code");
  });
  await command(opened.page, "notebook:run-cell");
  await opened.page.waitForSelector(plot, { state: "attached" });
  const seconds = (performance.now() - begun) / 1000;
  console.log(`JupyterLite draws the first figure ${seconds.toFixed(1)} s after its address was opened`);
  expect(seconds).toBeLessThan(firstFigure);
});

test("a notebook that was only looked at stays as it was, and a figure that is drawn by a run gets a picture", async () => {
  const opened = await openInBookLab(browser, server.address, chapter);
  const { page } = opened;
  await page.waitForSelector(".jp-RenderedPlotly .trace path", { state: "attached" });
  const isDirty = () =>
    page.evaluate(() => (globalThis as unknown as JupyterPage).jupyterapp.shell.currentWidget.context.model.dirty);
  expect(await isDirty()).toBe(false);
  await command(page, "notebook:run-all-cells");
  // Not at each frame, the default, because the whole notebook is written as text each time.
  await page.waitForFunction(
    () => {
      const { model } = (globalThis as unknown as JupyterPage).jupyterapp.shell.currentWidget.context;
      return JSON.stringify(model.toJSON()).includes('"image/png":"');
    },
    null,
    { polling: betweenLooks },
  );
  await opened.close();
});

describe("the figures and the kernel in a dark page", () => {
  let opened: OpenChapter;
  let page: Page;
  beforeAll(async () => {
    opened = await openInBookLab(browser, server.address, chapter, { dark: true });
    page = opened.page;
  });
  afterAll(() => opened?.close());

  test("figures are drawn in light ink on a dark page, and a trace of a type that the site's Plotly does not know is named", async () => {
    const plot = page.locator(".jp-RenderedPlotly").first();
    await plot.locator(".trace path").first().waitFor({ state: "attached" });
    const ink = `getComputedStyle(document.querySelector(".jp-RenderedPlotly text")).fill`;
    expect(await page.evaluate(ink)).toBe("rgb(228, 228, 228)");
    await page.evaluate(() => {
      const { content, context } = (globalThis as unknown as JupyterPage).jupyterapp.shell.currentWidget;
      const { cells } = context.model.sharedModel;
      content.activeCellIndex = cells.findIndex((cell) => cell.cell_type === "code");
      const figure = { data: [{ type: "surface", z: [[1, 2]] }], layout: {} };
      cells[content.activeCellIndex].setSource(`import { display } from "jupyterlite-typescript-kernel";
        display({ "application/vnd.plotly.v1+json": ${JSON.stringify(figure)} });`);
    });
    await command(page, "notebook:run-cell");
    await page.getByText("does not draw: surface.").waitFor();
  });

  test("shows a type error at its place, and runs nothing", async () => {
    const { text, error } = await run(page, 'console.log("runs");\nconst n: number = "text";');
    expect(error).toBe("Type 'string' is not assignable to type 'number'.");
    expect(text).toBe("");
  });

  test("completes members by type, and describes them with their docstring", async () => {
    await run(page, 'import { paper1d } from "scorebook/notebook";\nconst density = paper1d();');
    const answers = await page.evaluate(async () => {
      const { kernel } = (globalThis as unknown as JupyterPage).jupyterapp.shell.currentWidget.sessionContext.session;
      const completion = await kernel.requestComplete({ code: "density.sco", cursor_pos: 11 });
      const inspection = await kernel.requestInspect({ code: "paper1d", cursor_pos: 7, detail_level: 0 });
      return { matches: completion.content.matches, shown: inspection.content.data["text/plain"] };
    });
    expect(answers.matches).toContain("score");
    expect(answers.shown).toMatch(/^function paper1d\(.*\): EnergyDensity\n\nThe paper's/);
  });

  test("long work that listens ends at an interrupt, and what was computed is kept", async () => {
    const code = `import { progress } from "scorebook/notebook";
      let done = 0;
      const line = progress("work", 1e6);
      while (done < 1e6) { done++; await line.update(done); }`;
    const { error } = await run(page, code, { interruptAfter: 500 });
    expect(error).toMatch(/^work: interrupted at \d+ of 1000000$/);
    expect(Number((await run(page, "done")).text)).toBeGreaterThan(0);
  });

  test("a loop that does not listen is stopped, and says that the variables are gone", async () => {
    const { error } = await run(page, "let turns = 0; for (;;) turns++;", { interruptAfter: 500 });
    expect(error).toContain("it was stopped. Its variables are gone");
    expect((await run(page, "done")).error).toBe("Cannot find name 'done'.");
    expect((await run(page, "1 + 1")).text).toBe("2\n");
  });

  test("reads a file that the reader drops in, and shows one that a cell writes", async () => {
    await page.evaluate(() =>
      (globalThis as unknown as JupyterPage).jupyterapp.serviceManager.contents.save("mine.csv", {
        type: "file",
        format: "text",
        content: "a,b\n1,2\n3,4\n",
      }),
    );
    const read = 'import { readPoints } from "scorebook/notebook";\nArray.from((await readPoints("mine.csv")).points)';
    expect((await run(page, read)).text).toBe("[ 1, 2, 3, 4 ]\n");
    await run(page, 'import { writeFileSync } from "node:fs";\nwriteFileSync("made.txt", "by a cell");');
    const made = (): Promise<object | null> =>
      page.evaluate(async () => {
        const { contents } = (globalThis as unknown as JupyterPage).jupyterapp.serviceManager;
        const found = await contents.get("made.txt", { content: true }).catch(() => null);
        return found && { format: found.format, content: found.content };
      });
    // The page stores the file after the cell has ended.
    await expect.poll(made, { timeout: 60_000 }).toEqual({ format: "base64", content: btoa("by a cell") });
  });

  test("keeps the published result of a fit that needs Node, and fits what the reader brings without the deep network", async () => {
    const cells = codeOf(readFileSync(join(projectRoot(), "notebooks", `${ownData}.ipynb`), "utf8"));
    const [first, images, fit, unseen] = cells;
    await run(page, first);
    await run(page, images);
    const kept = await run(page, fit);
    expect(kept.error).toBeNull();
    expect(kept.text).toMatch(/^The deep network needs onnxruntime-node in Node, .* shown here\.\n/);
    expect(kept.text).toContain("Kept: deep.");
    const after = await run(page, unseen);
    expect(after.text).toMatch(/^This cell uses digits and comparison, |^This cell uses digits, /);

    // Eighty rows of a plane, a circle with noise, in the reader's own file.
    await page.evaluate(() => {
      const rows = Array.from({ length: 80 }, (_, k) => {
        const angle = 2.399963 * k;
        const radius = 1 + 0.1 * Math.sin(7 * k);
        return `${radius * Math.cos(angle)},${radius * Math.sin(angle)}`;
      });
      const { contents } = (globalThis as unknown as JupyterPage).jupyterapp.serviceManager;
      return contents.save("ring.csv", { type: "file", format: "text", content: `a,b\n${rows.join("\n")}\n` });
    });
    const own = first.replace("data/digits.csv.gz", "ring.csv").replace("const sigma = 4;", "const sigma = 0.3;");
    expect((await run(page, own)).error).toBeNull();
    const fitted = await run(page, fit);
    expect(fitted.error).toBeNull();
    expect(fitted.text).toMatch(/^The deep network is left out: it needs onnxruntime-node in Node/);
    expect(fitted.text).toMatch(/^Kept: (gaussian|mixture|points|one-layer)\./m);
    expect((await run(page, unseen)).error).toBeNull();
  });

  test("says in a sentence what needs Node", async () => {
    const { text, error } = await run(
      page,
      'import { loadTensorflow } from "scorebook/notebook";\nawait loadTensorflow();',
    );
    expect(error).toBeNull();
    expect(text).toBe(
      "TensorFlow.js needs @tensorflow/tfjs in Node, and this notebook runs in a browser: run it in JupyterLab, by `npm run lab`.\n",
    );
  });
});

test("a chapter that is published anew is seen by a visitor who saved an own version, which gets another name", async () => {
  visitor ??= await openInBookLab(browser, server.address, chapter);
  const { page } = visitor;
  const own = "The visitor wrote this.";
  await page.evaluate(async (text) => {
    const { context } = (globalThis as unknown as JupyterPage).jupyterapp.shell.currentWidget;
    context.model.sharedModel.cells[0].setSource(text);
    await context.save();
  }, own);
  const firstSource = async (path: string): Promise<string> => {
    // Beside it, what was open at the last visit opens again.
    const source = await page.waitForFunction(
      (wanted) => {
        const widgets = (globalThis as unknown as JupyterPage).jupyterapp?.shell.widgets("main") ?? [];
        const found = [...widgets].find(({ context }) => context?.path === wanted && context.isReady);
        return found && { first: found.context.model.sharedModel.cells[0].source };
      },
      path,
      { polling: betweenLooks },
    );
    return ((await source.jsonValue()) as { first: string }).first;
  };
  const visit = (): Promise<unknown> =>
    page.goto(`${server.address}lab/lab/index.html?path=${encodeURIComponent(`${chapter}.ipynb`)}`);
  await visit();
  expect(await firstSource(`${chapter}.ipynb`)).toBe(own);

  const settings = join(site, "lab", "jupyter-lite.json");
  const text = readFileSync(settings, "utf8");
  writeFileSync(settings, text.replace(/("00-start-here\.ipynb": ")\w+/, "$1ffffffffffffffff"));
  expect(readFileSync(settings, "utf8")).not.toBe(text);
  const published = JSON.parse(readFileSync(join(site, "lab", "files", `${chapter}.ipynb`), "utf8"));
  await visit();
  expect(await firstSource(`${chapter}.ipynb`)).toBe(published.cells[0].source.join(""));
  const names = await page.evaluate(async () => {
    const { contents } = (globalThis as unknown as JupyterPage).jupyterapp.serviceManager;
    return ((await contents.get("", { content: true })).content as { name: string }[]).map(({ name }) => name);
  });
  const copy = names.find((name) => name.startsWith(`${chapter} (your copy of `));
  expect(copy).toBeDefined();
  await page.evaluate(
    (path) => (globalThis as unknown as JupyterPage).jupyterapp.commands.execute("docmanager:open", { path }),
    copy as string,
  );
  expect(await firstSource(copy as string)).toBe(own);
  writeFileSync(settings, text);
});

/** What the tests use of JupyterLite, in the page. */
interface JupyterPage {
  readonly jupyterapp: {
    readonly commands: { execute(name: string, parameters?: object): Promise<unknown> };
    readonly serviceManager: {
      readonly contents: {
        save(path: string, model: object): Promise<unknown>;
        get(path: string, options: object): Promise<{ format: string; content: unknown }>;
      };
    };
    readonly shell: {
      readonly currentWidget: NotebookWidget;
      widgets(area: "main"): Iterable<NotebookWidget>;
    };
  };
}

interface NotebookWidget {
  readonly content: { activeCellIndex: number };
  readonly context: {
    readonly path: string;
    readonly isReady: boolean;
    readonly model: {
      readonly dirty: boolean;
      toJSON(): unknown;
      readonly sharedModel: { readonly cells: { cell_type: string; source: string; setSource(text: string): void }[] };
    };
    save(): Promise<void>;
  };
  readonly sessionContext: { readonly session: { readonly kernel: Kernel } };
}

interface Kernel {
  requestComplete(content: object): Promise<{ content: { matches: string[] } }>;
  requestInspect(content: object): Promise<{ content: { data: Record<string, string> } }>;
  requestExecute(content: { code: string }): {
    onIOPub: (message: { header: { msg_type: string }; content: { text?: string; evalue?: string } }) => void;
    readonly done: Promise<unknown>;
  };
  interrupt(): Promise<void>;
}

async function command(page: Page, name: string): Promise<void> {
  // Not to be awaited: some commands end when all cells have run.
  await page.evaluate((id) => void (globalThis as unknown as JupyterPage).jupyterapp.commands.execute(id), name);
}

/** The sources of a notebook's code cells. */
function codeOf(notebook: string): readonly string[] {
  const { cells } = JSON.parse(notebook) as { readonly cells: readonly { cell_type: string; source: string[] }[] };
  return cells.filter(({ cell_type }) => cell_type === "code").map(({ source }) => source.join(""));
}

/** Runs code in the kernel of the notebook that is open. @returns what it printed, and the message of its error */
function run(
  page: Page,
  code: string,
  options: { readonly interruptAfter?: number } = {},
): Promise<{ readonly text: string; readonly error: string | null }> {
  return page.evaluate(
    async ({ code, interruptAfter }) => {
      const { kernel } = (globalThis as unknown as JupyterPage).jupyterapp.shell.currentWidget.sessionContext.session;
      let text = "";
      let error: string | null = null;
      let started = false;
      const future = kernel.requestExecute({ code });
      future.onIOPub = ({ header, content }) => {
        if (header.msg_type === "stream") text += content.text;
        if (header.msg_type === "error") error = content.evalue ?? "";
        if (header.msg_type !== "execute_input" || started) return;
        started = true;
        if (interruptAfter !== undefined) setTimeout(() => kernel.interrupt(), interruptAfter);
      };
      await future.done;
      return { text, error };
    },
    { code, interruptAfter: options.interruptAfter },
  );
}
