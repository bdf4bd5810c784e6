import { expect, test } from "vitest";
import { scoreAgainstScoreFigure } from "../../../src/figures/charts/score-against-score.ts";

const exact = Float64Array.of(-2, -1, 1, 2);
const panel = (heading: string, factor: number) => ({ heading, exact, model: exact.map((value) => factor * value) });

test("each panel has its dots, the diagonal, and the line of the factor, which its heading says", () => {
  const { data, layout } = scoreAgainstScoreFigure([panel("right", 1), panel("wrong", -0.3)]);
  expect(data).toHaveLength(6);
  expect(data[2]).toMatchObject({ mode: "markers", x: [-2, -1, 1, 2], y: [-2, -1, 1, 2], xaxis: "x" });
  const slope = ({ x, y }: { x: number[]; y: number[] }): number => (y[1] - y[0]) / (x[1] - x[0]);
  const lines = data.filter(({ mode }) => mode === "lines") as unknown as { x: number[]; y: number[] }[];
  expect(lines.map(slope)).toEqual([1, 1, 1, expect.closeTo(-0.3, 12)]);
  const headings = (layout.annotations as { text: string }[]).map(({ text }) => text);
  expect(headings).toEqual(["right, <i>c</i> = 1", "wrong, <i>c</i> = −0.3"]);
});

test("all panels have one scale, and a steep line ends within it", () => {
  const { data, layout } = scoreAgainstScoreFigure([panel("right", 1), panel("too large", 10)]);
  const range = [expect.closeTo(-2.1, 12), expect.closeTo(2.1, 12)];
  for (const axis of ["xaxis", "yaxis", "xaxis2", "yaxis2"]) expect(layout[axis]).toMatchObject({ range });
  for (const { y } of data.filter(({ mode }) => mode === "lines")) {
    expect(Math.max(...(y as number[]))).toBeLessThanOrEqual(2.1);
  }
});

test("panels whose numbers do not fit together are refused", () => {
  expect(() => scoreAgainstScoreFigure([])).toThrow("panels must hold one panel or more");
  expect(() => scoreAgainstScoreFigure([{ heading: "a", exact, model: exact.subarray(1) }])).toThrow(
    "panels[0].model must hold 4 numbers, as exact does, not 3",
  );
});
