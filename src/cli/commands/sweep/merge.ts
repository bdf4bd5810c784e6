import { join } from "node:path";
import type { Command } from "commander";
import { InputError } from "../../../numerics/input-error.ts";
import { plural } from "../../../numerics/quote.ts";
import { examples } from "../../inputs/examples.ts";
import { addPlotOptions, type PlotFlags } from "../../inputs/plot-options.ts";
import { formatNumber, formatPath, formatTable, printJson } from "../../output/output.ts";

interface Options extends PlotFlags {
  readonly json?: true;
  readonly measure?: string;
}

/** `scorebook sweep merge`: writes one table of the results of a sweep. */
export function registerMerge(sweep: Command): void {
  const command = sweep.command("merge");
  addPlotOptions(command, "a measured number against the first option that varies")
    .description("check the jobs of a sweep, and write one table of their results, as CSV and JSON")
    .argument("<DIR>", "the folder of the sweep")
    .option("--measure <NAME>", "the number that --plot draws (default: validation, or else the first number)")
    .option("--json", "print the table as one JSON object")
    .addHelpText(
      "after",
      "\nThe command writes DIR/table.csv and DIR/table.json, with one row for each job: its options, its results, its time and its machine.",
    )
    .addHelpText("after", examples("scorebook sweep merge runs"))
    .action(async (dir: string, own: Options, merge: Command) => {
      // --json is an option of sweep too, and commander then gives it to sweep, wherever it is written.
      const options: Options = { ...own, ...merge.optsWithGlobals<Options>() };
      const [{ SweepFolder }, { mergeTable, overSeeds, tableCsv }, { writeWhole }] = await Promise.all([
        import("./sweep-folder.ts"),
        import("./merge-table.ts"),
        import("../../../files/whole-file.ts"),
      ]);
      const { checkPlot } = await import("../../output/plot-file.ts");
      await checkPlot(options);
      const folder = new SweepFolder(dir, "DIR");
      if (options.measure !== undefined && options.plot === undefined) {
        throw new InputError({ argument: "--measure", problem: "needs --plot, the picture to draw" });
      }
      const table = mergeTable(folder);
      const spreads = overSeeds(table);
      if (options.plot !== undefined) {
        const { measure, theme } = options;
        await (await import("./merge-plot.ts")).plotSweep(table, { path: options.plot, measure, theme });
      }
      writeWhole(join(folder.path, "table.csv"), tableCsv(table));
      writeWhole(join(folder.path, "table.json"), `${JSON.stringify({ ...table, overSeeds: spreads })}\n`);
      if (table.missing.length + table.failed.length > 0) process.exitCode = 1;
      const drawn = options.plot === undefined ? {} : { plot: options.plot };
      if (options.json) return printJson({ ...table, overSeeds: spreads, ...drawn });
      process.stdout.write(`${describeMerge(table, spreads, join(dir, "table.csv"))}\n`);
    });
}

function describeMerge(
  { varying, measured, rows, engines, missing, failed }: import("./merge-table.ts").MergedTable,
  spreads: readonly import("./merge-table.ts").Spread[],
  path: string,
): string {
  const groups = varying.filter((name) => name !== "seed");
  const several = spreads.some(({ jobs }) => jobs > 1);
  const different = measured.filter((name) => new Set(rows.map((row) => row[name] ?? null)).size > 1);
  const candidates = different.length > 0 ? different : measured;
  const shown = candidates.slice(0, MOST_COLUMNS);
  const cells = spreads.map(({ group, jobs, values }) => [
    ...groups.map((name) => String(group[name] ?? "")),
    String(jobs),
    ...shown.map((name) => {
      const { mean, standardDeviation } = values[name];
      const deviation = standardDeviation === null ? "" : ` ± ${formatNumber(standardDeviation, 2)}`;
      return Number.isNaN(mean) ? "" : `${formatNumber(mean, 5)}${deviation}`;
    }),
  ]);
  return [
    ...(cells.length > 0 ? [formatTable([...groups, "jobs", ...shown], cells), ""] : []),
    ...(candidates.length > shown.length ? [`${candidates.length - shown.length} more numbers are in the table.`] : []),
    ...describeVerdicts(rows),
    ...(several ? ["Mean ± standard deviation over seeds."] : []),
    ...describeEngines(engines),
    ...failed.map(({ hash, job, message }) => `failed: ${hash}  ${job}: ${message}`),
    ...(missing.length > 0
      ? [`not run yet: ${plural(missing.length, "job")}; scorebook sweep PLAN.yaml runs them`]
      : []),
    `${plural(rows.length, "job")} in ${formatPath(path)}, and as JSON beside it.`,
  ].join("\n");
}

/** The largest number of columns of numbers that are printed; the files hold all of them. */
const MOST_COLUMNS = 8;

/** Says in how many jobs each check or claim fails. */
function describeVerdicts(rows: readonly import("./merge-table.ts").Row[]): string[] {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((name) => /(^|\.)verdict$/.test(name));
  if (names.length === 0) return [];
  const failing = names.flatMap((name) => {
    const given = rows.filter((row) => typeof row[name] === "string");
    const fails = given.filter((row) => row[name] === "fails").length;
    return fails > 0 ? [`${name}: fails in ${fails} of ${plural(given.length, "job")}`] : [];
  });
  return failing.length > 0 ? failing : [`No verdict fails in ${plural(rows.length, "job")}.`];
}

/** The largest number of hashes that are shown; the others are counted. */
const MOST_SHOWN = 5;

function describeEngines(engines: import("./merge-table.ts").MergedTable["engines"]): string[] {
  if (engines.length === 0) return [];
  const lines = engines.map(({ engine, jobs }) => {
    const more = jobs.length > MOST_SHOWN ? `, and ${jobs.length - MOST_SHOWN} more` : "";
    return `  ${engine}: ${jobs.length === 1 ? "job" : "jobs"} ${jobs.slice(0, MOST_SHOWN).join(", ")}${more}`;
  });
  return ["Warning: not all jobs were computed by the same engine, and engines differ in the last digits:", ...lines];
}
