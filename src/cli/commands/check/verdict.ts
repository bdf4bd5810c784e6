import type { ScoreReport } from "../../../check/score-report.ts";
import { formatNumber, formatTable } from "../../output/output.ts";

/** The object that `scorebook check --json` prints. */
export interface CheckJson {
  readonly verdict: "holds" | "fails";
  readonly output: string;
  readonly scale: { readonly factor: number; readonly interval: readonly [number, number] } | null;
  readonly checks: readonly {
    readonly id: string;
    readonly name: string;
    readonly sigma: number;
    readonly measured: number;
    readonly predicted: number;
    readonly tolerance: number;
    readonly toleranceReason: string;
    readonly verdict: "holds" | "fails";
    readonly diagnosis: string | null;
  }[];
  readonly faults: readonly { readonly name: string; readonly sentence: string; readonly sigma: number }[];
  readonly sigmas: readonly number[];
  readonly notMeasured: readonly string[];
  readonly model: string;
}

export function checkJson(report: ScoreReport, model: string): CheckJson {
  const { verdict, output, scale, faults, sigmas, notMeasured } = report;
  const checks = report.checks.map(
    ({ id, name, sigma, measured, predicted, tolerance, toleranceReason, verdict, diagnosis }) => ({
      id,
      name,
      sigma,
      measured,
      predicted,
      tolerance,
      toleranceReason,
      verdict,
      diagnosis,
    }),
  );
  return { verdict, output, scale, checks, faults, sigmas, notMeasured, model };
}

/** The report as text for a reader: a table, what is wrong, and one line at the end. */
export function checkText(report: ScoreReport, model: string): string {
  const { checks, scale, output, notMeasured } = report;
  const table = formatTable(
    ["what is measured", "predicted", "measured", "tolerance", "verdict"],
    checks.map(({ name, predicted, measured, tolerance, verdict }) => [
      name,
      formatNumber(predicted, 4),
      formatNumber(measured, 4),
      formatNumber(tolerance, 2),
      verdict,
    ]),
    [56, 11, 12, 11, 9],
  );
  const failed = checks.filter(({ verdict }) => verdict === "fails").length;
  const factor = scale
    ? `Scale: ${formatNumber(scale.factor, 4)}, 95 % interval ${scale.interval.map((end) => formatNumber(end, 4)).join(" to ")}. `
    : "";
  return [
    table,
    "",
    ...faultLines(report),
    ...notMeasured.map((sentence) => `Not measured: ${sentence}`),
    `${model}; output taken for: ${output}.`,
    `${factor}${checks.length - failed} of ${checks.length} checks hold: ${report.verdict === "holds" ? "this is a score" : "this is not a score, by the tolerances above"}.`,
    "",
  ].join("\n");
}

/** A line for each fault; a fault that several sigmas have is named once. */
export function faultLines({ faults }: ScoreReport): string[] {
  const names = [...new Set(faults.map(({ name }) => name))];
  return names.map((name) => {
    const same = faults.filter((fault) => fault.name === name);
    const where = same.map(({ sigma }) => formatNumber(sigma, 4)).join(", ");
    return `${name} (sigma = ${where}): ${same[0].sentence}`;
  });
}
