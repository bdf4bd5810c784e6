import { checkLength, checkObject, checkPoints } from "../../numerics/check.ts";
import { InputError } from "../../numerics/input-error.ts";
import { colors, themedLine } from "../theme/theme.ts";

/**
 * The style of the arrows of a vector field of the plane. Lengths are in the units of the axes, which must have the same scale.
 */
export interface QuiverOptions {
  /** An arrow is drawn this many times as long as its vector. Default 1. */
  readonly scale?: number;
  /** The longest arrow that is drawn; a longer one is shortened to this length. Default: no limit. */
  readonly longest?: number;
  /** Length of the heads; an arrow shorter than two heads has a smaller one, half as long as itself. */
  readonly head: number;
  /** Default: ink. */
  readonly color?: string;
  /** Width of the shafts in CSS pixels. Default 1. */
  readonly width?: number;
  /** The name in a legend. Default: no entry in a legend. */
  readonly name?: string;
  /** The suffix of its axes: "" or "2", "3", ... Default "". */
  readonly axis?: string;
}

/** Half a head's width, in its lengths. */
const HALF_WIDTH = 0.36;

/**
 * Arrows of a vector field of the plane, from `points` along `vectors`, as two traces: the shafts, and over them the heads.
 * A vector that is zero or not finite has no arrow.
 *
 * @param points where the arrows begin, shape (n, 2)
 * @param vectors shape (n, 2)
 * @throws InputError where the shapes don't fit, and for lengths that can't be drawn
 */
export function quiver(points: Float64Array, vectors: Float64Array, options: QuiverOptions): Record<string, unknown>[] {
  checkPoints("points", points, 2);
  checkPoints("vectors", vectors, 2);
  checkLength("vectors", vectors, points.length, "numbers, as points does");
  checkObject("options", options, "head, and if need be scale, longest, color, width, name and axis");
  const { scale = 1, longest = Infinity, head, color = colors.ink, width = 1, name, axis = "" } = options;
  for (const [option, value] of Object.entries({ scale, longest, head, width })) {
    if (!(value > 0)) throw new InputError({ argument: option, allowed: "positive", problem: value });
  }
  // A null ends a line, and a filled outline.
  const shafts: Outline = { x: [], y: [] };
  const heads: Outline = { x: [], y: [] };
  for (let i = 0; i < points.length; i += 2) {
    const length = Math.hypot(vectors[i], vectors[i + 1]);
    if (!(length > 0 && Number.isFinite(length))) continue;
    const [alongX, alongY] = [vectors[i] / length, vectors[i + 1] / length];
    const drawn = Math.min(scale * length, longest);
    const [tipX, tipY] = [points[i] + drawn * alongX, points[i + 1] + drawn * alongY];
    const headLength = Math.min(head, drawn / 2);
    const [baseX, baseY] = [tipX - headLength * alongX, tipY - headLength * alongY];
    const [sideX, sideY] = [-HALF_WIDTH * headLength * alongY, HALF_WIDTH * headLength * alongX];
    shafts.x.push(points[i], baseX, null);
    shafts.y.push(points[i + 1], baseY, null);
    heads.x.push(tipX, baseX + sideX, baseX - sideX, tipX, null);
    heads.y.push(tipY, baseY + sideY, baseY - sideY, tipY, null);
  }
  const common = {
    type: "scatter",
    mode: "lines",
    ...(name === undefined ? {} : { name, legendgroup: name }),
    xaxis: `x${axis}`,
    yaxis: `y${axis}`,
    hoverinfo: "skip",
  };
  return [
    { ...common, ...shafts, line: themedLine(color, width), showlegend: name !== undefined },
    { ...common, ...heads, line: { width: 0 }, fill: "toself", fillcolor: color, showlegend: false },
  ];
}

interface Outline {
  readonly x: (number | null)[];
  readonly y: (number | null)[];
}
