import type { ScoreReport } from "../../../check/score-report.ts";
import { scoreArrowFigure, scoreErrorFigure } from "../../../figures/plane/score-errors.ts";
import { formatNumber } from "../../output/output.ts";
import { type CaptionedPlot, escapeHtml, plotPage } from "../../output/plot-page.ts";
import { faultLines } from "./verdict.ts";

/** The largest number of sigmas that have pictures on the page; these are the first ones. */
const MOST_SIGMAS = 4;

/**
 * The page of `--report`: the verdict, what is wrong, pictures of where, and every check.
 * @param known whether the exact score was known
 */
export function reportPage(report: ScoreReport, model: string, known: boolean): string {
  const plots = report.errors.slice(0, MOST_SIGMAS).flatMap((field): CaptionedPlot[] => {
    const label = known ? "error, in sigmas" : "length of the step, in sigmas";
    const where = field.dim > 2 ? ", on the first two principal components of the noisy points" : "";
    const at = `sigma = ${formatNumber(field.sigma, 4)}`;
    const what = known
      ? "Where the field is wrong: sigma times the error of the score"
      : "Length of the step r(x) - x, in sigmas,";
    return [
      { specification: scoreErrorFigure(field, label), caption: `${what} at the noisy points, ${at}${where}.` },
      {
        specification: scoreArrowFigure(field),
        caption: `${field.dim === 1 ? "The score" : "The step r(x) - x"} that the model makes at some of them, ${at}${where}.`,
      },
    ];
  });
  const verdict = report.verdict === "holds" ? "This is a score." : "This is not a score, by the tolerances below.";
  const faults = faultLines(report).map((line) => `<li>${escapeHtml(line)}</li>`);
  const body = [
    `<p><b>${verdict}</b> ${escapeHtml(model)}; output taken for: ${report.output}.</p>`,
    `<p>${escapeHtml(report.statement)}</p>`,
    faults.length > 0 ? `<ul>${faults.join("\n")}</ul>` : "",
    table(report),
    ...report.notMeasured.map((sentence) => `<p>Not measured: ${escapeHtml(sentence)}</p>`),
  ].join("\n");
  return plotPage(plots, `Is it a score? ${model.split(":")[0]}`, body);
}

function table({ checks }: ScoreReport): string {
  const rows = checks.map(({ name, predicted, measured, tolerance, toleranceReason, verdict, diagnosis }) => {
    const cells = [
      escapeHtml(name) + (diagnosis === null ? "" : `<br><small>${escapeHtml(diagnosis)}</small>`),
      formatNumber(predicted, 4),
      formatNumber(measured, 4),
      `<span title="${escapeHtml(toleranceReason)}">${formatNumber(tolerance, 2)}</span>`,
      verdict === "holds" ? "holds" : "<b>fails</b>",
    ];
    return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`;
  });
  const heads = ["what is measured", "predicted", "measured", "tolerance", "verdict"].map((text) => `<th>${text}</th>`);
  return `<table><tr>${heads.join("")}</tr>\n${rows.join("\n")}</table>`;
}
