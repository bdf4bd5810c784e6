import { checkDensity } from "../density/check-density.ts";
import type { Density } from "../density/density.ts";
import { linspace } from "../numerics/approximation/grid.ts";
import { checkInterval } from "../numerics/check.ts";
import { checkReconstruction } from "../reconstruction/check-reconstruction.ts";
import { displacement, type Reconstruction, scoreEstimate } from "../reconstruction/reconstruction.ts";
import { arrow } from "./arrow.ts";
import type { PlotSpecification } from "./figure.ts";
import {
  colors,
  doubleColumn,
  legendAbove,
  marginBelowLegend,
  panelHeading,
  themedAxis,
  themedLayout,
  themedLine,
} from "./theme.ts";

const ARROWS = 10;
/** Arrows are drawn this much longer than they are, or those near the modes could not be seen. */
const MAGNIFICATION = 4;
/** Arrows shorter than this share of the range are heads without a tail, and left out. */
const SHORTEST = 0.008;

/**
 * The paper in one picture: (a) a 1-D density with arrows r(x) - x at four times their length, which point uphill;
 * (b) r(x) - x divided by sigma^2 against the slope of log p.
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
  const strip = -0.08 * top;
  const width = range[1] - range[0];
  const starts = linspace(range[0] + 0.18 * width, range[1] - 0.18 * width, ARROWS);
  const changes = displacement(reconstruction, starts).map((change) => MAGNIFICATION * change);
  const longEnough = Array.from(starts, (start, i) => ({ start, change: changes[i] })).filter(
    ({ change }) => Math.abs(change) > SHORTEST * width,
  );
  const arrows = longEnough.map(({ start, change }) =>
    arrow([start, strip], [start + change, strip], { color: colors.dae, head: 0.55 }),
  );
  const curve = (name: string, y: Float64Array, line: Record<string, unknown>, axis: string) => {
    return { type: "scatter", mode: "lines", name, x, y, line, xaxis: `x${axis}`, yaxis: `y${axis}` };
  };
  return {
    data: [
      { ...curve("p(x)", pdf, themedLine(colors.ink, 1.5), ""), showlegend: false },
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
      height: 280,
      margin: { l: 46, r: 12, t: marginBelowLegend, b: 40 },
      grid: { rows: 1, columns: 2, pattern: "independent", xgap: 0.16 },
      showlegend: true,
      legend: { ...legendAbove, x: 0.79 },
      xaxis: themedAxis("<i>x</i>", { range: [...range] }),
      yaxis: themedAxis("<i>p</i>(<i>x</i>)", { range: [2 * strip, 1.08 * top] }),
      xaxis2: themedAxis("<i>x</i>", { range: [...range] }),
      yaxis2: themedAxis("", { range: [...scoreRange] }),
      annotations: [
        ...arrows,
        panelHeading(`(a) density, and arrows ${MAGNIFICATION} (<i>r</i>(<i>x</i>) − <i>x</i>)`, ""),
        panelHeading("(b) the score, and what the arrows say of it", "2"),
      ],
    }),
  };
}
