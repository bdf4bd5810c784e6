import { describe, expect, test } from "vitest";
import { type LossesAt, lossesOfEstimators } from "../../../src/figures/own-data/losses-of-estimators.ts";

const at = (sigma: number, gaussian: number, points: number, kept: string): LossesAt => ({
  sigma,
  losses: [
    { name: "gaussian", loss: gaussian, standardError: 0.01 },
    { name: "points", loss: points, standardError: 0.02 },
  ],
  kept,
});
const common = { kept: "gaussian", taken: null, unit: "standard deviations of the columns", optimal: null };

interface Trace {
  readonly type: string;
  readonly name: string;
  readonly x: readonly unknown[];
  readonly y: readonly number[];
  readonly error_y: { readonly array: readonly number[] };
}

describe("at one sigma", () => {
  const picture = lossesOfEstimators({ ...common, along: [at(0.5, 0.6, 0.7, "gaussian")], optimal: 0.55 });
  const [bars] = picture.specification.data as unknown as Trace[];

  test("there is a bar with its standard error for each estimator, and the kept one is named", () => {
    expect(bars.y).toEqual([0.6, 0.7]);
    expect(bars.error_y.array).toEqual([0.01, 0.02]);
    expect(bars.x).toEqual(["gaussian<br>0.6<br><b>kept</b>", "points<br>0.7"]);
  });

  test("lines stand at the losses of the identity, of one Gaussian, and of the best denoiser where it is known", () => {
    const shapes = picture.specification.layout.shapes as readonly { name: string; y0: number; y1: number }[];
    expect(shapes.map(({ name, y0, y1 }) => [name, y0, y1])).toEqual([
      ["identity", 1, 1],
      ["one Gaussian", 0.6, 0.6],
      ["lowest possible", 0.55, 0.55],
    ]);
  });

  test("the words say what the bars say", () => {
    expect(picture.alternativeText).toBe(
      "Bars of the relative held-out loss at σ = 0.5 standard deviations of the columns: gaussian 0.6 ± 0.01, points 0.7 ± 0.02. The identity has 1. Kept: gaussian.",
    );
    expect(picture.caption).not.toContain("upper edge");
  });

  test("a loss far above that of the identity is cut off, and the caption says so", () => {
    const { specification, caption } = lossesOfEstimators({ ...common, along: [at(0.5, 0.6, 3.75, "gaussian")] });
    expect((specification.layout.yaxis as { range: number[] }).range[1]).toBeLessThan(2);
    expect(caption).toMatch(/Bars that reach the upper edge are higher\.$/);
  });

  test("a standard error that is not known has no bar", () => {
    const losses = [{ name: "gaussian", loss: 0.6, standardError: Infinity }];
    const { specification } = lossesOfEstimators({ ...common, along: [{ sigma: 1, losses, kept: "gaussian" }] });
    expect((specification.data[0] as unknown as Trace).error_y.array).toEqual([0]);
  });
});

describe("along sigma", () => {
  const along = [at(0.1, 0.99, 2, "gaussian"), at(0.2, 0.9, 0.95, "gaussian"), at(1, 0.5, 0.4, "points")];
  const { specification, caption } = lossesOfEstimators({ ...common, along, kept: "points", taken: 1 });
  const traces = specification.data as unknown as Trace[];

  test("there is a curve for each estimator, and the identity is at 1", () => {
    expect(traces.map(({ name }) => name)).toEqual(["identity", "gaussian", "points", "kept"]);
    expect(traces[0].y).toEqual([1, 1]);
    expect(traces[1].x).toEqual([0.1, 0.2, 1]);
    expect(traces[1].y).toEqual([0.99, 0.9, 0.5]);
    expect(traces[2].error_y.array).toEqual([0.02, 0.02, 0.02]);
  });

  test("a ring is at the loss of the estimator that is kept at each sigma, and the taken sigma is marked", () => {
    expect(traces[3].x).toEqual([0.1, 0.2, 1]);
    expect(traces[3].y).toEqual([0.99, 0.9, 0.4]);
    expect(specification.layout.shapes).toMatchObject([{ x0: 1, x1: 1 }]);
    expect(caption).toContain("the σ that was taken, 1. Kept: points.");
    expect(caption).toContain("Curves that leave the picture at the top go on above it.");
  });
});

test("refuses a comparison without a sigma, and one without an estimator", () => {
  expect(() => lossesOfEstimators({ ...common, along: [] })).toThrow(/^found\.along must hold one sigma or more/);
  const empty = [{ sigma: 1, losses: [], kept: "identity" }];
  expect(() => lossesOfEstimators({ ...common, along: empty })).toThrow(
    /^found\.along\[0\]\.losses must hold one loss/,
  );
});
