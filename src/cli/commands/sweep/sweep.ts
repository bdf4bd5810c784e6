import { availableParallelism } from "node:os";
import type { Command } from "commander";
import { InputError } from "../../../numerics/input-error.ts";
import { plural, quote } from "../../../numerics/quote.ts";
import { examples } from "../../inputs/examples.ts";
import { countOption, parseOneOf } from "../../inputs/options.ts";
import { RequiredOption } from "../../inputs/required-option.ts";
import type { Runner } from "./emit/emit.ts";
import type { Job } from "./job.ts";
import { registerMerge } from "./merge.ts";
import type { SweepFolder } from "./sweep-folder.ts";

interface Options {
  readonly out: string;
  readonly jobs?: number;
  readonly chunk?: number;
  readonly job?: string;
  readonly shard?: { readonly index: number; readonly count: number };
  readonly emit?: Runner;
  readonly image?: string;
  readonly dryRun?: true;
  readonly worker?: true;
  readonly json?: true;
}

/** The largest number of processes on this machine, or of tasks on a cluster. */
const MOST_AT_ONCE = 1000;
const MOST_IN_CHUNK = 1_000_000;

/** `scorebook sweep`: runs a command for many combinations of options, each once, on this machine or on a cluster. */
export function register(program: Command, createProgram: () => Command): void {
  const sweep = program
    .command("sweep")
    .description("run a command once for every combination of some options, here or on a cluster")
    .argument("[PLAN]", "the plan, a YAML file with command, options and grid; not needed with --job and --shard")
    .addOption(new RequiredOption("--out <DIR>", "the folder of the sweep"))
    .addOption(
      countOption(
        "--jobs <N>",
        "the number of jobs to run at the same time (default: one for each core); with --emit, the number of tasks",
        MOST_AT_ONCE,
      ),
    )
    .option("--dry-run", "list the jobs that are done and those that would be run, and run none")
    .option("--job <HASH>", "run only this job of the folder")
    .addOption(
      program
        .createOption(
          "--shard <I/N>",
          "run every N-th job of the folder, beginning with job I (counted from 0), as a task of a cluster does",
        )
        .argParser(parseShard),
    )
    .addOption(
      program
        .createOption(
          "--emit <RUNNER>",
          "write the files that another runner needs, and run nothing: snakemake, slurm or kubernetes",
        )
        .argParser((text) => parseOneOf(text, ["snakemake", "slurm", "kubernetes"] as const, "--emit")),
    )
    .addOption(
      countOption(
        "--chunk <N>",
        "with --emit, the jobs that one task runs one after the other (default: 10, or more where there are over 10000 jobs)",
        MOST_IN_CHUNK,
      ),
    )
    .option("--image <NAME>", "with --emit kubernetes, the container image that holds scorebook")
    .option("--json", "print what was done as one JSON object")
    .addOption(program.createOption("--worker").hideHelp())
    .addHelpText("after", help)
    .addHelpText(
      "after",
      examples(
        "scorebook sweep plan.yaml --out runs",
        "scorebook sweep plan.yaml --out runs --emit slurm && sbatch runs/slurm.sh",
      ),
    );
  registerMerge(sweep);
  sweep.action((plan: string | undefined, options: Options) => runSweep(plan, options, createProgram));
}

const help = `
A plan in YAML names a command, the options that all jobs share, and a grid of those that vary:

  command: train
  options: {data: spiral, samples: 2000, hidden: 200, iterations: 300}
  grid: {seed: [1, 2, 3], sigma: [0.01, 0.03]}

In place of a grid, rows: [{seed: 1, sigma: 0.01}, ...] lists the jobs one by one. next: [{command: modes}] runs
more commands on the model of each job. Relative paths of files start at the folder of the plan.

A job is named by the hash of its command, its options, the contents of its files and the version of scorebook. A
finished job is not run again; after Ctrl-C or a crash, give the same command to continue. scorebook sweep merge DIR
makes a table.`;

async function runSweep(plan: string | undefined, options: Options, createProgram: () => Command): Promise<void> {
  const { SweepFolder } = await import("./sweep-folder.ts");
  const folder = new SweepFolder(options.out, "--out");
  if (options.worker) return (await import("./worker.ts")).serve(folder, createProgram);
  checkTogether(plan, options);
  await checkFolder(options.out);
  const jobs = plan === undefined ? await plannedJobs(folder) : await jobsOf(plan, folder, createProgram);
  if (options.emit) return (await import("./emit/emit.ts")).emit(options.emit, folder, jobs, options);
  if (plan !== undefined && !options.dryRun) folder.plan(jobs);
  const chosen = jobs.filter(chosenBy(options));
  if (options.job && chosen.length === 0) {
    throw new InputError({
      argument: "--job",
      allowed: "the hash of a job of the folder",
      problem: quote(options.job),
    });
  }
  const open = chosen.filter(({ hash }) => !folder.isDone(hash));
  const [{ reportOutcome, reportPlan }, { varyingOptions }] = await Promise.all([
    import("./sweep-report.ts"),
    import("./job.ts"),
  ]);
  // Of all jobs, so that a job has the same description wherever it is named.
  const varying = varyingOptions(jobs);
  const shown = { varying, json: options.json ?? false };
  if (options.dryRun) return reportPlan(chosen, open, shown);
  const { runHere, runJobs } = await import("./run-jobs.ts");
  const outcome =
    options.job && open.length > 0
      ? await runHere(folder, open[0], createProgram)
      : await runJobs(folder, open, { workers: options.jobs ?? availableParallelism(), varying });
  reportOutcome(folder, { ...outcome, before: chosen.length - open.length }, shown);
}

/** @throws InputError for options that exclude each other */
function checkTogether(plan: string | undefined, options: Options): void {
  const { job, shard, emit, chunk, image, dryRun } = options;
  if (plan === undefined && !job && !shard) {
    throw new InputError({ argument: "PLAN", problem: "is missing: give the plan, a YAML file, or --job or --shard" });
  }
  const given = { "--job": job, "--shard": shard, "--dry-run": dryRun };
  const [other] = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (emit && other !== undefined) {
    throw new InputError({ argument: "--emit", problem: `and ${other} exclude each other; give one of them` });
  }
  if (job !== undefined && shard !== undefined) {
    throw new InputError({ argument: "--job", problem: "and --shard exclude each other; give one of them" });
  }
  if (!emit && (chunk !== undefined || image !== undefined)) {
    throw new InputError({ argument: chunk === undefined ? "--image" : "--chunk", problem: "is for --emit" });
  }
}

async function checkFolder(path: string): Promise<void> {
  const [{ checkWritableFolder }, { namingOption }] = await Promise.all([
    import("../../../files/writable-folder.ts"),
    import("../../inputs/naming-option.ts"),
  ]);
  namingOption("--out", () => checkWritableFolder(path));
}

/** The jobs of the folder. @throws InputError if another version of scorebook planned them, because it has other results */
async function plannedJobs(folder: SweepFolder): Promise<Job[]> {
  const { packageVersion } = await import("../../../project.ts");
  const jobs = folder.jobs();
  const other = jobs.find(({ version }) => version !== packageVersion());
  if (other) {
    throw new InputError({
      argument: "--out",
      problem: `holds jobs of scorebook ${other.version}, and this is scorebook ${packageVersion()}; give the plan again, or use that version`,
    });
  }
  return jobs;
}

/** Reads and checks the jobs of a plan. Nothing is written. */
async function jobsOf(path: string, folder: SweepFolder, createProgram: () => Command): Promise<Job[]> {
  const [
    { readPlan, stepsOf },
    { createJob },
    { checkFiles, checkSteps },
    { engineWarnings },
    { packageVersion },
    { formatWarnings },
    { namingOption },
  ] = await Promise.all([
    import("./plan.ts"),
    import("./job.ts"),
    import("./arguments.ts"),
    import("./engine-warnings.ts"),
    import("../../../project.ts"),
    import("../../output/output.ts"),
    import("../../inputs/naming-option.ts"),
  ]);
  const plan = namingOption("PLAN", () => readPlan(path));
  const program = createProgram();
  const warnings = new Set<string>();
  const jobs = plan.variations.map((variation) => {
    const { steps, job } = namingOption(path, () => {
      const own = stepsOf(plan, variation);
      checkSteps(program, own);
      const planned = createJob(own, plan.folder, folder.path, packageVersion());
      checkFiles(planned);
      return { steps: own, job: planned };
    });
    for (const warning of engineWarnings(steps)) warnings.add(warning);
    return job;
  });
  const different = [...new Map(jobs.map((job) => [job.hash, job])).values()];
  if (different.length < jobs.length) {
    warnings.add(
      `${path} has ${jobs.length} combinations and ${plural(different.length, "job")}: combinations with the same options and the same contents of files are one job`,
    );
  }
  process.stderr.write(formatWarnings([...warnings]));
  return different;
}

function chosenBy({ job, shard }: Options): (one: { readonly hash: string }, index: number) => boolean {
  if (job !== undefined) return ({ hash }) => hash === job;
  if (shard !== undefined) return (_one, index) => index % shard.count === shard.index;
  return () => true;
}

function parseShard(text: string): { index: number; count: number } {
  const [index, count] = /^(\d+)\/(\d+)$/.exec(text)?.slice(1).map(Number) ?? [];
  if (index === undefined || count === undefined || !(index < count)) {
    throw new InputError({
      argument: "--shard",
      allowed: "I/N with I from 0 to N - 1, such as 0/100",
      problem: quote(text),
    });
  }
  return { index, count };
}
