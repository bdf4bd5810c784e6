import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { PlotSpecification } from "../../figures/specification/figure.ts";
import { plainSpecification } from "../../figures/specification/specification-json.ts";
import { writeWhole } from "../../files/whole-file.ts";
import { InputError } from "../../numerics/input-error.ts";
import { quote } from "../../numerics/quote.ts";
import { needPackages } from "../../optional-packages.ts";
import { projectRoot } from "../../project.ts";

const ENDINGS = [".html", ".png", ".svg", ".pdf"] as const;
type Ending = (typeof ENDINGS)[number];

/**
 * The kind of picture that a path asks for by its ending.
 * @throws InputError, for the option `--plot`, for another ending
 */
export function plotEnding(path: string): Ending {
  const ending = ENDINGS.find((known) => path.toLowerCase().endsWith(known));
  if (!ending) {
    throw new InputError({
      argument: "--plot",
      allowed: "a file that ends in .html, .png, .svg or .pdf",
      problem: quote(path),
    });
  }
  return ending;
}

/**
 * Writes a plot as the ending of its path says: a picture in the size of its layout, or a page that needs no network, on
 * which one can zoom and read values.
 */
export async function writePlot(path: string, specification: PlotSpecification, title: string): Promise<void> {
  const ending = plotEnding(path);
  if (ending === ".html") return writeWhole(path, plotPage([{ specification, caption: title }], title));
  const { openRenderer } = await import("../../figures/rendering/render.ts");
  const renderer = await openRenderer();
  try {
    const { width, height } = specification.layout as { width: number; height: number };
    const format = ending.slice(1) as "png" | "svg" | "pdf";
    writeWhole(path, await renderer.render(specification, { width, height }, format));
  } finally {
    await renderer.close();
  }
}

/** A plot on a page, with the sentence under it. */
export interface CaptionedPlot {
  readonly specification: PlotSpecification;
  readonly caption: string;
}

/** A whole page with live plots; plotly.js travels with the page, compressed, so that no network is needed. */
export function plotPage(plots: readonly CaptionedPlot[], title: string, body = ""): string {
  const figures = plots.map(
    ({ caption }, k) =>
      `<figure><div id="plot-${k}" role="img" aria-label="${escapeHtml(caption)}"></div><figcaption>${escapeHtml(caption)}</figcaption></figure>`,
  );
  const specifications = plots.map(({ specification }) => plainSpecification(specification));
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
<h1>${escapeHtml(title)}</h1>
${body}
${figures.join("\n")}
<script>
const plots = ${JSON.stringify(specifications).replaceAll("<", "\\u003c")};
const packed = Uint8Array.from(atob(${JSON.stringify(packedPlotly())}), (c) => c.charCodeAt(0));
new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).text().then((code) => {
  const script = document.createElement("script");
  script.textContent = code;
  document.head.append(script);
  plots.forEach(({ data, layout }, k) => Plotly.newPlot("plot-" + k, data, layout, { responsive: true, displaylogo: false }));
});
</script>
</html>
`;
}

export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

const STYLE = `body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #222; background: #fff }
h1 { font-size: 1.4rem } figure { margin: 1.5rem 0 } figcaption { color: #555 } table { border-collapse: collapse }
td, th { text-align: left; padding: .2rem .8rem .2rem 0; border-bottom: 1px solid #ddd; vertical-align: top }`;

function packedPlotly(): string {
  needPackages("A page with plots", ["plotly.js-dist"]);
  const require = createRequire(join(projectRoot(), "package.json"));
  return gzipSync(readFileSync(require.resolve("plotly.js-dist")), { level: 9 }).toString("base64");
}
