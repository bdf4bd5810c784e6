import { claims } from "../../../claims/index.ts";
import { figures } from "../../../figures/index.ts";
import { findBrowser } from "../../../figures/rendering/browser.ts";
import { type FigureResult, writeFigures } from "../../../figures/write.ts";
import { ensureJupyter } from "../../jupyter/environment/environment.ts";
import { describeRun } from "../../jupyter/execution/describe-run.ts";
import { followCells } from "../../jupyter/execution/follow-cells.ts";
import { executeNotebooks, type NotebookRun } from "../../jupyter/execution/notebooks.ts";
import { formatSeconds, formatTable } from "../../output/output.ts";
import { startProgress } from "../../output/progress.ts";
import { measureClaims } from "../verify/measure-claims.ts";
import { verdictTable } from "../verify/verdicts.ts";
import { Parts } from "./parts.ts";

/**
 * Sets Jupyter up, executes every notebook, measures every claim and draws every figure. Then prints the verdicts, the time
 * of each part, and the files that changed. If a part cannot be done, the others are still done.
 * @returns whether all parts are done and every claim holds
 */
export async function reproduce(): Promise<boolean> {
  const parts = new Parts();
  const report = (line: string): void => void process.stderr.write(`${line}\n`);

  const jupyter = await parts.time("Jupyter", "setting up", () => ensureJupyter(report));
  // The browser is unpacked on first use. That is done here, so that it does not count as time of the figures.
  const browser = await parts.time("browser", "setting up", findBrowser, ({ source }) => source);
  if (jupyter) {
    const execute = async (): Promise<NotebookRun[]> => {
      const cells = followCells();
      try {
        const { progress, finished } = cells;
        return await executeNotebooks(jupyter, {
          check: false,
          progress,
          finished: ({ name, seconds }) => finished(name, seconds),
        });
      } finally {
        cells.stop();
      }
    };
    const runs = await parts.time("notebooks", "computing", execute, (all) => {
      return `${all.filter(({ ok }) => ok).length} of ${all.length} executed`;
    });
    for (const run of runs ?? []) {
      if (!run.ok) parts.problem(describeRun(run, false));
      parts.changed(run.written.map((name) => `notebooks/${name}`));
    }
  } else parts.skip("notebooks", "they need Jupyter");

  const measured = await parts.time(
    "claims",
    "computing",
    () => measureClaims(claims.map(({ id }) => id)),
    (all) => {
      return `${all.filter(({ report }) => report.verdict === "holds").length} of ${all.length} hold`;
    },
  );
  if (browser) {
    const draw = async (): Promise<FigureResult[]> => {
      const progress = startProgress("figures", figures.length);
      try {
        return await writeFigures({
          begin: ({ id }) => progress.begin(id),
          report: ({ id, seconds }) => progress.finish(id, formatSeconds(seconds)),
        });
      } finally {
        progress.stop();
      }
    };
    const results = await parts.time("figures", "computing", draw, (all) => {
      return `${all.filter(({ written }) => written.length > 0).length} of ${all.length} drawn anew`;
    });
    parts.changed((results ?? []).flatMap(({ written }) => written.map((name) => `figures/${name}`)));
  } else parts.skip("figures", "they need a browser");

  const reports = (measured ?? []).map((one) => one.report);
  const claimRows = (measured ?? []).map((one) => [`  ${one.report.id}`, "", formatSeconds(one.seconds), ""]);
  const rows = parts.list().flatMap(({ name, kind, seconds, outcome }) => {
    const row = [name, kind, seconds === null ? "-" : formatSeconds(seconds), outcome];
    return name === "claims" ? [row, ...claimRows] : [row];
  });
  const failed = reports.filter(({ verdict }) => verdict === "fails");
  const well = parts.problems().length === 0 && failed.length === 0;
  const sections = [
    verdictTable(reports),
    formatTable(["part", "what for", "time", "result"], rows),
    `Setting up took ${formatSeconds(parts.seconds("setting up"))}, the computing itself ${formatSeconds(parts.seconds("computing"))}.`,
    parts.changes().length === 0 ? "No file changed." : `Files that changed: ${parts.changes().join(", ")}`,
    ...parts.problems(),
    well ? "All parts are done and every claim holds." : "Not everything is as it should be: see above.",
  ];
  process.stdout.write(`${sections.join("\n\n")}\n`);
  return well;
}
