import { join } from "node:path";
import type { Command } from "commander";
import { formatNumber, formatPath, formatTable, printJson } from "../../output/output.ts";

interface Options {
  readonly json?: true;
  readonly plot?: string;
  readonly measure?: string;
}

/** `scorebook sweep merge`: one table of what the jobs of a sweep found. */
export function registerMerge(sweep: Command): void {
  sweep
    .command("merge")
    .description("check the jobs of a sweep, and write one table of their results, as CSV and JSON")
    .argument("<DIR>", "the folder of the sweep")
    .option("--plot <FILE>", "draw a measured number against the first option that varies, as .html, .png or .svg")
    .option("--measure <NAME>", "of --plot, the number (default: validation, or the first that there is)")
    .option("--json", "print the table as one JSON object")
    .addHelpText(
      "after",
      "\nWrites DIR/table.csv and DIR/table.json: a row a job, with its options, its results, its time and its machine.\n\nExample:\n  $ scorebook sweep merge runs",
    )
    .action(async (dir: string, own: Options, merge: Command) => {
      // --json is an option of sweep too, which takes it wherever it stands.
      const options: Options = { ...own, ...merge.optsWithGlobals<Options>() };
      const [{ SweepFolder }, { mergeTable, overSeeds, tableCsv }, { writeWhole }] = await Promise.all([
        import("./sweep-folder.ts"),
        import("./merge-table.ts"),
        import("../../../files/whole-file.ts"),
      ]);
      const folder = new SweepFolder(dir);
      const table = mergeTable(folder);
      const spreads = overSeeds(table);
      if (options.plot !== undefined) {
        await (await import("./merge-plot.ts")).plotSweep(table, options.plot, options.measure);
      }
      writeWhole(join(folder.path, "table.csv"), tableCsv(table));
      writeWhole(join(folder.path, "table.json"), `${JSON.stringify({ ...table, overSeeds: spreads })}\n`);
      if (table.missing.length + table.failed.length > 0) process.exitCode = 1;
      if (options.json) return printJson({ ...table, overSeeds: spreads });
      process.stdout.write(`${describeMerge(table, spreads, join(dir, "table.csv"))}\n`);
    });
}

function describeMerge(
  { varying, measured, rows, missing, failed }: import("./merge-table.ts").MergedTable,
  spreads: readonly import("./merge-table.ts").Spread[],
  path: string,
): string {
  const groups = varying.filter((name) => name !== "seed");
  const several = spreads.some(({ jobs }) => jobs > 1);
  const cells = spreads.map(({ group, jobs, values }) => [
    ...groups.map((name) => String(group[name] ?? "")),
    String(jobs),
    ...measured.map((name) => {
      const { mean, standardDeviation } = values[name];
      const deviation = standardDeviation === null ? "" : ` ± ${formatNumber(standardDeviation, 2)}`;
      return Number.isNaN(mean) ? "" : `${formatNumber(mean, 5)}${deviation}`;
    }),
  ]);
  return [
    formatTable([...groups, "jobs", ...measured], cells),
    "",
    ...(several ? ["Mean ± standard deviation over seeds."] : []),
    ...failed.map(({ hash, job, message }) => `failed: ${hash}  ${job}: ${message}`),
    ...(missing.length > 0 ? [`not run yet: ${missing.length} jobs; scorebook sweep PLAN.yaml goes on with them`] : []),
    `${rows.length} jobs in ${formatPath(path)}, and as JSON beside it.`,
  ].join("\n");
}
