import { optimalReconstruction } from "scorebook";
import { pointExamples } from "../points/point-examples.ts";
import { distributionOf, POINT_SIGMAS, pointsFields } from "../points/points-state.ts";
import { startAnimation } from "../shared/animation.ts";
import { canvasOf, element } from "../shared/element.ts";
import { addExamples } from "../shared/examples.ts";
import type { GridColors } from "../shared/grid-colors.ts";
import { drawLines } from "../shared/line-plot.ts";
import { linkTo } from "../shared/other-page.ts";
import { type Shown, startPage } from "../shared/page.ts";
import { startPlane } from "../shared/plane-plot.ts";
import { squareGridOf } from "../shared/square-grid.ts";
import type { ColorName } from "../shared/theme.ts";
import { chainsCommand, chainsTypescript } from "./chains-code.ts";
import { type ChainsNumbers, numbersOf, type Running, startRunning } from "./chains-numbers.ts";
import { chainsSentence } from "./chains-sentence.ts";
import { type ChainsState, chainsFields, PROPOSALS } from "./chains-state.ts";

/** The pictures show the square from -SIDE to SIDE: chains go farther than their data. */
const SIDE = 3;
/** Places along each side of the picture of p_sigma. */
const PER_SIDE = 61;
/** Frames that a run takes, if it has no fewer steps. */
const FRAMES = 300;
/** Opacity, of 255, where p_sigma is largest. */
const THICK = 130;
/** Points of the curves, at most. */
const MOST_OF_CURVE = 300;

let running: Running | undefined;
let background: GridColors | undefined;
/** What the curves have gone through: step, and the three sizes. */
let history: { step: number; sizes: readonly [number, number, number] }[] = [];

const page = startPage<ChainsState, ChainsNumbers>({
  id: "chains",
  fields: chainsFields,
  draw,
  typescript: chainsTypescript,
  command: chainsCommand,
});
page.controls.limit("sigma", ...POINT_SIGMAS);
page.controls.limit("proposal", ...PROPOSALS);
addExamples(pointExamples, (points) => page.change({ points }));

const animation = startAnimation(element("play", HTMLButtonElement), () => {
  if (!running || running.path.done) return false;
  for (let k = 0; k < Math.ceil(running.path.steps / FRAMES); k++) step(running);
  page.redraw();
  return !running.path.done;
});
element("end", HTMLElement).addEventListener("click", () => {
  while (running && !running.path.done) step(running);
  page.redraw();
});
element("again", HTMLElement).addEventListener("click", () => restart(page.state));

function step({ firstOrder, path }: Running): void {
  if (path.done) return;
  firstOrder.step();
  path.step();
}

function restart(state: ChainsState): void {
  running = startRunning(state);
  background = backgroundOf(state);
  history = [];
  animation.play();
  page.redraw();
}

function draw(state: ChainsState, before: ChainsState | undefined): Shown<ChainsNumbers> | undefined {
  if (!running || (before && changed(state, before))) restart(state);
  const { points, sigma } = state;
  linkTo("to-points", "points", pointsFields, { points, sigma });
  if (!running) return undefined;
  const numbers = numbersOf(running);
  const { firstOrder, path, flow } = numbers;
  drawCloud("first-order", firstOrder.positions, "rcae");
  drawCloud("path", path.positions, "dae");
  drawCloud("flow", flow.positions, "truth");
  keep(numbers, running.path.steps);
  drawSizes(numbers, state.steps);
  return { numbers, sentence: chainsSentence(state, numbers), done: running.path.done };
}

/** Whether two states have different runs. */
function changed(state: ChainsState, before: ChainsState): boolean {
  return (Object.keys(chainsFields) as (keyof ChainsState)[]).some((name) => state[name] !== before[name]);
}

function drawCloud(id: string, positions: Float64Array, color: ColorName): void {
  const picture = startPlane(canvasOf(id), SIDE);
  if (background) picture.image(background);
  picture.dots(positions, color, 2.6, 0.8);
  picture.dots(page.state.points.flat(), "ink", 2);
  picture.finish();
}

/** p_sigma in grey. */
function backgroundOf({ points, sigma }: ChainsState): GridColors {
  const r = optimalReconstruction(distributionOf(points), "dae", sigma);
  const logDensity = r.smoothedLogPdf?.(squareGridOf(SIDE, PER_SIDE)) ?? new Float64Array(PER_SIDE ** 2);
  const largest = Math.max(...logDensity);
  return {
    perSide: PER_SIDE,
    colorAt: (place) => [128, 134, 146, THICK * Math.exp(logDensity[place] - largest)],
  };
}

function keep({ step, firstOrder, path, flow }: ChainsNumbers, steps: number): void {
  const last = history.at(-1)?.step;
  if (last !== undefined && step - last < steps / MOST_OF_CURVE) return;
  history.push({ step, sizes: [firstOrder.size, path.size, flow.size] });
}

function drawSizes({ exactSize }: ChainsNumbers, steps: number): void {
  const x = history.map(({ step }) => step);
  const curve = (k: 0 | 1 | 2, color: ColorName) => ({ x, y: history.map(({ sizes }) => sizes[k]), color });
  drawLines(canvasOf("sizes"), {
    ...{ x: [0, steps], y: [0, 2 * exactSize], xLabel: "steps", yLabel: "" },
    curves: [
      { x: [0, steps], y: [exactSize, exactSize], color: "faint", width: 1.5, dash: [6, 4] },
      curve(0, "rcae"),
      curve(1, "dae"),
      curve(2, "truth"),
    ],
  });
}
