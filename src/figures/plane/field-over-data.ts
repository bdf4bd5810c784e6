import type { Scaling } from "../../autoencoder/data/scaling.ts";
import type { Interval } from "../../density/density.ts";
import { linspace } from "../../numerics/approximation/grid.ts";
import { checkFewest, checkPoints } from "../../numerics/check.ts";
import { checkReconstruction } from "../../reconstruction/check-reconstruction.ts";
import { displacement, type Reconstruction } from "../../reconstruction/reconstruction.ts";
import { quiver } from "../marks/quiver.ts";
import { scaledTicks, squareAround } from "../marks/square-view.ts";
import type { PlotSpecification } from "../specification/figure.ts";
import { plain } from "../specification/specification-json.ts";
import { axisSuffix, colors, panelHeading, themedAxis, themedLayout } from "../theme/theme.ts";

/** A panel: data points of the plane and, where there is one, the field r(x) - x of a reconstruction around them. */
export interface FieldPanel {
  readonly heading: string;
  readonly r?: Pick<Reconstruction, "dim" | "evaluate" | "displacement">;
}

export interface FieldOverDataOptions {
  /** The scaling of the points and the reconstructions; the axes then show the data's own units. Default: no scaling. */
  readonly scaling?: Scaling | null;
  /** The names of the two axes. Default: x and y. */
  readonly names?: readonly string[] | null;
}

/** Arrows along each side of a panel. */
const ARROWS = 19;
/** Arrows are drawn this many times longer than they are, so that the arrows among the data are seen. */
const STRETCH = 3;
/** The sizes of a panel, and of the margins beside it, in CSS pixels. */
const SIDE = 300;
const LEFT = 64;
const RIGHT = 14;
/** The number of digits of a length that can be seen in the figure. */
const DIGITS = 4;

/**
 * Data of the plane and the fields of reconstructions around them, side by side. Arrows have three times their true length, but
 * none is longer than the distance to the next arrow.
 *
 * @param points shape (n, 2), in the coordinates of the reconstructions
 * @throws InputError where something is not of the plane
 */
export function fieldOverDataFigure(
  points: Float64Array,
  panels: readonly FieldPanel[],
  { scaling = null, names = null }: FieldOverDataOptions = {},
): PlotSpecification {
  checkPoints("points", points, 2, 1);
  checkFewest("panels", panels, 1, "panel");
  for (const { heading, r } of panels) {
    if (r) checkReconstruction(`the reconstruction of the panel "${heading}"`, r, 2);
  }
  const [x, y] = [0, 1].map((a) => points.filter((_, j) => j % 2 === a));
  const [rangeX, rangeY] = squareAround(endsOf(x), endsOf(y));
  const spacing = (rangeX[1] - rangeX[0]) / ARROWS;
  const middles = ([from, to]: Interval): number[] =>
    Array.from(linspace(from + spacing / 2, to - spacing / 2, ARROWS));
  const at = Float64Array.from(middles(rangeY).flatMap((above) => middles(rangeX).flatMap((left) => [left, above])));
  const data = panels.flatMap(({ r }, k) => {
    const axis = axisSuffix(k);
    const dots = {
      type: "scatter",
      mode: "markers",
      name: "data",
      x,
      y,
      xaxis: `x${axis}`,
      yaxis: `y${axis}`,
      marker: { color: colors.rcae, size: 3 },
      hoverinfo: "skip",
    };
    if (!r) return [dots];
    const arrows = { scale: STRETCH, longest: 0.95 * spacing, head: 0.3 * spacing, width: 0.75, axis };
    return [dots, ...quiver(at, displacement(r, at), arrows)];
  });
  const axes = panels.flatMap((_, k) => {
    const horizontal = { range: rangeX, ...scaledTicks(rangeX, scaling, 0) };
    const vertical = {
      range: rangeY,
      ...scaledTicks(rangeY, scaling, 1),
      scaleanchor: `x${axisSuffix(k)}`,
      constrain: "domain",
    };
    return [
      [`xaxis${axisSuffix(k)}`, themedAxis(names?.[0] ?? "<i>x</i>", horizontal)],
      [
        `yaxis${axisSuffix(k)}`,
        themedAxis(k === 0 ? (names?.[1] ?? "<i>y</i>") : "", { ...vertical, showticklabels: k === 0 }),
      ],
    ];
  });
  return {
    data: plain(data, DIGITS) as Record<string, unknown>[],
    layout: themedLayout({
      width: LEFT + panels.length * (SIDE + RIGHT),
      height: SIDE + 28 + 44,
      margin: { l: LEFT, r: RIGHT, t: 28, b: 44 },
      grid: { rows: 1, columns: panels.length, pattern: "independent", xgap: 0.08 },
      annotations: panels.map(({ heading }, k) => panelHeading(heading, axisSuffix(k))),
      ...Object.fromEntries(axes),
    }),
  };
}

function endsOf(values: Float64Array): Interval {
  return [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
}
