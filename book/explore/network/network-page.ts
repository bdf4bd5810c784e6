import { placePoints } from "../points/place-points.ts";
import { pointExamples } from "../points/point-examples.ts";
import { startAnimation } from "../shared/animation.ts";
import type { Frame } from "../shared/axes.ts";
import { canvasOf, element } from "../shared/element.ts";
import { addExamples } from "../shared/examples.ts";
import type { Place } from "../shared/fields.ts";
import { drawLines } from "../shared/line-plot.ts";
import { type Shown, startPage } from "../shared/page.ts";
import { startPlane } from "../shared/plane-plot.ts";
import type { ColorName } from "../shared/theme.ts";
import { workerJobs } from "../shared/worker-job.ts";
import { networkCommand, networkTypescript } from "./network-code.ts";
import { type NetworkNumbers, trainingDataOf } from "./network-numbers.ts";
import { networkSentence } from "./network-sentence.ts";
import { NETWORK_SIGMAS, type NetworkState, networkFields, SCALES, SETTINGS, sideOf } from "./network-state.ts";
import type { NetworkJob } from "./network-worker.ts";

/** Frames that a training takes, if it has no fewer iterations. */
const FRAMES = 300;
/** The longest arrow, as a fraction of the picture's side. */
const LONGEST = 0.045;

const plane = canvasOf("plane");
const form = element("controls", HTMLFormElement);

let frame: Frame | undefined;
let cross: Place | undefined;
/** What the worker said last of the state that is shown. */
let latest: NetworkNumbers | undefined;
let trainingPoints: Float64Array = new Float64Array(0);
/** Whether the worker has something to do. */
let waiting = false;

const page = startPage<NetworkState, NetworkNumbers>({
  id: "network",
  fields: networkFields,
  draw,
  typescript: networkTypescript,
  command: networkCommand,
});
page.controls.limit("sigma", ...NETWORK_SIGMAS);
page.controls.limit("scale", ...SCALES);
addExamples(pointExamples, (points) => page.change({ data: "points", points, ...SETTINGS.points }));
placePoints({
  canvas: plane,
  frame: () => frame,
  points: () => (page.state.data === "points" ? page.state.points : []),
  removes: () => new FormData(form).get("pointer") === "remove",
  change: (points) => {
    if (page.state.data === "points") page.change({ points });
  },
  showCross: (at) => {
    cross = page.state.data === "points" ? at : undefined;
    page.redraw();
  },
});

const jobs = workerJobs<NetworkJob, never, NetworkNumbers>(new URL("network-worker.js", import.meta.url), {
  onProgress: () => {},
  onResult: (numbers) => {
    waiting = false;
    latest = numbers;
    page.redraw();
  },
  onProblem: (problem) => {
    waiting = false;
    page.complain(problem);
  },
});
const animation = startAnimation(element("play", HTMLButtonElement), () => {
  if (latest?.done) return false;
  if (!waiting && latest) advance(Math.ceil(page.state.iterations / FRAMES));
  return true;
});
element("end", HTMLElement).addEventListener("click", () => advance(page.state.iterations));
element("again", HTMLElement).addEventListener("click", () => restart(page.state));

function advance(iterations: number): void {
  if (waiting || !latest || latest.done) return;
  waiting = true;
  jobs.start({ kind: "advance", iterations });
}

function restart(state: NetworkState): void {
  trainingPoints = trainingDataOf(state).training;
  latest = undefined;
  waiting = true;
  jobs.start({ kind: "start", state });
  animation.play();
}

function draw(state: NetworkState, before: NetworkState | undefined): Shown<NetworkNumbers> | undefined {
  if (before && state.data !== before.data && state.sigma === before.sigma && state.scale === before.scale) {
    // The other data are of another size.
    page.change(SETTINGS[state.data]);
    return undefined;
  }
  for (const part of document.querySelectorAll<HTMLElement>("[data-for]"))
    part.hidden = part.dataset.for !== state.data;
  if (!before || changed(state, before)) restart(state);
  drawPlane(state);
  if (!latest) return undefined;
  drawLosses(state, latest);
  return { numbers: latest, sentence: networkSentence(state, latest), done: latest.done };
}

/** Whether two states have different trainings. */
function changed(state: NetworkState, before: NetworkState): boolean {
  return (Object.keys(networkFields) as (keyof NetworkState)[]).some((name) => state[name] !== before[name]);
}

function drawPlane(state: NetworkState): void {
  const side = sideOf(state);
  const picture = startPlane(plane, side);
  const isSpiral = state.data === "spiral";
  picture.dots(isSpiral ? trainingPoints : state.points.flat(), "data", isSpiral ? 1.8 : 5, isSpiral ? 0.5 : 1);
  if (latest) picture.arrows(latest.places, latest.arrows, LONGEST * 2 * side);
  if (cross) picture.cross(cross);
  picture.finish();
  frame = picture.frame;
}

function drawLosses({ iterations }: NetworkState, { curve, identity, optimal }: NetworkNumbers): void {
  const ends = [0, iterations];
  const level = (value: number, color: ColorName, dash: readonly number[]) => ({
    ...{ x: ends, y: [Math.log10(value), Math.log10(value)], color, width: 1.5, dash },
  });
  const curveOf = (losses: readonly number[], color: ColorName) => ({
    ...{ x: curve.map(({ iteration }) => iteration), y: losses.map(Math.log10), color },
  });
  const all = [...curve.flatMap(({ training, validation }) => [training, validation]), identity, optimal ?? identity];
  const [least, most] = [Math.log10(Math.min(...all)), Math.log10(Math.max(...all))];
  drawLines(canvasOf("losses"), {
    ...{ x: [0, iterations], y: [least - 0.1, most + 0.1], xLabel: "iterations", yLabel: "loss", logY: true },
    curves: [
      level(identity, "faint", [6, 4]),
      ...(optimal === null ? [] : [level(optimal, "good", [6, 4])]),
      curveOf(
        curve.map(({ validation }) => validation),
        "rcae",
      ),
      curveOf(
        curve.map(({ training }) => training),
        "dae",
      ),
    ],
  });
}
