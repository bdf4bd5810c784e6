import { checkDensity } from "../../density/check-density.ts";
import type { Density } from "../../density/density.ts";
import { linspace } from "../../numerics/approximation/grid.ts";
import { checkFewest, checkObject, checkWhole } from "../../numerics/check.ts";
import { largestSize } from "../../numerics/sorting/maximum.ts";
import { checkPlaneView, densityContours, type PlaneView } from "../marks/density-contours.ts";
import type { PlotSpecification } from "../specification/figure.ts";
import { plain } from "../specification/specification-json.ts";
import { colors, doubleColumn, panelHeading, themedAxis, themedLayout } from "../theme/theme.ts";

/** A function of the plane: its values at many points, (n, 2) -> (n). */
export interface PlaneMap {
  readonly heading: string;
  values(points: Float64Array): Float64Array;
}

export interface PlaneMapView extends PlaneView {
  /** Points along each axis. Default 61. */
  readonly resolution?: number;
}

const MOST_POINTS = 2000;
/** The number of digits of a colour that can be seen in the figure. */
const significantDigits = 3;

/**
 * Functions of the plane side by side with one colour scale: purple below 0, orange above 0, white at 0. The contours of a
 * density lie over each of them.
 *
 * @throws InputError for no function, and for a density that is not of the plane
 */
export function planeMapFigure(density: Density, maps: readonly PlaneMap[], view: PlaneMapView): PlotSpecification {
  checkDensity("density", density, [2]);
  checkFewest("maps", maps, 1, "function of the plane");
  maps.forEach((map, k) => {
    checkObject(`maps[${k}]`, map, "a heading and values", { methods: ["values"] });
  });
  checkPlaneView(view);
  const { x, y, resolution = 61 } = view;
  checkWhole("resolution", resolution, 2, MOST_POINTS);
  const contours = densityContours(
    density,
    { x, y },
    { name: "<i>p</i>", contours: { coloring: "none" }, line: { color: colors.ink, width: 0.5 }, ncontours: 8 },
    resolution,
  );
  const [xs, ys] = [linspace(...x, resolution), linspace(...y, resolution)];
  const points = Float64Array.from(Array.from(ys).flatMap((above) => Array.from(xs).flatMap((left) => [left, above])));
  const rows = (values: Float64Array): Float64Array[] =>
    Array.from(ys, (_, j) => values.subarray(j * resolution, (j + 1) * resolution));
  const values = maps.map((map) => map.values(points));
  const largest = Math.max(...values.map((one) => largestSize(one)));
  const suffix = (k: number): string => (k === 0 ? "" : String(k + 1));
  const data = maps.flatMap(({ heading }, k) => [
    {
      type: "heatmap",
      name: heading,
      x: xs,
      y: ys,
      z: rows(values[k]),
      xaxis: `x${suffix(k)}`,
      yaxis: `y${suffix(k)}`,
      coloraxis: "coloraxis",
      zsmooth: "best",
    },
    { ...contours, xaxis: `x${suffix(k)}`, yaxis: `y${suffix(k)}` },
  ]);
  const axes = Object.fromEntries(
    maps.flatMap((_, k) => [
      [`xaxis${suffix(k)}`, themedAxis("<i>x</i>", { range: [...x] })],
      [`yaxis${suffix(k)}`, themedAxis(k === 0 ? "<i>y</i>" : "", { range: [...y] })],
    ]),
  );
  return {
    data: plain(data, significantDigits) as Record<string, unknown>[],
    layout: themedLayout({
      width: doubleColumn,
      height: 320,
      margin: { l: 46, r: 12, t: 28, b: 40 },
      grid: { rows: 1, columns: maps.length, pattern: "independent", xgap: 0.14 },
      coloraxis: {
        colorscale: [
          [0, colors.dae],
          [0.5, "#ffffff"],
          [1, colors.rcae],
        ],
        cmin: -largest,
        cmax: largest,
        colorbar: { thickness: 10, outlinewidth: 0.75, tickfont: { size: 11 } },
      },
      annotations: maps.map(({ heading }, k) => panelHeading(heading, suffix(k))),
      ...axes,
    }),
  };
}
