import { checkDensity } from "../../density/check-density.ts";
import type { Density } from "../../density/density.ts";
import { paper1d } from "../../density/examples/paper1d.ts";
import { linspace } from "../../numerics/approximation/grid.ts";
import { checkInterval } from "../../numerics/check.ts";
import type { Figure, PlotSpecification } from "../specification/figure.ts";
import { colors, doubleColumn, panelHeading, themedAxis, themedLayout, themedLine } from "../theme/theme.ts";

/** Figure 3: the density of the paper's 1-D experiment, and its score, with two zeros at modes and one between them. */
export const figure3: Figure = {
  id: "f3",
  stem: "figure-3",
  title: "The 1-D density p and its score",
  shortTitle: "a density and its score",
  source: "figure-3-density-and-score",
  chapter: "01-optimal-denoiser",
  width: doubleColumn,
  height: 240,
  build: () => densityAndScoreFigure(paper1d(), [-1.5, 1.5], [-8, 8]),
};

/**
 * A 1-D density p(x) beside its score, the zero line dashed.
 *
 * @param range of x, inside the density's support
 * @param scoreRange of the score's axis, whose curve may leave it
 */
export function densityAndScoreFigure(
  density: Density,
  range: readonly [number, number],
  scoreRange: readonly [number, number],
): PlotSpecification {
  checkDensity("density", density, [1]);
  checkInterval("range", range);
  checkInterval("scoreRange", scoreRange);
  const x = linspace(range[0], range[1], 301);
  const line = themedLine(colors.ink, 1.5);
  return {
    data: [
      { type: "scatter", mode: "lines", name: "p(x)", x, y: density.logPdf(x).map(Math.exp), line },
      { type: "scatter", mode: "lines", name: "∇log p(x)", x, y: density.score(x), line, xaxis: "x2", yaxis: "y2" },
    ],
    layout: themedLayout({
      margin: { l: 46, r: 12, t: 24, b: 40 },
      grid: { rows: 1, columns: 2, pattern: "independent", xgap: 0.18 },
      xaxis: themedAxis("<i>x</i>", { range: [...range], dtick: 0.5, tickformat: ".1f" }),
      yaxis: themedAxis("<i>p</i>(<i>x</i>)", { rangemode: "tozero" }),
      xaxis2: themedAxis("<i>x</i>", { range: [...range], dtick: 0.5, tickformat: ".1f" }),
      yaxis2: themedAxis("∇log <i>p</i>(<i>x</i>)", { range: [...scoreRange] }),
      shapes: [
        {
          type: "line",
          layer: "below",
          xref: "x2 domain",
          yref: "y2",
          x0: 0,
          x1: 1,
          y0: 0,
          y1: 0,
          line: { color: colors.ink, width: 0.75, dash: "4px,3px" },
        },
      ],
      annotations: [panelHeading("(a) density", ""), panelHeading("(b) score", "2")],
    }),
  };
}
