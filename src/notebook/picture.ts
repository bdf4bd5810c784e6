import { NoBrowserError } from "../figures/rendering/browser.ts";
import { openRenderer, type PictureSize, type Renderer } from "../figures/rendering/render.ts";
import type { PlotSpecification } from "../figures/specification/figure.ts";

/** The time in milliseconds after which the browser closes if there is no other figure. Starting it takes a second. */
const idleTime = 20_000;

/** The number of bytes of a picture should be below this, so that notebooks with many figures stay small. */
const mostBytes = 150_000;

let renderer: Promise<Renderer> | undefined;
let closing: NodeJS.Timeout | undefined;

/**
 * The figure as a PNG at twice its size, or at a smaller scale if that has too many bytes. Undefined if there is no browser.
 *
 * One browser draws all figures of this process. It closes after the idle time and at the end of the process. If it has ended for
 * another reason, a new one is started.
 */
export async function picture(
  specification: PlotSpecification,
  size: Omit<PictureSize, "scale">,
): Promise<Uint8Array | undefined> {
  clearTimeout(closing);
  try {
    let png: Uint8Array | undefined;
    for (const scale of [2, 1.5, 1]) {
      png = await render(specification, { ...size, scale });
      if (png.length < mostBytes) break;
    }
    return png;
  } catch (error) {
    if (error instanceof NoBrowserError) return undefined;
    throw error;
  } finally {
    clearTimeout(closing);
    closing = setTimeout(closePicture, idleTime).unref();
  }
}

/** Closes the browser immediately and not after the idle time. */
export async function closePicture(): Promise<void> {
  clearTimeout(closing);
  const open = renderer;
  renderer = undefined;
  await open?.then((browser) => browser.close()).catch(() => {});
}

async function render(specification: PlotSpecification, size: PictureSize): Promise<Uint8Array> {
  const wasOpen = renderer !== undefined;
  renderer ??= openRenderer({ background: true });
  try {
    return await (await renderer).render(specification, size, "png");
  } catch (error) {
    await closePicture();
    // A browser that was open may have crashed or been killed, so the figure is drawn again with a new one.
    if (wasOpen) return render(specification, size);
    throw error;
  }
}
