import { describe, expect, test } from "vitest";
import { modesFigure } from "../../../../src/cli/commands/modes/modes-figure.ts";
import { FinitePoints } from "../../../../src/density/finite-points.ts";
import { createRng, normals } from "../../../../src/numerics/random/random.ts";
import { modesOf } from "../../../../src/reconstruction/field/modes.ts";
import { optimalReconstruction } from "../../../../src/reconstruction/optimal.ts";

/** Points of R^d, wide along the first two axes. */
function cloud(dim: number): Float64Array {
  return normals(createRng(1), 100 * dim).map((value, j) => value * ([4, 2][j % dim] ?? 0.1) + 7);
}

type Trace = { name?: string; x: number[]; y: number[] };
const traces = (specification: { data: readonly Record<string, unknown>[] }, name: string): Trace =>
  specification.data.find((trace) => trace.name === name) as unknown as Trace;

describe("the picture of modes", () => {
  test("in the plane it has the points and the modes where they are, and an axis for each column", () => {
    const points = cloud(2);
    const r = optimalReconstruction(new FinitePoints(points, 2), "dae", 1);
    const { modes } = modesOf(r, points);
    const figure = modesFigure({ r, points, modes, scaling: null, names: ["bill", "mass"] });
    expect(traces(figure, "data").x).toHaveLength(100);
    const shown = traces(figure, "modes");
    expect(shown.x.length).toBe(modes.filter(({ kind }) => kind === "mode").length);
    expect(Math.abs(shown.x[0] - modes[0].at[0])).toBeLessThan(1e-3 * Math.abs(modes[0].at[0]));
    expect(figure.layout.xaxis).toMatchObject({ title: { text: "bill" } });
  });

  test("in R^5 it is the plane of the two widest directions: distances along it are kept, up to the narrow ones", () => {
    const points = cloud(5);
    const r = optimalReconstruction(new FinitePoints(points, 5), "dae", 1);
    const { modes } = modesOf(r, points);
    const { x, y } = traces(modesFigure({ r, points, modes, scaling: null, names: null }), "data");
    for (let i = 1; i < 20; i++) {
      const shown = Math.hypot(x[i] - x[0], y[i] - y[0]);
      const own = Math.hypot(points[5 * i] - points[0], points[5 * i + 1] - points[1]);
      expect(Math.abs(shown - own)).toBeLessThan(0.5);
    }
  });
});
