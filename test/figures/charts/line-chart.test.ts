import { expect, test } from "vitest";
import { lineChart } from "../../../src/figures/charts/line-chart.ts";

const x = [0.1, 0.2, 0.5, 1];
const curves = [{ name: "squares", y: [0.01, 0.04, 0.25, 1] }];

test("shows curves as they are, on linear axes with a range of the reader's own", () => {
  const { data, layout } = lineChart(x, curves, { yRange: [0, 2] });
  expect(data).toMatchObject([{ mode: "lines", x, y: curves[0].y }]);
  expect(layout.yaxis).toMatchObject({ range: [0, 2] });
  expect(layout.xaxis).not.toHaveProperty("type");
});

test("on logarithmic axes has a marker for every value, round ticks, and the range in powers of ten", () => {
  const { data, layout } = lineChart(x, curves, { logarithmic: true, yRange: [0.001, 10] });
  expect(data).toMatchObject([{ mode: "lines+markers", x, y: curves[0].y }]);
  expect(layout.xaxis).toMatchObject({ type: "log", tickvals: [0.1, 0.2, 0.5, 1] });
  expect(layout.yaxis).toMatchObject({ type: "log", range: [-3, 1] });
});
