import { checkFewest, checkInterval, checkLength, checkObject } from "../../numerics/check.ts";
import type { PlotSpecification } from "../specification/figure.ts";
import { roundNumbers } from "../specification/log-ticks.ts";
import { colors, legendAbove, marginBelowLegend, themedAxis, themedLayout, themedLine } from "../theme/theme.ts";

/** A curve of a line chart: its values at the chart's x, and its style. */
export interface Curve {
  readonly name: string;
  readonly y: ArrayLike<number>;
  /** Default: ink, then the colours of the paper's figures in turn. */
  readonly color?: keyof typeof colors;
  readonly dashed?: boolean;
}

export interface LineChartOptions {
  readonly xLabel?: string;
  readonly yLabel?: string;
  /** Range of the vertical axis, beyond which curves are cut off. Default: the range of all curves. */
  readonly yRange?: readonly [number, number];
  /** Whether both axes are logarithmic; a marker then shows every value. */
  readonly logarithmic?: boolean;
}

const ORDER: readonly (keyof typeof colors)[] = ["ink", "dae", "rcae", "truth", "faint"];

/** Curves over a common x, with which chapters show functions. */
export function lineChart(
  x: ArrayLike<number>,
  curves: readonly Curve[],
  { xLabel = "<i>x</i>", yLabel = "", yRange, logarithmic = false }: LineChartOptions = {},
): PlotSpecification {
  checkFewest("x", x, 1, "number");
  checkFewest("curves", curves, 1, "curve");
  curves.forEach((curve, k) => {
    checkObject(`curves[${k}]`, curve, "a name and y");
    checkLength(`curves[${k}].y`, curve.y, x.length, "numbers, as x does");
  });
  if (yRange) checkInterval("yRange", yRange);
  const data = curves.map(({ name, y, color, dashed }, k) => ({
    type: "scatter",
    mode: logarithmic ? "lines+markers" : "lines",
    name,
    x: Array.from(x),
    y: Array.from(y),
    line: themedLine(colors[color ?? ORDER[k % ORDER.length]], 1.75, dashed ? "6px,3px" : "solid"),
  }));
  const ticks = logarithmic ? roundNumbers(Math.min(...Array.from(x)), Math.max(...Array.from(x))) : [];
  return {
    data,
    layout: themedLayout({
      width: 480,
      height: 300,
      margin: { l: 56, r: 12, t: curves.length > 1 ? marginBelowLegend : 16, b: 42 },
      showlegend: curves.length > 1,
      legend: legendAbove,
      xaxis: themedAxis(xLabel, logarithmic ? { type: "log", tickvals: ticks, ticktext: ticks.map(String) } : {}),
      yaxis: themedAxis(yLabel, {
        ...(logarithmic && {
          type: "log",
          dtick: 1,
          exponentformat: "power",
          tickfont: { size: 9 },
          minor: { ticks: "outside", ticklen: 2 },
        }),
        ...(yRange && { range: logarithmic ? yRange.map(Math.log10) : [...yRange] }),
      }),
    }),
  };
}
