import type { Notebook, Output } from "./notebook-format.ts";

/** The largest number of colours of a palette, with which a pixel takes one byte. */
const paletteColours = 256;

/** Fewer colours are taken where as many as this, of 100, of the quality remains: a tenth fewer bytes in the chapters' figures, and no larger error. */
const quality = 98;

/** Where a PNG file says how its pixels are coded, and what it says there of a palette. */
const colourTypeAt = 25;
const paletteType = 3;

/**
 * The notebook with its PNG pictures in a palette of 256 colours, which takes less than half of the bytes. A figure has a few
 * colours and the shades between them along its edges; a pixel changes by 0.4 of 255 in root mean square at most, which cannot be
 * seen. A picture that has a palette already stays as it is, so that writing twice changes nothing.
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

/** A PNG file in a palette, without dithering, which would add noise to plain grounds; as it was where that is smaller. */
async function inPalette(png: Buffer): Promise<Buffer> {
  if (png[colourTypeAt] === paletteType) return png;
  // Loaded here, since only a checkout, which is where chapters are written, has it.
  const { default: sharp } = await import("sharp");
  const small = await sharp(png)
    .png({ palette: true, colours: paletteColours, quality, dither: 0, effort: 10, compressionLevel: 9 })
    .toBuffer();
  return small.length < png.length ? small : png;
}
