import { describe, expect, test } from "vitest";
import { FinitePoints } from "../../../src/density/finite-points.ts";
import { GaussianMixture } from "../../../src/density/gaussian/gaussian-mixture.ts";
import { type FieldView, fieldAndModes } from "../../../src/figures/own-data/field-and-modes.ts";
import { createRng, normals } from "../../../src/numerics/random/random.ts";
import { modesOf } from "../../../src/reconstruction/field/modes.ts";
import { optimalReconstruction } from "../../../src/reconstruction/optimal.ts";
import type { OptimalReconstruction } from "../../../src/reconstruction/reconstruction.ts";

interface Trace {
  readonly type: string;
  readonly name?: string;
  readonly x: readonly (number | null)[];
  readonly y: readonly (number | null)[];
  readonly z: readonly (readonly number[])[];
  readonly width: number;
}

const traces = (view: FieldView): Trace[] => fieldAndModes(view).specification.data as unknown as Trace[];
const named = (view: FieldView, name: string): Trace[] => traces(view).filter((trace) => trace.name === name);
const FIELD = "<i>r</i>(<i>x</i>) − <i>x</i>";

function viewOf(r: OptimalReconstruction, rows: Float64Array, names: readonly string[]): FieldView {
  const logDensity = (points: Float64Array): Float64Array => r.smoothedLogPdf?.(points) ?? new Float64Array(0);
  const { modes } = modesOf(r, rows);
  const common = { what: "rows", of: rows.length / r.dim, dots: true, exact: true, scaling: null, seed: 1 };
  return { r, rows, names, modes, logDensity, ...common };
}

/** The arrows of a picture: beginnings and tips. */
function arrows(view: FieldView): { readonly from: number[]; readonly to: number[] }[] {
  const [shafts, heads] = named(view, FIELD);
  return Array.from({ length: shafts.x.length / 3 }, (_, i) => ({
    from: [Number(shafts.x[3 * i]), Number(shafts.y[3 * i])],
    to: [Number(heads.x[5 * i]), Number(heads.y[5 * i])],
  }));
}

describe("of two columns", () => {
  const pair = new GaussianMixture([
    { weight: 0.5, mean: [-2, 0], covariance: 0.2 },
    { weight: 0.5, mean: [2, 0], covariance: 0.2 },
  ]);
  const rows = pair.sample(createRng(1), 300);
  const view = viewOf(optimalReconstruction(pair, "dae", 0.5), rows, ["bill", "mass <b>"]);

  test("rows and modes are where they are, and the axes have the columns' names, which are no markup", () => {
    expect(named(view, "rows")[0].x).toHaveLength(300);
    const [{ x, y }] = named(view, "modes");
    expect([...x].sort()).toEqual([expect.closeTo(-2, 2), expect.closeTo(2, 2)]);
    y.forEach((value) => {
      expect(value).toBeCloseTo(0, 2);
    });
    const { xaxis, yaxis } = fieldAndModes(view).specification.layout as Record<string, { title: { text: string } }>;
    expect([xaxis.title.text, yaxis.title.text]).toEqual(["bill", "mass &lt;b&gt;"]);
  });

  test("every arrow to the left of both modes points to the right, and to the right of both to the left", () => {
    const all = arrows(view);
    expect(all.length).toBe(21 * 21);
    for (const { from, to } of all) {
      if (from[0] < -2.1) expect(to[0]).toBeGreaterThan(from[0]);
      if (from[0] > 2.1) expect(to[0]).toBeLessThan(from[0]);
    }
  });

  test("the shade is log p_sigma less its highest value, to the four digits that are kept", () => {
    const [{ x, y, z }] = traces(view).filter(({ type }) => type === "contour");
    const at = (i: number, j: number): number => view.logDensity(Float64Array.of(Number(x[i]), Number(y[j])))[0];
    const highest = Math.max(...x.flatMap((_, i) => y.map((__, j) => at(i, j))));
    // The places are rounded to four digits, too: 1e-3 of 4 by a slope of the log density below 10.
    for (const [i, j] of [
      [30, 30],
      [15, 28],
      [45, 33],
    ]) {
      expect(Math.abs(z[j][i] - (at(i, j) - highest))).toBeLessThan(0.02);
    }
  });

  test("of a grid, its points are not drawn", () => {
    expect(named({ ...view, dots: false }, "rows")).toEqual([]);
  });

  test("one row far out does not make the others a dot, and the caption counts it", () => {
    const far = Float64Array.of(...rows.slice(2), 1e6, 1e6);
    const { specification, caption } = fieldAndModes({ ...view, rows: far });
    const { range } = specification.layout.xaxis as { range: number[] };
    expect(range[1]).toBeLessThan(10);
    expect(caption).toMatch(/Outside of the picture: [1-4] rows\.$/);
  });
});

describe("of five columns", () => {
  // Wide along the first two axes, and with the Gaussian that has exactly their mean and covariance.
  const dim = 5;
  const n = 400;
  const rows = normals(createRng(1), n * dim).map((value, j) => value * ([4, 2][j % dim] ?? 0.1) + 7);
  const mean = Array.from({ length: dim }, (_, a) => rows.reduce((sum, x, j) => sum + (j % dim === a ? x / n : 0), 0));
  const covariance = mean.map((_, a) =>
    mean.map((__, b) => {
      let sum = 0;
      for (let i = 0; i < n; i++) sum += (rows[i * dim + a] - mean[a]) * (rows[i * dim + b] - mean[b]);
      return sum / n;
    }),
  );
  const gaussian = new GaussianMixture([{ weight: 1, mean, covariance }]);
  const names = ["a", "b", "c", "d", "e"];
  const sigma = 1;
  const view = viewOf(optimalReconstruction(gaussian, "dae", sigma), rows, names);

  test("distances along the two widest directions are kept, up to those along the narrow ones", () => {
    const [{ x, y }] = named(view, "rows");
    for (let i = 1; i < 20; i++) {
      const shown = Math.hypot(Number(x[i]) - Number(x[0]), Number(y[i]) - Number(y[0]));
      const own = Math.hypot(rows[dim * i] - rows[0], rows[dim * i + 1] - rows[1]);
      expect(Math.abs(shown - own)).toBeLessThan(0.5);
    }
  });

  test("arrows are along -z v^-1, v the variances of the plane with noise, as the score of the projection is", () => {
    // Of a Gaussian r is linear, and its axes are those of the plane, so that the mean over a cell is r at its mean.
    const { fractions } = variancesOf();
    for (const { from, to } of arrows(view)) {
      const score = from.map((z, k) => -z / (fractions[k] + sigma ** 2));
      const drawn = to.map((z, k) => z - from[k]);
      const size = Math.hypot(...score) * Math.hypot(...drawn);
      // Places keep four digits, 1e-3 of 10 at worst; an arrow shorter than 0.2 has a direction to 5 %.
      if (Math.hypot(...drawn) < 0.2) continue;
      expect((score[0] * drawn[0] + score[1] * drawn[1]) / size).toBeGreaterThan(0.995);
    }
  });

  test("the axes say how much of the variance they hold, and the caption which columns they are mostly of", () => {
    const { specification, caption } = fieldAndModes(view);
    const total = covariance.reduce((sum, row, a) => sum + row[a], 0);
    const { xaxis } = specification.layout as Record<string, { title: { text: string } }>;
    const [, shown] = /^component 1 \((\S+) % of variance\)$/.exec(xaxis.title.text) ?? [];
    expect(Number(shown)).toBeCloseTo((100 * variancesOf().fractions[0]) / total, 0);
    expect(caption).toMatch(/the first mostly of a and/);
  });

  /** Of the two leading axes, which are nearly the first two coordinate axes. */
  function variancesOf(): { readonly fractions: readonly number[] } {
    const [[p, q], [, s]] = covariance;
    const [half, root] = [(p + s) / 2, Math.hypot((p - s) / 2, q)];
    return { fractions: [half + root, half - root] };
  }
});

describe("of one column", () => {
  const rows = Float64Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? -1 : 1) * (1 + (i % 10) / 50));
  const scaling = { mean: Float64Array.of(100), scale: Float64Array.of(10) };
  const view = { ...viewOf(optimalReconstruction(new FinitePoints(rows, 1), "dae", 0.3), rows, ["height"]), scaling };

  test("the density and the histogram have the area 1, in the data's own units", () => {
    const [curve] = named(view, "<i>p</i><sub>σ</sub>");
    const step = (Number(curve.x[300]) - Number(curve.x[0])) / 300;
    // Sums of 301 values of a smooth density that vanishes at both ends, with four digits each.
    expect(curve.y.reduce<number>((sum, y) => sum + step * Number(y), 0)).toBeCloseTo(1, 2);
    const [bars] = named(view, "rows");
    expect(bars.y.reduce<number>((sum, y) => sum + bars.width * Number(y), 0)).toBeCloseTo(1, 3);
    expect(Number(curve.x[150])).toBeCloseTo(100, 0);
  });

  test("r(x) - x crosses zero downwards at the modes", () => {
    // The middles of the two groups of rows, -1.08 and 1.1: each is symmetric, and the other one is 7 sigmas away.
    const [curve] = named(view, FIELD);
    const [{ x: modes }] = named(view, "modes");
    expect([...modes].sort((a, b) => Number(a) - Number(b))).toEqual([expect.closeTo(89.2, 1), expect.closeTo(111, 1)]);
    for (const mode of modes) {
      const i = curve.x.findIndex((x) => Number(x) > Number(mode));
      expect(Number(curve.y[i - 2])).toBeGreaterThan(0);
      expect(Number(curve.y[i + 1])).toBeLessThan(0);
    }
  });
});

test("refuses rows of another dimension, and too few names", () => {
  const r = optimalReconstruction(new GaussianMixture([{ weight: 1, mean: [0, 0], covariance: 1 }]), "dae", 1);
  const view = viewOf(r, Float64Array.of(0, 1, 1, 0), ["a", "b"]);
  expect(() => fieldAndModes({ ...view, rows: Float64Array.of(1) })).toThrow(/^view\.rows must hold one point or more/);
  expect(() => fieldAndModes({ ...view, names: ["a"] })).toThrow(/^view\.names must hold 2 names/);
});
