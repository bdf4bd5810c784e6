import { expect, test } from "vitest";
import { imageRowsFigure } from "../../../src/figures/charts/image-rows.ts";

const size = { height: 2, width: 3, range: [0, 10] } as const;
/** Six pixels from a number on. */
const image = (first: number): number[] => [0, 1, 2, 3, 4, 5].map((step) => first + step);

test("images stand line by line, from the top, with a gap between them; rows stand below each other", () => {
  const { data } = imageRowsFigure(
    [
      { heading: "two", images: Float64Array.from([...image(0), ...image(4)]) },
      { heading: "one", images: Float64Array.from(image(2)) },
    ],
    size,
  );
  const nothing = [null, null, null];
  expect(data[0].z).toEqual([
    [0, 1, 2, null, 4, 5, 6],
    [3, 4, 5, null, 7, 8, 9],
    [...nothing, null, ...nothing],
    [2, 3, 4, null, ...nothing],
    [5, 6, 7, null, ...nothing],
  ]);
  expect(data[0]).toMatchObject({ type: "heatmap", zmin: 0, zmax: 10 });
});

test("pixels are squares, the first line is at the top, and each heading is at the middle of its row", () => {
  const rows = ["a", "b"].map((heading) => ({ heading, images: Float64Array.from(image(0)) }));
  const { layout } = imageRowsFigure(rows, size);
  const { width, height, margin, xaxis, yaxis, annotations } = layout as {
    width: number;
    height: number;
    margin: Record<"l" | "r" | "t" | "b", number>;
    xaxis: { range: number[] };
    yaxis: { range: number[] };
    annotations: { text: string; y: number }[];
  };
  const across = (width - margin.l - margin.r) / (xaxis.range[1] - xaxis.range[0]);
  const down = (height - margin.t - margin.b) / (yaxis.range[0] - yaxis.range[1]);
  expect(down).toBeGreaterThan(0);
  expect(across).toBe(down);
  expect(annotations.map(({ text, y }) => [text, y])).toEqual([
    ["a", 0.5],
    ["b", 3.5],
  ]);
});

test("a row that would be wider than 860 pixels is made smaller, and not cut", () => {
  const images = new Float64Array(6 * 100);
  const { layout } = imageRowsFigure([{ heading: "many", images }], size);
  expect(layout.width).toBeLessThanOrEqual(860);
  expect((layout.xaxis as { range: number[] }).range[1]).toBe(100 * 4 - 1 - 0.5);
});

test("values beyond the range are shown as its ends", () => {
  const { data } = imageRowsFigure([{ heading: "a", images: Float64Array.of(-5, 0, 5, 10, 15, 3) }], size);
  expect(data[0].z).toEqual([
    [0, 0, 5],
    [10, 10, 3],
  ]);
});

test("images of another size, and no images, are refused", () => {
  expect(() => imageRowsFigure([], size)).toThrow("rows must hold one row or more");
  expect(() => imageRowsFigure([{ heading: "a", images: new Float64Array(5) }], size)).toThrow(/rows\[0\].images/);
});
