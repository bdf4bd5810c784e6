import { expect, test } from "vitest";
import { paper1d } from "../../../src/density/examples/paper1d.ts";
import { figure3 } from "../../../src/figures/paper/figure-3-density-and-score.ts";

const { data, layout } = figure3.build();

test("one panel has p, the other its score, on [-1.5, 1.5]", () => {
  expect(data.map(({ xaxis = "x" }) => xaxis)).toEqual(["x", "x2"]);
  for (const axis of ["xaxis", "xaxis2"]) expect(layout[axis]).toMatchObject({ range: [-1.5, 1.5] });
  const density = paper1d();
  for (const { x } of data) {
    expect((x as Float64Array)[0]).toBe(-1.5);
    expect((x as Float64Array).at(-1)).toBe(1.5);
  }
  const x = data[0].x as Float64Array;
  expect(data[0].y).toEqual(density.logPdf(x).map(Math.exp));
  expect(data[1].y).toEqual(density.score(x));
});

test("the curve of p has area 1 to 1e-6 by the trapezium rule, and two maxima, near 0.003 and 0.945", () => {
  const [x, p] = [data[0].x as Float64Array, data[0].y as Float64Array];
  let area = 0;
  const maxima: number[] = [];
  for (let i = 1; i < x.length; i++) {
    area += ((x[i] - x[i - 1]) * (p[i] + p[i - 1])) / 2;
    if (p[i] > p[i - 1] && p[i] > p[i + 1]) maxima.push(x[i]);
  }
  expect(Math.abs(area - 1)).toBeLessThan(1e-6);
  expect(maxima).toHaveLength(2);
  expect(Math.abs(maxima[0] - 0.003)).toBeLessThan(0.01);
  expect(Math.abs(maxima[1] - 0.945)).toBeLessThan(0.01);
});

test("the score's zero line is dashed and the axis shows its three zeros", () => {
  expect(layout.shapes).toMatchObject([{ yref: "y2", y0: 0, y1: 0, line: { dash: expect.stringContaining("px") } }]);
  const score = data[1].y as Float64Array;
  const crossings = score.filter((value, i) => i > 0 && value * score[i - 1] < 0);
  expect(crossings).toHaveLength(3);
});
