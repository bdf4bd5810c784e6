/** What one draws on: coordinates are CSS pixels. */
export interface Surface {
  readonly context: CanvasRenderingContext2D;
  readonly width: number;
  readonly height: number;
}

/** Text in pictures, in CSS pixels. */
export const TEXT_SIZE = 12;
const FONT = 'Arial, "Liberation Sans", Arimo, sans-serif';

/** Makes the canvas as fine as the screen, empty, and ready to be drawn on. */
export function cleared(canvas: HTMLCanvasElement): Surface {
  const { clientWidth: width, clientHeight: height } = canvas;
  const ratio = window.devicePixelRatio || 1;
  const [fineWidth, fineHeight] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== fineWidth || canvas.height !== fineHeight) {
    canvas.width = fineWidth;
    canvas.height = fineHeight;
  }
  const context = canvas.getContext("2d");
  if (!context) throw new Error("this browser can't draw on a canvas");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  context.font = `${TEXT_SIZE}px ${FONT}`;
  return { context, width, height };
}
