import { describe, expect, it } from "vitest";
import { fieldOverDataFigure } from "../../../src/figures/plane/field-over-data.ts";
import type { Reconstruction } from "../../../src/reconstruction/reconstruction.ts";

interface Trace {
  readonly mode: string;
  readonly x: readonly (number | null)[];
  readonly y: readonly (number | null)[];
  readonly xaxis: string;
}

/** r(x) = x + (0.05, 0). */
const right: Reconstruction = {
  dim: 2,
  sigma: 1,
  evaluate: (points) => points.map((value, j) => value + (j % 2 === 0 ? 0.05 : 0)),
  jacobian: () => new Float64Array(0),
};
const points = Float64Array.of(0, 0, 4, 2, 2, 1);
const scaling = { mean: Float64Array.of(40, 4000), scale: Float64Array.of(5, 800) };

describe("fieldOverDataFigure", () => {
  const { data, layout } = fieldOverDataFigure(points, [{ heading: "data" }, { heading: "field", r: right }], {
    scaling,
    names: ["length", "mass"],
  });
  const traces = data as unknown as Trace[];

  it("has the data in every panel, and the arrows of a reconstruction, three times as long as r - x", () => {
    expect(traces.map(({ mode, xaxis }) => [mode, xaxis])).toEqual([
      ["markers", "x"],
      ["markers", "x2"],
      ["lines", "x2"],
      ["lines", "x2"],
    ]);
    expect([traces[0].x, traces[0].y]).toEqual([
      [0, 4, 2],
      [0, 2, 1],
    ]);
    const tips = traces[3].x.filter((_, j) => j % 5 === 0) as number[];
    const starts = traces[2].x.filter((_, j) => j % 3 === 0) as number[];
    expect(tips).toHaveLength(19 * 19);
    tips.forEach((tip, i) => {
      expect(Math.abs(tip - starts[i] - 0.15)).toBeLessThan(0.002);
    });
  });

  it("shows as much along both axes, 0.15 of the data's range beyond them, in the data's own units", () => {
    const { xaxis, yaxis } = layout as Record<string, { range: number[]; tickvals: number[]; ticktext: string[] }>;
    const close = (values: readonly number[], expected: readonly number[]): void =>
      values.forEach((value, i) => {
        expect(value).toBeCloseTo(expected[i], 10);
      });
    close(xaxis.range, [-0.6, 4.6]);
    close(yaxis.range, [-1.6, 3.6]);
    expect(xaxis.ticktext).toEqual(["40", "50", "60"]);
    close(xaxis.tickvals, [0, 2, 4]);
    expect(yaxis.ticktext).toEqual(["3000", "4000", "5000", "6000"]);
    close(yaxis.tickvals, [-1.25, 0, 1.25, 2.5]);
  });

  it.each([
    [Float64Array.of(1, 2, 3), [{ heading: "a" }], /^points must hold one point or more of dimension 2/],
    [new Float64Array(0), [{ heading: "a" }], /^points must hold one point or more of dimension 2/],
    [points, [], /^panels must hold one panel or more, not 0$/],
    [
      points,
      [{ heading: "a", r: { ...right, dim: 3 } }],
      /^the reconstruction of the panel "a" must have dimension 2, not 3$/,
    ],
  ])("refuses %j", (given, panels, message) => {
    expect(() => fieldOverDataFigure(given, panels)).toThrow(message);
  });
});
