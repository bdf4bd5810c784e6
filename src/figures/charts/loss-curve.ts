import type { CurvePoint } from "../../autoencoder/training/training-options.ts";
import { checkFewest } from "../../numerics/check.ts";
import type { PlotSpecification } from "../specification/figure.ts";
import { colors, legendAbove, marginBelowLegend, themedAxis, themedLayout, themedLine } from "../theme/theme.ts";

/** A loss for comparison: that of the identity, or the lowest possible one. */
export interface LossReference {
  readonly name: string;
  readonly loss: number;
}

/**
 * The course of the training and the validation loss, with other losses as horizontal lines for comparison. The axis is
 * logarithmic, unless all losses are of about the same size.
 * @throws InputError for a curve without points
 */
export function lossCurveFigure(
  curve: readonly CurvePoint[],
  references: readonly LossReference[] = [],
): PlotSpecification {
  checkFewest("curve", curve, 1, "point");
  // The loss before the first iteration is off the scale of all that follow.
  const points = curve.length > 1 ? curve.slice(1) : curve;
  const iterations = points.map(({ iteration }) => iteration);
  const ends = [iterations[0], iterations[iterations.length - 1]];
  const trace = (name: string, x: number[], y: number[], line: Record<string, unknown>): Record<string, unknown> => ({
    type: "scatter",
    mode: "lines",
    name,
    x,
    y,
    line,
  });
  const dashes = ["2px,3px", "6px,3px"];
  return {
    data: [
      ...references.map(({ name, loss }, k) =>
        trace(name, ends, [loss, loss], themedLine(colors.faint, 1.5, dashes[k % dashes.length])),
      ),
      trace(
        "training",
        iterations,
        points.map(({ training }) => training),
        themedLine(colors.dae, 1.75),
      ),
      trace(
        "validation",
        iterations,
        points.map(({ validation }) => validation),
        themedLine(colors.rcae, 1.75),
      ),
    ],
    layout: themedLayout({
      width: 480,
      height: 300,
      margin: { l: 62, r: 14, t: marginBelowLegend, b: 42 },
      showlegend: true,
      legend: legendAbove,
      xaxis: themedAxis("iterations"),
      yaxis: themedAxis("loss", lossAxis(points.flatMap(({ training, validation }) => [training, validation]))),
    }),
  };
}

/** If the losses differ by less than this factor, a logarithmic axis has too few ticks. */
const FEW_TICKS = 2.5;

/** The axis is logarithmic if the losses differ much and it has at least two ticks at 1, 2 and 5 times powers of ten. */
function lossAxis(losses: readonly number[]): Record<string, unknown> {
  const [least, most] = [Math.min(...losses), Math.max(...losses)];
  const power = 10 ** Math.floor(Math.log10(least));
  const ticks = [1, 2, 5, 10, 20, 50].filter((times) => times * power >= least && times * power <= most);
  const logarithmic = most >= FEW_TICKS * least && ticks.length > 1;
  return logarithmic ? { type: "log", exponentformat: "power", minexponent: 2, dtick: "D2" } : {};
}
