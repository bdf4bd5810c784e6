import { expect, test } from "vitest";
import { curve10d } from "../../../src/density/examples/curve10d.ts";
import { wave } from "../../../src/density/examples/wave.ts";
import { alongAndAcrossFigure, figure1 } from "../../../src/figures/paper/figure-1-along-and-across.ts";
import { colors } from "../../../src/figures/theme/theme.ts";
import { InputError } from "../../../src/numerics/input-error.ts";
import { optimalReconstruction } from "../../../src/reconstruction/optimal.ts";
import { differentiate } from "../../support/differences.ts";

interface Trace {
  readonly name?: string;
  readonly mode: string;
  readonly x: (number | null)[];
  readonly y: (number | null)[];
  readonly fillcolor?: string;
}

const { data, layout } = figure1.build();
const traces = data as unknown as Trace[];
const reconstruction = optimalReconstruction(wave().smoothed(0.12), "dae", 0.3);
/** What specifications are rounded to: 4 digits of numbers up to 4. */
const ROUNDING = 1e-3;

/** Where the arrows of a colour begin and where their tips are. */
function arrows(color: string): { from: readonly [number, number]; to: readonly [number, number] }[] {
  const [heads] = traces.filter(({ fillcolor }) => fillcolor === color);
  const [shafts] = traces.filter((trace) => trace.name === heads.name && trace !== heads);
  const points = ({ x, y }: Trace, first: number, every: number) =>
    x.flatMap((value, i) => (i % every === first ? [[value, y[i]] as [number, number]] : []));
  const tips = points(heads, 0, 5);
  return points(shafts, 0, 3).map((from, k) => ({ from, to: tips[k] }));
}

/** The distance of a point from the curve, by the nearest of many of its points: within 1e-4. */
function distance([x, y]: readonly [number, number]): number {
  const t = Array.from({ length: 20_001 }, (_, k) => Math.PI * (k / 10_000 - 1));
  return t.reduce((least, at) => Math.min(least, Math.hypot(x - at, y - 0.6 * Math.sin(at))), Infinity);
}

test("arrows from x to r(x), which come at least 5 times as near to the curve as x is", () => {
  const list = arrows(colors.dae);
  expect(list).toHaveLength(24);
  for (const { from, to } of list) {
    const r = reconstruction.evaluate(Float64Array.from(from));
    expect(Math.hypot(to[0] - r[0], to[1] - r[1])).toBeLessThan(2 * ROUNDING);
    expect(distance(to)).toBeLessThan(distance(from) / 5);
  }
});

test("singular directions: along the tangent or across it within 3 degrees, as long as dr/dx stretches them, 0.85 to 1.1 and 0.1 to 0.2", () => {
  for (const [color, stretches] of [
    [colors.truth, [0.85, 1.1]],
    [colors.rcae, [0.1, 0.2]],
  ] as const) {
    const list = arrows(color);
    expect(list).toHaveLength(12);
    for (const { from, to } of list) {
      expect(distance(from)).toBeLessThan(ROUNDING);
      const drawn = [to[0] - from[0], to[1] - from[1]];
      const length = Math.hypot(...drawn);
      const [x, y] = drawn.map((component) => component / length);
      const slope = 0.6 * Math.cos(from[0]);
      const alongTangent = Math.abs(x + slope * y) / Math.hypot(1, slope);
      const acrossTangent = Math.abs(y - slope * x) / Math.hypot(1, slope);
      const off = color === colors.truth ? acrossTangent : alongTangent;
      expect((Math.asin(off) * 180) / Math.PI).toBeLessThan(3);
      // |J v| by differences of r, not by its Jacobian.
      const r = (at: Float64Array) => reconstruction.evaluate(at);
      const spot = Float64Array.from(from);
      const [byX, byY] = [differentiate(r, spot, 0), differentiate(r, spot, 1)];
      const stretch = Math.hypot(byX[0] * x + byY[0] * y, byX[1] * x + byY[1] * y);
      expect(Math.abs(length / 0.42 - stretch)).toBeLessThan(0.01 * stretch + (2 * ROUNDING) / 0.42);
      expect(stretch).toBeGreaterThan(stretches[0]);
      expect(stretch).toBeLessThan(stretches[1]);
    }
  }
});

test("the singular values written beside a place are those of dr/dx there: their product its determinant, their root sum of squares its norm, within 0.01", () => {
  const [{ text, x, y }] = layout.annotations as { text: string; x: number; y: number }[];
  const [along, across] = [...text.matchAll(/<b>([\d.]+)<\/b>/g)].map(([, value]) => Number(value));
  const [a, b, c, d] = reconstruction.jacobian(Float64Array.of(x, y));
  expect(Math.abs(along * across - (a * d - b * c))).toBeLessThan(0.01);
  expect(Math.abs(Math.hypot(along, across) - Math.hypot(a, b, c, d))).toBeLessThan(0.01);
  expect(along).toBeGreaterThan(5 * across);
});

test("300 data points, 4 standard deviations or less from the curve, under one scale on both axes", () => {
  const [{ x, y }] = traces.filter(({ name }) => name === "data");
  expect(x).toHaveLength(300);
  x.forEach((left, i) => {
    expect(distance([left as number, y[i] as number])).toBeLessThan(4 * 0.12);
  });
  expect(layout.yaxis).toMatchObject({ scaleanchor: "x" });
});

test("without noise to remove, thickness much above sigma, dr/dx has no preferred direction: both values above 0.9", () => {
  const { text } = (
    alongAndAcrossFigure(wave(), { thickness: 1, sigma: 0.2 }).layout.annotations as { text: string }[]
  )[0];
  for (const [, value] of text.matchAll(/<b>([\d.]+)<\/b>/g)) expect(Number(value)).toBeGreaterThan(0.9);
});

test("refuses a curve that is not of the plane", () => {
  expect(() => alongAndAcrossFigure(curve10d(), { thickness: 0.1, sigma: 0.3 })).toThrow(InputError);
});
