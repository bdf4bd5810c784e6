import { expect, test } from "vitest";
import { paper1d } from "../../../src/density/examples/paper1d.ts";
import { GaussianMixture } from "../../../src/density/gaussian/gaussian-mixture.ts";
import { localMoments } from "../../../src/density/local/local-moments.ts";
import { localBallsFigure } from "../../../src/figures/plane/local-balls.ts";
import { colors } from "../../../src/figures/theme/theme.ts";

const density = new GaussianMixture([
  {
    weight: 1,
    mean: [0.5, 0],
    covariance: [
      [1, 0.3],
      [0.3, 0.5],
    ],
  },
]);
const centers = Float64Array.of(0, 1, -1, 0.5);
const radius = 0.4;
const { data, layout } = localBallsFigure(density, centers, radius, { x: [-2, 2], y: [-2, 2], magnification: 5 });
const arrows = layout.annotations as { x: number; y: number; ax: number; ay: number; arrowcolor: string }[];

test("arrows lead from each center to the local mean and along the score, magnified", () => {
  for (let k = 0; k < 2; k++) {
    const center = centers.slice(2 * k, 2 * k + 2);
    const { shift } = localMoments(density, center, radius);
    const score = density.score(center);
    const toMean = arrows.filter(({ arrowcolor }) => arrowcolor === colors.dae)[k];
    const alongScore = arrows.filter(({ arrowcolor }) => arrowcolor === colors.truth)[k];
    for (const { ax, ay } of [toMean, alongScore]) expect([ax, ay]).toEqual([...center]);
    expect(toMean.x).toBeCloseTo(center[0] + 5 * shift[0], 14);
    expect(toMean.y).toBeCloseTo(center[1] + 5 * shift[1], 14);
    expect(alongScore.x).toBeCloseTo(center[0] + (5 * radius ** 2 * score[0]) / 4, 14);
    expect(alongScore.y).toBeCloseTo(center[1] + (5 * radius ** 2 * score[1]) / 4, 14);
  }
});

test("a disc of the radius lies around each center, over contours of the density", () => {
  expect(layout.shapes).toHaveLength(2);
  expect(layout.shapes).toMatchObject([{ x0: -0.4, x1: 0.4, y0: 0.6, y1: 1.4 }, { x0: -1.4 }]);
  const [{ type, x, y, z }] = data as { type: string; x: Float64Array; y: Float64Array; z: Float64Array[] }[];
  expect(type).toBe("contour");
  expect(z[20][10]).toBe(Math.exp(density.logPdf(Float64Array.of(x[10], y[20]))[0]));
});

test("refuses a density that is not of the plane", () => {
  expect(() => localBallsFigure(paper1d(), centers, radius, { x: [-1, 1], y: [-1, 1] })).toThrow(
    /must have dimension 2/,
  );
});
