import { type EnergyDensity, PAPER_1D_ENERGY } from "scorebook";
import type { Frame } from "../shared/axes.ts";
import { canvasOf, element } from "../shared/element.ts";
import { addExamples } from "../shared/examples.ts";
import { drawLines } from "../shared/line-plot.ts";
import { type Shown, startPage } from "../shared/page.ts";
import { densityCommand, densityTypescript } from "./density-code.ts";
import { type DensityNumbers, densityNumbers, densityOf } from "./density-numbers.ts";
import { densitySentence } from "./density-sentence.ts";
import { type DensityState, densityFields, SIGMAS } from "./density-state.ts";
import { DRAWN_PARTS, type DrawnCurve, energyOfDrawing, middleOf, withBump, withStroke } from "./drawn-energy.ts";

const EXAMPLES: Readonly<Record<string, Pick<DensityState, "energy" | "from" | "to">>> = {
  "the paper's density": { energy: PAPER_1D_ENERGY, from: -1.5, to: 1.5 },
  "a Gaussian": { energy: "x^2 / 2", from: -5, to: 5 },
  "two wells": { energy: "4 (x^2 - 1)^2", from: -2.5, to: 2.5 },
  "three wells": { energy: "x^2 / 2 + 2 cos(4 x)", from: -3.5, to: 3.5 },
  "a box": { energy: "0 x", from: -1, to: 1 },
  "the logarithm of a Gamma variable": { energy: "exp(x) - 2 x", from: -6, to: 4 },
};

const densities = canvasOf("densities");
const form = element("controls", HTMLFormElement);

/** Kept while only sigma and x change. */
let density: EnergyDensity | undefined;
/** What is drawn on the first picture, to know where the pointer is. */
let frame: Frame | undefined;
let shown: DensityNumbers | undefined;
/** The drawing, from its first stroke until the density changes otherwise. */
let drawing: { curve: DrawnCurve; energy: string } | undefined;
/** The largest height of the first picture during a stroke: the picture must not move under the pointer. */
let heldTop: number | undefined;

const page = startPage<DensityState, DensityNumbers>({
  id: "density",
  fields: densityFields,
  draw,
  typescript: densityTypescript,
  command: densityCommand,
});
page.controls.limit("sigma", ...SIGMAS);
addExamples(EXAMPLES, (example) => page.change(example));
addPointer();

function draw(state: DensityState, before: DensityState | undefined): Shown<DensityNumbers> {
  const { energy, from, to } = state;
  page.controls.limit("at", from, to);
  if (!density || !before || energy !== before.energy || from !== before.from || to !== before.to) {
    density = densityOf(state);
  }
  if (state.at < from || state.at > to) page.change({ at: Math.min(to, Math.max(from, state.at)) });
  const at = Math.min(to, Math.max(from, state.at));
  const numbers = densityNumbers({ ...state, at }, density);
  shown = numbers;
  drawPictures(numbers, [from, to], at);
  return { numbers, sentence: densitySentence({ ...state, at }, numbers), done: true };
}

function drawPictures({ curves, at: here }: DensityNumbers, interval: readonly [number, number], at: number): void {
  const { x, p, smoothed, score, dae, rcae, daeScore, rcaeScore } = curves;
  const top = heldTop ?? 1.15 * Math.max(...p, ...smoothed);
  frame = drawLines(densities, {
    ...{ x: interval, y: [0, top], xLabel: "x", yLabel: "", at },
    curves: [
      { x, y: p, color: "truth", width: 2.5 },
      { x, y: smoothed, color: "smoothed", dash: [6, 4] },
      { x: here.x, y: here.p, color: "truth", marked: true },
    ],
  });
  const size = scoreRange(p, score);
  drawLines(canvasOf("scores"), {
    ...{ x: interval, y: [-size, size], xLabel: "x", yLabel: "", at, zero: true },
    curves: [
      { x, y: score, color: "truth", width: 2.5 },
      { x, y: daeScore, color: "dae" },
      { x, y: rcaeScore, color: "rcae" },
      { x: here.x, y: here.daeScore, color: "dae", marked: true },
      { x: here.x, y: here.rcaeScore, color: "rcae", marked: true },
    ],
  });
  drawLines(canvasOf("reconstructions"), {
    ...{ x: interval, y: interval, xLabel: "x", yLabel: "", at },
    curves: [
      { x: interval, y: interval, color: "faint", width: 1, dash: [6, 4] },
      { x, y: dae, color: "dae" },
      { x, y: rcae, color: "rcae" },
      { x: here.x, y: here.dae, color: "dae", marked: true },
      { x: here.x, y: here.rcae, color: "rcae", marked: true },
    ],
  });
}

/** Fraction of the largest p below which the score does not count for the range of its picture. */
const COUNTS = 0.2;

/** The largest size of the score where p is not small, and some room. */
function scoreRange(p: Float64Array, score: Float64Array): number {
  const least = COUNTS * Math.max(...p);
  const size = score.reduce((most, value, i) => (p[i] >= least ? Math.max(most, Math.abs(value)) : most), 0);
  return 1.2 * Math.max(1, size);
}

function isDrawing(): boolean {
  return new FormData(form).get("pointer") === "draw";
}

/** The curve that strokes change: the drawing itself, or the present p. */
function startingCurve(): DrawnCurve | undefined {
  const { energy, from, to } = page.state;
  if (drawing?.energy === energy && drawing.curve.from === from && drawing.curve.to === to) return drawing.curve;
  if (!density) return undefined;
  const empty = { from, to, heights: new Float64Array(DRAWN_PARTS) };
  const places = empty.heights.map((_, k) => middleOf(empty, k));
  return { from, to, heights: density.logPdf(places).map(Math.exp) };
}

function showDrawing(curve: DrawnCurve): void {
  const energy = energyOfDrawing(curve);
  drawing = { curve, energy };
  page.change({ energy });
}

function addPointer(): void {
  let last: readonly [number, number] | undefined;
  const placeOf = (event: PointerEvent): readonly [number, number] | undefined =>
    frame && [frame.toX(event.offsetX), Math.max(0, frame.toY(event.offsetY))];
  const follow = (event: PointerEvent): void => {
    const place = placeOf(event);
    if (!place || !last) return;
    if (isDrawing()) {
      const curve = startingCurve();
      if (curve) showDrawing(withStroke(curve, last, place));
    } else moveTo(place[0]);
    last = place;
  };
  densities.addEventListener("pointerdown", (event) => {
    last = placeOf(event);
    heldTop = shown && 1.15 * Math.max(...shown.curves.p, ...shown.curves.smoothed);
    densities.setPointerCapture(event.pointerId);
    follow(event);
  });
  densities.addEventListener("pointermove", follow);
  for (const end of ["pointerup", "pointercancel"] as const) {
    densities.addEventListener(end, () => {
      last = undefined;
      heldTop = undefined;
      page.redraw();
    });
  }
  densities.addEventListener("keydown", (event) => {
    const { at, from, to } = page.state;
    const step = (to - from) / 100;
    const moves: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => moveTo(at - step),
      ArrowRight: () => moveTo(at + step),
      ArrowUp: () => raise(0.05),
      ArrowDown: () => raise(-0.05),
    };
    const move = moves[event.key];
    if (!move || (event.key.match(/Up|Down/) && !isDrawing())) return;
    event.preventDefault();
    move();
  });
}

function raise(fraction: number): void {
  const curve = startingCurve();
  if (curve) showDrawing(withBump(curve, page.state.at, fraction));
}

function moveTo(x: number): void {
  const { from, to } = page.state;
  page.change({ at: Number(Math.min(to, Math.max(from, x)).toPrecision(4)) });
}
