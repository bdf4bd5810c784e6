import { drawAxes, type Frame, frameOf, type View } from "./axes.ts";
import { cleared } from "./canvas.ts";
import { type ColorName, colorsNow } from "./theme.ts";

/** A curve through points. */
export interface Curve {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly color: ColorName;
  readonly width?: number;
  /** Lengths of dashes and gaps, in pixels; left out for a line without gaps. */
  readonly dash?: readonly number[];
  /** Whether the points are marked. */
  readonly marked?: boolean;
}

export interface LinePlot extends View {
  readonly xLabel: string;
  readonly yLabel: string;
  /** Whether x is a logarithm to base 10, so that numbers at its ticks are powers of 10. */
  readonly logX?: boolean;
  /** The same of y. */
  readonly logY?: boolean;
  readonly curves: readonly Curve[];
  /** A vertical line at this x. */
  readonly at?: number;
  /** Whether a thin line shows y = 0. */
  readonly zero?: boolean;
}

/** Draws curves with axes, and says where things are. */
export function drawLines(canvas: HTMLCanvasElement, plot: LinePlot): Frame {
  const surface = cleared(canvas);
  const { context } = surface;
  const colors = colorsNow();
  const frame = frameOf(surface, plot, plot.logY);
  const { left, top, width, height } = frame;
  context.save();
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
  const straight = (x0: number, y0: number, x1: number, y1: number): void => {
    context.beginPath();
    context.moveTo(x0, y0);
    context.lineTo(x1, y1);
    context.stroke();
  };
  context.strokeStyle = colors.faint;
  context.lineWidth = 1;
  if (plot.zero) straight(left, frame.toPixelY(0), left + width, frame.toPixelY(0));
  context.setLineDash([3, 3]);
  if (plot.at !== undefined) straight(frame.toPixelX(plot.at), top, frame.toPixelX(plot.at), top + height);
  for (const { x, y, color, width = 2, dash = [], marked = false } of plot.curves) {
    context.strokeStyle = colors[color];
    context.fillStyle = colors[color];
    context.lineWidth = width;
    context.setLineDash([...dash]);
    context.beginPath();
    for (let i = 0; i < x.length; i++) {
      if (Number.isFinite(y[i])) context.lineTo(frame.toPixelX(x[i]), frame.toPixelY(y[i]));
    }
    context.stroke();
    for (let i = 0; marked && i < x.length; i++) {
      context.beginPath();
      context.arc(frame.toPixelX(x[i]), frame.toPixelY(y[i]), 3, 0, 2 * Math.PI);
      context.fill();
    }
  }
  context.restore();
  const { xLabel, yLabel, logX = false, logY = false } = plot;
  drawAxes(surface, frame, plot, colors, { x: xLabel, y: yLabel, logX, logY });
  return frame;
}
