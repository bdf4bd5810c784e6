import type { Notebook, Output } from "./notebook-format.ts";

/** The largest number of colours of a palette, with which a pixel takes one byte. */
const paletteColours = 256;

/**
 * The quality, out of 100, that a palette must keep; fewer colours are taken if they keep it. With 98 the figures of the chapters need a
 * tenth fewer bytes, and the error is no larger.
 */
const quality = 98;

/** The position of the colour type in a PNG file, and the colour type of pictures with a palette. */
const colourTypeAt = 25;
const paletteType = 3;

/**
 * The notebook with its PNG pictures reduced to a palette of 256 colours, which takes less than half of the bytes. A figure has a few
 * colours and the shades between them along its edges. A pixel changes by at most 0.4 of 255 in root mean square, which is too
 * little to see. A picture that has a palette already stays as it is, so that writing twice changes nothing.
 */
export async function withSmallPictures(notebook: Notebook): Promise<Notebook> {
  const cells = notebook.cells.map(async (cell) =>
    cell.outputs ? { ...cell, outputs: await Promise.all(cell.outputs.map(withSmallPicture)) } : cell,
  );
  return { ...notebook, cells: await Promise.all(cells) };
}

async function withSmallPicture(output: Output): Promise<Output> {
  if (!("data" in output)) return output;
  const base64 = output.data["image/png"];
  if (typeof base64 !== "string") return output;
  const small = await inPalette(Buffer.from(base64, "base64"));
  return { ...output, data: { ...output.data, "image/png": small.toString("base64") } };
}

/**
 * A PNG file reduced to a palette, or the same file if the palette does not make it smaller. Dithering is off, because it would add noise
 * to plain grounds.
 */
async function inPalette(png: Buffer): Promise<Buffer> {
  if (png[colourTypeAt] === paletteType) return png;
  // sharp is loaded here and not at the top, because it is installed only in a checkout, where chapters are written.
  const { default: sharp } = await import("sharp");
  const small = await sharp(png)
    .png({ palette: true, colours: paletteColours, quality, dither: 0, effort: 10, compressionLevel: 9 })
    .toBuffer();
  return small.length < png.length ? small : png;
}
