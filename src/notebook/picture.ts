import { NoBrowserError } from "../figures/rendering/browser.ts";
import { openRenderer, type PictureSize, type Renderer } from "../figures/rendering/render.ts";
import type { PlotSpecification } from "../figures/specification/figure.ts";

/** How long the browser waits for a next figure, in milliseconds, before it closes; starting it takes a second. */
const idleTime = 20_000;

/** A notebook with many figures should stay small: a picture has fewer bytes than this where its scale can make it so. */
const mostBytes = 150_000;

let renderer: Promise<Renderer> | undefined;
let closing: NodeJS.Timeout | undefined;

/**
 * The figure as a PNG at twice its size, less where that has too many bytes; undefined where there is no browser.
 *
 * One browser serves all figures of this process and closes when none has come for a while. It ends with the process,
 * and where it is gone for another reason it is started anew.
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

/** Closes the browser now, rather than after the idle time. */
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
    // A browser that was open may have crashed or been killed since: once more, with a new one.
    if (wasOpen) return render(specification, size);
    throw error;
  }
}
