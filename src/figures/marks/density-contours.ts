import { checkDensity } from "../../density/check-density.ts";
import type { Density } from "../../density/density.ts";
import { linspace } from "../../numerics/approximation/grid.ts";
import { checkInterval, checkObject } from "../../numerics/check.ts";
import { colors } from "../theme/theme.ts";

/** The visible part of the plane. */
export interface PlaneView {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

/** @throws InputError for an argument that is not a part of the plane */
export function checkPlaneView(view: PlaneView): void {
  checkObject("view", view, "x and y, an interval each");
  checkInterval("view.x", view.x);
  checkInterval("view.y", view.y);
}

/** The number of grid points along each axis from which contours are drawn. */
const GRID = 61;

const THIN_AND_GREY: Readonly<Record<string, unknown>> = {
  contours: { coloring: "lines" },
  colorscale: [
    [0, colors.faint],
    [1, colors.faint],
  ],
  line: { width: 0.75 },
  ncontours: 14,
};

/**
 * Contours of a density of the plane, as a trace.
 *
 * @param style of the lines. Default: thin and grey
 * @param resolution points of the grid along each axis. Default 61
 * @throws InputError for a density that is not of the plane
 */
export function densityContours(
  density: Density,
  { x, y }: PlaneView,
  style: Readonly<Record<string, unknown>> = THIN_AND_GREY,
  resolution: number = GRID,
): Record<string, unknown> {
  checkDensity("density", density, [2]);
  const [xs, ys] = [linspace(...x, resolution), linspace(...y, resolution)];
  return {
    type: "contour",
    x: xs,
    y: ys,
    z: Array.from(ys, (below) =>
      density.logPdf(Float64Array.from(Array.from(xs).flatMap((left) => [left, below]))).map(Math.exp),
    ),
    showscale: false,
    hoverinfo: "skip",
    ...style,
  };
}
