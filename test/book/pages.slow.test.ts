import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, normalize } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildExplore } from "../../scripts/book/explore.mjs";
import { buildPages } from "../../scripts/book/pages.mjs";
import { serve } from "../../scripts/book/serve.mjs";
import { ensureEnvironmentOf } from "../../src/cli/jupyter/environment/virtual-environment.ts";
import { launchBrowser } from "../../src/figures/rendering/browser.ts";
import { cacheFolder, projectRoot } from "../../src/project.ts";

/** The width of a phone and of a larger screen, and the height of both, in pixels. */
const [PHONE, DESKTOP, HEIGHT] = [390, 1280, 900];

/** What other parts of the build write: a test of these pages does not need it. */
const ELSEWHERE = /^(lab|api)\//;

const root = projectRoot();
const folder = mkdtempSync(join(tmpdir(), "scorebook book "));
const site = join(folder, "site");
const verdict = { id: "t1", title: "The optimal denoiser", source: "Theorem 1", chapter: "01-optimal-denoiser" };
let chapters: string[];
let server: Awaited<ReturnType<typeof serve>>;
let browser: Browser;
/** That of all pages, so that the browser keeps the scripts that they share. In place of any address outside of the site stands a proxy that does not exist. */
let context: BrowserContext;

beforeAll(async () => {
  const requirements = join(root, "book", "requirements.txt");
  const { python } = await ensureEnvironmentOf({ root, venv: join(cacheFolder(root), "book"), requirements }, () => {});
  const explorables = JSON.parse(readFileSync(join(root, "book", "explore", "pages.json"), "utf8"));
  await buildExplore({ site, root });
  const verdicts = [{ ...verdict, verdict: "holds", checks: 41, closest: 0.5 }];
  // It fails where Sphinx warns of anything.
  chapters = await buildPages({
    root,
    site,
    cache: join(folder, "cache"),
    python,
    address: "",
    verdicts,
    explorables,
    lab: true,
    pdf: false,
  });
  server = await serve(site);
  browser = await launchBrowser();
  const proxy = { server: "http://127.0.0.1:9", bypass: new URL(server.address).host };
  context = await browser.newContext({ proxy });
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Where an element is on a page, in pixels. */
type Box = Readonly<Record<"left" | "top" | "right" | "bottom", number>>;

/** What went wrong on a page, and what it asked for outside of the site. */
async function open(name: string, options: { width?: number; dark?: boolean } = {}) {
  const { width = DESKTOP, dark = false } = options;
  const page = await context.newPage();
  await page.setViewportSize({ width, height: HEIGHT });
  await page.emulateMedia({ colorScheme: dark ? "dark" : "light" });
  const complaints: string[] = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(server.address)) complaints.push(`outside: ${request.url()}`);
  });
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on(
    "response",
    (response) => response.status() >= 400 && complaints.push(`${response.status()} ${response.url()}`),
  );
  await page.goto(`${server.address}${name}.html`, { waitUntil: "load" });
  await page.evaluate("globalThis.MathJax?.startup?.promise");
  return { page, complaints, close: () => page.close() };
}

/** The width that a page needs, in pixels. */
function widthOf(page: Page): Promise<number> {
  return page.evaluate("document.documentElement.scrollWidth");
}

it("has a page for every notebook, and all links within the site lead somewhere", () => {
  expect(chapters).toEqual(
    readdirSync(join(root, "notebooks"))
      .filter((name) => name.endsWith(".ipynb"))
      .map((name) => name.replace(".ipynb", "")),
  );
  const pages = readdirSync(site, { recursive: true, encoding: "utf8" }).filter(
    (name) => name.endsWith(".html") && !name.startsWith("explore"),
  );
  const dead: string[] = [];
  for (const name of pages) {
    const html = readFileSync(join(site, name), "utf8").replace(/<(script|pre)\b[\s\S]*?<\/\1>/g, "");
    for (const [, target] of html.matchAll(/\s(?:href|src)="([^"#?]+)[^"]*"/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      const path = normalize(join(dirname(name), decodeURI(target))).replaceAll("\\", "/");
      if (!ELSEWHERE.test(path) && !existsSync(join(site, path))) dead.push(`${name}: ${target}`);
    }
  }
  expect(dead).toEqual([]);
});

describe("in a browser that reaches nothing but the site", () => {
  it("shows the first page and every chapter without an error, formulas set and no formula left as text, and no wider than a phone", async () => {
    for (const name of ["index", ...chapters]) {
      const { page, complaints, close } = await open(name, { width: PHONE });
      expect(await widthOf(page), name).toBeLessThanOrEqual(PHONE);
      // As a reader does who turns to a larger screen; two frames later the page is set for it.
      await page.setViewportSize({ width: DESKTOP, height: HEIGHT });
      await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
      await page.waitForLoadState("networkidle");
      expect(complaints, name).toEqual([]);
      expect(await page.locator("mjx-merror").count(), `${name}: formulas that MathJax refused`).toBe(0);
      if (name !== "index") expect(await page.locator("mjx-container").count(), name).toBeGreaterThan(10);
      await close();
    }
  });

  it("makes a figure live once it is seen, in the colours of a dark page, as narrow as the page, and cuts nothing off", async () => {
    const { page, complaints, close } = await open("03-contractive-optimum", { dark: true, width: PHONE });
    const figure = page.locator(".live-figure").first();
    await figure.scrollIntoViewIfNeeded();
    await figure.locator(".js-plotly-plot").waitFor();
    expect(await figure.locator("img").count()).toBe(0);
    expect(await figure.getAttribute("aria-label")).toMatch(/\w/);
    const { plot, around, ink, ground } = (await page.evaluate(`(() => {
      const figure = document.querySelector(".live-figure");
      const box = (element) => {
        const { left, top, right, bottom } = element.getBoundingClientRect();
        return { left, top, right, bottom };
      };
      return {
        plot: box(figure.querySelector(".svg-container")),
        around: box(figure),
        ink: getComputedStyle(figure.querySelector("text")).fill,
        ground: getComputedStyle(figure.closest(".text_html")).backgroundColor,
      };
    })()`)) as { plot: Box; around: Box; ink: string; ground: string };
    // A pixel may be divided between two.
    expect(plot.left).toBeGreaterThanOrEqual(around.left - 1);
    expect(plot.top).toBeGreaterThanOrEqual(around.top - 1);
    expect(plot.right).toBeLessThanOrEqual(around.right + 1);
    expect(plot.bottom).toBeLessThanOrEqual(around.bottom + 1);
    expect(ink).toBe("rgb(228, 228, 228)");
    expect(ground, "the figure's ground is the page's").toBe("rgba(0, 0, 0, 0)");
    expect(complaints).toEqual([]);
    await close();
  });

  it.each(["docs/command", "docs/kernel"])("shows %s no wider than a phone", async (name) => {
    const { page, close } = await open(name, { width: PHONE });
    expect(await widthOf(page)).toBeLessThanOrEqual(PHONE);
    await close();
  });

  it("finds a word by the search", async () => {
    const { page, complaints, close } = await open("search");
    await page.goto(`${server.address}search.html?q=Tweedie`);
    await page.locator("#search-results li").first().waitFor();
    expect(await page.locator("#search-results").innerText()).toContain("The optimal denoiser");
    expect(complaints).toEqual([]);
    await close();
  });
});
