import { checkDensity } from "../../density/check-density.ts";
import type { Density } from "../../density/density.ts";
import { localMoments } from "../../density/local/local-moments.ts";
import { checkPoints, checkPositive } from "../../numerics/check.ts";
import { arrow } from "../marks/arrow.ts";
import { checkPlaneView, densityContours, type PlaneView } from "../marks/density-contours.ts";
import type { PlotSpecification } from "../specification/figure.ts";
import { colors, legendAbove, marginBelowLegend, planeAxes, themedLayout, themedLine } from "../theme/theme.ts";

export interface LocalBallsView extends PlaneView {
  /** The factor by which arrows are drawn longer than they are. Default 1. */
  readonly magnification?: number;
}

/**
 * Contours of a density of the plane, discs of a radius around some points, and from each point two arrows: to the mean of the
 * density on the disc, and to the mean that the score predicts, x + delta^2 s / (d + 2).
 *
 * @param centers shape (n, 2)
 * @throws InputError for a density that is not of the plane
 */
export function localBallsFigure(
  density: Density,
  centers: Float64Array,
  radius: number,
  view: LocalBallsView,
): PlotSpecification {
  checkDensity("density", density, [2]);
  checkPoints("centers", centers, 2, 1);
  checkPositive("radius", radius);
  checkPlaneView(view);
  const { x, y, magnification = 1 } = view;
  checkPositive("magnification", magnification);
  const contours = densityContours(density, { x, y });
  const discs: Record<string, unknown>[] = [];
  const means: number[][] = [];
  const scores: number[][] = [];
  for (let k = 0; k < centers.length; k += 2) {
    const center = centers.slice(k, k + 2);
    const [left, below] = center;
    const box = { x0: left - radius, x1: left + radius, y0: below - radius, y1: below + radius };
    discs.push({ type: "circle", ...box, line: { color: colors.ink, width: 1 }, fillcolor: "rgba(0, 0, 0, 0.05)" });
    const { shift, meanAsymptotic } = localMoments(density, center, radius);
    means.push([left, below, ...shift]);
    scores.push([left, below, ...meanAsymptotic.map((value, a) => value - center[a])]);
  }
  const arrows = (list: readonly (readonly number[])[], color: string, width: number): Record<string, unknown>[] =>
    list.map(([left, below, dx, dy]) =>
      arrow([left, below], [left + magnification * dx, below + magnification * dy], {
        color,
        width,
        head: width > 2 ? 0.5 : 0.8,
      }),
    );
  const inLegend = (name: string, color: string, width: number): Record<string, unknown> => {
    return { type: "scatter", mode: "lines", name, x: [null], y: [null], line: themedLine(color, width) };
  };
  const times = magnification === 1 ? "" : `${Number(magnification.toPrecision(3))} × `;
  return {
    data: [
      contours,
      inLegend(`${times}<i>δ</i>² <i>s</i> / (<i>d</i> + 2)`, colors.truth, 5),
      inLegend(`${times}(<i>m</i> − <i>x</i>)`, colors.dae, 1.75),
    ],
    layout: themedLayout({
      width: 480,
      height: 430,
      margin: { l: 48, r: 12, t: marginBelowLegend, b: 42 },
      showlegend: true,
      legend: legendAbove,
      ...planeAxes(x, y),
      shapes: discs,
      annotations: [...arrows(scores, colors.truth, 5), ...arrows(means, colors.dae, 1.75)],
    }),
  };
}
