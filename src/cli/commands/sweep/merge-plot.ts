import type { PlotSpecification } from "../../../figures/specification/figure.ts";
import {
  colors,
  legendAbove,
  marginBelowLegend,
  themedAxis,
  themedLayout,
  themedLine,
} from "../../../figures/theme/theme.ts";
import { InputError } from "../../../numerics/input-error.ts";
import { list, quote } from "../../../numerics/quote.ts";
import type { Theme } from "../../inputs/plot-options.ts";
import { writePicture } from "../../output/plot-file.ts";
import { type MergedTable, overSeeds, type Row } from "./merge-table.ts";

const COLORS = [colors.ink, colors.dae, colors.rcae, colors.truth, colors.faint];

/** Draws a measured number of a sweep into a file. @throws InputError if the jobs did not measure this number */
export async function plotSweep(
  table: MergedTable,
  {
    path,
    measure,
    theme,
  }: { readonly path: string; readonly measure?: string | undefined; readonly theme?: Theme | undefined },
): Promise<void> {
  if (table.measured.length === 0) {
    throw new InputError({ argument: "--plot", problem: "has nothing to draw: no job has measured a number yet" });
  }
  const name = measure ?? (table.measured.includes("validation") ? "validation" : table.measured[0]);
  if (name === undefined || !table.measured.includes(name)) {
    throw new InputError({ argument: "--measure", allowed: list(table.measured, "or"), problem: quote(name) });
  }
  const [along = "all jobs", ...others] = table.varying.filter((option) => option !== "seed");
  const apart = others.length > 0 ? `, a curve for each value of ${list(others, "and")}` : "";
  const caption = `${name} of ${table.rows.length} jobs against ${along}${apart}: means over seeds, with standard deviations as vertical lines.`;
  const picture = { specification: sweepFigure(table, name), title: `${name} of ${table.rows.length} jobs`, caption };
  await writePicture(path, { ...picture, alternativeText: caption }, theme);
}

/**
 * The mean over seeds, with the standard deviation, against the first option that varies. There is a curve for each combination of the
 * other options.
 */
export function sweepFigure(table: MergedTable, measure: string): PlotSpecification {
  const [along, ...others] = table.varying.filter((name) => name !== "seed");
  const groups = new Map<string, { x: unknown[]; y: number[]; deviations: number[] }>();
  for (const { group, values } of overSeeds(table)) {
    const { mean, standardDeviation } = values[measure];
    if (Number.isNaN(mean)) continue;
    const name = label(group, others);
    const curve = groups.get(name) ?? { x: [], y: [], deviations: [] };
    curve.x.push(along === undefined ? "all" : group[along]);
    curve.y.push(mean);
    curve.deviations.push(standardDeviation ?? 0);
    groups.set(name, curve);
  }
  const numbers = [...groups.values()].flatMap(({ x }) => x).filter((x): x is number => typeof x === "number");
  const wide = numbers.length > 0 && Math.min(...numbers) > 0 && Math.max(...numbers) >= 10 * Math.min(...numbers);
  return {
    data: [...groups].map(([name, { x, y, deviations }], k) => ({
      type: "scatter",
      mode: "lines+markers",
      name,
      x,
      y,
      error_y: { type: "data", array: deviations, thickness: 1, width: 3 },
      line: themedLine(COLORS[k % COLORS.length], 1.5),
    })),
    layout: themedLayout({
      width: 560,
      height: 360,
      margin: { l: 64, r: 12, t: groups.size > 1 ? marginBelowLegend : 16, b: 46 },
      showlegend: groups.size > 1,
      legend: legendAbove,
      xaxis: themedAxis(along ?? "", wide ? { type: "log" } : {}),
      yaxis: themedAxis(`${measure}, mean ± standard deviation`),
    }),
  };
}

function label(group: Row, others: readonly string[]): string {
  return others.map((name) => `${name} ${group[name]}`).join(", ");
}
