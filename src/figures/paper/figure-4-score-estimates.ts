import { checkDensity } from "../../density/check-density.ts";
import type { Density } from "../../density/density.ts";
import { paper1d } from "../../density/examples/paper1d.ts";
import { linspace } from "../../numerics/approximation/grid.ts";
import { checkFewest, checkInterval, checkPositive } from "../../numerics/check.ts";
import { optimalReconstruction } from "../../reconstruction/optimal.ts";
import { scoreEstimate } from "../../reconstruction/reconstruction.ts";
import type { Figure, PlotSpecification } from "../specification/figure.ts";
import {
  axisSuffix,
  colors,
  doubleColumn,
  legendAbove,
  marginBelowLegend,
  panelHeading,
  themedAxis,
  themedLayout,
  themedLine,
} from "../theme/theme.ts";

/** The paper's noise schedule, sigma_i = exp(-4.6 i / 99) for i = 0 ... 99, from 1.00 down to 0.01. */
const schedule = (i: number): number => Math.exp((-4.6 * i) / 99);

/** Figure 4: the score estimates of the two optimal reconstructions, for less and less noise. */
export const figure4: Figure = {
  id: "f4",
  stem: "figure-4",
  title: "Score estimates of the optimal reconstructions, for four levels of noise",
  shortTitle: "score estimates of both optima",
  source: "figure-4-score-estimates",
  chapter: "03-contractive-optimum",
  width: doubleColumn,
  height: 500,
  build: () => scoreEstimatesFigure(paper1d(), [0, 25, 40, 60].map(schedule)),
};

/** The part of the score estimates that is shown. */
export interface ScoreEstimatesView {
  /** Range of x. Default [-1.5, 1.5], as in the paper. */
  readonly x?: readonly [number, number];
  /** Range of the score axis, which curves may leave. Default [-3, 4], as in the paper. */
  readonly y?: readonly [number, number];
}

/**
 * (r(x) - x) / sigma^2 of the contractive (RCAE) and of the denoising (DAE) optimum beside the true score of a 1-D
 * density: one panel for each sigma, two to a row.
 *
 * @throws InputError where the density is not 1-D or there is no sigma
 */
export function scoreEstimatesFigure(
  density: Density,
  sigmas: readonly number[],
  view: ScoreEstimatesView = {},
): PlotSpecification {
  checkDensity("density", density, [1]);
  checkFewest("sigmas", sigmas, 1, "sigma");
  sigmas.forEach((sigma, k) => {
    checkPositive(`sigmas[${k}]`, sigma);
  });
  const { x: range = [-1.5, 1.5], y: yRange = [-3, 4] } = view;
  checkInterval("view.x", range);
  checkInterval("view.y", yRange);
  const x = linspace(range[0], range[1], 301);
  const score = density.score(x);
  const columns = Math.min(2, sigmas.length);
  const rows = Math.ceil(sigmas.length / columns);
  const data: Record<string, unknown>[] = [];
  const axes: Record<string, unknown> = {};
  const annotations: Record<string, unknown>[] = [];
  sigmas.forEach((sigma, panel) => {
    const axis = axisSuffix(panel);
    const estimate = (method: "dae" | "rcae") => scoreEstimate(optimalReconstruction(density, method, sigma), x);
    const curve = (name: string, y: Float64Array, line: Record<string, unknown>) =>
      data.push({
        type: "scatter",
        mode: "lines",
        name,
        legendgroup: name,
        showlegend: panel === 0,
        x,
        y,
        line,
        xaxis: `x${axis}`,
        yaxis: `y${axis}`,
      });
    // The truth is a broad line below the fine lines of the estimates, so that all are seen where they coincide.
    curve("true score", score, themedLine(colors.truth, 3));
    curve("RCAE optimum", estimate("rcae"), themedLine(colors.rcae, 1.75));
    curve("DAE optimum", estimate("dae"), themedLine(colors.dae, 1.5, "6px,3px"));
    const isLastInColumn = panel + columns >= sigmas.length;
    axes[`xaxis${axis}`] = themedAxis(isLastInColumn ? "<i>x</i>" : "", { range: [...range] });
    const isFirstInRow = panel % columns === 0;
    const label = isFirstInRow ? "(<i>r</i>(<i>x</i>) − <i>x</i>) / <i>σ</i>²" : "";
    axes[`yaxis${axis}`] = themedAxis(label, { range: [...yRange] });
    annotations.push(panelHeading(`<i>σ</i> = ${panelSigma(sigma)}`, axis));
  });
  return {
    data,
    layout: themedLayout({
      margin: { l: 46, r: 14, t: marginBelowLegend, b: 40 },
      grid: { rows, columns, pattern: "independent", xgap: 0.12, ygap: 0.2 },
      ...axes,
      annotations,
      showlegend: true,
      legend: legendAbove,
    }),
  };
}

/** Two decimals, as the paper has them; more where sigma is small. */
function panelSigma(sigma: number): string {
  return sigma >= 0.02 ? sigma.toFixed(2) : `${Number(sigma.toPrecision(2))}`;
}
