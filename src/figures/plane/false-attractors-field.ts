import { checkFewest } from "../../numerics/check.ts";
import type { Reconstruction } from "../../reconstruction/reconstruction.ts";
import { coordinates } from "../marks/plane-points.ts";
import type { PlotSpecification } from "../specification/figure.ts";
import { plain } from "../specification/specification-json.ts";
import { axisSuffix, colors } from "../theme/theme.ts";
import { fieldOverDataFigure } from "./field-over-data.ts";

/** A field of the plane, with its false attractors. */
export interface FalseAttractorsPanel {
  readonly heading: string;
  readonly r: Reconstruction;
  /** The positions of its false attractors, as `falseAttractors` finds them. */
  readonly attractors: readonly { readonly at: Float64Array }[];
}

const RED = "#d62728";
/** The number of digits of a place that can be seen in the figure. */
const DIGITS = 4;

/**
 * The fields r(x) - x of reconstructions of the plane around data, side by side, with false attractors as red diamonds. Arrows
 * have three times their true length, but none is longer than the distance to the next arrow.
 *
 * @param points data to show, shape (n, 2)
 * @throws InputError where something is not of the plane
 */
export function falseAttractorsFigure(
  points: Float64Array,
  panels: readonly FalseAttractorsPanel[],
): PlotSpecification {
  const { data, layout } = fieldOverDataFigure(points, panels);
  const diamonds = panels.map(({ attractors }, k) => {
    checkFewest(`panels[${k}].attractors`, attractors, 0, "attractor");
    return {
      type: "scatter",
      mode: "markers",
      name: "false attractors",
      ...coordinates(Float64Array.from(attractors.flatMap(({ at }) => Array.from(at)))),
      xaxis: `x${axisSuffix(k)}`,
      yaxis: `y${axisSuffix(k)}`,
      marker: { color: RED, size: 9, symbol: "diamond", line: { color: colors.ink, width: 1 } },
    };
  });
  return { data: [...data, ...(plain(diamonds, DIGITS) as Record<string, unknown>[])], layout };
}
