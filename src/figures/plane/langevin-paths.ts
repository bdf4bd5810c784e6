import { checkDensity } from "../../density/check-density.ts";
import type { Density } from "../../density/density.ts";
import { checkFewest, checkPoint, checkPoints, checkWhole } from "../../numerics/check.ts";
import { checkPlaneView, densityContours, type PlaneView } from "../marks/density-contours.ts";
import type { PlotSpecification } from "../specification/figure.ts";
import { plain } from "../specification/specification-json.ts";
import { colors, legendAbove, marginBelowLegend, planeAxes, themedLayout, themedLine } from "../theme/theme.ts";

export interface LangevinPathsView extends PlaneView {
  /** The number of whole paths that are drawn; only the ends of the other paths are drawn. Default 4. */
  readonly drawn?: number;
}

/** Points that a path is drawn through. */
const PATH_POINTS = 150;
/** Digits that the eye can tell apart on a page. */
const DIGITS = 4;

/**
 * Langevin paths over contours of a density of the plane: a few whole paths, the ends of all paths, their common start, the mean
 * of the ends, and the contractive optimum at the start, which this mean should equal.
 *
 * @param paths as `pathsToExponentialTime` gives them, each (steps + 1, 2), all from the same start
 * @param r the optimum at the start, shape (2)
 * @throws InputError for a density that is not of the plane, and where there are no paths
 */
export function langevinPathsFigure(
  density: Density,
  paths: readonly Float64Array[],
  r: Float64Array,
  view: LangevinPathsView,
): PlotSpecification {
  checkDensity("density", density, [2]);
  checkFewest("paths", paths, 1, "path");
  paths.forEach((path, k) => {
    checkPoints(`paths[${k}]`, path, 2, 1);
  });
  checkPoint("r", r, 2);
  checkPlaneView(view);
  const { x, y, drawn = 4 } = view;
  checkWhole("drawn", drawn, 0);
  const contours = densityContours(density, { x, y });
  const ends = paths.map((path) => path.subarray(path.length - 2));
  const mean = [0, 1].map((a) => ends.reduce((sum, end) => sum + end[a], 0) / ends.length);
  const scatter = (name: string, points: readonly ArrayLike<number>[], style: Record<string, unknown>) => {
    return { type: "scatter", name, x: points.map((point) => point[0]), y: points.map((point) => point[1]), ...style };
  };
  const marker = (symbol: string, color: string, size: number, line = 0): Record<string, unknown> => {
    return { mode: "markers", marker: { symbol, color, size, line: { width: line, color: colors.ink } } };
  };
  const lines = paths.slice(0, drawn).map((path, k) =>
    scatter("paths", thinned(path), {
      mode: "lines",
      line: themedLine(colors.dae, 0.75),
      showlegend: k === 0,
    }),
  );
  const data = [
    contours,
    scatter("<i>X<sub>τ</sub></i>", ends, { ...marker("circle", colors.dae, 4), opacity: 0.35 }),
    ...lines,
    scatter("<i>x</i>", [paths[0].subarray(0, 2)], marker("circle", colors.ink, 8)),
    scatter("mean of <i>X<sub>τ</sub></i>", [mean], marker("circle", colors.rcae, 13, 1)),
    scatter("<i>r</i>*(<i>x</i>)", [r], marker("x-thin", colors.ink, 11, 2)),
  ];
  return {
    data: plain(data, DIGITS) as Record<string, unknown>[],
    layout: themedLayout({
      width: 520,
      height: 460,
      margin: { l: 48, r: 12, t: marginBelowLegend, b: 42 },
      showlegend: true,
      legend: legendAbove,
      ...planeAxes(x, y),
    }),
  };
}

/** At most `PATH_POINTS` points of a path, its ends among them. */
function thinned(path: Float64Array): Float64Array[] {
  const n = path.length / 2;
  const kept = Math.min(n, PATH_POINTS);
  return Array.from({ length: kept }, (_, k) => {
    const i = kept === 1 ? 0 : Math.round((k * (n - 1)) / (kept - 1));
    return path.subarray(2 * i, 2 * i + 2);
  });
}
