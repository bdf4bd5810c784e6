import sharp from "sharp";
import { expect, test } from "vitest";
import type { Notebook, Output } from "../../../../src/cli/jupyter/notebook-files/notebook-format.ts";
import { withSmallPictures } from "../../../../src/cli/jupyter/notebook-files/small-pictures.ts";

/** A picture as figures are: a ground, lines of two colours, and text, whose edges have hundreds of shades. */
const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="400">
  <rect width="640" height="400" fill="#fff"/>
  ${Array.from({ length: 60 }, (_, i) => `<path d="M${10 * i} 390 L${637 - 7 * i} ${11 + 3 * i}" stroke="#1f77b4" fill="none"/>`).join("")}
  <circle cx="320" cy="200" r="150" stroke="#d95f02" stroke-width="3" fill="none"/>
  <text x="20" y="60" font-size="40">score</text>
</svg>`;

const pixels = async (png: Buffer): Promise<Buffer> => await sharp(png).removeAlpha().raw().toBuffer();

function notebookWith(png: Buffer): Notebook {
  const output: Output = { output_type: "display_data", data: { "image/png": png.toString("base64") }, metadata: {} };
  const cell = { cell_type: "code", id: "a", source: "", metadata: {}, outputs: [output] } as const;
  return { cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 };
}

function pictureOf({ cells }: Notebook): Buffer {
  const [output] = cells[0].outputs ?? [];
  if (!output || !("data" in output)) throw new Error("the cell has no picture");
  return Buffer.from(String(output.data["image/png"]), "base64");
}

test("a picture takes less than half of its bytes, and no pixel's error is seen: at most 1 of 255 in root mean square", async () => {
  const png = await sharp(Buffer.from(drawing)).removeAlpha().png().toBuffer();
  const small = pictureOf(await withSmallPictures(notebookWith(png)));
  expect(small.length).toBeLessThan(png.length / 2);
  const [before, after] = [await pixels(png), await pixels(small)];
  expect(after.length).toBe(before.length);
  const squares = before.reduce((sum, value, i) => sum + (value - after[i]) ** 2, 0);
  expect(Math.sqrt(squares / before.length)).toBeLessThan(1);
});

test("a picture that is in a palette stays as it is: writing twice gives the same bytes", async () => {
  const png = await sharp(Buffer.from(drawing)).png().toBuffer();
  const once = await withSmallPictures(notebookWith(png));
  expect(await withSmallPictures(once)).toEqual(once);
});

test("outputs without a picture, and cells without outputs, stay as they are", async () => {
  const notebook: Notebook = {
    cells: [
      { cell_type: "markdown", id: "a", source: "text", metadata: {} },
      {
        cell_type: "code",
        id: "b",
        source: "1",
        metadata: {},
        outputs: [{ output_type: "stream", name: "stdout", text: "1" }],
      },
    ],
    metadata: {},
    nbformat: 4,
    nbformat_minor: 5,
  };
  expect(await withSmallPictures(notebook)).toEqual(notebook);
});
