import { afterAll, beforeAll, expect, test } from "vitest";
import { openRenderer, type Renderer } from "../../../src/figures/rendering/render.ts";

const specification = {
  data: [{ type: "scatter", mode: "lines", x: [0, 1, 2], y: [1, 3, 2] }],
  layout: { xaxis: { title: { text: "<i>σ</i>² and ∇log p" } }, font: { family: 'Arial, "Noto Sans Math"' } },
};
const size = { width: 326, height: 200 };
let renderer: Renderer;

beforeAll(async () => {
  renderer = await openRenderer();
});
afterAll(() => renderer.close());

test("an SVG of the asked size has the curve and its labels as text, and the same bytes each time", async () => {
  const draw = async () => new TextDecoder().decode(await renderer.render(specification, size, "svg"));
  const svg = await draw();
  expect(svg).toMatch(/^<svg [^>]*width="326" height="200"/);
  expect(svg).toContain("∇log p");
  expect(svg.match(/class="js-line" d="M[^"]*L/g)).toHaveLength(1);
  expect(svg).not.toMatch(/<image|https?:\/\/(?!www\.w3\.org)/);
  await renderer.render({ data: [], layout: {} }, size, "svg");
  expect(await draw()).toBe(svg);
});

test("a PNG has scale times the size in pixels, and is not blank", async () => {
  for (const scale of [1, 3]) {
    const png = Buffer.from(await renderer.render(specification, { ...size, scale }, "png"));
    expect(png.subarray(0, 8)).toEqual(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]));
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([326 * scale, 200 * scale]);
    const blank = await renderer.render(
      { data: [], layout: { xaxis: { visible: false }, yaxis: { visible: false } } },
      { ...size, scale },
      "png",
    );
    expect(png.length).toBeGreaterThan(blank.length * 2);
  }
});

test("a PDF is one page of the figure's size to 1 pt, in vectors, with its fonts embedded, ∇'s too", async () => {
  const pdf = Buffer.from(await renderer.render(specification, size, "pdf")).toString("latin1");
  expect(pdf.startsWith("%PDF-")).toBe(true);
  expect(pdf.match(/\/Type \/Page\n/g)).toHaveLength(1);
  const [, width, height] = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf) ?? [];
  expect(Math.abs(Number(width) - 326 * 0.75)).toBeLessThan(1);
  expect(Math.abs(Number(height) - 200 * 0.75)).toBeLessThan(1);
  expect(pdf).not.toContain("/Subtype /Image");
  expect(pdf).toContain("+Arimo-Regular");
  expect(pdf).toContain("+NotoSansMath-Regular");
});

test("pictures asked for at the same time come out as those asked for one by one", async () => {
  const other = { ...specification, data: [{ type: "scatter", x: [0, 1], y: [5, 4] }] };
  const apart = [await renderer.render(specification, size, "svg"), await renderer.render(other, size, "svg")];
  const together = await Promise.all([
    renderer.render(specification, size, "svg"),
    renderer.render(other, size, "svg"),
  ]);
  expect(together).toEqual(apart);
});

test("a specification that JSON cannot hold fails, and the next one is drawn", async () => {
  await expect(renderer.render({ data: [{ x: 1n }], layout: {} }, size, "svg")).rejects.toThrow();
  expect((await renderer.render(specification, size, "svg")).length).toBeGreaterThan(1000);
});
