import { checkFewest, checkFinite } from "../../numerics/check.ts";
import { createRng } from "../../numerics/random/random.ts";
import { bootstrapMean } from "../../numerics/statistics/bootstrap-mean.ts";
import type { PlotSpecification } from "../specification/figure.ts";
import { legendAbove, marginBelowLegend, themedAxis, themedLayout, themedLine } from "../theme/theme.ts";
import { distinct, factorAside, lengthColor } from "./lengths-of-training.ts";

/** A network of the study: how it was trained, and where the starts around it end. */
export interface FalseAttractorRow {
  /** Standard deviation of the corruption in training. */
  readonly sigma: number;
  /** Iterations of training. */
  readonly iterations: number;
  readonly seed: number;
  /** The fraction of starts that end in a false attractor, from 0 to 1. */
  readonly falseFraction: number;
}

/** The dots and bars of different lengths of training stand side by side: the factor in sigma from one to the next. */
const ASIDE = 1.11;

/** A point is beside its sigma, so that its place would name another one. */
const HOVER = "σ = %{customdata}, %{y}";

/**
 * The fraction of starts that end in a false attractor over sigma, which is logarithmic: a dot for each network, and a line through
 * the means over seeds for each length of training, with the 95 % bootstrap interval of each mean as a bar. The lengths of training
 * stand side by side at each sigma, so that no bar hides another.
 * @throws InputError for no rows, and for invalid numbers
 */
export function falseAttractorStudyFigure(rows: readonly FalseAttractorRow[]): PlotSpecification {
  checkFewest("rows", rows, 1, "row");
  rows.forEach((row, k) => {
    for (const name of ["sigma", "iterations", "falseFraction"] as const) checkFinite(`rows[${k}].${name}`, row[name]);
  });
  const lengths = distinct(rows.map(({ iterations }) => iterations));
  const data = lengths.flatMap((iterations, k) =>
    tracesOf(rows, iterations, { color: lengthColor(k), aside: factorAside(ASIDE, k, lengths.length) }),
  );
  const sigmas = distinct(rows.map(({ sigma }) => sigma));
  return {
    data,
    layout: themedLayout({
      width: 480,
      height: 320,
      margin: { l: 56, r: 12, t: marginBelowLegend, b: 42 },
      showlegend: true,
      legend: legendAbove,
      xaxis: themedAxis("<i>σ</i> of training", { type: "log", tickvals: sigmas, ticktext: sigmas.map(String) }),
      yaxis: themedAxis("starts that end in a false attractor", { tickformat: ".0%", rangemode: "tozero" }),
    }),
  };
}

/** @param style the colour, and the factor by which the dots and the line stand beside their sigma */
function tracesOf(
  rows: readonly FalseAttractorRow[],
  iterations: number,
  { color, aside }: { readonly color: string; readonly aside: number },
): Record<string, unknown>[] {
  const own = rows.filter((row) => row.iterations === iterations);
  const sigmas = distinct(own.map(({ sigma }) => sigma));
  const rng = createRng(1);
  const means = sigmas.map((sigma) =>
    bootstrapMean(
      own.filter((row) => row.sigma === sigma).map(({ falseFraction }) => falseFraction),
      rng,
    ),
  );
  const name = `${iterations} iterations`;
  return [
    {
      type: "scatter",
      mode: "markers",
      name,
      showlegend: false,
      x: own.map(({ sigma }) => sigma * aside),
      customdata: own.map(({ sigma }) => sigma),
      hovertemplate: HOVER,
      y: own.map(({ falseFraction }) => falseFraction),
      marker: { color, size: 5, opacity: 0.5 },
    },
    {
      type: "scatter",
      mode: "lines",
      name,
      x: sigmas.map((sigma) => sigma * aside),
      customdata: sigmas,
      hovertemplate: HOVER,
      y: means.map(({ mean }) => mean),
      error_y: {
        type: "data",
        array: means.map(({ mean, high }) => high - mean),
        arrayminus: means.map(({ mean, low }) => mean - low),
        color,
        thickness: 1.25,
        width: 3,
      },
      line: themedLine(color, 1.75),
    },
  ];
}
