import { expect, test } from "vitest";
import { twoClouds } from "../../../src/density/examples/two-clouds.ts";
import { FinitePoints } from "../../../src/density/finite-points.ts";
import { figure2, threePointsFigure } from "../../../src/figures/paper/figure-2-three-points.ts";
import { colors } from "../../../src/figures/theme/theme.ts";
import { InputError } from "../../../src/numerics/input-error.ts";
import { optimalReconstruction } from "../../../src/reconstruction/optimal.ts";

interface Trace {
  readonly name?: string;
  readonly x: number[];
  readonly y: number[];
  readonly line?: { readonly dash: string; readonly color: string };
}
interface Arrow {
  readonly showarrow: boolean;
  readonly x: number;
  readonly ax: number;
}

const points = [-1, 0.2, 1];
const { data, layout } = figure2.build();
const traces = data as unknown as Trace[];
const named = (name: string): Trace => traces.filter((trace) => trace.name === name)[0];
const curve = named("<i>r</i>(<i>x</i>)");

test("r is the mean of the points weighted by exp(-(x - x_i)^2 / 2 sigma^2), sigma = 0.22, within the 4 digits written", () => {
  expect(curve.x).toHaveLength(401);
  curve.x.forEach((x, i) => {
    const weights = points.map((point) => Math.exp(-((x - point) ** 2) / (2 * 0.22 ** 2)));
    const mean = points.reduce((sum, point, k) => sum + weights[k] * point, 0) / weights.reduce((a, b) => a + b);
    // x is written with 4 digits too, and the steepest part of a step has the slope 7.5.
    expect(Math.abs(curve.y[i] - mean)).toBeLessThan(10 * 5e-4);
  });
});

test("a staircase: within 0.01 of each point there, slope below 0.1 at the points, above 3 half-way between two", () => {
  const at = (x: number) => curve.x.findIndex((value) => value >= x);
  const slope = (x: number) => {
    const i = at(x);
    return (curve.y[i + 2] - curve.y[i - 2]) / (curve.x[i + 2] - curve.x[i - 2]);
  };
  for (const point of points) {
    expect(Math.abs(curve.y[at(point)] - point)).toBeLessThan(0.01);
    expect(slope(point)).toBeLessThan(0.1);
  }
  for (const middle of [-0.4, 0.6]) expect(slope(middle)).toBeGreaterThan(3);
});

test("the identity is dotted and the training points are on it", () => {
  const { x, y, line } = named("identity");
  expect(y).toEqual(x);
  expect(line?.dash).toMatch(/^1.5px,/);
  expect(named("training points")).toMatchObject({ x: points, y: points });
});

test("two arrows to each point, one from either side, each in the length of r(x) - x, ending within 0.1 of the point", () => {
  const arrows = (layout.annotations as Arrow[]).filter(({ showarrow }) => showarrow);
  const targets = [-1, -1, 0.2, 0.2, 1, 1];
  expect(arrows).toHaveLength(6);
  const optimum = optimalReconstruction(new FinitePoints(Float64Array.from(points), 1), "dae", 0.22);
  arrows.forEach(({ x, ax }, k) => {
    expect(Math.sign(x - ax)).toBe(k % 2 === 0 ? 1 : -1);
    expect(Math.abs(x - targets[k])).toBeLessThan(0.1);
    expect(Math.abs(x - optimum.evaluate(Float64Array.of(ax))[0])).toBeLessThan(1e-12);
  });
});

test("further reconstructions are further curves, dashed, each in a colour of its own", () => {
  const other = optimalReconstruction(new FinitePoints(Float64Array.of(0), 1), "dae", 0.5);
  const more = [1, 2].map((k) => ({ name: `other ${k}`, reconstruction: other }));
  const drawn = threePointsFigure(points, 0.22, more).data as unknown as Trace[];
  const lines = drawn.filter(({ name }) => name?.startsWith("other"));
  expect(lines.map(({ line }) => line?.color)).toEqual([colors.rcae, colors.truth]);
  for (const { x, y } of lines) {
    expect(x).toEqual(curve.x);
    for (const value of y) expect(value).toBe(0);
  }
});

test("any points, in any order: as many pairs of arrows", () => {
  const { layout } = threePointsFigure([3, 0, 1, 2], 0.15);
  expect((layout.annotations as Arrow[]).filter(({ showarrow }) => showarrow)).toHaveLength(8);
});

test("one point alone: r is there everywhere, and the picture has a width", () => {
  const { data, layout } = threePointsFigure([2], 0.1);
  expect((data as unknown as Trace[])[1].y.every((value) => value === 2)).toBe(true);
  expect((layout.xaxis as { range: number[] }).range).toEqual([1.75, 2.25]);
});

test("refuses no points, a sigma that is not positive, and a reconstruction of the plane", () => {
  expect(() => threePointsFigure([], 0.2)).toThrow(InputError);
  expect(() => threePointsFigure(points, 0)).toThrow(InputError);
  const plane = optimalReconstruction(twoClouds(), "dae", 0.5);
  expect(() => threePointsFigure(points, 0.2, [{ name: "trained", reconstruction: plane }])).toThrow(
    /^trained must have dimension 1, not 2$/,
  );
});
