import { availableParallelism } from "node:os";
import type { Command } from "commander";
import { InputError } from "../../../numerics/input-error.ts";
import { quote } from "../../../numerics/quote.ts";
import { countOption, parseOneOf } from "../../inputs/options.ts";
import { RequiredOption } from "../../inputs/required-option.ts";
import type { Emitter } from "./emit.ts";
import { registerMerge } from "./merge.ts";

interface Options {
  readonly out: string;
  readonly jobs?: number;
  readonly job?: string;
  readonly shard?: { readonly index: number; readonly count: number };
  readonly emit?: Emitter;
  readonly image?: string;
  readonly dryRun?: true;
  readonly worker?: true;
  readonly json?: true;
}

const MOST_WORKERS = 256;

/** `scorebook sweep`: many runs of a command, each once, on this machine or on a cluster. */
export function register(program: Command, createProgram: () => Command): void {
  const sweep = program
    .command("sweep")
    .description("run a command once for every combination of some options, here or on a cluster")
    .argument("[PLAN]", "the plan, a YAML file with command, options and grid; not needed with --job and --shard")
    .addOption(new RequiredOption("--out <DIR>", "the folder of the sweep"))
    .addOption(countOption("--jobs <N>", "jobs to run at once (default: one for each core)", MOST_WORKERS))
    .option("--dry-run", "list the jobs that are done and those that would be run, and run none")
    .option("--job <HASH>", "run only this job of the folder, as a cluster does")
    .addOption(
      program
        .createOption("--shard <I/N>", "run every N-th job of the folder, beginning with job I (counted from 0)")
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
    .option("--image <NAME>", "with --emit kubernetes, the container image that holds scorebook")
    .option("--json", "print what was done as one JSON object")
    .addOption(program.createOption("--worker").hideHelp())
    .addHelpText("after", help);
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
makes a table.

Examples:
  $ scorebook sweep plan.yaml --out runs
  $ scorebook sweep plan.yaml --out runs --emit slurm && sbatch runs/slurm.sh`;

async function runSweep(plan: string | undefined, options: Options, createProgram: () => Command): Promise<void> {
  const { SweepFolder } = await import("./sweep-folder.ts");
  const folder = new SweepFolder(options.out);
  if (options.worker) return (await import("./worker.ts")).serve(folder, createProgram);
  if (plan === undefined && !options.job && !options.shard) {
    throw new InputError({ argument: "PLAN", problem: "is missing: give the plan, a YAML file, or --job or --shard" });
  }
  const jobs = plan === undefined ? folder.jobs() : await planJobs(plan, folder, createProgram, options.dryRun);
  if (options.emit) return (await import("./emit.ts")).emit(options.emit, folder, jobs.length, options.image);
  const chosen = jobs.filter(chosenBy(options));
  if (options.job && chosen.length === 0) {
    throw new InputError({
      argument: "--job",
      allowed: "the hash of a job of the folder",
      problem: quote(options.job),
    });
  }
  const open = chosen.filter(({ hash }) => !folder.isDone(hash));
  const { reportOutcome, reportPlan } = await import("./sweep-report.ts");
  if (options.dryRun) return reportPlan(chosen, open, options.json ?? false);
  const { runHere, runJobs } = await import("./run-jobs.ts");
  const outcome =
    options.job && open.length > 0
      ? await runHere(folder, open[0], createProgram)
      : await runJobs(folder, open, options.jobs ?? availableParallelism());
  reportOutcome(folder, { ...outcome, before: chosen.length - open.length }, options.json ?? false);
}

/** The jobs of a plan, checked, and written to the folder unless it is only a rehearsal. */
async function planJobs(
  path: string,
  folder: import("./sweep-folder.ts").SweepFolder,
  createProgram: () => Command,
  rehearsal = false,
) {
  const [{ readPlan, stepsOf }, { createJob }, { checkSteps }, { packageVersion }] = await Promise.all([
    import("./plan.ts"),
    import("./job.ts"),
    import("./arguments.ts"),
    import("../../../project.ts"),
  ]);
  const plan = readPlan(path);
  const program = createProgram();
  const jobs = plan.variations.map((variation) => {
    const steps = stepsOf(plan, variation);
    checkSteps(program, steps);
    return createJob(steps, plan.folder, folder.path, packageVersion());
  });
  const unique = [...new Map(jobs.map((job) => [job.hash, job])).values()];
  if (!rehearsal) folder.plan(unique);
  return unique;
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
