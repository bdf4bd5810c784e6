import { expect, test } from "vitest";
import { paper1d } from "../../../src/density/examples/paper1d.ts";
import { GaussianMixture } from "../../../src/density/gaussian/gaussian-mixture.ts";
import { figure4, scoreEstimatesFigure } from "../../../src/figures/paper/figure-4-score-estimates.ts";
import { colors } from "../../../src/figures/theme/theme.ts";
import { InputError } from "../../../src/numerics/input-error.ts";
import { optimalReconstruction } from "../../../src/reconstruction/optimal.ts";
import { scoreEstimate } from "../../../src/reconstruction/reconstruction.ts";

const { data, layout } = figure4.build();
const sigmas = [0, 25, 40, 60].map((i) => Math.exp((-4.6 * i) / 99));
const axes = ["", "2", "3", "4"];
const curve = (name: string, panel: number) =>
  data.filter((trace) => trace.name === name && trace.xaxis === `x${axes[panel]}`)[0];

test("four panels with the paper's ranges and levels of noise, 1.00, 0.31, 0.16 and 0.06", () => {
  expect(data).toHaveLength(12);
  for (const axis of axes) {
    expect(layout[`xaxis${axis}`]).toMatchObject({ range: [-1.5, 1.5] });
    expect(layout[`yaxis${axis}`]).toMatchObject({ range: [-3, 4] });
  }
  const headings = (layout.annotations as { text: string }[]).map(({ text }) => text.replaceAll(/<[^>]*>/g, ""));
  expect(headings).toEqual(["σ = 1.00", "σ = 0.31", "σ = 0.16", "σ = 0.06"]);
});

test.each(sigmas.map((sigma, panel) => ({ sigma, panel })))(
  "panel $panel: the RCAE optimum is orange, the DAE optimum purple, the true score green, each with its own values",
  ({ sigma, panel }) => {
    const density = paper1d();
    for (const [name, method, color] of [
      ["RCAE optimum", "rcae", colors.rcae],
      ["DAE optimum", "dae", colors.dae],
    ] as const) {
      const { x, y, line } = curve(name, panel);
      expect(line).toMatchObject({ color });
      expect(y).toEqual(scoreEstimate(optimalReconstruction(density, method, sigma), x as Float64Array));
    }
    const { x, y, line } = curve("true score", panel);
    expect(line).toMatchObject({ color: colors.truth });
    expect(y).toEqual(density.score(x as Float64Array));
  },
);

test("both estimates come nearer to the score, weighted by p, from panel to panel, and within a quarter of its size at 0.06", () => {
  const x = curve("true score", 0).x as Float64Array;
  const p = paper1d().logPdf(x).map(Math.exp);
  const score = curve("true score", 0).y as Float64Array;
  const mean = (values: Float64Array) =>
    p.reduce((sum, weight, i) => sum + weight * Math.abs(values[i]) * (x[1] - x[0]), 0);
  for (const name of ["RCAE optimum", "DAE optimum"]) {
    const errors = axes.map((_, panel) => mean((curve(name, panel).y as Float64Array).map((y, i) => y - score[i])));
    for (let panel = 1; panel < 4; panel++) expect(errors[panel]).toBeLessThan(errors[panel - 1]);
    expect(errors[3]).toBeLessThan(mean(score) / 4);
  }
});

test("any density of dimension 1, any sigmas: as many panels; a Gaussian's two estimates agree to 1e-6", () => {
  const gaussian = new GaussianMixture([{ weight: 1, mean: [0], covariance: [[1]] }]);
  const { data } = scoreEstimatesFigure(gaussian, [0.5, 0.2, 0.1], { x: [-2, 2] });
  expect(data).toHaveLength(9);
  const [, rcae, dae] = data.map(({ y }) => y as Float64Array);
  rcae.forEach((value, i) => {
    expect(Math.abs(value - dae[i])).toBeLessThan(1e-6);
  });
});

test("refuses a density in the plane, and no sigma", () => {
  const plane = new GaussianMixture([
    {
      weight: 1,
      mean: [0, 0],
      covariance: [
        [1, 0],
        [0, 1],
      ],
    },
  ]);
  expect(() => scoreEstimatesFigure(plane, [0.1])).toThrow(InputError);
  expect(() => scoreEstimatesFigure(paper1d(), [])).toThrow(/^sigmas must hold one sigma or more, not 0$/);
});
