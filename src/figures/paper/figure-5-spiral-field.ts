import { committedModel, spiralModels } from "../../autoencoder/plans/committed-models.ts";
import { spiral } from "../../density/examples/spiral.ts";
import { squareGrid } from "../../numerics/approximation/grid.ts";
import { checkPoints } from "../../numerics/check.ts";
import { createRng } from "../../numerics/random/random.ts";
import { checkReconstruction } from "../../reconstruction/check-reconstruction.ts";
import { displacement, type Reconstruction } from "../../reconstruction/reconstruction.ts";
import { coordinates, visible } from "../marks/plane-points.ts";
import { quiver } from "../marks/quiver.ts";
import type { Figure, PlotSpecification } from "../specification/figure.ts";
import { plain } from "../specification/specification-json.ts";
import { axisSuffix, colors, doubleColumn, panelHeading, themedAxis, themedLayout } from "../theme/theme.ts";

/** Figure 5: the field r(x) - x of an auto-encoder trained on the spiral, far out and close up. */
export const figure5: Figure = {
  id: "f5",
  stem: "figure-5",
  title: "The vector field of an auto-encoder trained on a spiral",
  shortTitle: "an auto-encoder trained on a spiral",
  source: "figure-5-spiral-field",
  chapter: "05-vector-fields",
  width: doubleColumn,
  height: 372,
  models: spiralModels,
  build: () =>
    spiralFieldFigure(committedModel(spiralModels[0]).network, spiral().sample(createRng(POINTS_SEED), POINTS)),
};

/** Points of the spiral that are shown. */
const POINTS = 400;
const POINTS_SEED = 5;
/** Arrows along each side of a panel. */
const ARROWS = 21;
/** The number of digits of a length that can be seen in the figure. */
const significantDigits = 4;

interface Panel {
  readonly heading: string;
  /** Half the width of what the panel shows, [-halfWidth, halfWidth]^2. */
  readonly halfWidth: number;
}

const panels: readonly Panel[] = [
  { heading: "(a) the spiral and around it", halfWidth: 1 },
  { heading: "(b) close up", halfWidth: 0.3 },
];

/**
 * The field r(x) - x of a reconstruction of the plane as arrows over [-1, 1]^2 and over [-0.3, 0.3]^2, with data on top. In each
 * panel the arrow of median length is half as long as the distance between arrows. The other arrows are in proportion, but none
 * is longer than that distance, so that no arrow hides its neighbour.
 *
 * @param points data to show, shape (n, 2)
 */
export function spiralFieldFigure(r: Reconstruction, points: Float64Array): PlotSpecification {
  checkReconstruction("r", r, 2);
  checkPoints("points", points, 2);
  const data = panels.flatMap(({ halfWidth }, k) => {
    const axis = axisSuffix(k);
    const spacing = (2 * halfWidth) / ARROWS;
    const at = squareGrid(halfWidth, ARROWS);
    const field = displacement(r, at);
    const lengths = Float64Array.from({ length: ARROWS ** 2 }, (_, i) => Math.hypot(field[2 * i], field[2 * i + 1]));
    const median = lengths.sort()[lengths.length >> 1];
    return [
      ...quiver(at, field, {
        scale: (0.5 * spacing) / median,
        longest: 0.95 * spacing,
        head: 0.3 * spacing,
        color: colors.ink,
        width: 0.75,
        axis,
      }),
      {
        type: "scatter",
        mode: "markers",
        name: "data",
        ...coordinates(visible(points, halfWidth)),
        xaxis: `x${axis}`,
        yaxis: `y${axis}`,
        marker: { color: colors.rcae, size: 5, line: { color: colors.ink, width: 0.75 } },
      },
    ];
  });
  const axes = Object.fromEntries(
    panels.flatMap(({ halfWidth }, k) => {
      const suffix = axisSuffix(k);
      const range = [-halfWidth, halfWidth];
      return [
        [`xaxis${suffix}`, themedAxis("<i>x</i><sub>1</sub>", { range })],
        [
          `yaxis${suffix}`,
          themedAxis(k === 0 ? "<i>x</i><sub>2</sub>" : "", { range, scaleanchor: `x${suffix}`, constrain: "domain" }),
        ],
      ];
    }),
  );
  return {
    data: plain(data, significantDigits) as Record<string, unknown>[],
    layout: themedLayout({
      margin: { l: 46, r: 12, t: 28, b: 40 },
      grid: { rows: 1, columns: panels.length, pattern: "independent", xgap: 0.12 },
      annotations: panels.map(({ heading }, k) => panelHeading(heading, axisSuffix(k))),
      ...axes,
    }),
  };
}
