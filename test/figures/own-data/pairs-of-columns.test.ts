import { describe, expect, test } from "vitest";
import { pairsOfColumns } from "../../../src/figures/own-data/pairs-of-columns.ts";
import { createRng, normals } from "../../../src/numerics/random/random.ts";

interface Trace {
  readonly mode: string;
  readonly name?: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly xaxis: string;
  readonly yaxis: string;
  readonly marker: { readonly color: string };
}

const draws = normals(createRng(1), 3 * 50);
const data = normals(createRng(2), 3 * 40);
const view = { draws, data, dataName: "rows of a.csv", names: ["a", "b", "c"], seed: 1 };
const tracesOf = (of: Parameters<typeof pairsOfColumns>[0]): Trace[] =>
  (pairsOfColumns(of).specification.data as unknown as Trace[]).filter(({ xaxis }) => xaxis !== undefined);

describe("of three columns", () => {
  const traces = tracesOf(view);
  const panel = (k: number): Trace[] => traces.filter(({ xaxis }) => xaxis === (k === 1 ? "x" : `x${k}`));

  test("draws are below the diagonal, data above it, each column along its own axis", () => {
    // Panels are counted row by row from the upper left.
    const [below] = panel(4);
    expect(below.x).toHaveLength(50);
    below.x.forEach((value, i) => {
      expect(Math.abs(value - draws[3 * i])).toBeLessThan(1e-3);
      expect(Math.abs(below.y[i] - draws[3 * i + 1])).toBeLessThan(1e-3);
    });
    const [above] = panel(3);
    expect(above.x).toHaveLength(40);
    above.x.forEach((value, i) => {
      expect(Math.abs(value - data[3 * i + 2])).toBeLessThan(1e-3);
      expect(Math.abs(above.y[i] - data[3 * i])).toBeLessThan(1e-3);
    });
  });

  test("on the diagonal are two histograms, of the area 1 to the four digits that are kept", () => {
    for (const k of [1, 5, 9]) {
      expect(panel(k)).toHaveLength(2);
      for (const { x, y } of panel(k)) {
        const area = y.slice(0, -1).reduce((sum, height, i) => sum + height * (x[i + 1] - x[i]), 0);
        expect(Math.abs(area - 1)).toBeLessThan(5e-3);
      }
    }
  });

  test("the words say what is where", () => {
    const { caption, alternativeText } = pairsOfColumns(view);
    expect(caption).toBe(
      "Pairs of columns: draws below the diagonal, rows of a.csv above it, and on it the histograms of both. Shown are all 50 draws and all 40 rows of a.csv; the histograms count all.",
    );
    expect(alternativeText).toContain("of a, b and c, of 50 draws and 40 rows of a.csv");
  });

  test("without data there is the lower half only, and the caption says so", () => {
    const alone = { ...view, data: null };
    expect(tracesOf(alone).map(({ xaxis }) => xaxis)).toEqual(["x", "x4", "x5", "x7", "x8", "x9"]);
    expect(pairsOfColumns(alone).caption).toContain("No data are known to compare them with.");
  });
});

test("of one column there is a single panel with both histograms", () => {
  const { specification, caption } = pairsOfColumns({
    ...view,
    draws: draws.slice(0, 9),
    data: data.slice(0, 5),
    names: ["a"],
  });
  expect(specification.data).toHaveLength(4);
  expect(caption).toBe("Histograms of draws and rows of a.csv, each with the area 1.");
});

test("of seven columns the four that differ most are shown, with their distances, in the order of the file", () => {
  const dim = 7;
  const names = ["a", "b", "c", "d", "e", "f", "g"];
  const own = normals(createRng(3), dim * 500);
  // Shifted by 0 to 3 standard deviations: e most, then b, g and c.
  const shift = [0, 2, 1, 0, 3, 0, 1.5];
  const other = normals(createRng(4), dim * 500).map((value, j) => value + shift[j % dim]);
  const { caption, specification } = pairsOfColumns({ ...view, draws: own, data: other, names });
  expect(caption).toMatch(
    /Of the 7 columns those 4 .* distance: e \(0\.\d+\), b \(0\.\d+\), g \(0\.\d+\) and c \(0\.\d+\)\./,
  );
  const { xaxis13, xaxis14, xaxis15, xaxis16 } = specification.layout as Record<string, { title: { text: string } }>;
  expect([xaxis13, xaxis14, xaxis15, xaxis16].map(({ title }) => title.text)).toEqual(["b", "c", "e", "g"]);
});

test("no more than 1000 points of each set are drawn, chosen by the seed, and the caption says so", () => {
  const many = { ...view, draws: normals(createRng(5), 3 * 5000) };
  const [, trace] = tracesOf(many).filter(({ mode }) => mode === "markers");
  expect(tracesOf(many).find(({ xaxis }) => xaxis === "x4")?.x).toHaveLength(1000);
  expect(trace).toBeDefined();
  expect(pairsOfColumns(many).caption).toContain("1000 of 5000 draws, chosen at random by the seed");
  expect(pairsOfColumns(many)).toEqual(pairsOfColumns(many));
});

test("refuses points that do not have as many columns as there are names", () => {
  expect(() => pairsOfColumns({ ...view, draws: Float64Array.of(1, 2) })).toThrow(
    /^view\.draws must hold one point or/,
  );
  expect(() => pairsOfColumns({ ...view, data: Float64Array.of(1, 2) })).toThrow(/^view\.data must hold one point or/);
});
