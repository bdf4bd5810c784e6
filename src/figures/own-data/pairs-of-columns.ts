import type { Interval } from "../../density/density.ts";
import { checkFewest, checkObject, checkPoints } from "../../numerics/check.ts";
import { list } from "../../numerics/quote.ts";
import { createRng } from "../../numerics/random/random.ts";
import { ksBetween } from "../../sampling/distances/two-sample-ks.ts";
import type { PlotSpecification } from "../specification/figure.ts";
import { plain } from "../specification/specification-json.ts";
import { axisSuffix, colors, doubleColumn, legendAbove, themedAxis, themedLayout, themedLine } from "../theme/theme.ts";
import { axisText, shortNumber } from "./axis-text.ts";
import { chosenRows } from "./chosen-rows.ts";
import type { Picture } from "./picture.ts";

/** Draws of a model, and the data that they should look like, in the data's own units. */
export interface PairsView {
  /** Shape (n, d), n >= 1. */
  readonly draws: Float64Array;
  /** Shape (m, d), m >= 1; null where none are known. */
  readonly data: Float64Array | null;
  /** What the data are: "rows of held-out.csv". */
  readonly dataName: string;
  /** Names of the columns, (d). */
  readonly names: readonly string[];
  /** Of the choice of the points that are drawn. */
  readonly seed: number;
}

/** Of more columns than the first of these, only so many are shown as the second says. */
const [MOST_COLUMNS, SHOWN_COLUMNS] = [5, 4];
/** Points of each set in a panel: there are several panels. */
const MOST_POINTS = 1000;
/** Of the points, on each side: what may be left out, so that no single one makes all others a dot. */
const RARE = 0.005;
/** Of what is seen, on each side. */
const MARGIN = 0.06;
/** Bins of a histogram. */
const BINS = 30;
/** Of the width of all panels: what is between two of them. */
const GAP = 0.02;
/** The eye sees no more of a place. */
const DIGITS = 4;
/** Around the panels, in CSS pixels. */
const [LEFT, RIGHT, ABOVE, BELOW] = [62, 10, 36, 50];

/**
 * Pairs of columns: draws below the diagonal, data above it, and on it the histograms of both. Of more than five columns those four
 * are shown whose distributions in draws and data differ most, by the Kolmogorov-Smirnov distance.
 * @throws InputError for points that do not have as many columns as there are names
 */
export function pairsOfColumns(view: PairsView): Picture {
  checkObject("view", view, "draws, data, dataName, names and seed");
  const { draws, data, names, seed } = view;
  checkFewest("view.names", names, 1, "name");
  const dim = names.length;
  checkPoints("view.draws", draws, dim, 1);
  if (data) checkPoints("view.data", data, dim, 1);
  const { shown, why } = shownColumns(view);
  const sets = [
    { name: "draws", color: colors.dae, points: chosenRows(draws, dim, createRng(seed, 301), MOST_POINTS), all: draws },
    ...(data
      ? [
          {
            name: view.dataName,
            color: colors.rcae,
            points: chosenRows(data, dim, createRng(seed, 302), MOST_POINTS),
            all: data,
          },
        ]
      : []),
  ].map((set) => ({ ...set, column: (a: number, points: Float64Array) => points.filter((_, j) => j % dim === a) }));
  const ranges = shown.map((a) => rangeOf(sets.map(({ column, all }) => column(a, all))));
  const panels = shown.flatMap((_, row) => shown.map((__, column) => ({ row, column })));
  const traces = panels.flatMap(({ row, column }) => {
    const suffix = axisSuffix(row * shown.length + column);
    const axes = { xaxis: `x${suffix}`, yaxis: `y${suffix}` };
    if (row === column) {
      return sets.map((set) => ({ ...histogram(set.column(shown[row], set.all), ranges[row], set.color), ...axes }));
    }
    const set = sets[row > column ? 0 : 1];
    if (set === undefined) return [];
    return [
      {
        ...{ type: "scatter", mode: "markers", showlegend: false, hoverinfo: "x+y", ...axes },
        x: set.column(shown[column], set.points),
        y: set.column(shown[row], set.points),
        marker: { color: set.color, size: 3, opacity: 0.7 },
      },
    ];
  });
  const size = shown.length === 1 ? { width: 560, height: 380 } : { width: doubleColumn, height: doubleColumn };
  const specification: PlotSpecification = {
    data: plain([...sets.map(legendEntry), ...traces], DIGITS) as Record<string, unknown>[],
    layout: themedLayout({
      ...size,
      margin: { l: LEFT, r: RIGHT, t: ABOVE, b: BELOW },
      showlegend: true,
      legend: legendAbove,
      ...axesOf(
        shown.map((a) => names[a]),
        ranges,
      ),
    }),
  };
  const counts = sets.map(({ name, points, all }) => {
    const [some, every] = [points.length / dim, all.length / dim];
    return some < every ? `${some} of ${every} ${name}, chosen at random by the seed` : `all ${every} ${name}`;
  });
  const where =
    shown.length === 1
      ? `Histograms of ${list(
          sets.map(({ name }) => name),
          "and",
        )}, each with the area 1.`
      : data
        ? `Pairs of columns: draws below the diagonal, ${view.dataName} above it, and on it the histograms of both.`
        : "Pairs of columns of the draws, and their histograms. No data are known to compare them with.";
  const points = shown.length === 1 ? "" : ` Shown are ${list(counts, "and")}; the histograms count all.`;
  return {
    specification,
    title: data ? `Draws beside ${view.dataName}` : "Draws",
    caption: `${where}${why}${points}`,
    alternativeText: `${shown.length === 1 ? "Histograms" : "A matrix of scatter plots and histograms"} of ${list(
      shown.map((a) => names[a]),
      "and",
    )}, of ${list(
      sets.map(({ name, all }) => `${all.length / dim} ${name}`),
      "and",
    )}.${why}`,
  };
}

/** The columns to show, in their order, and why these. */
function shownColumns({ draws, data, names }: PairsView): { readonly shown: readonly number[]; readonly why: string } {
  const dim = names.length;
  const all = names.map((_, a) => a);
  if (dim <= MOST_COLUMNS) return { shown: all, why: "" };
  if (!data) {
    return { shown: all.slice(0, SHOWN_COLUMNS), why: ` Of the ${dim} columns the first ${SHOWN_COLUMNS} are shown.` };
  }
  const column = (points: Float64Array, a: number): Float64Array => points.filter((_, j) => j % dim === a);
  const distances = all.map((a) => ksBetween(column(draws, a), column(data, a)));
  const most = [...all].sort((a, b) => distances[b] - distances[a] || a - b).slice(0, SHOWN_COLUMNS);
  const words = most.map((a) => `${names[a]} (${shortNumber(distances[a])})`);
  return {
    shown: [...most].sort((a, b) => a - b),
    why: ` Of the ${dim} columns those ${SHOWN_COLUMNS} are shown in which draws and data differ most, by the Kolmogorov-Smirnov distance: ${list(words, "and")}.`,
  };
}

function rangeOf(columns: readonly Float64Array[]): Interval {
  const ends = columns.map((values) => {
    const sorted = values.slice().sort();
    const out = Math.floor(RARE * sorted.length);
    return [sorted[out], sorted[sorted.length - 1 - out]];
  });
  const [low, high] = [Math.min(...ends.map(([least]) => least)), Math.max(...ends.map(([, most]) => most))];
  const margin = MARGIN * (high - low) || 1;
  return [low - margin, high + margin];
}

/** The outline of a histogram of the area 1. */
function histogram(values: Float64Array, [from, to]: Interval, color: string): Record<string, unknown> {
  const width = (to - from) / BINS;
  const counts = new Array<number>(BINS).fill(0);
  for (const value of values) {
    const bin = Math.floor((value - from) / width);
    if (bin >= 0 && bin < BINS) counts[bin] += 1;
  }
  const heights = counts.map((count) => count / (values.length * width));
  return {
    ...{ type: "scatter", mode: "lines", showlegend: false, hoverinfo: "x+y" },
    x: Array.from({ length: BINS + 1 }, (_, k) => from + k * width),
    y: [...heights, heights[BINS - 1]],
    line: { ...themedLine(color, 1.5), shape: "hv" },
  };
}

/** A mark that is seen in the legend only: those of the panels are too small there. */
function legendEntry({ name, color }: { readonly name: string; readonly color: string }): Record<string, unknown> {
  return { type: "scatter", mode: "markers", name, x: [null], y: [null], marker: { color, size: 8 } };
}

function axesOf(names: readonly string[], ranges: readonly Interval[]): Record<string, unknown> {
  const p = names.length;
  const domain = (k: number): Interval => {
    const width = (1 - (p - 1) * GAP) / p;
    return [k * (width + GAP), k * (width + GAP) + width];
  };
  const letters = p > 3 ? 14 : undefined;
  const common = { nticks: p > 3 ? 3 : 4, tickangle: 0, linewidth: 0.5 };
  const axes = names.flatMap((_, row) =>
    names.flatMap((name, column) => {
      const suffix = axisSuffix(row * p + column);
      const [bottom, left, diagonal] = [row === p - 1, column === 0, row === column];
      const x = themedAxis(bottom ? axisText(name, letters) : "", {
        ...{ ...common, domain: domain(column), anchor: `y${suffix}`, range: ranges[column], showticklabels: bottom },
        ticks: bottom ? "outside" : "",
      });
      const heights = { rangemode: "tozero", showticklabels: p === 1, ticks: p === 1 ? "outside" : "" };
      const places = { range: ranges[row], showticklabels: left, ticks: left ? "outside" : "" };
      const title = p === 1 ? "density" : left ? axisText(names[row], letters) : "";
      const y = themedAxis(title, {
        ...{ ...common, domain: domain(p - 1 - row), anchor: `x${suffix}` },
        ...(diagonal ? heights : places),
      });
      return [
        [`xaxis${suffix}`, x],
        [`yaxis${suffix}`, y],
      ];
    }),
  );
  return Object.fromEntries(axes);
}
