import type { Frame } from "../shared/axes.ts";
import { canvasOf, element } from "../shared/element.ts";
import { addExamples } from "../shared/examples.ts";
import type { Place } from "../shared/fields.ts";
import { drawLines } from "../shared/line-plot.ts";
import { linkTo } from "../shared/other-page.ts";
import { type Shown, startPage } from "../shared/page.ts";
import { startPlane } from "../shared/plane-plot.ts";
import { basinColors } from "./basin-colors.ts";
import { placePoints } from "./place-points.ts";
import { pointExamples } from "./point-examples.ts";
import { pointsCommand, pointsTypescript } from "./points-code.ts";
import { COARSE_GRID, GRID, type Merging, mergingOf, type PointsNumbers, pointsNumbers } from "./points-numbers.ts";
import { pointsSentence } from "./points-sentence.ts";
import { POINT_SIGMAS, type PointsState, pointsFields, SIDE } from "./points-state.ts";

const plane = canvasOf("plane");
const form = element("controls", HTMLFormElement);
/** After so many milliseconds without a change the picture is drawn in full. */
const SETTLED = 120;
/** The longest arrow. */
const LONGEST = 0.19;

let frame: Frame | undefined;
let cross: Place | undefined;
/** Kept while only sigma changes. */
let merging: Merging | undefined;
let settling: ReturnType<typeof setTimeout> | undefined;

const page = startPage<PointsState, PointsNumbers & { readonly merging: Merging }>({
  id: "points",
  fields: pointsFields,
  draw,
  typescript: pointsTypescript,
  command: pointsCommand,
});
page.controls.limit("sigma", ...POINT_SIGMAS);
addExamples(pointExamples, (points) => page.change({ points }));
placePoints({
  canvas: plane,
  frame: () => frame,
  points: () => page.state.points,
  removes: () => new FormData(form).get("pointer") === "remove",
  change: (points) => page.change({ points }),
  showCross: (at) => {
    cross = at;
    page.redraw();
  },
});

function draw(
  state: PointsState,
  before: PointsState | undefined,
): Shown<PointsNumbers & { readonly merging: Merging }> {
  if (!merging || state.points !== before?.points) merging = mergingOf(state.points);
  // While something moves, basins are found on a coarser grid; once it has stood still, on the whole one.
  const moving = before !== undefined && state !== before;
  clearTimeout(settling);
  if (moving) settling = setTimeout(page.redraw, SETTLED);
  const numbers = pointsNumbers(state, moving ? COARSE_GRID : GRID);
  // The page on chains has fields of the same names.
  linkTo("to-chains", "chains", pointsFields, state);
  drawPlane(state, numbers, merging);
  drawCounts(state, merging);
  return { numbers: { ...numbers, merging }, sentence: pointsSentence(state, numbers, merging), done: !moving };
}

function drawPlane({ points, sigma }: PointsState, numbers: PointsNumbers, { sigmas, places }: Merging): void {
  const picture = startPlane(plane, SIDE);
  const { modes } = numbers.modes;
  picture.image({ perSide: numbers.perSide, colorAt: basinColors(points, numbers) });
  picture.arrows(numbers.places, numbers.arrows, LONGEST);
  const n = points.length;
  const until = sigmas.findIndex((one) => one > sigma);
  const levels = until === -1 ? sigmas.length : until;
  for (let i = 0; i < n; i++) {
    const path = Array.from({ length: levels }, (_, k) => [places[2 * (k * n + i)], places[2 * (k * n + i) + 1]]);
    picture.path([...points[i], ...path.flat()], "dae", 1.5);
  }
  picture.dots(points.flat(), "data", 5);
  const at = (kind: string): number[] => modes.filter((mode) => mode.kind === kind).flatMap((mode) => [...mode.at]);
  picture.rings(at("mode"), "ink", 8);
  if (cross) picture.cross(cross);
  picture.finish();
  frame = picture.frame;
}

function drawCounts({ points, sigma }: PointsState, { sigmas, counts }: Merging): void {
  drawLines(canvasOf("counts"), {
    ...{ x: POINT_SIGMAS.map(Math.log10) as [number, number], y: [0, Math.max(6, 1.08 * points.length)] },
    ...{ xLabel: "σ", yLabel: "", logX: true, at: Math.log10(sigma) },
    curves: [{ x: sigmas.map(Math.log10), y: counts, color: "dae", marked: true, width: 1.5 }],
  });
}
