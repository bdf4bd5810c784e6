import { expect, test, vi } from "vitest";
import { particlesFigure } from "../../../src/figures/plane/particles.ts";
import { InputError } from "../../../src/numerics/input-error.ts";

interface Trace {
  readonly name: string;
  readonly mode: string;
  readonly x: (number | null)[];
  readonly y: (number | null)[];
  readonly xaxis: string;
}

const data = Float64Array.of(0.1, 0.2, 5, 0);
const traces = (panels: Parameters<typeof particlesFigure>[0]): Trace[] =>
  particlesFigure(panels, data).data as unknown as Trace[];

test("a panel of one time: the data and the particles that it shows, on axes of its own", () => {
  const one = { path: [Float64Array.of(0.5, -0.5, 0, 3)], halfWidth: 1 };
  const drawn = traces([
    { ...one, heading: "a" },
    { ...one, heading: "b", halfWidth: 4 },
  ]);
  expect(drawn.map(({ name, xaxis }) => [name, xaxis])).toEqual([
    ["data", "x"],
    ["particles", "x"],
    ["data", "x2"],
    ["particles", "x2"],
  ]);
  expect([drawn[0].x, drawn[0].y]).toEqual([[0.1], [0.2]]);
  expect([drawn[1].x, drawn[1].y]).toEqual([[0.5], [-0.5]]);
  expect([drawn[3].x, drawn[3].y]).toEqual([
    [0.5, 0],
    [-0.5, 3],
  ]);
});

test("a panel of several times: the way of each particle, a gap after each, and dots where they end", () => {
  const path = [Float64Array.of(3, 3, 4, 4), Float64Array.of(1, 2, 0.5, 0)];
  const [, ways, ends] = traces([{ heading: "a", path, halfWidth: 2 }]);
  expect([ways.mode, ways.x, ways.y]).toEqual(["lines", [3, 1, null, 4, 0.5, null], [3, 2, null, 4, 0, null]]);
  expect([ends.mode, ends.x, ends.y]).toEqual(["markers", [1, 0.5], [2, 0]]);
});

test("reach, as halfWidth was called in version 0.1, draws the same, and a warning names the new word once", () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  const panel = { heading: "a", path: [Float64Array.of(0.5, -0.5)] };
  expect(
    traces([
      { ...panel, reach: 2 },
      { ...panel, reach: 1 },
    ]),
  ).toEqual(
    traces([
      { ...panel, halfWidth: 2 },
      { ...panel, halfWidth: 1 },
    ]),
  );
  expect(warn.mock.calls.flat()).toEqual(["reach is now called halfWidth; the old name still works"]);
  warn.mockRestore();
  expect(() => traces([{ ...panel, reach: 2, halfWidth: 2 }])).toThrow("reach is the old name of halfWidth");
});

test("refuses no panels, paths that are not of the plane or not of the same particles, and a halfWidth that is none", () => {
  const points = Float64Array.of(1, 2);
  for (const panels of [
    [],
    [{ heading: "a", path: [], halfWidth: 1 }],
    [{ heading: "a", path: [Float64Array.of(1)], halfWidth: 1 }],
    [{ heading: "a", path: [points, Float64Array.of(1, 2, 3, 4)], halfWidth: 1 }],
    [{ heading: "a", path: [points], halfWidth: 0 }],
  ]) {
    expect(() => particlesFigure(panels, data)).toThrow(InputError);
  }
});
