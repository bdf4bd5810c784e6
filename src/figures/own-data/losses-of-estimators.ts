import { checkFewest, checkObject } from "../../numerics/check.ts";
import type { PlotSpecification } from "../specification/figure.ts";
import { roundNumbers } from "../specification/log-ticks.ts";
import { plain } from "../specification/specification-json.ts";
import { colors, legendAbove, marginBelowLegend, themedAxis, themedLayout, themedLine } from "../theme/theme.ts";
import { shortNumber } from "./axis-text.ts";
import type { Picture } from "./picture.ts";

/** The held-out loss of one estimator, divided by that of the identity. */
export interface RelativeLoss {
  /** "gaussian", "mixture", "points", "one-layer", "deep". */
  readonly name: string;
  readonly loss: number;
  /** The standard error of the loss; if it is NaN or infinite, it is unknown, and no bar is drawn. */
  readonly standardError: number;
}

/** The losses of all estimators at one sigma. */
export interface LossesAt {
  readonly sigma: number;
  readonly losses: readonly RelativeLoss[];
  /** The estimator that would be kept if this were the only sigma. */
  readonly kept: string;
}

/** The result of a comparison of estimators. */
export interface EstimatorLosses {
  /** The losses at one sigma, or along several, in increasing order. */
  readonly along: readonly LossesAt[];
  /** The estimator that was kept in the end. */
  readonly kept: string;
  /** The sigma that was chosen among several; null where it was given, or where all sigmas of a range count. */
  readonly taken: number | null;
  /** The unit of sigma: "standard deviations of the columns", "units of the data". */
  readonly unit: string;
  /** The loss of the best possible denoiser, divided by that of the identity, at one sigma; null where it is not known. */
  readonly optimal: number | null;
}

type Style = { readonly color: string; readonly symbol: string; readonly dash: string };
const STYLES: Readonly<Record<string, Style>> = {
  gaussian: { color: colors.truth, symbol: "circle", dash: "solid" },
  mixture: { color: colors.dae, symbol: "square", dash: "solid" },
  points: { color: colors.rcae, symbol: "diamond", dash: "solid" },
  "one-layer": { color: colors.faint, symbol: "triangle-up", dash: "6px,3px" },
  deep: { color: colors.ink, symbol: "triangle-down", dash: "solid" },
};
const OTHER: Style = { color: colors.ink, symbol: "circle", dash: "solid" };

/** Losses above this multiple of the identity's are cut off, so that the estimators better than the identity can be told apart. */
const MOST_SHOWN = 1.6;
/** The number of digits of a height that can be seen in the figure. */
const DIGITS = 4;
const SIZE = { width: 560, height: 360 };

/**
 * The held-out losses of estimators with their standard errors, relative to the loss of the identity: along sigma a curve for each
 * estimator, at one sigma a bar for each.
 * @throws InputError where there is no sigma, or no estimator
 */
export function lossesOfEstimators(found: EstimatorLosses): Picture {
  checkObject("found", found, "along, kept, taken, unit and optimal");
  checkFewest("found.along", found.along, 1, "sigma");
  for (const [k, { losses }] of found.along.entries()) checkFewest(`found.along[${k}].losses`, losses, 1, "loss");
  return found.along.length === 1 ? bars(found, found.along[0]) : curves(found);
}

function bars({ kept, optimal, unit }: EstimatorLosses, { sigma, losses }: LossesAt): Picture {
  const most = Math.max(1, ...losses.map(({ loss, standardError }) => loss + known(standardError)));
  const top = Math.min(most, MOST_SHOWN) * 1.12;
  const gaussian = losses.find(({ name }) => name === "gaussian");
  const lines = [
    { name: "identity", at: 1, color: colors.ink, dash: "6px,3px" },
    ...(gaussian ? [{ name: "one Gaussian", at: gaussian.loss, color: colors.truth, dash: "2px,3px" }] : []),
    ...(optimal === null ? [] : [{ name: "lowest possible", at: optimal, color: colors.rcae, dash: "2px,3px" }]),
  ].filter(({ at }) => at < top);
  const bar = {
    ...{ type: "bar", name: "held-out loss", showlegend: false, width: 0.6 },
    x: losses.map((one) => label(one, kept)),
    y: losses.map(({ loss }) => loss),
    marker: { color: losses.map(({ name }) => (name === kept ? colors.dae : colors.faint)) },
    error_y: errorBars(losses),
    hovertemplate: "%{x}: %{y}<extra></extra>",
  };
  const levels = lines.map(({ name, at, color, dash }) => ({
    ...{ type: "line", name, showlegend: true, xref: "paper", x0: 0, x1: 1, y0: at, y1: at },
    line: { color, width: 1.5, dash },
  }));
  const specification: PlotSpecification = {
    data: plain([bar], DIGITS) as Record<string, unknown>[],
    layout: layout({
      margin: { l: 56, r: 12, t: marginBelowLegend, b: 58 },
      xaxis: themedAxis(""),
      yaxis: themedAxis(LOSS_AXIS, { range: [0, top] }),
      shapes: plain(levels, DIGITS),
    }),
  };
  const at = `σ = ${shortNumber(sigma)} ${unit}`;
  const words = losses.map(
    ({ name, loss, standardError }) => `${name} ${shortNumber(loss)}${plusMinus(standardError)}`,
  );
  const cut = most * 1.12 > top ? " Bars that reach the upper edge are higher." : "";
  return {
    specification,
    title: "Estimators of the score, on rows that none has seen",
    caption: `The held-out denoising loss of each estimator divided by that of the identity r(x) = x, at ${at}. Vertical lines are standard errors. ${keptSentence(kept)}${cut}`,
    alternativeText: `Bars of the relative held-out loss at ${at}: ${words.join(", ")}. The identity has 1. ${keptSentence(kept)}`,
  };
}

function curves({ along, kept, taken, unit }: EstimatorLosses): Picture {
  const names = [...new Set(along.flatMap(({ losses }) => losses.map(({ name }) => name)))];
  const at = (name: string): readonly (RelativeLoss & { readonly sigma: number })[] =>
    along.flatMap(({ sigma, losses }) => losses.filter((one) => one.name === name).map((one) => ({ ...one, sigma })));
  const all = along.flatMap(({ losses }) => losses.map(({ loss, standardError }) => loss + known(standardError)));
  const most = Math.max(1, ...all);
  const top = Math.min(most, MOST_SHOWN) * 1.04;
  const ends = [along[0].sigma, along[along.length - 1].sigma];
  const rings = along.flatMap(({ sigma, kept: best, losses }) =>
    losses.filter(({ name, loss }) => name === best && loss < top).map(({ loss }) => ({ sigma, loss })),
  );
  const ticks = roundNumbers(ends[0], ends[1]);
  const specification: PlotSpecification = {
    data: plain(
      [
        {
          ...{ type: "scatter", mode: "lines", name: "identity", x: ends, y: [1, 1], hoverinfo: "name+y" },
          line: themedLine(colors.ink, 1, "6px,3px"),
        },
        ...names.map((name) => {
          const { color, symbol, dash } = STYLES[name] ?? OTHER;
          const losses = at(name);
          return {
            ...{ type: "scatter", mode: "lines+markers", name },
            x: losses.map(({ sigma }) => sigma),
            y: losses.map(({ loss }) => loss),
            error_y: errorBars(losses),
            line: themedLine(color, 1.5, dash),
            marker: { symbol, size: 7, color },
          };
        }),
        {
          ...{ type: "scatter", mode: "markers", name: "kept", hoverinfo: "skip" },
          x: rings.map(({ sigma }) => sigma),
          y: rings.map(({ loss }) => loss),
          marker: { symbol: "circle-open", size: 15, color: colors.ink, line: { width: 1.5 } },
        },
      ],
      DIGITS,
    ) as Record<string, unknown>[],
    layout: layout({
      xaxis: themedAxis(`σ, ${unit}`, { type: "log", tickvals: ticks, ticktext: ticks.map(String) }),
      yaxis: themedAxis(LOSS_AXIS, { range: [0, top] }),
      ...(taken !== null && {
        shapes: [
          {
            type: "line",
            x0: taken,
            x1: taken,
            yref: "paper",
            y0: 0,
            y1: 1,
            line: { color: colors.faint, width: 1, dash: "2px,3px" },
          },
        ],
        annotations: [
          {
            x: Math.log10(taken),
            y: 0,
            yanchor: "bottom",
            xanchor: taken > ends[0] ? "right" : "left",
            text: " σ taken ",
            showarrow: false,
          },
        ],
      }),
    }),
  };
  const range = `from σ = ${shortNumber(ends[0])} to ${shortNumber(ends[1])} ${unit}`;
  const chosen = taken === null ? "" : ` The dotted line marks the σ that was taken, ${shortNumber(taken)}.`;
  const cut = most * 1.04 > top ? " Curves that leave the picture at the top go on above it." : "";
  const words = names.map((name) => {
    const losses = at(name);
    return `${name} from ${shortNumber(losses[0].loss)} to ${shortNumber(losses[losses.length - 1].loss)}`;
  });
  return {
    specification,
    title: "Estimators of the score along σ, on rows that none has seen",
    caption: `The held-out denoising loss of each estimator divided by that of the identity r(x) = x, ${range}. Vertical lines are standard errors; a ring marks the estimator that is kept at a σ.${chosen} ${keptSentence(kept)}${cut}`,
    alternativeText: `Curves of the relative held-out loss ${range}: ${words.join(", ")}. The identity has 1.${chosen} ${keptSentence(kept)}`,
  };
}

const LOSS_AXIS = "held-out loss / loss of the identity";

function layout(settings: Record<string, unknown>): Record<string, unknown> {
  return themedLayout({
    ...SIZE,
    margin: { l: 56, r: 12, t: marginBelowLegend, b: 46 },
    showlegend: true,
    legend: legendAbove,
    ...settings,
  });
}

function errorBars(losses: readonly RelativeLoss[]): Record<string, unknown> {
  const array = losses.map(({ standardError }) => known(standardError));
  return { type: "data", array, thickness: 1.25, width: 4, color: colors.ink };
}

function known(standardError: number): number {
  return Number.isFinite(standardError) ? standardError : 0;
}

function plusMinus(standardError: number): string {
  return Number.isFinite(standardError) ? ` ± ${Number(standardError.toPrecision(1))}` : "";
}

/** Name and loss below a bar, where no line crosses the text. */
function label({ name, loss }: RelativeLoss, kept: string): string {
  return `${name}<br>${shortNumber(loss)}${name === kept ? "<br><b>kept</b>" : ""}`;
}

function keptSentence(kept: string): string {
  return kept === "identity"
    ? "Kept: the identity, since no estimator is better by more than its standard error."
    : `Kept: ${kept}.`;
}
