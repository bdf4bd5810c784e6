import type { Surface } from "./canvas.ts";
import { TEXT_SIZE } from "./canvas.ts";
import { rounded } from "./rounded.ts";
import type { Colors } from "./theme.ts";

export type Range = readonly [number, number];

/** What is seen of a plane, and where. */
export interface View {
  readonly x: Range;
  readonly y: Range;
}

/** The frame of a picture inside its canvas, and the way from numbers to pixels and back. */
export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  toPixelX(x: number): number;
  toPixelY(y: number): number;
  toX(pixel: number): number;
  toY(pixel: number): number;
}

const MARGIN = { left: 44, right: 16, top: 10, bottom: 34 };
/** Room at the left for numbers such as 5 × 10⁻⁴. */
const WIDE_LEFT = 62;
/** Pixels from one tick to the next, at least. */
const TICK_PIXELS = { x: 45, y: 40 };

/**
 * The frame that leaves room for the numbers at the axes.
 * @param logY whether these are powers of 10 at the left
 */
export function frameOf(surface: Pick<Surface, "width" | "height">, view: View, logY = false): Frame {
  const { top } = MARGIN;
  const left = logY ? WIDE_LEFT : MARGIN.left;
  const width = surface.width - left - MARGIN.right;
  const height = surface.height - top - MARGIN.bottom;
  const [x0, x1] = view.x;
  const [y0, y1] = view.y;
  return {
    ...{ left, top, width, height },
    toPixelX: (x) => left + (width * (x - x0)) / (x1 - x0),
    toPixelY: (y) => top + (height * (y1 - y)) / (y1 - y0),
    toX: (pixel) => x0 + ((pixel - left) / width) * (x1 - x0),
    toY: (pixel) => y1 - ((pixel - top) / height) * (y1 - y0),
  };
}

/** The axes: a thin frame, ticks outside, a label below and one at the top left corner. */
export function drawAxes(
  { context }: Surface,
  frame: Frame,
  view: View,
  colors: Colors,
  labels: { readonly x: string; readonly y: string; readonly logX?: boolean; readonly logY?: boolean },
): void {
  const { left, top, width, height } = frame;
  context.strokeStyle = colors.ink;
  context.fillStyle = colors.ink;
  context.lineWidth = 0.75;
  context.strokeRect(left, top, width, height);
  context.textBaseline = "top";
  context.textAlign = "center";
  for (const x of labels.logX ? logTicks(view.x, width / TICK_PIXELS.x) : ticks(view.x, width / TICK_PIXELS.x)) {
    const pixel = frame.toPixelX(x);
    line(context, pixel, top + height, pixel, top + height + 4);
    context.fillText(labels.logX ? powerText(x) : rounded(x), pixel, top + height + 6);
  }
  context.fillText(labels.x, left + width / 2, top + height + 8 + TEXT_SIZE);
  context.textBaseline = "middle";
  context.textAlign = "right";
  const about = height / TICK_PIXELS.y;
  for (const y of labels.logY ? logTicks(view.y, about) : ticks(view.y, about)) {
    const pixel = frame.toPixelY(y);
    line(context, left - 4, pixel, left, pixel);
    context.fillText(labels.logY ? powerText(y) : rounded(y), left - 6, pixel);
  }
  context.textAlign = "left";
  context.textBaseline = "top";
  context.fillText(labels.y, left + 6, top + 5);
}

function line(context: CanvasRenderingContext2D, x0: number, y0: number, x1: number, y1: number): void {
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.stroke();
}

/** Round numbers within a range, about so many. */
export function ticks([least, most]: Range, about: number): number[] {
  const rough = (most - least) / Math.max(2, about);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.ceil(least / step - 1e-9);
  const count = Math.floor(most / step + 1e-9) - first + 1;
  // Multiplying and rounding, so that 0.30000000000000004 is 0.3.
  return Array.from({ length: Math.max(0, count) }, (_, k) => Number(((first + k) * step).toPrecision(12)));
}

/** Logarithms of the numbers 1, 2 and 5 times a power of 10 within a range of logarithms; of powers only, where that would be too many. */
function logTicks([least, most]: Range, about: number): number[] {
  if (3 * (most - least) > about) {
    const step = Math.max(1, Math.ceil((most - least) / about));
    const first = Math.ceil(least / step);
    return Array.from({ length: Math.floor(most / step) - first + 1 }, (_, k) => (first + k) * step);
  }
  const powers = Array.from({ length: Math.ceil(most) - Math.floor(least) + 1 }, (_, k) => Math.floor(least) + k);
  const all = powers.flatMap((power) => [1, 2, 5].map((factor) => Math.log10(factor) + power));
  return all.filter((x) => x >= least - 1e-9 && x <= most + 1e-9);
}

/** The number of this logarithm, as a tick has it: "0.02", "10⁻⁶". */
function powerText(logarithm: number): string {
  return rounded(10 ** logarithm, 1).replace(/^1 × /, "");
}
