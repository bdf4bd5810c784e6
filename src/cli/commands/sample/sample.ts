import { resolve } from "node:path";
import { type Command, Option } from "commander";
import { InputError } from "../../../numerics/input-error.ts";
import { quote } from "../../../numerics/quote.ts";
import { parsePositive } from "../../inputs/number.ts";
import { countOption, parseOneOf, seedOption } from "../../inputs/options.ts";
import { addReadingOptions, type ReadingFlags } from "../../inputs/reading-options.ts";
import { RequiredOption } from "../../inputs/required-option.ts";

const samplers = ["mh", "mala", "langevin"] as const;
type SamplerName = (typeof samplers)[number];
const energies = ["path", "first-order"] as const;
type EnergyName = (typeof energies)[number];

interface Options extends ReadingFlags {
  readonly model?: string;
  readonly density?: string;
  readonly sigma?: number;
  readonly method: SamplerName;
  readonly energy?: EnergyName;
  readonly nodes?: number;
  readonly chains?: number;
  readonly steps: number;
  readonly burnIn: number;
  readonly keepEvery?: number;
  readonly proposal?: number;
  readonly start?: string;
  readonly reference?: string;
  readonly seed: number;
  readonly out: string;
  readonly json?: true;
}

/** Beyond these, memory and patience end. */
const MOST_CHAINS = 100_000;
const MOST_STEPS = 10_000_000;
const MOST_NODES = 100;
/** Of the file, chain and step included: some 200 megabytes. */
const MOST_NUMBERS = 10_000_000;
/** Numbers of which diagnostics take more than a second. */
const LONG_DIAGNOSIS = 500_000;

const DEFAULT_CHAINS = 100;
const DEFAULT_KEEP_EVERY = 10;

/** What tells the random numbers of one seed apart. */
const STREAMS = { starts: 1, chains: 2, reference: 3, others: 4 };

/** `scorebook sample`: Markov chains on what a trained auto-encoder, or the optimal denoiser of a density, says of the score. */
export function register(program: Command): void {
  const command = program.command("sample");
  command
    .description("draw samples by Markov chains that are led by a reconstruction, and write them to a CSV file")
    .option("--model <MODEL>", "a trained auto-encoder, a file that scorebook train wrote")
    .option(
      "--density <D>",
      'or a density, whose optimal denoiser at --sigma leads the chains: paper1d, spiral, curve10d, JSON of kind "gaussianMixture", "energy" or "points", a file that holds such JSON, or a file of points',
    )
    .addOption(
      new Option("--sigma <S>", "of --density, the corruption level; a model has its own").argParser((text) =>
        parsePositive(text, "--sigma"),
      ),
    )
    .addOption(new RequiredOption("--out <FILE>", "the CSV file to write the draws to, such as draws.csv"))
    .addOption(
      new Option(
        "--method <M>",
        "mh (Metropolis-Hastings), mala (Metropolis-adjusted Langevin) or langevin (unadjusted)",
      )
        .default("mh")
        .argParser((text) => parseOneOf(text, samplers, "--method")),
    )
    .addOption(
      new Option(
        "--energy <E>",
        "of mh and mala, the energy difference: path (integral along the segment, the default) or first-order",
      ).argParser((text) => parseOneOf(text, energies, "--energy")),
    )
    .addOption(countOption("--nodes <K>", "Gauss points of the path integral (default: 1, the midpoint)", MOST_NODES))
    .addOption(
      countOption("--chains <C>", "number of chains (default: 100, or as many as --start has points)", MOST_CHAINS),
    )
    .addOption(countOption("--steps <N>", "steps of each chain", MOST_STEPS).default(1000))
    .addOption(
      countOption("--burn-in <B>", "steps at the beginning of which nothing is kept", MOST_STEPS, 0).default(0),
    )
    .addOption(
      countOption(
        "--keep-every <K>",
        "after that, steps from one draw that is kept to the next (default: 10)",
        MOST_STEPS,
      ),
    )
    .addOption(
      new Option(
        "--proposal <P>",
        "standard deviation of the random part of a step; of mala and langevin the time step is P^2 / 2 (default: sigma)",
      ).argParser((text) => parsePositive(text, "--proposal")),
    )
    .option("--start <FILE>", "a file of points where the chains begin (default: draws of the data, if they are known)")
    .option(
      "--reference <FILE>",
      "a file of points to compare the draws with, once blurred by sigma (default: draws of the data, if known)",
    )
    .addOption(seedOption())
    .option("--json", "print the diagnostics as one JSON object")
    .addHelpText(
      "after",
      `
A reconstruction trained with noise sigma knows the score (r(x) - x) / sigma^2 of the data blurred by
N(0, sigma^2 I): that is what the chains sample, and what they are compared with. Chain i begins at
the i-th point of --start; after the last point comes the first again.

The file has the header chain,step,x1,...,xd and a line for each draw that is kept, chain after chain,
in the coordinates of the data. For a model that was trained with --standardise, --proposal and the
distances are in standard deviations of the columns. Ctrl-C ends the chains and keeps their draws.

Examples:
  $ scorebook sample --model model.json --start points.csv --steps 2000 --out draws.csv
  $ scorebook sample --density spiral --sigma 0.05 --method mala --chains 50 --out draws.csv`,
    )
    .action(sample);
  addReadingOptions(command);
}

async function sample(options: Options): Promise<void> {
  const { model, density, sigma, method, energy, nodes, steps, burnIn, out, seed } = options;
  checkTogether(options);
  const keepEvery = options.keepEvery ?? Math.min(DEFAULT_KEEP_EVERY, steps - burnIn);
  if (keepEvery > steps - burnIn) {
    throw new InputError(
      `--keep-every: must be at most ${steps - burnIn}, the steps after the burn-in, not ${keepEvery}`,
    );
  }
  const [
    target,
    { checkWritable, writeWhole },
    { namingOption },
    { PointsFiles },
    { createRng },
    { fromScaled },
    { corrupt },
    { ChainRun },
    report,
  ] = await Promise.all([
    import("./sampling-target.ts"),
    import("../../../files/whole-file.ts"),
    import("../../inputs/naming-option.ts"),
    import("../../inputs/points-files.ts"),
    import("../../../numerics/random/random.ts"),
    import("../../../autoencoder/model/scaling.ts"),
    import("../../../autoencoder/training/corruption.ts"),
    import("../../../sampling/chain-run.ts"),
    import("./sampling-report.ts"),
  ]);
  namingOption("--out", () => checkWritable(out));
  checkDifferentFiles(options);
  const files = new PointsFiles(options);
  const sampled =
    model === undefined ? await target.densityTarget(density ?? "", sigma ?? 0, files) : target.modelTarget(model);
  try {
    const { r, scaling, draw } = sampled;
    const starts = await target.readStarts(options.start, sampled, files);
    const reference =
      options.reference === undefined
        ? null
        : await target.readTargetPoints("--reference", options.reference, sampled, files);
    if (reference && reference.length < 2 * r.dim) {
      throw new InputError("--reference: must hold two points or more, not 1");
    }
    const chains = options.chains ?? starts.count ?? DEFAULT_CHAINS;
    const kept = Math.floor((steps - burnIn) / keepEvery);
    const perDraw = chains * (r.dim + 2);
    if (kept * perDraw > MOST_NUMBERS) {
      const least = Math.ceil(((steps - burnIn) * perDraw) / MOST_NUMBERS);
      throw new InputError(
        least > steps - burnIn
          ? `--chains: must be at most ${Math.floor(MOST_NUMBERS / (r.dim + 2))} for points of dimension ${r.dim}, not ${chains}`
          : `--keep-every: must be at least ${least} for so many steps and chains, not ${keepEvery}`,
      );
    }
    const [{ runSampling }, { startProgress }, { samplerFor }, { drawsTable }, { printJson }] = await Promise.all([
      import("./run-sampling.ts"),
      import("../../output/progress.ts"),
      import("./sampler-for.ts"),
      import("./draws-table.ts"),
      import("../../output/output.ts"),
    ]);
    const sampler = samplerFor(r, {
      method,
      energy: energy ?? "path",
      nodes: nodes ?? 1,
      proposal: options.proposal ?? r.sigma,
    });
    const positions = starts.at(createRng(seed, STREAMS.starts), chains);
    const chainRun = new ChainRun(sampler, createRng(seed, STREAMS.chains), positions, { steps, burnIn, keepEvery });
    files.announce();
    const run = await runSampling(chainRun);
    const { iteration, interrupted } = run;
    if (run.kept > 0) {
      const own = scaling ? { ...run, draws: fromScaled(run.draws, scaling) } : run;
      writeWhole(out, drawsTable(own, burnIn, keepEvery));
      const drawn = (stream: number): Float64Array | null =>
        draw?.(createRng(seed, stream), Math.min(report.MOST_COMPARED, run.kept * chains)) ?? null;
      const points = reference
        ? corrupt(reference, r.sigma, createRng(seed, STREAMS.reference))
        : drawn(STREAMS.reference);
      const compared = points && { points, others: reference ? null : drawn(STREAMS.others) };
      const progress = run.draws.length > LONG_DIAGNOSIS ? startProgress("diagnostics", r.dim) : null;
      const result = report.reportSampling(run, out, compared, seed, (done) => progress?.reach(done, ""));
      progress?.stop();
      if (options.json) printJson({ ...result, ...files.json() });
      else process.stdout.write(`${report.describeSampling(result, scaling !== null)}\n`);
    }
    if (interrupted) {
      const what =
        run.kept === 0 ? "nothing was kept yet, and nothing was written" : `what was drawn so far is in ${out}`;
      process.stderr.write(`Interrupted after ${iteration} of ${steps} steps: ${what}.\n`);
      process.exitCode = 130;
    }
  } finally {
    await sampled.close();
  }
}

/** @throws InputError for options that don't go together */
function checkTogether({ model, density, sigma, method, energy, nodes, steps, burnIn }: Options): void {
  if (model === undefined && density === undefined) {
    throw new InputError("--model: is required, or --density; give a file that scorebook train wrote");
  }
  if (model !== undefined && density !== undefined) {
    throw new InputError("--density: does not go with --model; give one of the two");
  }
  if (model !== undefined && sigma !== undefined) {
    throw new InputError("--sigma: is for --density; a model has the sigma that it was trained with");
  }
  if (density !== undefined && sigma === undefined) {
    throw new InputError(
      "--sigma: is required with --density; give the corruption level, a positive number such as 0.31",
    );
  }
  if (method === "langevin" && energy !== undefined) {
    throw new InputError("--energy: is for the methods mh and mala; langevin refuses nothing");
  }
  if (nodes !== undefined && (method === "langevin" || energy === "first-order")) {
    throw new InputError("--nodes: is for the path integral, of --method mh or mala with --energy path");
  }
  if (burnIn >= steps) {
    throw new InputError(`--burn-in: must be below the number of steps, ${steps}, not ${burnIn}`);
  }
}

/** @throws InputError where the file to write is one of those to read */
function checkDifferentFiles({ model, density, start, reference, out }: Options): void {
  const inputs = { "--model": model, "--density": density, "--start": start, "--reference": reference };
  for (const [option, path] of Object.entries(inputs)) {
    if (path === undefined || resolve(path) !== resolve(out)) continue;
    throw new InputError(`--out: ${quote(out)} is the file of ${option} too; give another one`);
  }
}
