import type { Frame } from "../shared/axes.ts";
import type { Place } from "../shared/fields.ts";
import { MOST_POINTS, SIDE } from "./points-state.ts";

/** What placing points needs of the page that shows them. */
export interface PointsBoard {
  readonly canvas: HTMLCanvasElement;
  /** Where the picture's frame is; undefined before it was drawn. */
  frame(): Frame | undefined;
  points(): readonly Place[];
  /** Whether a click removes the nearest point. */
  removes(): boolean;
  change(points: readonly Place[]): void;
  /** Shows the cross of the keyboard, or none. */
  showCross(at: Place | undefined): void;
}

/** Pixels from a point at which a click takes it; a finger is less exact than a mouse. */
const CATCH = { mouse: 10, touch: 24 };
/** How far the cross moves at a key press. */
const STEP = 0.1;
/** Decimal places of a point: finer than a pixel. */
const DECIMALS = 3;

/** Has a mouse, a finger or the keyboard add, move and remove points. */
export function placePoints(board: PointsBoard): void {
  const { canvas } = board;
  let held: number | undefined;

  canvas.addEventListener("pointerdown", (event) => {
    const at = placeOf(event, board.frame());
    const frame = board.frame();
    if (!at || !frame) return;
    const near = (event.pointerType === "mouse" ? CATCH.mouse : CATCH.touch) * ((2 * SIDE) / frame.width);
    const nearest = nearestOf(board.points(), at);
    const caught = nearest && nearest.distance <= near ? nearest.index : undefined;
    if (board.removes()) {
      if (caught !== undefined) removePoint(board, caught);
      return;
    }
    canvas.setPointerCapture(event.pointerId);
    held = caught ?? addPoint(board, at);
  });
  canvas.addEventListener("pointermove", (event) => {
    const at = placeOf(event, board.frame());
    if (held !== undefined && at) movePoint(board, held, at);
  });
  for (const end of ["pointerup", "pointercancel"] as const) {
    canvas.addEventListener(end, () => {
      held = undefined;
    });
  }
  addKeyboard(board);
}

function addKeyboard(board: PointsBoard): void {
  const { canvas } = board;
  let cross: Place = [0, 0];
  let carried: number | undefined;
  const move = (dx: number, dy: number): void => {
    cross = inSquare([cross[0] + dx, cross[1] + dy]);
    if (carried !== undefined) movePoint(board, carried, cross);
  };
  const actions: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => move(-STEP, 0),
    ArrowRight: () => move(STEP, 0),
    ArrowUp: () => move(0, STEP),
    ArrowDown: () => move(0, -STEP),
    Enter: () => {
      addPoint(board, cross);
    },
    Delete: () => removeNearest(),
    Backspace: () => removeNearest(),
    " ": () => {
      carried = carried === undefined ? nearestOf(board.points(), cross)?.index : undefined;
      if (carried !== undefined) cross = board.points()[carried];
    },
  };
  const removeNearest = (): void => {
    const nearest = nearestOf(board.points(), cross);
    carried = undefined;
    if (nearest) removePoint(board, nearest.index);
  };
  canvas.addEventListener("keydown", (event) => {
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
    board.showCross(cross);
  });
  canvas.addEventListener("blur", () => {
    carried = undefined;
    board.showCross(undefined);
  });
}

/** @returns the number of the new point; undefined where there is room for no more */
function addPoint(board: PointsBoard, at: Place): number | undefined {
  const points = board.points();
  if (points.length >= MOST_POINTS) return undefined;
  board.change([...points, at]);
  return points.length;
}

function movePoint(board: PointsBoard, index: number, at: Place): void {
  board.change(board.points().map((point, k) => (k === index ? at : point)));
}

/** The last point stays: r needs one. */
function removePoint(board: PointsBoard, index: number): void {
  const points = board.points();
  if (points.length > 1) board.change(points.filter((_, k) => k !== index));
}

function nearestOf(points: readonly Place[], [x, y]: Place): { index: number; distance: number } | undefined {
  const distances = points.map(([px, py]) => Math.hypot(px - x, py - y));
  const distance = Math.min(...distances);
  return distances.length === 0 ? undefined : { index: distances.indexOf(distance), distance };
}

function placeOf(event: PointerEvent, frame: Frame | undefined): Place | undefined {
  return frame && inSquare([frame.toX(event.offsetX), frame.toY(event.offsetY)]);
}

function inSquare(place: Place): Place {
  // Adding 0 makes 0 of -0.
  const [x, y] = place.map((value) => Number(Math.min(SIDE, Math.max(-SIDE, value)).toFixed(DECIMALS)) + 0);
  return [x, y];
}
