import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { needPackages } from "../../optional-packages.ts";
import { projectRoot } from "../../project.ts";
import type { PlotSpecification } from "../specification/figure.ts";
import { plainSpecification } from "../specification/specification-json.ts";
import { fontFaces, fontPackages } from "../theme/fonts.ts";
import { type LaunchOptions, launchBrowser } from "./browser.ts";

export type PictureFormat = "svg" | "png" | "pdf";

/** The packages of npm that are needed for drawing. */
export const drawingPackages: readonly string[] = ["playwright-core", "plotly.js-dist", ...fontPackages];

/** The formats a figure can be drawn in. */
export const pictureFormats: readonly PictureFormat[] = ["svg", "png", "pdf"];

export interface PictureSize {
  /** In CSS pixels, 96 to the inch. */
  readonly width: number;
  readonly height: number;
  /** Pixels of a PNG to one CSS pixel. Default 3: 288 dots per inch. */
  readonly scale?: number;
}

/** Draws specifications with plotly.js, all in one browser. */
export interface Renderer {
  /** The picture as a file's bytes. A PDF is vectors, on a page of the figure's size. Calls may overlap: they queue. */
  render(specification: PlotSpecification, size: PictureSize, format: PictureFormat): Promise<Uint8Array>;
  close(): Promise<void>;
}

/**
 * Starts a browser and loads plotly.js in it, without a network. Close it when done.
 *
 * @throws MissingPackageError where Playwright, plotly.js or the fonts are not installed
 * @throws NoBrowserError where there is no browser
 */
export async function openRenderer(options: LaunchOptions = {}): Promise<Renderer> {
  needPackages("Drawing figures", drawingPackages);
  const browser = await launchBrowser(options);
  try {
    const fonts = fontFaces();
    const plotter = await openPage(browser, `<style>${fonts}</style><script src="${plotlyUrl()}"></script>`, 1);
    await plotter.evaluate(drawing);
    // A page of its own for each picture would cost a process of the browser, which loads the fonts anew. PDFs have the scale 1.
    const papers = new Map<number, Promise<Page>>();
    const paperOf = (scale: number): Promise<Page> => {
      const paper = papers.get(scale) ?? openPage(browser, `<style>${fonts} ${paperStyle}</style>`, scale);
      papers.set(scale, paper);
      return paper;
    };

    const draw: Renderer["render"] = async (specification, { width, height, scale = 3 }, format) => {
      const figure = JSON.stringify({ ...plainSpecification(specification), width, height });
      const svg = await plotter.evaluate<string>(`drawSvg(${figure})`);
      if (format === "svg") return new TextEncoder().encode(`${svg}\n`);
      const paper = await paperOf(format === "png" ? scale : 1);
      await paper.evaluate(`document.body.innerHTML = ${JSON.stringify(svg)}; ${fontsReady}`);
      if (format === "png") return await paper.screenshot({ clip: { x: 0, y: 0, width, height } });
      return await paper.pdf({ width: `${width}px`, height: `${height}px`, printBackground: true, pageRanges: "1" });
    };

    // One picture at a time: overlapping calls would share the plotter's state.
    let previous: Promise<unknown> = Promise.resolve();
    return {
      render(...request) {
        const picture = previous.then(() => draw(...request));
        previous = picture.catch(() => {});
        return picture;
      },
      close: () => browser.close(),
    };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

// Plotly makes up identifiers with Math.random, and the order of the root's attributes varies. Fixed identifiers in a fixed order
// give the same SVG for the same figure.
const drawing = `
  globalThis.drawSvg = async ({ data, layout, width, height }) => {
    let state = 1;
    Math.random = () => (state = (state * 48271) % 2147483647) / 2147483647;
    await Promise.all([...document.fonts].map((font) => font.load()));
    const svg = await Plotly.toImage({ data, layout }, { format: "svg", width, height, imageDataOnly: true });
    const root = \`<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" \` +
      \`class="main-svg" width="\${width}" height="\${height}" viewBox="0 0 \${width} \${height}">\`;
    return svg.replace(/^<svg [^>]*>/, root);
  };
  undefined`;

const paperStyle = "body { margin: 0 } svg { display: block }";

/** Waits until the fonts that the page's text needs are there. */
const fontsReady = "document.body.offsetHeight && document.fonts.ready.then(() => undefined)";

async function openPage(browser: Browser, content: string, deviceScaleFactor: number): Promise<Page> {
  const context = await browser.newContext({
    offline: true,
    deviceScaleFactor,
    viewport: { width: 1600, height: 1200 },
  });
  const page = await context.newPage();
  // On a page that is a file, plotly.js can be loaded by its address, in a third of the time of sending its 10 MB.
  await page.goto(pathToFileURL(join(projectRoot(), "package.json")).href);
  await page.setContent(content);
  await page.evaluate(fontsReady);
  return page;
}

function plotlyUrl(): string {
  const require = createRequire(join(projectRoot(), "package.json"));
  return pathToFileURL(require.resolve("plotly.js-dist")).href;
}
