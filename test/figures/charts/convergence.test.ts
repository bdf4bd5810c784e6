import { expect, test } from "vitest";
import { convergencePlot } from "../../../src/figures/charts/convergence.ts";

const points = [0.04, 0.01, 0.02].map((at) => ({ at, error: 7 * at ** 4 }));
const plot = convergencePlot({ of: "r − x", expected: 4, measured: 4, points });
const trace = (name: string) =>
  plot.data.find((data) => String(data.name).startsWith(name)) as { x: number[]; y: number[] };

test("the points are the measured ones to 3 digits, ordered by the parameter, on logarithmic axes", () => {
  expect(trace("measured").x).toEqual([0.01, 0.02, 0.04]);
  expect(trace("measured").y).toEqual([7e-8, 1.12e-6, 1.79e-5]);
  expect(plot.layout).toMatchObject({ xaxis: { type: "log" }, yaxis: { type: "log" } });
  expect(plot.layout.annotations).toMatchObject([{ text: "r − x" }]);
});

test("the fitted line goes through points of its own order, the expected one has half its height; slopes to 1 %", () => {
  const [fitted, expected, measured] = [trace("fitted"), trace("expected"), trace("measured")];
  fitted.y.forEach((y, i) => {
    expect(y / measured.y[i]).toBeCloseTo(1, 2);
    expect(expected.y[i] / y).toBeCloseTo(0.5, 2);
  });
});

test("a wrong order is seen: the line of order 2 leaves points of order 4 by a factor of 4", () => {
  const wrong = convergencePlot({ of: "e", expected: 4, measured: 2, points });
  const y = wrong.data[1].y as number[];
  expect(y[0] / points[1].error).toBeCloseTo(4, 1);
});

test("errors of 0 are left out; fewer than two others are refused", () => {
  const withZero = [...points, { at: 0.005, error: 0 }];
  expect(convergencePlot({ of: "e", expected: 4, measured: 4, points: withZero }).data).toEqual(
    convergencePlot({ of: "e", expected: 4, measured: 4, points }).data,
  );
  expect(() => convergencePlot({ of: "e", expected: 4, measured: 4, points: points.slice(0, 1) })).toThrow(
    /^convergence.points must hold /,
  );
});

test("what follows an underscore in what the errors are of is a subscript, Greek too", () => {
  const { layout } = convergencePlot({ of: "m_δ − r*_DAE(x)", expected: 4, measured: 4, points });
  expect(layout.annotations).toMatchObject([{ text: "m<sub>δ</sub> − r*<sub>DAE</sub>(x)" }]);
});

test("a parameter of several words has its letter in italics, and stands in parentheses under a power", () => {
  const { data, layout } = convergencePlot({ of: "e", expected: 2, measured: 2, points, parameter: "Δ log σ" });
  expect(data[0].name).toBe("expected (Δ log <i>σ</i>)<sup>2</sup>");
  expect(layout.xaxis).toMatchObject({ title: { text: "Δ log <i>σ</i>" } });
});

test("three numbers or more label each axis, over a third of a decade too", () => {
  const narrow = [0.02, 0.03, 0.045].map((at) => ({ at, error: at }));
  const { layout } = convergencePlot({ of: "e", expected: 1, measured: 1, points: narrow });
  expect(layout.xaxis).toMatchObject({ tickvals: [0.02, 0.03, 0.04] });
  expect(layout.yaxis).toMatchObject({ dtick: "D2" });
});
