import { FinitePoints } from "../../density/finite-points.ts";
import { linspace } from "../../numerics/approximation/grid.ts";
import { checkAllFinite, checkFewest, checkPositive } from "../../numerics/check.ts";
import { checkReconstruction } from "../../reconstruction/check-reconstruction.ts";
import { optimalReconstruction } from "../../reconstruction/optimal.ts";
import { displacement, type Reconstruction } from "../../reconstruction/reconstruction.ts";
import { arrow } from "../marks/arrow.ts";
import type { Figure, PlotSpecification } from "../specification/figure.ts";
import { plain } from "../specification/specification-json.ts";
import {
  colors,
  legendAbove,
  marginBelowLegend,
  singleColumn,
  themedAxis,
  themedLayout,
  themedLine,
} from "../theme/theme.ts";

/** Figure 2: the reconstruction of three points is flat at each of them, and steps from one to the next in between. */
export const figure2: Figure = {
  id: "f2",
  stem: "figure-2",
  title: "A reconstruction of three training points",
  shortTitle: "a reconstruction of three points",
  source: "figure-2-three-points",
  chapter: "05-vector-fields",
  width: singleColumn,
  height: 330,
  build: () => threePointsFigure([-1, 0.2, 1], 0.22),
};

/** A further reconstruction, drawn as another curve. */
export interface NamedReconstruction {
  readonly name: string;
  readonly reconstruction: Reconstruction;
}

/** An arrow that is shorter than this fraction of the picture's width is left out, since its head would have no shaft. */
const SHORTEST = 0.04;
/** The gap between the tip of an arrow and the thing that it points to, in CSS pixels. */
const STANDOFF = 5;
/** No arrow begins nearer to the picture's edge than this fraction of the picture's width. */
const INSET = 0.02;
/** The number of digits that can be told apart on a page. */
const DIGITS = 4;

/**
 * Points on the line, their optimal denoiser r(x), and the identity as a dotted line, on which the points lie. Below the curves
 * are arrows from x to r(x), in their true length; on each side of each point an arrow begins where |r(x) - x| is largest.
 *
 * @param points the training points, in any order
 * @param sigma of the noise
 * @param more reconstructions to draw beside it, such as a trained one
 * @throws InputError for points or a sigma that can't be used, and for a reconstruction that is not of the line
 */
export function threePointsFigure(
  points: readonly number[],
  sigma: number,
  more: readonly NamedReconstruction[] = [],
): PlotSpecification {
  checkFewest("points", points, 1, "number");
  checkAllFinite("points", points);
  checkPositive("sigma", sigma);
  for (const { name, reconstruction } of more) checkReconstruction(name, reconstruction, 1);
  const data = new FinitePoints(Float64Array.from(points), 1);
  const optimum = optimalReconstruction(data, "dae", sigma);
  const [[lower, upper]] = data.bounds;
  const margin = Math.max(2.5 * sigma, 0.2 * (upper - lower));
  const range = [lower - margin, upper + margin] as const;
  const width = range[1] - range[0];
  const x = linspace(...range, 401);
  const curve = (name: string, y: ArrayLike<number>, line: Record<string, unknown>): Record<string, unknown> => {
    return { type: "scatter", mode: "lines", name, x, y, line };
  };
  const others = [colors.rcae, colors.truth, colors.faint];
  // The arrows have a strip of their own below the curves.
  const strip = range[0] - 0.07 * width;
  const arrows = longestDisplacements(optimum, linspace(range[0] + INSET * width, range[1] - INSET * width, 401))
    .filter(({ from, to }) => Math.abs(to - from) > SHORTEST * width)
    .map(({ from, to }) => ({ ...arrow([from, strip], [to, strip], { color: colors.dae }), standoff: STANDOFF }));
  const label = {
    text: "<i>r</i>(<i>x</i>) − <i>x</i>",
    x: range[1] - INSET * width,
    y: strip,
    yshift: 14,
    xanchor: "right",
    showarrow: false,
    font: { color: colors.dae },
  };
  return {
    data: plain(
      [
        curve("identity", x, themedLine(colors.ink, 1, "1.5px,3px")),
        curve("<i>r</i>(<i>x</i>)", optimum.evaluate(x), themedLine(colors.dae, 2)),
        ...more.map(({ name, reconstruction }, k) =>
          curve(name, reconstruction.evaluate(x), themedLine(others[k % others.length], 2, "6px,3px")),
        ),
        {
          type: "scatter",
          mode: "markers",
          name: "training points",
          x: points,
          y: points,
          marker: { color: colors.ink, size: 9 },
        },
        {
          type: "scatter",
          mode: "markers",
          showlegend: false,
          hoverinfo: "skip",
          x: points,
          y: points.map(() => strip),
          marker: { color: colors.ink, size: 7 },
        },
      ],
      DIGITS,
    ) as Record<string, unknown>[],
    layout: themedLayout({
      margin: { l: 46, r: 12, t: more.length === 0 ? 30 : marginBelowLegend, b: 40 },
      showlegend: true,
      legend: legendAbove,
      xaxis: themedAxis("<i>x</i>", { range: [...range] }),
      yaxis: themedAxis("<i>r</i>(<i>x</i>)", { range: [range[0] - 0.11 * width, range[1]] }),
      annotations: [...arrows, label],
    }),
  };
}

/** x and r(x) for the x of a grid where |r(x) - x| is largest, one for each stretch of the grid where its sign is the same. */
function longestDisplacements(
  reconstruction: Reconstruction,
  grid: Float64Array,
): { readonly from: number; readonly to: number }[] {
  const changes = displacement(reconstruction, grid);
  const longest: number[] = [];
  let sign = 0;
  for (const [i, change] of changes.entries()) {
    if (change === 0) continue;
    const last = longest.length - 1;
    if (Math.sign(change) !== sign) longest.push(i);
    else if (Math.abs(change) > Math.abs(changes[longest[last]])) longest[last] = i;
    sign = Math.sign(change);
  }
  return longest.map((i) => ({ from: grid[i], to: grid[i] + changes[i] }));
}
