import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { PlotSpecification } from "../../figures/specification/figure.ts";
import { plainSpecification } from "../../figures/specification/specification-json.ts";
import { DARK_GROUND, onDarkPage } from "../../figures/theme/dark-page.ts";
import { needPackages } from "../../optional-packages.ts";
import { projectRoot } from "../../project.ts";

/** The npm packages that a page with plots contains. */
export const pagePackages: readonly string[] = ["plotly.js-dist"];

/** A plot on a page, with the text under it. */
export interface CaptionedPlot {
  readonly specification: PlotSpecification;
  readonly caption: string;
  /** A description of the plot for readers who cannot see it. Default: the caption. */
  readonly alternativeText?: string;
}

/**
 * An HTML page with live plots. It is light or dark like the reader's system, and not wider than the window. The page
 * contains plotly.js, compressed, so that it needs no network.
 * @throws MissingPackageError if plotly.js is not installed
 */
export function plotPage(plots: readonly CaptionedPlot[], title: string, body = ""): string {
  const figures = plots.map(({ caption, alternativeText = caption }, k) => {
    const label = escapeHtml(alternativeText);
    return `<figure><div id="plot-${k}" role="img" aria-label="${label}"></div><figcaption>${escapeHtml(caption)}</figcaption></figure>`;
  });
  const specifications = plots.map(({ specification }) => {
    const { data, layout } = plainSpecification(specification);
    const light = { data, layout };
    return { ...light, dark: differences(light, onDarkPage(light), []) };
  });
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
${SCRIPT}
</script>
</html>
`;
}

export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** The strings (colours) that differ between `light` and `dark`, with their paths. */
function differences(light: unknown, dark: unknown, path: readonly (string | number)[]): [typeof path, unknown][] {
  if (typeof light === "string") return light === dark ? [] : [[path, dark]];
  if (typeof light !== "object" || light === null || light === dark) return [];
  const members = dark as Readonly<Record<string, unknown>>;
  return Object.entries(light).flatMap(([key, member]) => differences(member, members[key], [...path, key]));
}

const STYLE = `:root { color-scheme: light dark }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #222; background: #fff }
h1 { font-size: 1.4rem } figure { margin: 1.5rem 0 } figcaption { color: #555; max-width: 45rem }
table { border-collapse: collapse; display: block; overflow-x: auto }
td, th { text-align: left; padding: .2rem .8rem .2rem 0; border-bottom: 1px solid #8886; vertical-align: top }
@media (prefers-color-scheme: dark) { body { color: #e4e4e4; background: ${DARK_GROUND} } figcaption { color: #b0b0b0 } }`;

/**
 * Draws the plots, and draws them again when the window or the theme changes. A plot that is wider than the window is made as narrow
 * as the window, with text of the same size. If its legend then takes more lines, the upper margin grows with the legend.
 */
const SCRIPT = `const dark = matchMedia("(prefers-color-scheme: dark)");
async function draw({ data, layout, dark: differences }, k) {
  const node = document.getElementById("plot-" + k);
  const figure = structuredClone({ data, layout });
  for (const [path, value] of dark.matches ? differences : []) {
    path.slice(0, -1).reduce((part, key) => part[key], figure)[path.at(-1)] = value;
  }
  const wide = figure.layout.width ?? node.clientWidth;
  const high = figure.layout.height ?? 400;
  const width = Math.min(wide, node.clientWidth);
  const height = high * Math.max(width / wide, 0.75);
  const modebar = { orientation: "v", bgcolor: "rgba(0, 0, 0, 0)", color: "rgba(128, 128, 128, 0.6)" };
  await Plotly.react(node, figure.data, { ...figure.layout, width, height, modebar }, { displaylogo: false });
  const legend = node.querySelector(".legend .bg")?.getBoundingClientRect().height ?? 0;
  const { margin = {} } = figure.layout;
  const over = legend + 8 - (margin.t ?? 0);
  if (figure.layout.legend?.y === 1 && over > 0) {
    await Plotly.relayout(node, { "margin.t": margin.t + over, height: height + over });
  }
}
const drawAll = () => plots.forEach(draw);
new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).text().then((code) => {
  const script = document.createElement("script");
  script.textContent = code;
  document.head.append(script);
  drawAll();
  dark.addEventListener("change", drawAll);
  let width = innerWidth;
  addEventListener("resize", () => {
    if (innerWidth !== width) drawAll();
    width = innerWidth;
  });
});`;

function packedPlotly(): string {
  needPackages("A page with plots", pagePackages);
  const require = createRequire(join(projectRoot(), "package.json"));
  return gzipSync(readFileSync(require.resolve("plotly.js-dist")), { level: 9 }).toString("base64");
}
