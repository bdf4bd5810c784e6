import { checkObject, checkPositive, checkString, checkText } from "../../numerics/check.ts";

/**
 * The fonts of text in figures. Nearly every machine has Arial, or a font with the same widths (Liberation Sans, Arimo).
 * Mathematical signs that Arial lacks, such as ∇, come from the next font that has them.
 */
export const fontFamily = 'Arial, "Liberation Sans", Arimo, "Noto Sans Math", sans-serif';

/** Width of a figure across one column of a journal, 3.4 inches, in CSS pixels (96 to the inch). */
export const singleColumn = 326;
/** Width of a figure across both columns, 7 inches, in CSS pixels. */
export const doubleColumn = 672;

/**
 * The paper's colours for the three curves of Figure 4, in shades that can be told apart with any kind of colour vision and, by
 * their lightness, in grey.
 */
export const colors: Readonly<Record<"rcae" | "dae" | "truth" | "ink" | "faint" | "shade", string>> = {
  /** The contractive optimum. */
  rcae: "#f08a00",
  /** The denoising optimum. */
  dae: "#6a3d9a",
  /** The exact score or density of p. */
  truth: "#009e73",
  /** Text, axes, and everything that is drawn in one colour. */
  ink: "#222222",
  /** Zero lines, grids. */
  faint: "#a0a0a0",
  /** The shade of high density, below everything else. */
  shade: "#ddd3ec",
};

/** Text of axis labels and legends, in CSS pixels: 9 pt; numbers at the ticks have 8.25 pt. */
const textSize = 12;
const tickSize = 11;

type Settings = Record<string, unknown>;

/** The layout of a figure for print: white, one font, no title (the caption says it); `settings` on top. */
export function themedLayout(settings: Settings): Settings {
  checkObject("settings", settings, "settings of a Plotly layout");
  return {
    paper_bgcolor: "#ffffff",
    plot_bgcolor: "#ffffff",
    font: { family: fontFamily, size: textSize, color: colors.ink },
    showlegend: false,
    hovermode: "closest",
    ...settings,
  };
}

/** A thin framed axis with outside ticks and no grid; `label` is its title; `settings` on top. */
export function themedAxis(label: string, settings: Settings = {}): Settings {
  checkString("label", label);
  return {
    title: { text: label, standoff: 6, font: { size: textSize } },
    showgrid: false,
    zeroline: false,
    showline: true,
    mirror: true,
    linewidth: 0.75,
    linecolor: colors.ink,
    ticks: "outside",
    ticklen: 3,
    tickwidth: 0.75,
    tickcolor: colors.ink,
    tickfont: { size: tickSize },
    minexponent: 4,
    ...settings,
  };
}

/** The axes of a picture of the plane, with one scale for both; `x` and `y` are what is seen of them. */
export function planeAxes(x: readonly number[], y: readonly number[]): { xaxis: Settings; yaxis: Settings } {
  return {
    xaxis: themedAxis("<i>x</i><sub>1</sub>", { range: [...x], constrain: "domain" }),
    yaxis: themedAxis("<i>x</i><sub>2</sub>", { range: [...y], scaleanchor: "x", constrain: "domain" }),
  };
}

/** A legend in one row at the top edge, above the panels' headings: leave a top margin of `marginBelowLegend`. */
export const legendAbove: Readonly<Settings> = {
  orientation: "h",
  x: 0.5,
  xanchor: "center",
  yref: "container",
  y: 1,
  yanchor: "top",
  font: { size: textSize },
};
export const marginBelowLegend = 48;

/**
 * A curve that is drawn through every one of its points; by default Plotly leaves out points that are less than a pixel off a
 * straight line.
 */
export function themedLine(color: string, width: number, dash = "solid"): Settings {
  checkText("color", color);
  checkPositive("width", width);
  return { color, width, dash, simplify: false };
}

/** The suffix of the axes of the k-th panel, from 0: "", then "2", "3", ... */
export function axisSuffix(panel: number): string {
  return panel === 0 ? "" : `${panel + 1}`;
}

/** A panel's heading, just above its top left corner; `axis` is the suffix of its axes ("" or "2", "3", ...). */
export function panelHeading(text: string, axis: string): Settings {
  return {
    text,
    xref: `x${axis} domain`,
    yref: `y${axis} domain`,
    x: 0,
    y: 1,
    xanchor: "left",
    yanchor: "bottom",
    yshift: 2,
    showarrow: false,
    font: { size: textSize },
  };
}
