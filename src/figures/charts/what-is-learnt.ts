import { checkDensity } from "../../density/check-density.ts";
import type { Density } from "../../density/density.ts";
import { linspace } from "../../numerics/approximation/grid.ts";
import { checkInterval } from "../../numerics/check.ts";
import { checkReconstruction } from "../../reconstruction/check-reconstruction.ts";
import { type Reconstruction, scoreEstimate } from "../../reconstruction/reconstruction.ts";
import type { PlotSpecification } from "../specification/figure.ts";
import {
  colors,
  doubleColumn,
  legendAbove,
  marginBelowLegend,
  panelHeading,
  themedAxis,
  themedLayout,
  themedLine,
} from "../theme/theme.ts";

/** The number of arrows in panel (a), and the length of an arrow for a score estimate of 1. */
const ARROWS = 10;
const ARROW_LENGTH = 0.05;
/** An arrow that is shorter than this fraction of the range is drawn as a dot: a point that stays where it is. */
const SHORTEST = 0.012;

/**
 * The paper in one picture: (a) a 1-D density with arrows along r(x) - x, all enlarged by the same factor, which point uphill;
 * (b) r(x) - x divided by sigma^2, and the slope of log p.
 *
 * @param range of x, inside the density's support
 * @param scoreRange of the vertical axis of (b), which curves may leave
 */
export function whatIsLearntFigure(
  density: Density,
  reconstruction: Reconstruction,
  range: readonly [number, number],
  scoreRange: readonly [number, number],
): PlotSpecification {
  checkDensity("density", density, [1]);
  checkReconstruction("reconstruction", reconstruction, 1);
  checkInterval("range", range);
  checkInterval("scoreRange", scoreRange);
  const x = linspace(range[0], range[1], 301);
  const pdf = density.logPdf(x).map(Math.exp);
  const top = Math.max(...pdf);
  // The arrows have a strip of their own below the density.
  const strip = -0.1 * top;
  const filled = { fill: "tozeroy", fillcolor: "rgba(106, 61, 154, 0.08)", showlegend: false };
  const panel = (axis: string) => ({ xaxis: `x${axis}`, yaxis: `y${axis}` });
  const curve = (name: string, y: Float64Array, line: Record<string, unknown>, axis: string) => {
    return { type: "scatter", mode: "lines", name, x, y, line, ...panel(axis) };
  };
  return {
    data: [
      { ...curve("p(x)", pdf, themedLine(colors.ink, 1.5), ""), ...filled },
      ...arrowTraces(scoreEstimate(reconstruction, arrowStarts(range)), range, strip),
      curve("∇log <i>p</i>(<i>x</i>)", density.score(x), themedLine(colors.truth, 3), "2"),
      curve(
        "(<i>r</i>(<i>x</i>) − <i>x</i>) / <i>σ</i>²",
        scoreEstimate(reconstruction, x),
        themedLine(colors.dae, 1.75),
        "2",
      ),
    ],
    layout: themedLayout({
      width: doubleColumn,
      height: 300,
      margin: { l: 46, r: 12, t: marginBelowLegend, b: 40 },
      grid: { rows: 1, columns: 2, pattern: "independent", xgap: 0.16 },
      showlegend: true,
      legend: { ...legendAbove, x: 0.79 },
      xaxis: themedAxis("<i>x</i>", { range: [...range] }),
      yaxis: themedAxis("<i>p</i>(<i>x</i>)", { range: [2 * strip, 1.08 * top] }),
      xaxis2: themedAxis("<i>x</i>", { range: [...range] }),
      yaxis2: themedAxis("", { range: [...scoreRange] }),
      annotations: [
        panelHeading("(a) density; arrows along <i>r</i>(<i>x</i>) − <i>x</i>", ""),
        panelHeading("(b) the score, and the arrows over <i>σ</i>²", "2"),
      ],
    }),
  };
}

/** Evenly spaced, away from the ends of the range, where arrows would leave it. */
function arrowStarts([lower, upper]: readonly [number, number]): Float64Array {
  const width = upper - lower;
  return linspace(lower + 0.14 * width, upper - 0.14 * width, ARROWS);
}

/** Shafts and heads of the arrows in a strip below the axis. The number of traces does not depend on the number of arrows. */
function arrowTraces(estimate: Float64Array, range: readonly [number, number], strip: number) {
  const width = range[1] - range[0];
  const starts = arrowStarts(range);
  // No arrow reaches the next one.
  const longest = 0.75 * (starts[1] - starts[0]);
  const arrows = Array.from(starts, (start, i) => {
    const length = Math.max(-longest, Math.min(longest, ARROW_LENGTH * estimate[i]));
    const symbol = Math.abs(length) < SHORTEST * width ? "circle" : length > 0 ? "triangle-right" : "triangle-left";
    return { start, tip: start + length, symbol };
  });
  const common = { type: "scatter", showlegend: false, hoverinfo: "skip", xaxis: "x", yaxis: "y" };
  return [
    {
      ...common,
      mode: "lines",
      name: "r(x) − x",
      x: arrows.flatMap(({ start, tip }) => [start, tip, null]),
      y: arrows.flatMap(() => [strip, strip, null]),
      line: themedLine(colors.dae, 2.5),
    },
    {
      ...common,
      mode: "markers",
      name: "r(x)",
      x: arrows.map(({ tip }) => tip),
      y: arrows.map(() => strip),
      marker: { color: colors.dae, size: 10, symbol: arrows.map(({ symbol }) => symbol) },
    },
  ];
}
