import { expect, test } from "vitest";
import { lossCurveFigure } from "../../../src/figures/charts/loss-curve.ts";

const curve = [
  { iteration: 0, training: 1, validation: 2 },
  { iteration: 10, training: 0.2, validation: 0.3 },
  { iteration: 20, training: 0.1, validation: 0.25 },
];

test("both losses from the first iteration on, on a logarithmic axis, and the references along all of it", () => {
  const { data, layout } = lossCurveFigure(curve, [{ name: "identity", loss: 0.5 }]);
  expect(data).toMatchObject([
    { name: "identity", x: [10, 20], y: [0.5, 0.5] },
    { name: "training", x: [10, 20], y: [0.2, 0.1] },
    { name: "validation", x: [10, 20], y: [0.3, 0.25] },
  ]);
  expect(layout.yaxis).toMatchObject({ type: "log" });
});

test("a training that did not begin is one point; none is refused", () => {
  expect(lossCurveFigure(curve.slice(0, 1)).data[0]).toMatchObject({ x: [0], y: [1] });
  expect(() => lossCurveFigure([])).toThrow("curve must hold one point or more, not 0");
});

test("losses that differ by less than a factor of 2.5 are on a linear axis, which then has more than one tick", () => {
  const flat = curve.map((point) => ({ ...point, training: 0.2, validation: 0.2 + point.iteration / 100 }));
  expect(lossCurveFigure(flat).layout.yaxis).not.toHaveProperty("type");
});

test("losses with one tick of a logarithmic axis among them, 200, are on a linear one, which then has more", () => {
  const between = curve.map((point) => ({ ...point, training: 160, validation: 160 + 13 * point.iteration }));
  expect(lossCurveFigure(between).layout.yaxis).not.toHaveProperty("type");
});
