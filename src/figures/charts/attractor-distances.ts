import { checkFewest, checkFinite, checkPositive } from "../../numerics/check.ts";
import type { PlotSpecification } from "../specification/figure.ts";
import { colors, legendAbove, marginBelowLegend, themedAxis, themedLayout, themedLine } from "../theme/theme.ts";
import { distinct, factorAside, lengthColor } from "./lengths-of-training.ts";

/** An attracting fixed point of a trained network, away from the curve that its data lie on. */
export interface AttractorDistanceRow {
  /** Standard deviation of the corruption in training. */
  readonly sigma: number;
  /** Iterations of training. */
  readonly iterations: number;
  /** The distance from the curve, in sigmas. */
  readonly distance: number;
  /**
   * The fraction of the possible gain over the identity that the network achieves: at most 1, and negative where it is worse than
   * the identity.
   */
  readonly learnt: number;
}

/** Networks that have learnt less than this are drawn as open circles. */
const HALF = 0.5;
/** The dots of different lengths of training stand side by side: the factor in sigma from one to the next. */
const ASIDE = 1.16;

/**
 * The distances of attracting fixed points from the data, in sigmas, over sigma; both axes are logarithmic. Each fixed point is a
 * dot in the colour of the length of training; the dot is open if the network achieves less than half of the possible gain. A
 * dashed line shows the cut-off.
 *
 * @param cutoff in sigmas, beyond which a fixed point is a false attractor
 * @throws InputError for no rows, and for invalid numbers
 */
export function attractorDistancesFigure(rows: readonly AttractorDistanceRow[], cutoff: number): PlotSpecification {
  checkFewest("rows", rows, 1, "row");
  rows.forEach((row, k) => {
    for (const name of ["sigma", "iterations", "distance", "learnt"] as const)
      checkFinite(`rows[${k}].${name}`, row[name]);
  });
  checkPositive("cutoff", cutoff);
  const lengths = distinct(rows.map(({ iterations }) => iterations));
  const sigmas = distinct(rows.map(({ sigma }) => sigma));
  const dots = lengths.map((iterations, k) => {
    // The networks that have learnt most come first, since the legend takes its dot from the first.
    const own = rows.filter((row) => row.iterations === iterations).sort((a, b) => b.learnt - a.learnt);
    const [color, aside] = [lengthColor(k), factorAside(ASIDE, k, lengths.length)];
    return {
      type: "scatter",
      mode: "markers",
      name: `${iterations} iterations`,
      x: own.map(({ sigma }) => sigma * aside),
      y: own.map(({ distance }) => distance),
      marker: {
        color: own.map(({ learnt }) => (learnt < HALF ? "rgba(0,0,0,0)" : color)),
        size: 6,
        line: { color, width: 1.25 },
      },
    };
  });
  const line = {
    type: "scatter",
    mode: "lines",
    name: "cut-off",
    x: [sigmas[0] / ASIDE ** 2, sigmas[sigmas.length - 1] * ASIDE ** 2],
    y: [cutoff, cutoff],
    line: themedLine(colors.ink, 1, "dash"),
  };
  const ticks = [1, 2, 5, 10, 20, 50, 100, 200, 500];
  return {
    data: [...dots, line],
    layout: themedLayout({
      width: 560,
      height: 340,
      margin: { l: 56, r: 12, t: marginBelowLegend, b: 42 },
      showlegend: true,
      legend: legendAbove,
      xaxis: themedAxis("<i>σ</i> of training", { type: "log", tickvals: sigmas, ticktext: sigmas.map(String) }),
      yaxis: themedAxis("distance from the data, in <i>σ</i>", {
        type: "log",
        tickvals: ticks,
        ticktext: ticks.map(String),
      }),
    }),
  };
}
