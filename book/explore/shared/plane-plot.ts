import { drawAxes, type Frame, frameOf } from "./axes.ts";
import { cleared, type Surface } from "./canvas.ts";
import type { GridColors } from "./grid-colors.ts";
import { type ColorName, type Colors, colorsNow } from "./theme.ts";

/** A picture of the square from -side to side, as it is being drawn. */
export interface PlanePicture {
  readonly frame: Frame;
  readonly colors: Colors;
  /** Colours of a grid's places, smoothly between them. */
  image(grid: GridColors): void;
  /** Arrows from places; those longer than `longest` are cut. Shapes (n, 2). */
  arrows(places: Float64Array, vectors: Float64Array, longest: number): void;
  /** Dots at places, (n, 2). */
  dots(places: ArrayLike<number>, color: ColorName, radius: number, opacity?: number): void;
  /** Circles around places, (n, 2). */
  rings(places: ArrayLike<number>, color: ColorName, radius: number): void;
  /** A line through places, (n, 2). */
  path(places: ArrayLike<number>, color: ColorName, width: number): void;
  /** A cross at a place. */
  cross(at: readonly [number, number]): void;
  /** Axes, on top of everything. */
  finish(): void;
}

/** Begins a picture: what is drawn is cut off at the frame until it is finished. */
export function startPlane(canvas: HTMLCanvasElement, side: number): PlanePicture {
  const surface = cleared(canvas);
  const { context } = surface;
  const colors = colorsNow();
  const view = { x: [-side, side], y: [-side, side] } as const;
  const frame = squareFrame(surface, side);
  const { left, top, width, height } = frame;
  context.save();
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
  const pixel = (places: ArrayLike<number>, i: number): [number, number] => [
    frame.toPixelX(places[2 * i]),
    frame.toPixelY(places[2 * i + 1]),
  ];
  const circles = (places: ArrayLike<number>, radius: number, draw: () => void): void => {
    for (let i = 0; i < places.length / 2; i++) {
      context.beginPath();
      context.arc(...pixel(places, i), radius, 0, 2 * Math.PI);
      draw();
    }
  };
  return {
    frame,
    colors,
    image: (grid) => drawImage(context, frame, grid),
    arrows: (places, vectors, longest) => {
      context.strokeStyle = colors.field;
      context.lineWidth = 1.2;
      context.beginPath();
      for (let j = 0; j < places.length; j += 2) {
        const length = Math.hypot(vectors[j], vectors[j + 1]);
        const part = Math.min(1, longest / length);
        const from = [frame.toPixelX(places[j]), frame.toPixelY(places[j + 1])] as const;
        const to = [
          frame.toPixelX(places[j] + part * vectors[j]),
          frame.toPixelY(places[j + 1] + part * vectors[j + 1]),
        ] as const;
        if (Math.hypot(to[0] - from[0], to[1] - from[1]) >= 1) addArrow(context, from, to);
      }
      context.stroke();
    },
    dots: (places, color, radius, opacity = 1) => {
      context.fillStyle = colors[color];
      context.globalAlpha = opacity;
      circles(places, radius, () => context.fill());
      context.globalAlpha = 1;
    },
    rings: (places, color, radius) => {
      context.strokeStyle = colors[color];
      context.lineWidth = 2.5;
      circles(places, radius, () => context.stroke());
    },
    path: (places, color, width) => {
      context.strokeStyle = colors[color];
      context.lineWidth = width;
      context.beginPath();
      for (let i = 0; i < places.length / 2; i++) context.lineTo(...pixel(places, i));
      context.stroke();
    },
    cross: ([x, y]) => {
      const [px, py] = [frame.toPixelX(x), frame.toPixelY(y)];
      context.strokeStyle = colors.ink;
      context.lineWidth = 2;
      context.beginPath();
      for (const [dx, dy] of [
        [8, 0],
        [0, 8],
      ]) {
        context.moveTo(px - dx, py - dy);
        context.lineTo(px + dx, py + dy);
      }
      context.stroke();
    },
    finish: () => {
      context.restore();
      drawAxes({ ...surface, ...extentOf(frame) }, frame, view, colors, { x: "x₁", y: "x₂" });
    },
  };
}

/** The largest frame whose sides are equal. */
function squareFrame(surface: Surface, side: number): Frame {
  const view = { x: [-side, side], y: [-side, side] } as const;
  const whole = frameOf(surface, view);
  const size = Math.min(whole.width, whole.height);
  const margins = { width: surface.width - whole.width, height: surface.height - whole.height };
  return frameOf({ width: size + margins.width, height: size + margins.height }, view);
}

function extentOf({ left, top, width, height }: Frame): { readonly width: number; readonly height: number } {
  return { width: left + width, height: top + height };
}

/** Lengths of the two strokes of an arrow's head, in pixels, at most. */
const HEAD = 5;

function addArrow(
  context: CanvasRenderingContext2D,
  [x0, y0]: readonly [number, number],
  [x1, y1]: readonly [number, number],
): void {
  const angle = Math.atan2(y1 - y0, x1 - x0);
  const head = Math.min(HEAD, Math.hypot(x1 - x0, y1 - y0) / 2);
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  for (const turn of [0.8, -0.8]) {
    context.moveTo(x1, y1);
    context.lineTo(x1 - head * Math.cos(angle + turn), y1 - head * Math.sin(angle + turn));
  }
}

function drawImage(context: CanvasRenderingContext2D, frame: Frame, { perSide, colorAt }: GridColors): void {
  const image = new ImageData(perSide, perSide);
  for (let row = 0; row < perSide; row++) {
    for (let column = 0; column < perSide; column++) {
      // Rows of an image go down, and the second coordinate goes up.
      image.data.set(colorAt(column * perSide + (perSide - 1 - row)), 4 * (row * perSide + column));
    }
  }
  const small = new OffscreenCanvas(perSide, perSide);
  small.getContext("2d")?.putImageData(image, 0, 0);
  // The first and last places of the grid lie on the frame: their cells reach beyond it by half of their size.
  const cell = frame.width / (perSide - 1);
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = "high";
  context.drawImage(small, frame.left - cell / 2, frame.top - cell / 2, frame.width + cell, frame.height + cell);
}
