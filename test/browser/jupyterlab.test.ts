import { randomBytes } from "node:crypto";
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Browser, chromium, type Locator, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ensureJupyter, type JupyterEnvironment } from "../../src/cli/jupyter/environment/environment.ts";
import { startLab } from "../../src/cli/jupyter/lab/lab-server.ts";
import { plotsAgree } from "../../src/cli/jupyter/notebook-files/compare.ts";
import {
  type Notebook,
  type Output,
  parseNotebook,
  serializeNotebook,
} from "../../src/cli/jupyter/notebook-files/notebook-format.ts";
import { findBrowser } from "../../src/figures/rendering/browser.ts";
import { projectRoot } from "../../src/project.ts";

const chapter = "01-optimal-denoiser";
const plotly = "application/vnd.plotly.v1+json";

/** What a reader might type, in cells of a notebook of their own. */
const cells = {
  typeError: "const wrong: string = 3;",
  thrown: 'throw new Error("thrown on purpose");',
  refused: [
    'import { GaussianMixture as Mixture } from "scorebook";',
    "new Mixture([{ weight: -1, mean: [0], covariance: [[1]] }]);",
  ].join("\n"),
  refusedLater:
    'import { GaussianMixture as Later } from "scorebook";\nawait Promise.resolve().then(() => new Later([]));',
  mixture: [
    'import { GaussianMixture } from "scorebook";',
    "const mixture = new GaussianMixture([{ weight: 1, mean: [0], covariance: [[1]] }]);",
    'console.log("dimension", mixture.dim);',
  ].join("\n"),
  completion: "mixture.",
  loop: "for (;;) {}",
  after: 'console.log("usable:", mixture.dim + 1);',
} as const;

let environment: JupyterEnvironment;
let lab: ReturnType<typeof startLab>;
let browser: Browser;
let address: string;
// Ends a server that was left behind because the tests were killed; seconds.
const lonely = "--ServerApp.shutdown_no_activity_timeout=300";
const token = randomBytes(16).toString("hex");
// Pictures of what the tests saw, to look at; and everything that JupyterLab would keep in the home folder.
const pictures = mkdtempSync(join(tmpdir(), "scorebook-jupyterlab-"));
const log = openSync(join(pictures, "jupyterlab.log"), "w");
let folder: string;

beforeAll(async () => {
  environment = await ensureJupyter();
  // Inside the project, so that a notebook there finds its packages; inside .venv, so that the tree stays clean.
  folder = mkdtempSync(join(environment.venv, "notebooks-"));
  writeFileSync(join(folder, `${chapter}.md`), committed("md"));
  writeFileSync(join(folder, `${chapter}.ipynb`), withoutOutputs(committed("ipynb")));
  writeFileSync(join(folder, "reader.ipynb"), readersNotebook());
  writeFileSync(join(folder, "figures.ipynb"), serializeNotebook(committedFigures()));

  const state = join(pictures, "state");
  writeSetting(state, "@jupyterlab/apputils-extension/notification", { fetchNews: "false", checkForUpdates: false });
  const port = await freePort();
  address = `http://127.0.0.1:${port}`;
  lab = startLab(environment, {
    folder,
    arguments: ["--no-browser", `--ServerApp.port=${port}`, "--ServerApp.port_retries=0", lonely],
    variables: {
      JUPYTER_TOKEN: token,
      JUPYTER_CONFIG_DIR: join(state, "config"),
      JUPYTER_DATA_DIR: join(state, "data"),
      JUPYTER_RUNTIME_DIR: join(state, "runtime"),
      JUPYTERLAB_SETTINGS_DIR: join(state, "settings"),
      JUPYTERLAB_WORKSPACES_DIR: join(state, "workspaces"),
      IPYTHONDIR: join(state, "ipython"),
    },
    stdio: ["ignore", log, log],
  });
  const found = await findBrowser();
  browser = await chromium.launch({
    executablePath: found.executablePath,
    args: found.args,
    env: { ...process.env, ...found.env } as Record<string, string>,
  });
  await until("JupyterLab answers", serving);
});

afterAll(async () => {
  await browser?.close();
  if (lab && lab.exitCode === null) {
    const ended = new Promise((resolve) => lab.once("exit", resolve));
    lab.kill("SIGTERM");
    const impatience = setTimeout(() => lab.kill("SIGKILL"), 20_000);
    await ended;
    clearTimeout(impatience);
  }
  closeSync(log);
  if (folder) rmSync(folder, { recursive: true, force: true });
  rmSync(join(pictures, "state"), { recursive: true, force: true });
});

test("without the token nothing is served", async () => {
  expect((await fetch(`${address}/api/contents`)).status).toBe(403);
});

describe("the committed figures, as a reader sees them who opens the notebooks", () => {
  const figures = plotsIn(serializeNotebook(committedFigures()));
  let page: Page;
  beforeAll(async () => {
    page = await openNotebook("figures");
  });
  afterAll(() => close(page));

  test("a chapter is listed once, without its text twin", async () => {
    const listed = page.locator(".jp-DirListing-item .jp-DirListing-itemName");
    await until("the files are listed", async () => (await listed.count()) > 0);
    expect(await listed.allTextContents()).toEqual([`${chapter}.ipynb`, "figures.ipynb", "reader.ipynb"]);
  });

  test("each picture on the page has the width and the height that its figure was made for", async () => {
    const images = page.locator(".jp-RenderedPlotly img.plot-img");
    await until("every picture is there", async () => (await images.count()) === figures.length);
    const shown = await images.evaluateAll((all) =>
      all.map((image) => {
        const { width, height } = image.getBoundingClientRect();
        return { width, height };
      }),
    );
    expect(shown).toEqual(figures.map(sizeOf));
    // In the browser's own units, the picture is not distorted either.
    for (const [i, { data }] of figures.entries()) {
      const { width, height } = pngSize(`${data["image/png"]}`);
      expect(width / height).toBeCloseTo(shown[i].width / shown[i].height, 2);
    }
    await page.screenshot({ path: join(pictures, "figures.png") });
  });

  test("each picture, and the plot that takes its place, has the figure's alternative text", async () => {
    const labels = (selector: string, attribute: string) =>
      page.locator(selector).evaluateAll((all, name) => all.map((one) => one.getAttribute(name)), attribute);
    const expected = figures.map(
      ({ data, metadata }) => (metadata["image/png"] as { alt?: string })?.alt ?? data["text/plain"],
    );
    expect(await labels(".jp-RenderedPlotly img.plot-img", "alt")).toEqual(expected);
    expect(await labels(".jp-RenderedPlotly", "aria-label")).toEqual(expected);
  });

  test("under the pointer each is a plot of the same size, with its legend in one row and clear of the mode bar", {
    timeout: 600_000,
  }, async () => {
    const plots = page.locator(".jp-RenderedPlotly");
    let legends = 0;
    for (const [i, figure] of figures.entries()) {
      const plot = plots.nth(i);
      const svg = plot.locator("svg.main-svg").first();
      await until(`figure ${i + 1} is drawn`, async () => {
        await plot.scrollIntoViewIfNeeded();
        const { x, y } = (await plot.boundingBox()) as Box;
        await page.mouse.move(x + 1, y + 1);
        await page.mouse.move(x + 50, y + 50);
        return svg.isVisible();
      });
      const bar = plot.locator(".modebar");
      await bar.waitFor({ state: "attached", timeout: 60_000 });
      const { width, height } = sizeOf(figure);
      expect(await svg.boundingBox()).toMatchObject({ width, height });
      const legend = plot.locator("g.legend").first();
      if ((await legend.count()) === 0) continue;
      legends++;
      const [above, beside] = [await legend.boundingBox(), await bar.boundingBox()] as [Box, Box];
      expect([i, overlap(above, beside)]).toEqual([i, false]);
      const tops = await plot
        .locator("g.legend .traces")
        .evaluateAll((entries) => entries.map((entry) => Math.round(entry.getBoundingClientRect().top)));
      expect([i, new Set(tops).size]).toEqual([i, 1]);
    }
    const withLegend = figures.filter(({ data }) => hasLegend(data));
    expect(legends).toBe(withLegend.length);
    expect(legends).toBeGreaterThan(0);
    await page.screenshot({ path: join(pictures, "mode-bar.png") });
  });

  test("having been looked at, the notebook is as it was saved, with the same pictures", async () => {
    expect(await page.locator(".jp-mod-dirty").count()).toBe(0);
    await page.locator(".jp-Notebook .jp-MarkdownCell").first().click();
    await save(page);
    const saved = plotsIn(readFileSync(join(folder, "figures.ipynb"), "utf8"));
    expect(saved.map(({ data }) => data["image/png"])).toEqual(figures.map(({ data }) => data["image/png"]));
    expect(saved.map(({ metadata }) => metadata)).toEqual(figures.map(({ metadata }) => metadata));
  });
});

describe(`${chapter}, all cells run`, () => {
  const figures = plotsIn(committed("ipynb"));
  let page: Page;
  beforeAll(async () => {
    page = await openNotebook(chapter);
    await menu(page, "Run", "Run All Cells");
    await untilIdle(page);
  });
  afterAll(() => close(page));

  // First, with the page as the reader left it: most figures were never in view.
  test("saved at once: every figure with its Plotly data, a picture and a text; the text twin is written, and as it was", async () => {
    const twin = join(folder, `${chapter}.md`);
    const { mtimeMs } = statSync(twin);
    await save(page);
    const saved = plotsIn(readFileSync(join(folder, `${chapter}.ipynb`), "utf8"));
    expect(saved).toHaveLength(figures.length);
    for (const [i, { data, metadata }] of saved.entries()) {
      expect(Object.keys(data).sort()).toEqual([plotly, "image/png", "text/plain"]);
      expect(plotsAgree(data[plotly], figures[i].data[plotly])).toBe(true);
      expect(data["text/plain"]).toBe(figures[i].data["text/plain"]);
      // The picture that a headless run makes, shown at the same size.
      expect(metadata).toEqual(figures[i].metadata);
      const shown = metadata["image/png"] as { width: number; height: number };
      const picture = pngSize(`${data["image/png"]}`);
      const scale = picture.width / shown.width;
      expect([1, 1.5, 2]).toContain(scale);
      expect(picture.height).toBe(scale * shown.height);
    }
    expect(statSync(twin).mtimeMs).toBeGreaterThan(mtimeMs);
    expect(readFileSync(twin, "utf8")).toBe(committed("md"));
  });

  test("no error, and every Plotly figure is drawn with its traces", async () => {
    await page.screenshot({ path: join(pictures, "chapter-top.png") });
    expect(await page.locator('[data-mime-type="application/vnd.jupyter.stderr"]').allTextContents()).toEqual([]);
    const prompts = await page.locator(".jp-CodeCell .jp-InputPrompt").allTextContents();
    expect(prompts).toEqual(prompts.map((_prompt, i) => `[${i + 1}]:`));

    expect(figures.length).toBeGreaterThan(0);
    const drawn = page.locator(".jp-OutputArea-output.jp-RenderedPlotly");
    expect(await drawn.count()).toBe(figures.length);
    for (let i = 0; i < figures.length; i++) {
      await drawn.nth(i).scrollIntoViewIfNeeded();
      const svg = drawn.nth(i).locator("svg.main-svg").first();
      await until(`figure ${i + 1} is drawn`, async () => (await svg.count()) > 0);
      const box = await svg.boundingBox();
      expect(box).toMatchObject(sizeOf(figures[i]));
      expect(await tracesIn(drawn.nth(i))).toBeGreaterThan(0);
      // To zoom into, not the still picture that the renderer shows of a notebook that was opened with its outputs.
      expect(await drawn.nth(i).locator("img.plot-img").isVisible()).toBe(false);
    }
    await page.screenshot({ path: join(pictures, "chapter-figure.png") });
  });
});

describe("a reader's own notebook", () => {
  let page: Page;
  beforeAll(async () => {
    page = await openNotebook("reader");
  });
  afterAll(() => close(page));

  test("an argument that the library refuses is one sentence in the cell, without a stack; another error has its stack", async () => {
    await runCell(page, cells.refused);
    expect(await outputOf(page, cells.refused)).toMatch(/^[^\n]*weight[^\n]*$/);
    await runCell(page, cells.refusedLater);
    expect(await outputOf(page, cells.refusedLater)).toMatch(/^[^\n]*component[^\n]*$/);
    await runCell(page, cells.thrown);
    expect(await outputOf(page, cells.thrown)).toMatch(/Error: thrown on purpose\n\s+at /);
  });

  test("a type error and a thrown error show in their cells", async () => {
    await runCell(page, cells.typeError);
    expect(await outputOf(page, cells.typeError)).toContain("Type 'number' is not assignable to type 'string'");
    await runCell(page, cells.thrown);
    expect(await outputOf(page, cells.thrown)).toContain("Error: thrown on purpose");
    await page.screenshot({ path: join(pictures, "errors.png") });
  });

  test("after them a cell runs, and Tab after `mixture.` offers the members of a GaussianMixture", async () => {
    await runCell(page, cells.mixture);
    expect(await outputOf(page, cells.mixture)).toBe("dimension 1");
    await cellWith(page, cells.completion).locator(".cm-content").click();
    await page.keyboard.press("End");
    const offered = page.locator(".jp-Completer .jp-Completer-item");
    // JupyterLab drops what a kernel offers later than a second after Tab: on a busy machine a reader presses it again.
    await until("members are offered", async () => {
      await page.keyboard.press("Tab");
      return await offered
        .first()
        .waitFor({ timeout: 3000 })
        .then(
          () => true,
          () => false,
        );
    });
    const members = await offered.allTextContents();
    await page.screenshot({ path: join(pictures, "completion.png") });
    for (const member of ["dim", "logPdf", "score", "hessian", "sample", "smoothed"]) {
      expect(members.some((text) => text.startsWith(member))).toBe(true);
    }
    await page.keyboard.press("Escape");
  });

  test("interrupting an endless loop ends it, and the kernel keeps what it knew", async () => {
    await startCell(page, cells.loop);
    const prompt = cellWith(page, cells.loop).locator(".jp-InputPrompt");
    await until("the loop runs", async () => (await prompt.textContent()) === "[*]:");
    await sleep(1000);
    expect(await prompt.textContent()).toBe("[*]:");
    await page.locator('.jp-NotebookPanel-toolbar [data-jp-item-name="interrupt"]').click();
    await until("the loop has ended", async () => /^\[\d+\]:$/.test((await prompt.textContent()) ?? ""));
    // For 200 ms after an error tslab refuses cells: those that were waiting behind the one that failed.
    await sleep(1000);
    await runCell(page, cells.after);
    expect(await outputOf(page, cells.after)).toBe("usable: 2");
    await page.screenshot({ path: join(pictures, "interrupted.png") });
  });
});

function withoutOutputs(text: string): string {
  const notebook = parseNotebook(text);
  const empty = notebook.cells.map((cell) =>
    cell.cell_type === "code" ? { ...cell, outputs: [], execution_count: null } : cell,
  );
  return serializeNotebook({ ...notebook, cells: empty });
}

function readersNotebook(): string {
  const notebook: Notebook = {
    cells: Object.entries(cells).map(([id, source]) => ({
      cell_type: "code",
      id,
      source,
      metadata: {},
      outputs: [],
      execution_count: null,
    })),
    metadata: { kernelspec: { display_name: "TypeScript", language: "typescript", name: "tslab" } },
    nbformat: 4,
    nbformat_minor: 5,
  };
  return serializeNotebook(notebook);
}

/** A notebook of all figures that are committed, as they are in the chapters' outputs. */
function committedFigures(): Notebook {
  const chapters = join(projectRoot(), "notebooks");
  const names = readdirSync(chapters).filter((name) => name.endsWith(".ipynb"));
  const cells = names.flatMap((name) =>
    plotsIn(readFileSync(join(chapters, name), "utf8")).map((output, i) => {
      const source = `// Figure ${i + 1} of ${name}`;
      return { cell_type: "code", id: `${name.slice(0, 2)}-${i}`, source, metadata: {}, outputs: [output] } as const;
    }),
  );
  const title = { cell_type: "markdown", id: "title", source: "# The committed figures", metadata: {} } as const;
  const { jupytext: _pairing, ...metadata } = parseNotebook(committed("ipynb")).metadata;
  const executed = cells.map((cell) => ({ ...cell, execution_count: 1 }));
  return { cells: [title, ...executed], metadata, nbformat: 4, nbformat_minor: 5 };
}

/** The size that a figure was made for, in CSS pixels. */
function sizeOf({ data }: { readonly data: Record<string, unknown> }): { width: number; height: number } {
  const { width, height } = (data[plotly] as { layout: { width: number; height: number } }).layout;
  return { width, height };
}

function hasLegend(data: Record<string, unknown>): boolean {
  return (data[plotly] as { layout: { showlegend?: boolean } }).layout.showlegend === true;
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** The chapter, or its text twin, as it is in the repository. */
function committed(extension: "ipynb" | "md"): string {
  return readFileSync(join(projectRoot(), "notebooks", `${chapter}.${extension}`), "utf8");
}

function plotsIn(text: string): Extract<Output, { data: unknown }>[] {
  const outputs = parseNotebook(text).cells.flatMap((cell) => cell.outputs ?? []);
  return outputs.filter((output) => "data" in output).filter(({ data }) => plotly in data);
}

/** Width and height of a PNG in pixels, as its first chunk has them; that it is one, its signature says. */
function pngSize(base64: string): { width: number; height: number } {
  const bytes = Buffer.from(base64, "base64");
  expect(bytes.subarray(0, 8).toString("latin1")).toBe("\x89PNG\r\n\x1a\n");
  expect(bytes.subarray(-8, -4).toString("latin1")).toBe("IEND");
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

/** Writes a user's setting: a stored one, so that no news get in the way. */
function writeSetting(state: string, plugin: string, value: Record<string, unknown>): void {
  const file = join(state, "settings", `${plugin}.jupyterlab-settings`);
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, JSON.stringify(value));
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const found = server.address();
      server.close(() => resolve(typeof found === "object" && found ? found.port : 0));
    });
  });
}

async function serving(): Promise<boolean> {
  if (lab.exitCode !== null) throw new Error(`JupyterLab ended: see ${join(pictures, "jupyterlab.log")}.`);
  return (await fetch(`${address}/api/status?token=${token}`).catch(() => null))?.ok ?? false;
}

/** Waits until something is so; after a minute and a half it never will be. */
async function until(what: string, condition: () => Promise<boolean>): Promise<void> {
  for (const end = performance.now() + 90_000; performance.now() < end; await sleep(200)) {
    if (await condition()) return;
  }
  throw new Error(`It did not happen within 90 s that ${what}.`);
}

async function openNotebook(name: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  // A workspace of its own: no tabs from another test.
  await page.goto(`${address}/lab/workspaces/${name}/tree/${name}.ipynb?token=${token}`);
  // An empty notebook is shown until the file has been read.
  const { cells } = parseNotebook(readFileSync(join(folder, `${name}.ipynb`), "utf8"));
  const shown = page.locator(".jp-Notebook .jp-Cell");
  await until(`${name} is shown`, async () => (await shown.count()) === cells.length);
  await untilIdle(page);
  return page;
}

/** Saves the notebook as a reader does; it is written when the server says so. */
async function save(page: Page): Promise<void> {
  // JupyterLab also stores its workspace by a PUT, now and then.
  const written = page.waitForResponse(
    (response) => response.request().method() === "PUT" && response.url().includes("/api/contents/"),
  );
  await page.keyboard.press("Control+s");
  expect((await written).status()).toBe(200);
}

async function close(page: Page | undefined): Promise<void> {
  // Nothing is saved: without this the page would ask.
  await page?.close({ runBeforeUnload: false });
}

async function menu(page: Page, name: string, item: string): Promise<void> {
  await page.locator(".lm-MenuBar-item", { hasText: new RegExp(`^${name}$`) }).click();
  await page
    .locator(".lm-Menu-item", { hasText: new RegExp(`^${item}`) })
    .first()
    .click();
}

/** Until the status bar says that the kernel has nothing to do, and no cell waits for it. */
async function untilIdle(page: Page): Promise<void> {
  const waiting = page.locator(".jp-CodeCell .jp-InputPrompt", { hasText: "[*]:" });
  const idle = page.locator(".jp-StatusBar-Widget", { hasText: "TypeScript | Idle" });
  await until("the kernel is idle", async () => (await waiting.count()) === 0 && (await idle.count()) > 0);
}

function cellWith(page: Page, source: string): Locator {
  const index = Object.values<string>(cells).indexOf(source);
  return page.locator(".jp-Notebook .jp-CodeCell").nth(index);
}

async function startCell(page: Page, source: string): Promise<void> {
  await cellWith(page, source).locator(".cm-content").click();
  await page.keyboard.press("Control+Enter");
}

async function runCell(page: Page, source: string): Promise<void> {
  await startCell(page, source);
  const prompt = cellWith(page, source).locator(".jp-InputPrompt");
  await until("the cell has run", async () => /^\[\d+\]:$/.test((await prompt.textContent()) ?? ""));
  await untilIdle(page);
  // For 200 ms after an error the kernel turns away what comes.
  await sleep(400);
}

async function outputOf(page: Page, source: string): Promise<string> {
  return (await cellWith(page, source).locator(".jp-OutputArea-output").allTextContents()).join("\n").trim();
}

/** How many traces have something drawn: a path or a picture that is not empty. */
async function tracesIn(figure: Locator): Promise<number> {
  return await figure
    .locator("svg.main-svg .trace, svg.main-svg .heatmaplayer .hm, svg.main-svg .contour")
    .evaluateAll(
      (traces) =>
        traces.filter((trace) =>
          [...trace.querySelectorAll("path, image")].some(
            (shape) => (shape.getAttribute("d")?.length ?? 0) > 10 || shape.hasAttribute("href"),
          ),
        ).length,
    );
}
