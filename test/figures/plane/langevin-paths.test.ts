import { expect, test } from "vitest";
import { paper1d } from "../../../src/density/examples/paper1d.ts";
import { twoClouds } from "../../../src/density/examples/two-clouds.ts";
import { langevinPathsFigure } from "../../../src/figures/plane/langevin-paths.ts";

const view = { x: [-2, 2], y: [-2, 2], drawn: 1 } as const;
const paths = [Float64Array.of(0, 1, 0.5, 0.5, 1, -1), Float64Array.of(0, 1, 0.5, 2)];
const r = Float64Array.of(0.7, 0.25);

interface Trace {
  readonly name?: string;
  readonly mode?: string;
  readonly x: number[];
  readonly y: number[];
}

test("the ends of all paths, the whole of the first, their start, the mean of the ends, and r", () => {
  const data = langevinPathsFigure(twoClouds(), paths, r, view).data as unknown as Trace[];
  const points = (name: RegExp): number[][] => {
    const traces = data.filter((trace) => trace.name?.match(name));
    return traces.flatMap(({ x, y }) => x.map((value, i) => [value, y[i]]));
  };
  expect(points(/^<i>X/)).toEqual([
    [1, -1],
    [0.5, 2],
  ]);
  expect(points(/^paths$/)).toEqual([
    [0, 1],
    [0.5, 0.5],
    [1, -1],
  ]);
  expect(points(/^<i>x<\/i>$/)).toEqual([[0, 1]]);
  expect(points(/^mean of/)).toEqual([[0.75, 0.5]]);
  expect(points(/^<i>r/)).toEqual([[0.7, 0.25]]);
});

test("a long path is drawn through 150 of its points, first and last included", () => {
  const long = Float64Array.from({ length: 2000 }, (_, i) => i);
  const data = langevinPathsFigure(twoClouds(), [long], r, view).data as unknown as Trace[];
  const drawn = data.find(({ mode }) => mode === "lines");
  expect(drawn?.x).toHaveLength(150);
  expect([drawn?.x[0], drawn?.x[149]]).toEqual([0, 1998]);
});

test("refuses a density that is not of the plane, and no paths", () => {
  expect(() => langevinPathsFigure(paper1d(), paths, r, view)).toThrow(/must have dimension 2/);
  expect(() => langevinPathsFigure(twoClouds(), [], r, view)).toThrow(/one path or more, not 0/);
});
