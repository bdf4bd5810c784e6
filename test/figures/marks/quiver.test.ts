import fc from "fast-check";
import { expect, test } from "vitest";
import { type QuiverOptions, quiver } from "../../../src/figures/marks/quiver.ts";
import { InputError } from "../../../src/numerics/input-error.ts";

interface Trace {
  readonly x: (number | null)[];
  readonly y: (number | null)[];
  readonly [setting: string]: unknown;
}

function traces(points: number[], vectors: number[], options: QuiverOptions): [shafts: Trace, heads: Trace] {
  const [shafts, heads, ...more] = quiver(Float64Array.from(points), Float64Array.from(vectors), options);
  expect(more).toEqual([]);
  return [shafts, heads] as [Trace, Trace];
}

/** The pieces between the nulls, as lists of points. */
function pieces({ x, y }: Trace): number[][][] {
  const list: number[][][] = [[]];
  x.forEach((left, i) => {
    if (left === null) {
      expect(y[i]).toBeNull();
      list.push([]);
    } else {
      list[list.length - 1].push([left, y[i] as number]);
    }
  });
  expect(list.pop()).toEqual([]);
  return list;
}

test("an arrow: its shaft from the point to the head's base, its head a closed triangle with the tip at point + vector", () => {
  const [shafts, heads] = traces([1, 2], [3, 0], { head: 0.5 });
  expect(pieces(shafts)).toEqual([
    [
      [1, 2],
      [3.5, 2],
    ],
  ]);
  const [[tip, left, right, end]] = pieces(heads);
  expect(tip).toEqual([4, 2]);
  expect(end).toEqual(tip);
  expect(left).toEqual([3.5, 2 + 0.18]);
  expect(right).toEqual([3.5, 2 - 0.18]);
  expect(heads).toMatchObject({ fill: "toself", line: { width: 0 } });
});

test("every tip is at point + scale * vector, no arrow longer than `longest`, each along its vector, within 1e-12", () => {
  const number = fc.double({ min: -5, max: 5, noNaN: true });
  const arrow = fc.tuple(number, number, number, number).filter(([, , u, v]) => Math.hypot(u, v) > 1e-3);
  fc.assert(
    fc.property(
      fc.array(arrow, { minLength: 1, maxLength: 20 }),
      fc.double({ min: 0.1, max: 10, noNaN: true }),
      (list, scale) => {
        const longest = 2;
        const flat = (from: number) => list.flatMap((one) => one.slice(from, from + 2));
        const [shafts, heads] = traces(flat(0), flat(2), { head: 0.1, scale, longest });
        const [lines, triangles] = [pieces(shafts), pieces(heads)];
        expect(lines).toHaveLength(list.length);
        list.forEach(([x, y, u, v], k) => {
          const length = Math.hypot(u, v);
          const drawn = Math.min(scale * length, longest);
          const [tip, left, right] = triangles[k];
          expect(lines[k][0]).toEqual([x, y]);
          expect(Math.hypot(tip[0] - x - (drawn * u) / length, tip[1] - y - (drawn * v) / length)).toBeLessThan(1e-12);
          const base = [(left[0] + right[0]) / 2, (left[1] + right[1]) / 2];
          expect(Math.hypot(lines[k][1][0] - base[0], lines[k][1][1] - base[1])).toBeLessThan(1e-12);
          const headLength = Math.hypot(tip[0] - base[0], tip[1] - base[1]);
          expect(Math.abs(headLength - Math.min(0.1, drawn / 2))).toBeLessThan(1e-12);
        });
      },
    ),
    { seed: 1 },
  );
});

test("vectors that are zero or not finite have no arrow", () => {
  const [shafts, heads] = traces([0, 0, 1, 1, 2, 2, 3, 3], [0, 0, NaN, 1, 1, Infinity, 1, 0], { head: 0.1 });
  expect(pieces(shafts).map(([start]) => start)).toEqual([[3, 3]]);
  expect(pieces(heads)).toHaveLength(1);
});

test("color, width, axes and name are as they are told; only shafts are in the legend, and only with a name", () => {
  const [shafts, heads] = traces([0, 0], [1, 0], {
    head: 0.1,
    color: "#123456",
    width: 2,
    axis: "3",
    name: "r(x) − x",
  });
  expect(shafts).toMatchObject({ line: { color: "#123456", width: 2 }, name: "r(x) − x", showlegend: true });
  expect(heads).toMatchObject({ fillcolor: "#123456", showlegend: false });
  for (const trace of [shafts, heads]) expect(trace).toMatchObject({ xaxis: "x3", yaxis: "y3" });
  const [nameless] = traces([0, 0], [1, 0], { head: 0.1 });
  expect(nameless).toMatchObject({ showlegend: false, xaxis: "x", yaxis: "y" });
});

test.each<[QuiverOptions, RegExp]>([
  [{ head: 0 }, /^head must be positive, not 0$/],
  [{ head: 1, scale: -1 }, /^scale must be positive, not -1$/],
  [{ head: 1, longest: Number.NaN }, /^longest must be positive, not NaN$/],
])("refuses %o", (options, message) => {
  expect(() => quiver(Float64Array.of(0, 0), Float64Array.of(1, 0), options)).toThrow(message);
});

test("refuses shapes that don't fit", () => {
  expect(() => quiver(Float64Array.of(0, 0), Float64Array.of(1), { head: 1 })).toThrow(InputError);
  expect(() => quiver(Float64Array.of(0), Float64Array.of(1), { head: 1 })).toThrow(InputError);
});
