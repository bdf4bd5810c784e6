import { fromScaled } from "../../../autoencoder/data/scaling.ts";
import type { Mode, ModeKind, Modes } from "../../../reconstruction/field/modes.ts";
import { noiseRadius } from "../../../reconstruction/field/noise-radius.ts";
import { formatNumber, formatTable, formatWarnings } from "../../output/output.ts";
import type { SamplingTarget } from "../sample/sampling-target.ts";
import type { StartingPoints } from "./starting-points.ts";

/** A mode, for the JSON of the command. */
interface ModeJson {
  /** In the data's own coordinates. */
  readonly at: readonly number[];
  readonly rows: number;
  readonly fraction: number;
  readonly kind: ModeKind;
  /** The largest real part of the eigenvalues of dr/dx. */
  readonly slope: number;
  /** The largest distance of the fixed point from `at`, in sigmas. */
  readonly errorEstimate: number;
  /** The distance from the data, in sigmas; null if no data are known. */
  readonly distance: number | null;
}

/** What `scorebook modes --json` prints. */
export interface ModesReport {
  readonly modes: readonly ModeJson[];
  /** The position of each start's mode in `modes`; -1 where r leads to infinity. */
  readonly labels: readonly number[];
  readonly points: number;
  readonly dim: number;
  readonly starts: StartingPoints["kind"];
  readonly sigma: number;
  readonly sigmaUnit: "standard deviations" | "data";
  /** In sigmas. */
  readonly tolerance: number;
  /** The number of starts that r leads to infinity, and of starts that had not arrived after the last step. */
  readonly away: number;
  readonly unfinished: number;
  /**
   * What distances are measured from, and the cut-off in sigmas above which a mode is false; null if no data are known.
   */
  readonly distancesFrom: string | null;
  readonly cutoff: number | null;
  readonly falseModes: number | null;
  readonly falseFraction: number | null;
  /** The standard error of the fraction, for independent starts; null for a grid. */
  readonly falseFractionStandardError: number | null;
  readonly warnings: readonly string[];
}

/** The largest number of modes in the table, and of coordinates of each. */
const [MOST_MODES, MOST_COORDINATES] = [20, 6];

/** The report on modes that were found. @param given the cut-off, in sigmas, or undefined for the default */
export function reportModes(
  { own: { dim, sigma }, scaling }: SamplingTarget,
  { starts, kind, distances, from }: StartingPoints,
  { modes, labels }: Modes,
  { cutoff: given, tolerance }: { readonly cutoff?: number | undefined; readonly tolerance: number },
): ModesReport {
  const n = starts.length / dim;
  const cutoff = distances ? (given ?? noiseRadius(dim)) : null;
  const far = modes.map(({ at }) => (distances ? distances(at)[0] / sigma : null));
  const away = labels.reduce((sum, label) => sum + (label === -1 ? 1 : 0), 0);
  const isFalse = far.map((distance) => distance !== null && cutoff !== null && distance > cutoff);
  const caught = away + modes.reduce((sum, mode, k) => sum + (isFalse[k] ? mode.starts : 0), 0);
  const fraction = caught / n;
  const report = {
    modes: modes.map((mode, k) => ({
      at: [...(scaling ? fromScaled(mode.at, scaling) : mode.at)],
      rows: mode.starts,
      fraction: mode.starts / n,
      kind: mode.kind,
      slope: mode.slope,
      errorEstimate: mode.errorEstimate,
      distance: far[k],
    })),
    labels: Array.from(labels),
    points: n,
    dim,
    starts: kind,
    sigma,
    sigmaUnit: scaling ? ("standard deviations" as const) : ("data" as const),
    tolerance,
    away,
    unfinished: modes.reduce((sum, mode) => sum + (mode.kind === "unfinished" ? mode.starts : 0), 0),
    distancesFrom: from,
    cutoff,
    falseModes: cutoff === null ? null : isFalse.filter(Boolean).length,
    falseFraction: cutoff === null ? null : fraction,
    falseFractionStandardError: cutoff === null || kind === "grid" ? null : Math.sqrt((fraction * (1 - fraction)) / n),
    warnings: [],
  };
  return { ...report, warnings: warningsOf(report, modes) };
}

function warningsOf(
  { away, unfinished, points }: Pick<ModesReport, "away" | "unfinished" | "points">,
  modes: readonly Mode[],
): string[] {
  const of = (count: number): string => `${count} of ${points} starts`;
  const flat = modes.filter(({ kind }) => kind === "ridge").reduce((sum, mode) => sum + mode.starts, 0);
  return [
    ...(away > 0 ? [`r leads ${of(away)} beyond all bounds`] : []),
    ...(unfinished > 0
      ? [
          `${of(unfinished)} were still on their way after the last step: give more --steps, unless r leads them around in a circle`,
        ]
      : []),
    ...(flat > 0
      ? [`${of(flat)} end on ridges, where neighbouring points are fixed too: their ends are not separate groups`]
      : []),
  ];
}

/** The report as text for a reader. */
export function describeModes(report: ModesReport, names: readonly string[] | null, out: string | undefined): string {
  const { modes, points, starts, dim, sigma, sigmaUnit, distancesFrom, cutoff, falseModes, falseFraction } = report;
  const from = { rows: "rows", grid: "points of a grid", draws: "draws" }[starts];
  const shown = Math.min(dim, MOST_COORDINATES);
  const heads = Array.from({ length: shown }, (_, a) => names?.[a] ?? `x${a + 1}`);
  const rows = modes
    .slice(0, MOST_MODES)
    .map((mode, k) => [
      String(k + 1),
      ...mode.at.slice(0, shown).map((value) => formatNumber(value, 6)),
      ...(shown < dim ? ["…"] : []),
      mode.kind,
      String(mode.rows),
      `${formatNumber(100 * mode.fraction, 3)} %`,
      ...(mode.distance === null ? [] : [formatNumber(mode.distance, 3)]),
      formatNumber(mode.slope, 4),
      Number.isFinite(mode.errorEstimate) ? formatNumber(mode.errorEstimate, 2) : "-",
    ]);
  const head = [
    "",
    ...heads,
    ...(shown < dim ? [""] : []),
    "kind",
    starts === "rows" ? "rows" : "starts",
    "fraction",
    ...(distancesFrom === null ? [] : [`from ${distancesFrom}`]),
    "slope",
    "error",
  ];
  const unit = sigmaUnit === "data" ? "" : " standard deviations of the columns";
  const more = modes.length > MOST_MODES ? [`and ${modes.length - MOST_MODES} more; --json has all of them`] : [];
  const judged =
    cutoff === null
      ? []
      : [
          `${falseModes} of ${modes.length} are more than ${formatNumber(cutoff, 3)} sigmas from the data; ${formatNumber(100 * (falseFraction ?? 0), 3)} % of the ${from} end that far out.`,
        ];
  return [
    formatTable(head, rows),
    ...more,
    "",
    `From ${points} ${from}; sigma = ${formatNumber(sigma)}${unit}. Distances and errors are in sigmas; slope is the largest eigenvalue of dr/dx.`,
    ...judged,
    ...(out === undefined ? [] : [`Written: ${out}.`]),
    formatWarnings(report.warnings),
  ]
    .join("\n")
    .replace(/\n$/, "");
}
