// Figures on a page of the book: a picture at first; once it is seen, the same figure by Plotly, in the colours of the page.

import { onDarkPage } from "../../src/figures/theme/dark-page.ts";

interface Specification {
  readonly data: readonly object[];
  readonly layout: { readonly width?: number; readonly height?: number };
  readonly frames?: readonly object[];
}

interface Plotly {
  newPlot(node: HTMLElement, figure: object): Promise<unknown>;
  purge(node: HTMLElement): void;
}

declare global {
  interface Window {
    Plotly?: Plotly;
  }
}

const folder = (document.currentScript as HTMLScriptElement).src.replace(/[^/]*$/, "");
const figures = [...document.querySelectorAll<HTMLElement>(".live-figure")];
/** Those that are live, and the folder of each one's plot. */
const live = new Map<HTMLElement, HTMLElement>();

const isDark = (): boolean => document.documentElement.dataset.theme === "dark";

let loading: Promise<Plotly> | undefined;

function loadPlotly(): Promise<Plotly> {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = `${folder}plotly.js`;
    script.onload = () => (window.Plotly ? resolve(window.Plotly) : reject(new Error("plotly.js did not load")));
    script.onerror = () => reject(new Error("plotly.js did not load"));
    document.head.append(script);
  });
  return loading;
}

/** Draws a figure in the colours of the page, in place of its picture. */
async function draw(figure: HTMLElement): Promise<void> {
  const plotly = await loadPlotly();
  const text = figure.querySelector("script")?.textContent;
  if (!text) return;
  const own = JSON.parse(text) as Specification;
  const { data, layout, frames } = isDark() ? (onDarkPage(own) as Specification) : own;
  const plot = live.get(figure) ?? figure.appendChild(document.createElement("div"));
  plot.className = "plot";
  const bar = { orientation: "v", bgcolor: "rgba(0, 0, 0, 0)", color: "rgba(128, 128, 128, 0.6)" };
  await plotly.newPlot(plot, {
    data: structuredClone(data),
    layout: { ...structuredClone(layout), modebar: bar },
    frames: structuredClone(frames),
    config: { displaylogo: false, displayModeBar: false },
  });
  figure.querySelector("img")?.remove();
  live.set(figure, plot);
  rescale(figure);
}

/** Scales a plot down to a page that is narrower: Plotly takes the scale into account where it finds the pointer. */
function rescale(figure: HTMLElement): void {
  const plot = live.get(figure);
  const drawn = plot?.querySelector<HTMLElement>(".svg-container");
  if (!plot || !drawn) return;
  const scale = Math.min(1, figure.clientWidth / drawn.offsetWidth);
  plot.style.transform = scale < 1 ? `scale(${scale})` : "";
  figure.style.height = `${drawn.offsetHeight * scale}px`;
}

const seen = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      draw(target as HTMLElement).catch((error) => console.warn(String(error)));
    }
  },
  { rootMargin: "200px" },
);
if (!matchMedia("print").matches) for (const figure of figures) seen.observe(figure);

let resized = 0;
addEventListener("resize", () => {
  cancelAnimationFrame(resized);
  resized = requestAnimationFrame(() => {
    for (const figure of live.keys()) rescale(figure);
  });
});

let wasDark = isDark();
new MutationObserver(() => {
  if (isDark() === wasDark) return;
  wasDark = isDark();
  for (const figure of live.keys()) void draw(figure);
}).observe(document.documentElement, { attributeFilter: ["data-theme"] });

// On paper the whole of a folded text is wanted, and the picture of a figure that has not been seen.
addEventListener("beforeprint", () => {
  for (const folded of document.querySelectorAll("details")) folded.open = true;
});
