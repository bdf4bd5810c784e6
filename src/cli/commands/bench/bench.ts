import type { Command } from "commander";
import { examples } from "../../inputs/examples.ts";
import { countOption } from "../../inputs/options.ts";
import type { MeasuredBenchmark } from "./run-benchmarks.ts";

/** With more repeats the benchmarks would take days. */
const MOST_REPEATS = 1000;

interface Options {
  readonly only?: string;
  readonly repeats: number;
  readonly tiny?: true;
  readonly json?: true;
}

/** `scorebook bench`: measures how fast scorebook is, beside the libraries that one would use instead, if they are installed. */
export function register(program: Command): void {
  program
    .command("bench")
    .description(
      "measure how fast and how accurate reconstructions, training and chains are, beside NumPy, SciPy, PyTorch and blackjax",
    )
    .option(
      "--only <IDS>",
      "the ids of the benchmarks, separated by commas, such as rcae-1d (default: every benchmark)",
    )
    .addOption(countOption("--repeats <N>", "the number of measured runs of each method", MOST_REPEATS).default(5))
    .option("--tiny", "take small problems, to see that everything works")
    .option("--json", "print the results as one JSON object")
    .addHelpText(
      "after",
      `
The scripts in jupyter/bench run the other libraries; they need NumPy and SciPy. PyTorch and
blackjax are measured too if they are installed: $ .venv/bin/python -m pip install -r
jupyter/bench-requirements.txt

Each benchmark is printed as soon as it is measured. The last lines name
the methods of other libraries that are not slower than ours.`,
    )
    .addHelpText("after", examples("scorebook bench --only dae-points"))
    .action(async (options: Options) => {
      const [{ selectIds }, { benchmarks }, { findPeers, runBenchmarks }, { printJson }, { notAhead }] =
        await Promise.all([
          import("../../inputs/ids.ts"),
          import("../../../bench/index.ts"),
          import("./run-benchmarks.ts"),
          import("../../output/output.ts"),
          import("../../../bench/not-ahead.ts"),
        ]);
      const { repeats } = options;
      const ids = selectIds(
        options.only,
        benchmarks.map(({ id }) => id),
        "--only",
        "benchmarks",
      );
      const chosen = benchmarks.filter(({ id }) => ids.includes(id));
      const found = await findPeers();
      const peers = typeof found === "string" ? null : found;
      const tell = async (one: MeasuredBenchmark): Promise<void> => {
        if (!options.json) process.stdout.write(`${await describe(one)}\n\n`);
      };
      const measured = await runBenchmarks(chosen, peers, options.tiny ? "tiny" : "full", repeats, tell);
      const verdict = notAhead(measured.filter(({ id }) => !chosen.find((one) => one.id === id)?.alone));
      if (options.json) return printJson({ peers: peers?.versions ?? null, benchmarks: measured, notAhead: verdict });
      for (const line of verdict) process.stdout.write(`${line}\n`);
      if (verdict.length > 0) process.stdout.write("\n");
      const compared =
        typeof found === "string" ? `Only scorebook was measured: ${found}` : `Peers: ${found.versions}.`;
      process.stdout.write(
        `Times are medians of ${repeats} runs, in which the methods take turns; fits, trainings and sums over a million points run once. Node ${process.versions.node}. ${compared}\n`,
      );
    });
}

async function describe({ id, title, what, comparisons }: MeasuredBenchmark): Promise<string> {
  const { formatNumber, formatTable } = await import("../../output/output.ts");
  const time = (seconds: number): string =>
    Number.isNaN(seconds)
      ? "failed"
      : seconds < 1
        ? `${formatNumber(1000 * seconds, 3)} ms`
        : `${formatNumber(seconds, 3)} s`;
  // Most benchmarks do not measure memory.
  const tellsMemory = comparisons.some(({ results }) => results.some(({ memory }) => memory !== undefined));
  const work = comparisons.find((one) => one.work !== undefined)?.work;
  const notes = comparisons.some(({ results }) =>
    results.some(({ note, failure }) => note !== undefined || failure !== undefined),
  );
  const rows = comparisons.flatMap(({ name, results }) =>
    results.map((result, k) => [
      k === 0 ? name : "",
      result.name,
      time(result.median),
      `${time(result.fastest)} - ${time(result.slowest)}`,
      Number.isNaN(result.error) ? "failed" : formatNumber(result.error, 2),
      k === 0 ? "" : `${Number.isNaN(result.timesOurs) ? "-" : formatNumber(result.timesOurs, 2)} x`,
      ...(tellsMemory ? [result.memory === undefined ? "-" : `${(result.memory / 1e6).toFixed(1)} MB`] : []),
      ...(work === undefined ? [] : [result.perSecond === undefined ? "-" : formatNumber(result.perSecond, 3)]),
      ...(notes ? [result.failure ?? result.note ?? ""] : []),
    ]),
  );
  const heads = ["", "method", "median", "fastest - slowest", "error", "time / ours"];
  const table = formatTable(
    [...heads, ...(tellsMemory ? ["memory"] : []), ...(work ? [`${work} / s`] : []), ...(notes ? [""] : [])],
    rows,
  );
  return `${id}: ${title}\n${what}.\n\n${table}`;
}
