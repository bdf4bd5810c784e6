import { checkFewest, checkLength, checkObject, checkPoints, checkPositive } from "../../numerics/check.ts";
import { withNamesOfToday } from "../../numerics/new-names.ts";
import { coordinates, visible } from "../marks/plane-points.ts";
import type { PlotSpecification } from "../specification/figure.ts";
import { plain } from "../specification/specification-json.ts";
import {
  axisSuffix,
  colors,
  doubleColumn,
  panelHeading,
  themedAxis,
  themedLayout,
  themedLine,
} from "../theme/theme.ts";

/** Particles of the plane at one time, or their paths up to that time. */
export interface ParticlePanel {
  readonly heading: string;
  /**
   * The positions of the particles at one or more times, each (n, 2). The last positions are drawn as dots, the others as the
   * paths that lead there.
   */
  readonly path: readonly Float64Array[];
  /** Half the width of what the panel shows, [-halfWidth, halfWidth]^2. */
  readonly halfWidth: number;
}

/** A panel as version 0.1 took it. */
export type OldParticlePanel = Omit<ParticlePanel, "halfWidth"> & {
  /** @deprecated It is called `halfWidth` now. */
  readonly reach: number;
};

/** The height of a row of panels minus the width of one panel, in CSS pixels: room for the heading. */
const ABOVE = 14;
/** Height of a row at most, in CSS pixels. */
const HIGHEST_ROW = 420;
const HEADING = 30;
const COLUMNS = 3;
/** The number of digits of a place that can be seen in the figure. */
const DIGITS = 3;

/**
 * Moving particles over the data at which they should arrive, three panels in a row.
 *
 * @param data shape (m, 2), drawn faintly below the particles
 * @throws InputError for no panels, and for points that are not in the plane, or whose number changes with time
 */
export function particlesFigure(
  panels: readonly (ParticlePanel | OldParticlePanel)[],
  data: Float64Array,
): PlotSpecification {
  checkFewest("panels", panels, 1, "panel");
  checkPoints("data", data, 2);
  const today = panels.map((panel, k) => {
    checkObject(`panels[${k}]`, panel, "a heading, a path and a halfWidth");
    return withNamesOfToday(panel, { reach: "halfWidth" }) as ParticlePanel;
  });
  today.forEach(({ path, halfWidth }, k) => {
    checkFewest(`panels[${k}].path`, path, 1, "array of points");
    path.forEach((points, time) => {
      checkPoints(`panels[${k}].path[${time}]`, points, 2, 1);
      checkLength(`panels[${k}].path[${time}]`, points, path[0].length, "numbers, as path[0] does");
    });
    checkPositive(`panels[${k}].halfWidth`, halfWidth);
  });
  const columns = Math.min(COLUMNS, today.length);
  const rows = Math.ceil(today.length / COLUMNS);
  const row = Math.min(HIGHEST_ROW, doubleColumn / columns + ABOVE);
  const traces = today.flatMap(({ path, halfWidth }, k) => {
    const axes = { xaxis: `x${axisSuffix(k)}`, yaxis: `y${axisSuffix(k)}` };
    const dots = (name: string, points: Float64Array, color: string, size: number): Record<string, unknown> => ({
      type: "scatter",
      mode: "markers",
      name,
      ...coordinates(visible(points, halfWidth)),
      ...axes,
      marker: { color, size },
      hoverinfo: "skip",
    });
    const ways = {
      type: "scatter",
      mode: "lines",
      name: "ways",
      ...wayOfEach(path),
      ...axes,
      line: themedLine(colors.dae, 0.6),
      hoverinfo: "skip",
    };
    return [
      dots("data", data, colors.rcae, 3),
      ...(path.length > 1 ? [ways] : []),
      dots("particles", path[path.length - 1], path.length > 1 ? colors.ink : colors.dae, 2.5),
    ];
  });
  const axes = today.flatMap(({ halfWidth }, k) => {
    const range = [-halfWidth, halfWidth];
    return [
      [`xaxis${axisSuffix(k)}`, themedAxis("", { range, nticks: 5 })],
      [
        `yaxis${axisSuffix(k)}`,
        themedAxis("", { range, nticks: 5, scaleanchor: `x${axisSuffix(k)}`, constrain: "domain" }),
      ],
    ];
  });
  return {
    data: plain(traces, DIGITS) as Record<string, unknown>[],
    layout: themedLayout({
      width: doubleColumn,
      height: rows * row,
      margin: { l: 34, r: 8, t: HEADING, b: 24 },
      grid: { rows, columns, pattern: "independent", xgap: 0.16, ygap: 0.2 },
      annotations: today.map(({ heading }, k) => panelHeading(heading, axisSuffix(k))),
      ...Object.fromEntries(axes),
    }),
  };
}

/** The path of each particle, with a gap before the path of the next one. */
function wayOfEach(path: readonly Float64Array[]): { readonly x: (number | null)[]; readonly y: (number | null)[] } {
  const particles = Array.from({ length: path[0].length / 2 }, (_, i) => i);
  const [x, y] = [0, 1].map((axis) =>
    particles.flatMap((i): (number | null)[] => [...path.map((points) => points[2 * i + axis]), null]),
  );
  return { x, y };
}
