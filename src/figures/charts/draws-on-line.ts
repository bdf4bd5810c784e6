import { linspace } from "../../numerics/approximation/grid.ts";
import { checkFewest, checkInterval, checkObject, checkPoints, checkText, checkWhole } from "../../numerics/check.ts";
import type { PlotSpecification } from "../specification/figure.ts";
import { plain } from "../specification/specification-json.ts";
import { colors, legendAbove, marginBelowLegend, themedAxis, themedLayout, themedLine } from "../theme/theme.ts";

/** Draws on the line, such as the ends of chains, and the style of their histogram. */
export interface DrawsOnLine {
  readonly name: string;
  /** Shape (n). */
  readonly draws: Float64Array;
  readonly color: keyof typeof colors;
}

/** The density with which draws are compared. */
export interface DensityOnLine {
  readonly name: string;
  /** log p, (n) -> (n). */
  logPdf(points: Float64Array): Float64Array;
}

/** Points of the density's curve. */
const POINTS = 301;
/** The number of digits of a height that can be seen in the figure. */
const DIGITS = 4;

/**
 * Histograms of draws on the line as outlines, scaled to the area 1, over the density that they are compared with.
 * @param range of x that is shown, cut into bins of equal width; draws outside count in the scale
 */
export function drawsOnLineFigure(
  density: DensityOnLine,
  samples: readonly DrawsOnLine[],
  range: readonly [number, number],
  bins: number = 30,
): PlotSpecification {
  checkObject("density", density, "a name and logPdf", { methods: ["logPdf"] });
  checkFewest("samples", samples, 1, "set of draws");
  samples.forEach((sample, k) => {
    checkObject(`samples[${k}]`, sample, "a name, draws and a color");
    checkText(`samples[${k}].name`, sample.name);
    checkPoints(`samples[${k}].draws`, sample.draws, 1, 1);
  });
  checkInterval("range", range);
  checkWhole("bins", bins, 2, POINTS);
  const x = linspace(...range, POINTS);
  const y = density.logPdf(x).map(Math.exp);
  const filled = { fill: "tozeroy", fillcolor: "rgba(0, 158, 115, 0.12)" };
  return {
    data: plain(
      [
        { type: "scatter", mode: "lines", name: density.name, x, y, line: themedLine(colors.truth, 1.75), ...filled },
        ...samples.map(({ name, draws, color }) => ({
          type: "scatter",
          mode: "lines",
          name,
          ...outline(draws, range, bins),
          line: { ...themedLine(colors[color], 1.5), shape: "hv" },
        })),
      ],
      DIGITS,
    ) as Record<string, unknown>[],
    layout: themedLayout({
      width: 560,
      height: 320,
      margin: { l: 56, r: 12, t: marginBelowLegend, b: 42 },
      showlegend: true,
      legend: legendAbove,
      xaxis: themedAxis("<i>x</i>", { range: [...range] }),
      yaxis: themedAxis("density", { rangemode: "tozero" }),
    }),
  };
}

/** The left edges of the bins and the heights, and the last height once more at the right end. */
function outline(
  draws: Float64Array,
  [from, to]: readonly [number, number],
  bins: number,
): { x: number[]; y: number[] } {
  const width = (to - from) / bins;
  const counts = new Array<number>(bins).fill(0);
  for (const draw of draws) {
    const bin = Math.floor((draw - from) / width);
    if (bin >= 0 && bin < bins) counts[bin] += 1;
  }
  const heights = counts.map((count) => count / (draws.length * width));
  return { x: Array.from(linspace(from, to, bins + 1)), y: [...heights, heights[bins - 1]] };
}
