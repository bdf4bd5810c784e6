import { corrupt, repeated } from "../../autoencoder/data/corruption.ts";
import { fromScaled, type Scaling } from "../../autoencoder/data/scaling.ts";
import type { Interval } from "../../density/density.ts";
import { FinitePoints } from "../../density/finite-points.ts";
import { linspace } from "../../numerics/approximation/grid.ts";
import { checkFewest, checkObject, checkPoints } from "../../numerics/check.ts";
import { type PrincipalPlane, principalPlane } from "../../numerics/linear-algebra/principal-plane.ts";
import { plural } from "../../numerics/quote.ts";
import { createRng } from "../../numerics/random/random.ts";
import { maximum } from "../../numerics/sorting/maximum.ts";
import type { Mode } from "../../reconstruction/field/modes.ts";
import { displacement, type IsotropicReconstruction } from "../../reconstruction/reconstruction.ts";
import { coordinates } from "../marks/plane-points.ts";
import { quiver } from "../marks/quiver.ts";
import { scaledTicks, squareAround } from "../marks/square-view.ts";
import type { PlotSpecification } from "../specification/figure.ts";
import { plain } from "../specification/specification-json.ts";
import { colors, legendAbove, marginBelowLegend, themedAxis, themedLayout, themedLine } from "../theme/theme.ts";
import { axisText, shortNumber } from "./axis-text.ts";
import type { Picture } from "./picture.ts";

/** The content of a picture of a field, in the coordinates of the reconstruction. */
export interface FieldView {
  readonly r: IsotropicReconstruction;
  /** Rows to draw, (n, d), n >= 1; see `chosenRows`. */
  readonly rows: Float64Array;
  /** Whether the rows themselves are shown; those of a grid are not. */
  readonly dots: boolean;
  /** A description of the rows: "rows", "draws of the data", "points of a grid". */
  readonly what: string;
  /** The number of all rows, from which these were chosen. */
  readonly of: number;
  /** The fixed points that were found; null where none were searched for. */
  readonly modes: readonly Pick<Mode, "at" | "kind" | "starts">[] | null;
  /** log p_sigma up to a constant, (n, d) -> (n), for one column and for two. */
  readonly logDensity: (points: Float64Array) => Float64Array;
  /** Whether p_sigma is known in closed form; otherwise it is the path integral of the score. */
  readonly exact: boolean;
  /** How the columns were scaled; axes are in the data's own units where there are one or two columns. */
  readonly scaling: Scaling | null;
  /** Names of the columns, (d). */
  readonly names: readonly string[];
  /** The random numbers for the noise that is added to the rows above two columns. */
  readonly seed: number;
}

/** The number of arrows along each side. */
const ARROWS = 21;
/** The number of points along each side at which log p_sigma is computed, and the number of points of a curve. */
const [GRID, CURVE] = [61, 301];
/** The median arrow among the rows is this many times as long as the distance between two arrows. */
const USUAL_LENGTH = 0.6;
/** The lowest shaded level of log p_sigma, relative to the highest level. */
const LOWEST = -10;
/** The approximate number of noisy rows whose averages are the arrows, and the fewest rows for one arrow. */
const [NOISY_ROWS, FEWEST_AVERAGED] = [8000, 3];
/** The fraction of the rows that may be left out on each side, so that no single row shrinks the others to a dot. */
const RARE = 0.005;
/** The number of bins in the histogram of one column. */
const BINS = 40;
/** The number of digits of a place that can be seen in the figure. */
const DIGITS = 4;
/** The sizes of the picture and of its margins, in CSS pixels. */
const [SIDE, LEFT, RIGHT, BELOW] = [400, 68, 84, 48];

/**
 * The field r(x) - x = sigma^2 score over log p_sigma, with rows of the data and the fixed points of r.
 *
 * - One column: curves of p_sigma, over a histogram of the rows, and of r(x) - x below it.
 * - Two columns: arrows over shades of log p_sigma.
 * - More: the plane of the two leading principal components of the rows, onto which everything is projected. An arrow is the mean of
 *   r(x) - x over the noisy rows x + sigma eps that fall into its cell, and the shades are the density of those noisy rows within the
 *   plane. For the best denoiser this mean is sigma^2 times the gradient of the logarithm of that density, by Tweedie's formula, which
 *   holds for projections too.
 *   holds for projections too.
 * @throws InputError for rows that do not have the dimension of r
 */
export function fieldAndModes(view: FieldView): Picture {
  checkObject("view", view, "r, rows, modes, logDensity, scaling and names");
  const { r, rows, names } = view;
  checkPoints("view.rows", rows, r.dim, 1);
  checkFewest("view.names", names, r.dim, "names, one for each column");
  if (r.dim === 1) return onTheLine(view);
  return r.dim === 2 ? inThePlane(view) : projected(view);
}

function inThePlane(view: FieldView): Picture {
  const { r, rows, modes, scaling, names, logDensity, exact } = view;
  const [x, y] = viewOf(rows, view, (point) => point, 5 * r.sigma);
  const at = cellMiddles(x, y, ARROWS);
  const [xs, ys] = [linspace(...x, GRID), linspace(...y, GRID)];
  const logs = logDensity(gridPoints(xs, ys));
  const arrows = field(at, displacement(r, at), displacement(r, rows), (x[1] - x[0]) / ARROWS);
  const specification = planeSpecification({
    shades: shades(xs, ys, logs),
    arrows: arrows.traces,
    rows: coordinates(rows),
    rowsName: view.dots ? view.what : null,
    modes: modes ?? [],
    onto: (point) => point,
    xaxis: themedAxis(axisText(names[0]), { range: x, ...scaledTicks(x, scaling, 0) }),
    yaxis: themedAxis(axisText(names[1]), { range: y, ...scaledTicks(y, scaling, 1) }),
  });
  const density = exact ? "log p_σ" : "log p_σ, the path integral of the score";
  return words(view, specification, {
    shown: `Arrows: r(x) − x, ${arrows.length}. Shades: ${density}, less its highest value in the picture; below −${-LOWEST} there is no shade.`,
    axes: `${names[0]} and ${names[1]}`,
    outside: outsideOf(
      rows,
      (modes ?? []).map((mode) => mode.at),
      [x, y],
    ),
  });
}

function projected(view: FieldView): Picture {
  const { r, rows, modes, names, seed, scaling } = view;
  const { dim, sigma } = r;
  const plane = principalPlane(rows, dim);
  const flat = plane.onto(rows);
  const [x, y] = viewOf(flat, view, plane.onto, 2 * sigma);
  const times = Math.max(1, Math.round(NOISY_ROWS / (rows.length / dim)));
  const noisy = corrupt(repeated(rows, times), sigma, createRng(seed));
  const cells = meansInCells(plane.onto(noisy), plane.along(displacement(r, noisy)), x, y);
  const [xs, ys] = [linspace(...x, GRID), linspace(...y, GRID)];
  const logs = new FinitePoints(flat, 2).smoothed(sigma).logPdf(gridPoints(xs, ys));
  const arrows = field(cells.at, cells.means, cells.means, (x[1] - x[0]) / ARROWS);
  const title = (k: number): string => `component ${k + 1} (${percent(plane.fractions[k])} of variance)`;
  const specification = planeSpecification({
    shades: shades(xs, ys, logs),
    arrows: arrows.traces,
    rows: coordinates(flat),
    rowsName: view.dots ? view.what : null,
    modes: modes ?? [],
    onto: plane.onto,
    xaxis: themedAxis(title(0), { range: x }),
    yaxis: themedAxis(title(1), { range: y }),
  });
  const both = percent(plane.fractions[0] + plane.fractions[1]);
  const heaviest = [0, 1].map((k) => `the ${["first", "second"][k]} mostly of ${leadingNames(plane, k, names)}`);
  return words(view, specification, {
    shown: `All is projected onto the two leading principal components of the ${dim} columns, which hold ${both} of the variance${scaling ? ", in standard deviations of the columns" : ""}; ${heaviest.join(", ")}. Arrows: the mean of r(x) − x over the ${view.what} with noise σ that fall near their beginning, ${arrows.length}. Shades: the logarithm of the density of the ${view.what} with noise σ in this plane, less its highest value; below −${-LOWEST} there is no shade.`,
    axes: "the two leading principal components",
    outside: outsideOf(
      flat,
      (modes ?? []).map((mode) => plane.onto(mode.at)),
      [x, y],
    ),
  });
}

function onTheLine(view: FieldView): Picture {
  const { r, rows, modes, logDensity, names, scaling, exact } = view;
  const [low, high] = usualEnds(
    rows,
    (modes ?? []).map(({ at }) => at[0]),
  );
  const margin = 0.1 * (high - low) + 3 * r.sigma;
  const points = linspace(low - margin, high + margin, CURVE);
  const own = (values: Float64Array): Float64Array => (scaling ? fromScaled(values, scaling) : values);
  const scale = scaling?.scale[0] ?? 1;
  const x = own(points);
  const density = normalised(logDensity(points), x[1] - x[0]);
  const moved = displacement(r, points).map((value) => value * scale);
  const specification: PlotSpecification = {
    data: plain(
      [
        ...(view.dots ? [histogram(own(rows), [x[0], x[CURVE - 1]], view.what)] : []),
        { ...curve("<i>p</i><sub>σ</sub>", x, density, colors.dae), yaxis: "y" },
        { ...curve("<i>r</i>(<i>x</i>) − <i>x</i>", x, moved, colors.ink), yaxis: "y2" },
        ...kinds(modes ?? []).map(({ of, ...mark }) => {
          const at = own(Float64Array.from(of, (mode) => mode.at[0]));
          return { ...modeMarks(mark, of), x: at, y: at.map(() => 0), yaxis: "y2" };
        }),
      ],
      DIGITS,
    ) as Record<string, unknown>[],
    layout: themedLayout({
      width: LEFT + SIDE + 120,
      height: 420,
      margin: { l: LEFT, r: 14, t: marginBelowLegend, b: BELOW },
      showlegend: true,
      legend: legendAbove,
      xaxis: themedAxis(axisText(names[0]), { range: [x[0], x[CURVE - 1]], anchor: "y2", mirror: "all" }),
      yaxis: themedAxis("density", { domain: [0.54, 1], rangemode: "tozero" }),
      yaxis2: themedAxis("<i>r</i>(<i>x</i>) − <i>x</i>", {
        domain: [0, 0.46],
        zeroline: true,
        zerolinecolor: colors.faint,
      }),
    }),
  };
  const how = exact ? "" : ", the path integral of the score, normalised to what is shown";
  return words(view, specification, {
    shown: `Above: p_σ${how}${view.dots ? `, over a histogram of the ${view.what}, which have no noise` : ""}. Below: r(x) − x, in the unit of ${names[0]}; where it crosses zero downwards is a mode.`,
    axes: names[0],
    outside: outsideOf(
      rows,
      (modes ?? []).map((mode) => mode.at),
      [[points[0], points[CURVE - 1]]],
    ),
  });
}

interface PlaneParts {
  readonly shades: Record<string, unknown>;
  readonly arrows: readonly Record<string, unknown>[];
  readonly rows: { readonly x: Float64Array; readonly y: Float64Array };
  /** null where they are not shown. */
  readonly rowsName: string | null;
  readonly modes: readonly Pick<Mode, "at" | "kind" | "starts">[];
  readonly onto: (point: Float64Array) => Float64Array;
  readonly xaxis: Record<string, unknown>;
  readonly yaxis: Record<string, unknown>;
}

function planeSpecification({
  shades: below,
  arrows,
  rows,
  rowsName,
  modes,
  onto,
  xaxis,
  yaxis,
}: PlaneParts): PlotSpecification {
  const dots = {
    ...{ type: "scatter", mode: "markers", name: rowsName, ...rows, hoverinfo: "skip" },
    marker: { color: colors.rcae, size: 3 },
  };
  const marks = kinds(modes).map(({ of, ...mark }) => {
    const places = of.map(({ at }) => onto(at));
    return { ...modeMarks(mark, of), x: places.map(([x]) => x), y: places.map(([, y]) => y) };
  });
  return {
    data: plain([below, ...(rowsName === null ? [] : [dots]), ...arrows, ...marks], DIGITS) as Record<
      string,
      unknown
    >[],
    layout: themedLayout({
      width: LEFT + SIDE + RIGHT,
      height: marginBelowLegend + SIDE + BELOW,
      margin: { l: LEFT, r: RIGHT, t: marginBelowLegend, b: BELOW },
      showlegend: true,
      legend: legendAbove,
      xaxis: { ...xaxis, constrain: "domain" },
      yaxis: { ...yaxis, scaleanchor: "x", constrain: "domain" },
    }),
  };
}

/** The marks of modes, and of other fixed points, for each kind that occurs. */
function kinds(modes: PlaneParts["modes"]): { name: string; symbol: string; of: PlaneParts["modes"] }[] {
  return [
    { name: "modes", symbol: "circle", of: modes.filter(({ kind }) => kind === "mode") },
    { name: "other ends", symbol: "x", of: modes.filter(({ kind }) => kind !== "mode") },
  ].filter(({ of }) => of.length > 0);
}

function modeMarks(
  { name, symbol }: { readonly name: string; readonly symbol: string },
  of: PlaneParts["modes"],
): Record<string, unknown> {
  return {
    ...{ type: "scatter", mode: "markers", name, hoverinfo: "text" },
    text: of.map(({ kind, starts }) => `${kind}, ${starts}`),
    marker: { color: colors.dae, size: 10, symbol, line: { color: "#ffffff", width: 1.5 } },
  };
}

/** Arrows whose median length among the rows is well visible, and a description of their scale in words. */
function field(
  at: Float64Array,
  vectors: Float64Array,
  amongRows: Float64Array,
  spacing: number,
): { readonly traces: Record<string, unknown>[]; readonly length: string } {
  const lengths = Float64Array.from({ length: amongRows.length / 2 }, (_, i) =>
    Math.hypot(amongRows[2 * i], amongRows[2 * i + 1]),
  )
    .filter((length) => length > 0 && Number.isFinite(length))
    .sort();
  const usual = lengths.length > 0 ? lengths[lengths.length >> 1] : spacing;
  const scale = roundDown((USUAL_LENGTH * spacing) / usual);
  const longest = 0.95 * spacing;
  const traces = quiver(at, vectors, {
    scale,
    longest,
    head: 0.3 * spacing,
    width: 0.9,
    name: "<i>r</i>(<i>x</i>) − <i>x</i>",
  });
  const times = scale === 1 ? "as long as they are" : `${scale} times as long as they are`;
  return { traces, length: `drawn ${times}, but none longer than two of them are apart` };
}

/** The largest 1, 2 or 5 times a power of ten below a number. */
function roundDown(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const times = value >= 5 * power ? 5 : value >= 2 * power ? 2 : 1;
  return Number((times * power).toPrecision(1));
}

function shades(xs: Float64Array, ys: Float64Array, logs: Float64Array): Record<string, unknown> {
  const highest = logs.reduce((most, value) => (value > most ? value : most), -Infinity);
  // The part left out is below the lowest level, where there is no shade.
  const level = (value: number): number => (value - highest >= LOWEST ? value - highest : LOWEST - 1);
  return {
    ...{ type: "contour", name: "log <i>p</i><sub>σ</sub>", x: xs, y: ys, hoverinfo: "skip", showlegend: false },
    z: Array.from(ys, (_, j) => logs.subarray(j * xs.length, (j + 1) * xs.length).map(level)),
    ...{ zmin: LOWEST, zmax: 0, autocontour: false, connectgaps: false },
    contours: { coloring: "fill", start: LOWEST, end: -1, size: 1 },
    colorscale: [
      [0, "#ffffff"],
      [1, colors.shade],
    ],
    line: { color: colors.faint, width: 0.4 },
    colorbar: {
      title: { text: "log <i>p</i><sub>σ</sub>", side: "right" },
      ...{ thickness: 10, outlinewidth: 0.5, tickfont: { size: 10 }, dtick: 2, x: 1.02 },
    },
  };
}

/** The middles of n x n cells, row by row from below. (n^2, 2). */
function cellMiddles(x: readonly [number, number], y: readonly [number, number], n: number): Float64Array {
  const middles = ([from, to]: readonly [number, number]): Float64Array => {
    const half = (to - from) / (2 * n);
    return linspace(from + half, to - half, n);
  };
  return gridPoints(middles(x), middles(y));
}

function gridPoints(xs: Float64Array, ys: Float64Array): Float64Array {
  return Float64Array.from({ length: 2 * xs.length * ys.length }, (_, j) =>
    j % 2 === 0 ? xs[(j >> 1) % xs.length] : ys[Math.floor((j >> 1) / xs.length)],
  );
}

/** The mean of the vectors that begin in a cell, drawn from the mean of their beginnings, for cells with enough vectors. */
function meansInCells(
  at: Float64Array,
  vectors: Float64Array,
  x: readonly [number, number],
  y: readonly [number, number],
): { readonly at: Float64Array; readonly means: Float64Array } {
  const cell = (value: number, [from, to]: readonly [number, number]): number =>
    Math.floor((ARROWS * (value - from)) / (to - from));
  const sums = new Map<number, number[]>();
  for (let i = 0; i < at.length; i += 2) {
    const [column, row] = [cell(at[i], x), cell(at[i + 1], y)];
    if (column < 0 || column >= ARROWS || row < 0 || row >= ARROWS) continue;
    const sum = sums.get(row * ARROWS + column) ?? [0, 0, 0, 0, 0];
    [1, at[i], at[i + 1], vectors[i], vectors[i + 1]].forEach((value, k) => {
      sum[k] += value;
    });
    sums.set(row * ARROWS + column, sum);
  }
  const full = [...sums].sort(([a], [b]) => a - b).filter(([, [count]]) => count >= FEWEST_AVERAGED);
  const mean = (k: number) => full.map(([, sum]) => sum[k] / sum[0]);
  const pairs = (a: number[], b: number[]): Float64Array => Float64Array.from(a.flatMap((value, i) => [value, b[i]]));
  return { at: pairs(mean(1), mean(2)), means: pairs(mean(3), mean(4)) };
}

/** A density from its logarithm, with the integral 1 over evenly spaced points. */
function normalised(logs: Float64Array, spacing: number): Float64Array {
  const highest = maximum(logs.filter(Number.isFinite));
  const values = logs.map((value) => Math.exp(value - highest));
  const total = spacing * values.reduce((sum, value) => sum + (Number.isFinite(value) ? value : 0), 0);
  return values.map((value) => value / total);
}

function histogram(values: Float64Array, [from, to]: readonly [number, number], name: string): Record<string, unknown> {
  const size = (to - from) / BINS;
  const counts = new Array<number>(BINS).fill(0);
  for (const value of values) {
    const bin = Math.floor((value - from) / size);
    if (bin >= 0 && bin < BINS) counts[bin] += 1;
  }
  return {
    ...{ type: "bar", name, width: size, hoverinfo: "skip", yaxis: "y" },
    x: counts.map((_, k) => from + (k + 0.5) * size),
    y: counts.map((count) => count / (values.length * size)),
    marker: { color: colors.rcae, opacity: 0.55, line: { width: 0 } },
  };
}

function curve(name: string, x: Float64Array, y: Float64Array, color: string): Record<string, unknown> {
  return { type: "scatter", mode: "lines", name, x, y, line: themedLine(color, 1.75), hoverinfo: "x+y" };
}

/** The range of the middle 99 % of some values, extended to those of `others` that are not much farther out. */
function usualEnds(values: Float64Array, others: readonly number[]): Interval {
  const sorted = values.slice().sort();
  const out = Math.floor(RARE * sorted.length);
  const [low, high] = [sorted[out], sorted[sorted.length - 1 - out]];
  const near = others.filter((value) => value > low - (high - low) && value < high + (high - low));
  return [Math.min(low, ...near), Math.max(high, ...near)];
}

/** The visible part of a plane: nearly all rows, and the modes that are not far from them. @param flat the rows in the plane, (n, 2) */
function viewOf(
  flat: Float64Array,
  { modes }: FieldView,
  onto: (point: Float64Array) => Float64Array,
  least: number,
): readonly [Interval, Interval] {
  const { x, y } = coordinates(flat);
  const places = (modes ?? []).map(({ at }) => onto(at));
  return squareAround(
    usualEnds(
      x,
      places.map(([first]) => first),
    ),
    usualEnds(
      y,
      places.map(([, second]) => second),
    ),
    least,
  );
}

function percent(fraction: number): string {
  return `${shortNumber(100 * fraction)} %`;
}

/** The two columns with the largest weights in a component. */
function leadingNames({ axes }: PrincipalPlane, k: number, names: readonly string[]): string {
  const order = Array.from(axes[k], (weight, a) => ({ weight: Math.abs(weight), name: names[a] }));
  order.sort((a, b) => b.weight - a.weight);
  return order
    .slice(0, 2)
    .map(({ name }) => name)
    .join(" and ");
}

/** The number of rows and fixed points outside of the visible part. */
interface Outside {
  readonly rows: number;
  readonly modes: number;
}

function outsideOf(rows: Float64Array, modes: readonly Float64Array[], ranges: readonly Interval[]): Outside {
  const k = ranges.length;
  const isOut = (points: Float64Array, i: number): boolean =>
    ranges.some(([from, to], a) => !(points[i * k + a] >= from && points[i * k + a] <= to));
  return {
    rows: Array.from({ length: rows.length / k }, (_, i) => i).filter((i) => isOut(rows, i)).length,
    modes: modes.filter((at) => isOut(at, 0)).length,
  };
}

/** The title, the caption and the alternative text for a picture. */
function words(
  { r, rows, of, what, modes, scaling }: FieldView,
  specification: PlotSpecification,
  { shown, axes, outside }: { readonly shown: string; readonly axes: string; readonly outside: Outside },
): Picture {
  const n = rows.length / r.dim;
  const drawn =
    n < of ? ` ${n} of the ${of} ${what} are used, chosen at random by the seed.` : ` All ${of} ${what} are used.`;
  const far = [
    ...(outside.rows > 0 ? [`${outside.rows} ${what}`] : []),
    ...(outside.modes > 0 ? [plural(outside.modes, "fixed point")] : []),
  ];
  const beyond = far.length > 0 ? ` Outside of the picture: ${far.join(" and ")}.` : "";
  const level = `σ = ${shortNumber(r.sigma)}${scaling ? " standard deviations of the columns" : ""}`;
  const found = kinds(modes ?? []).map(
    ({ name, of: some }) => `${some.length} ${some.length === 1 ? name.replace(/s$/, "") : name}`,
  );
  const withModes = modes === null ? "" : ` and ${found.length > 0 ? found.join(", ") : "no fixed point"}`;
  const title = modes === null ? "The field r(x) − x" : "Modes, and the field r(x) − x";
  return {
    specification,
    title,
    caption: `${title}, at ${level}. ${shown}${drawn}${beyond}`,
    alternativeText: `${r.dim === 1 ? "Curves of the density and of r(x) − x over" : "Arrows of r(x) − x over shades of the log density and"} ${n} ${what}${withModes}, by ${axes}, at ${level}.`,
  };
}
