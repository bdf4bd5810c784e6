import { describe, expect, it } from "vitest";
import { distancesToCurve } from "../../../src/density/curve/nearest-on-curve.ts";
import { curve10d } from "../../../src/density/examples/curve10d.ts";
import { curveSamplesFigure, figure6 } from "../../../src/figures/paper/figure-6-curve-samples.ts";
import { createRng } from "../../../src/numerics/random/random.ts";

interface Trace {
  readonly name: string;
  readonly mode: string;
  readonly xaxis: string;
  readonly x: number[];
  readonly y: number[];
}

interface Axis {
  readonly range: readonly [number, number];
  readonly domain: readonly [number, number];
}

describe("figure 6", () => {
  const { data, layout } = figure6.build();
  const traces = data as unknown as Trace[];

  it("has three pairs of coordinates of data, data with noise, and samples by both rules, 300 points each", () => {
    const points = traces.filter(({ mode }) => mode === "markers");
    expect(new Set(points.map(({ name }) => name))).toEqual(
      new Set(["data", "data + noise", "path integral", "first order"]),
    );
    expect(points).toHaveLength(12);
    expect(new Set(points.map(({ xaxis }) => xaxis)).size).toBe(12);
    for (const { x, y } of points) expect([x.length, y.length]).toEqual([300, 300]);
  });

  it("a row has the same axes in all columns, and all axes have one scale", () => {
    const axis = (letter: string, panel: number) => layout[`${letter}axis${panel === 0 ? "" : panel + 1}`] as Axis;
    for (let panel = 0; panel < 12; panel++) {
      for (const letter of ["x", "y"]) {
        const { range } = axis(letter, panel);
        expect(range).toEqual(axis(letter, panel - (panel % 4)).range);
        expect(range[1] - range[0]).toBeCloseTo(2.3, 10);
      }
    }
    const { margin } = layout as { margin: { l: number; r: number; t: number; b: number } };
    const length = (letter: string, whole: number) => {
      const [from, to] = axis(letter, 0).domain;
      return (to - from) * whole;
    };
    const across = length("x", figure6.width - margin.l - margin.r);
    expect(length("y", figure6.height - margin.t - margin.b) / across).toBeCloseTo(1, 2);
  });

  it("says that noisy data and samples by the path integral are 0.30 to 0.36 from the curve, and those of the first order 0.6 to 0.75", () => {
    const headings = (layout.annotations as { text: string }[]).map(({ text }) => text);
    const [, noisy, path, first] = headings.map((text) => Number(/([\d.]+) from the curve/.exec(text)?.[1]));
    for (const distance of [noisy, path]) {
      expect(distance).toBeGreaterThanOrEqual(0.3);
      expect(distance).toBeLessThanOrEqual(0.36);
    }
    expect(first).toBeGreaterThanOrEqual(0.6);
    expect(first).toBeLessThanOrEqual(0.75);
  });
});

it("shows the coordinates of the points, and their mean distance to the curve", () => {
  const points = curve10d().smoothed(0.3).sample(createRng(2), 5);
  const { data, layout } = curveSamplesFigure([{ heading: "five", points, color: "dae" }]);
  const [{ x, y }] = data as unknown as Trace[];
  for (let i = 0; i < 5; i++) {
    expect(x[i]).toBeCloseTo(points[10 * i + 1], 3);
    expect(y[i]).toBeCloseTo(points[10 * i + 2], 3);
  }
  const mean = distancesToCurve(curve10d().curve, points).reduce((sum, distance) => sum + distance / 5, 0);
  expect((layout.annotations as { text: string }[])[0].text).toContain(`${mean.toFixed(2)} from the curve`);
});
