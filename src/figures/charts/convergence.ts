import { checkFewest, checkFinite, checkObject } from "../../numerics/check.ts";
import { InputError } from "../../numerics/input-error.ts";
import type { PlotSpecification } from "../specification/figure.ts";
import { roundNumbers } from "../specification/log-ticks.ts";
import { plain } from "../specification/specification-json.ts";
import {
  colors,
  legendAbove,
  marginBelowLegend,
  panelHeading,
  themedAxis,
  themedLayout,
  themedLine,
} from "../theme/theme.ts";

/** Errors e(h) ~ C h^order, with the order that the theory predicts and the fitted order. */
export interface Convergence {
  /** The quantity that has these errors. */
  readonly of: string;
  readonly expected: number;
  readonly measured: number;
  /** The points to which the order was fitted. */
  readonly points: readonly { readonly at: number; readonly error: number }[];
  /** The symbol of the parameter h, σ unless it is named. */
  readonly parameter?: string;
}

/** Errors of 1e-12 differ between machines in their later digits; the eye sees two. */
const significantDigits = 3;

/**
 * The errors over the parameter, both axes logarithmic: the measured points, a line with the fitted order through them, and a
 * dashed line with the order that the theory predicts, a little lower so that both are seen. Errors of 0 have no place on a
 * logarithmic axis and are left out.
 *
 * @throws InputError where fewer than two points are left
 */
export function convergencePlot(convergence: Convergence): PlotSpecification {
  checkObject("convergence", convergence, "of, expected, measured and points");
  checkFinite("convergence.expected", convergence.expected);
  checkFinite("convergence.measured", convergence.measured);
  checkFewest("convergence.points", convergence.points, 2, "points");
  const points = convergence.points.filter(({ error }) => error > 0).sort((a, b) => a.at - b.at);
  if (points.length < 2) {
    throw new InputError({
      argument: "convergence.points",
      verb: "hold",
      allowed: "two or more with an error above 0",
      problem: points.length,
    });
  }
  const parameter = points.map(({ at }) => at);
  const error = points.map((point) => point.error);
  const symbol = asSymbol(convergence.parameter ?? "σ");
  // Both lines keep the geometric mean of the errors, where a least-squares line through the logarithms passes.
  const middle = geometricMean(parameter);
  const line = (order: number, factor: number): number[] =>
    parameter.map((h) => factor * geometricMean(error) * (h / middle) ** order);
  const trace = (name: string, y: readonly number[], style: Record<string, unknown>): Record<string, unknown> => {
    return { type: "scatter", name, x: parameter, y, ...style };
  };
  const base = symbol.includes(" ") ? `(${symbol})` : symbol;
  const label = (order: number): string => `${base}<sup>${Number(order.toFixed(2))}</sup>`;
  const { expected, measured } = convergence;
  const data = [
    trace(`expected ${label(expected)}`, line(expected, 0.5), {
      mode: "lines",
      line: themedLine(colors.ink, 1, "4px,3px"),
    }),
    trace(`fitted ${label(measured)}`, line(measured, 1), { mode: "lines", line: themedLine(colors.dae, 1.5) }),
    trace("measured", error, { mode: "markers", marker: { color: colors.dae, size: 7 } }),
  ];
  const ticks = roundNumbers(parameter[0], parameter[parameter.length - 1]);
  return {
    data: plain(data, significantDigits) as Record<string, unknown>[],
    layout: themedLayout({
      width: 480,
      height: 340,
      margin: { l: 56, r: 12, t: marginBelowLegend, b: 42 },
      showlegend: true,
      legend: legendAbove,
      annotations: [panelHeading(withSubscripts(convergence.of), "")],
      xaxis: themedAxis(symbol, { type: "log", tickvals: ticks, ticktext: ticks.map(String) }),
      yaxis: themedAxis("error", {
        type: "log",
        // Over less than two decades, the numbers between powers of ten have labels too.
        dtick: Math.max(...error) < 100 * Math.min(...error) ? "D2" : 1,
        minor: { ticks: "outside", ticklen: 2 },
        exponentformat: "power",
        // Plotly draws powers of ten a quarter larger than the given size.
        tickfont: { size: 9 },
      }),
    }),
  };
}

/** A letter in italics; of several words, such as "Δ log σ", the last one. */
function asSymbol(parameter: string): string {
  return parameter.replace(/\S+$/, "<i>$&</i>");
}

/** "r_DAE(x)" with DAE as a subscript, "m_δ" with δ. */
function withSubscripts(text: string): string {
  return text.replaceAll(/_(\p{L}+)/gu, "<sub>$1</sub>");
}

function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
}
