import { type Command, Option } from "commander";
import type { Precision } from "../../../autoencoder/onnx/program.ts";
import type { TrainingEngine, TrainingOptions } from "../../../autoencoder/training/training-options.ts";
import { InputError } from "../../../numerics/input-error.ts";
import { parseNumber } from "../../../numerics/parse-number.ts";
import { quote } from "../../../numerics/quote.ts";
import { examples } from "../../inputs/examples.ts";
import { parseCount, parsePositive } from "../../inputs/number.ts";
import {
  countOption,
  type Method,
  methodDescription,
  parseMethod,
  parseOneOf,
  seedOption,
  sigmaOption,
} from "../../inputs/options.ts";
import { addReadingOptions, type ReadingFlags } from "../../inputs/reading-options.ts";
import { RequiredOption } from "../../inputs/required-option.ts";

interface Options extends ReadingFlags {
  readonly data: string;
  readonly sigma: number;
  readonly loss: Method;
  readonly hidden: number;
  readonly iterations: number;
  readonly seed: number;
  readonly out: string;
  readonly tied?: true;
  readonly standardise?: true;
  readonly validation?: number;
  readonly samples?: number;
  readonly annealing?: readonly number[];
  readonly redraw?: number;
  readonly noiseReplicates?: number;
  readonly patience?: number | "never";
  readonly initialScale: number | "auto";
  readonly engine: TrainingEngine | "auto";
  readonly precision?: Precision;
  readonly threads?: number;
  readonly checkpoint?: string;
  readonly json?: true;
}

/** Larger values would need more memory than a machine has. */
const MOST_HIDDEN = 100_000;
const MOST_SAMPLES = 1_000_000;
const MOST_DRAWS = 5_000_000;
const MOST_ITERATIONS = 1e6;
/**
 * The largest number of parameters in a checkpoint: it takes about 2000 characters for each, and Node's strings have at most 500
 * million.
 */
const MOST_PARAMETERS_KEPT = 200_000;
const MOST_THREADS = 256;
/** The number of checks of the validation loss in a training of full length. */
const CHECKS = 50;

/** The smallest and the largest sigma, and the range of the initial scale, relative to the scale of the data. */
const SMALLEST_SIGMA = 1e-6;
const LARGEST_SIGMA = 1e3;
const SCALES = [1e-4, 1e6];

/** `scorebook train`: trains an auto-encoder on points, and writes it to a file. */
export function register(program: Command): void {
  const command = program.command("train");
  command
    .description("train an auto-encoder r(x) = c + V tanh(b + W x) on points, and write it to a file")
    .addOption(new RequiredOption("--data <D>", "the training points: a file of points, spiral or curve10d"))
    .addOption(sigmaOption())
    .addOption(new RequiredOption("--out <MODEL>", "the file to write the model to, such as model.json"))
    .addOption(
      new Option("--loss <L>", methodDescription).default("dae").argParser((text) => parseMethod(text, "--loss")),
    )
    .addOption(countOption("--hidden <H>", "the number of hidden units", MOST_HIDDEN).default(200))
    .addOption(
      countOption("--iterations <N>", "the number of L-BFGS iterations, all sigmas together", MOST_ITERATIONS).default(
        1000,
      ),
    )
    .addOption(seedOption())
    .option("--tied", "use tied weights, V = W^T; the field r(x) - x is then a gradient")
    .option(
      "--standardise",
      "learn from (x - mean) / standard deviation, column by column; sigma is then in these units",
    )
    .addOption(
      new Option(
        "--validation <FRACTION>",
        "the fraction of the points of a file that is kept for validation (default: 0.1)",
      ).argParser((text) => parseShare(text)),
    )
    .addOption(
      countOption(
        "--samples <N>",
        "with spiral and curve10d, the number of points to draw (default: 10000)",
        MOST_SAMPLES,
      ),
    )
    .addOption(
      new Option(
        "--annealing <SIGMAS>",
        "the annealing schedule: larger sigmas to train with first, such as 0.1,0.03; each sigma gets the same number of iterations",
      ).argParser((text) => text.split(",").map((part) => parsePositive(part.trim(), "--annealing"))),
    )
    .addOption(
      countOption(
        "--redraw <N>",
        "draw new noise every N iterations (default: 20 for points of a file; otherwise once for each sigma)",
        MOST_ITERATIONS,
      ),
    )
    .addOption(
      countOption(
        "--noise-replicates <N>",
        "use each point N times, each time with other noise (default: for points of a file, the number that gives 4000 noisy points; otherwise 1)",
        MOST_SAMPLES,
      ),
    )
    .addOption(
      new Option(
        "--patience <N>",
        "stop when N checks in a row, one every 50 iterations, have found no better validation loss, and keep the best network; or never (default: 10 for points of a file, never for spiral and curve10d)",
      ).argParser((text) => (text === "never" ? text : parseCount(text, "--patience", CHECKS))),
    )
    .addOption(
      new Option("--initial-scale <S>", "the standard deviation of the initial entries of W; auto tries several values")
        .default("auto")
        .argParser(parseScale),
    )
    .addOption(
      new Option(
        "--engine <E>",
        "the engine that computes: fused (a kernel that gives the same bytes on every machine), onnx (ONNX Runtime), or auto (the faster of the two)",
      )
        .default("auto")
        .argParser((text) => parseOneOf(text, ["auto", "fused", "onnx"], "--engine")),
    )
    .addOption(
      new Option("--precision <P>", "the precision of ONNX Runtime: float64 or float32 (default: float64)").argParser(
        (text) => parseOneOf(text, ["float64", "float32"], "--precision"),
      ),
    )
    .addOption(
      countOption(
        "--threads <N>",
        "the number of threads; with the engine fused it changes no byte of the file (default: all, or one for a small problem)",
        MOST_THREADS,
      ),
    )
    .option(
      "--checkpoint <FILE>",
      "save the state of the training in FILE at intervals; if FILE exists, continue from it (default: Ctrl-C saves the state in MODEL.checkpoint)",
    )
    .option("--json", "print the losses as one JSON object")
    .addHelpText(
      "after",
      `
The loss dae is the mean of |r(x + sigma noise) - x|^2; the loss rcae is the mean of |r(x) - x|^2 + sigma^2
|dr/dx|^2. After the training (r(x) - x) / sigma^2 estimates the score, grad log p. The file holds everything that
is needed to use the model and to train it again.`,
    )
    .addHelpText(
      "after",
      examples(
        "scorebook train --data points.csv --standardise --sigma 0.3 --hidden 20 --out model.json",
        "scorebook train --data spiral --sigma 0.01 --hidden 1000 --out spiral.json",
      ),
    )
    .action(train);
  addReadingOptions(command);
}

async function train(options: Options): Promise<void> {
  const {
    out,
    checkpoint: checkpointPath,
    loss,
    sigma,
    hidden,
    iterations,
    seed,
    annealing = [],
    redraw,
    noiseReplicates,
  } = options;
  if (loss === "rcae" && redraw !== undefined) {
    throw new InputError({ argument: "--redraw", problem: "is for the loss dae; the loss rcae draws no noise" });
  }
  if (loss === "rcae" && noiseReplicates !== undefined) {
    throw new InputError({
      argument: "--noise-replicates",
      problem: "is for the loss dae; the loss rcae draws no noise",
    });
  }
  if (iterations <= annealing.length) {
    throw new InputError({
      argument: "--iterations",
      problem: `must be at least ${annealing.length + 1}, one for each sigma, not ${iterations}`,
    });
  }
  const [{ parameterCount }, { unusedPath }, { checkWrittenFiles }, { readTrainingData }, { PointsFiles }] =
    await Promise.all([
      import("../../../autoencoder/network/parameters.ts"),
      import("../../../files/whole-file.ts"),
      import("../../inputs/written-files.ts"),
      import("./training-data.ts"),
      import("../../inputs/points-files.ts"),
    ]);
  checkWrittenFiles({ "--out": out, "--checkpoint": checkpointPath }, { "--data": options.data });
  const files = new PointsFiles(options);
  const { data, source, distribution, scale } = await readTrainingData(options, files);
  for (const level of annealing) checkRange("--annealing", level, SMALLEST_SIGMA * scale, LARGEST_SIGMA * scale);
  checkRange("--sigma", sigma, SMALLEST_SIGMA * scale, LARGEST_SIGMA * scale);
  const n = data.training.length / data.dim;
  if (noiseReplicates !== undefined && n * noiseReplicates > MOST_DRAWS) {
    throw new InputError({
      argument: "--noise-replicates",
      problem: `must be at most ${Math.floor(MOST_DRAWS / n)} for ${n} points, not ${noiseReplicates}`,
    });
  }
  const parameters = parameterCount({ dim: data.dim, hidden, tied: options.tied ?? false });
  if (checkpointPath !== undefined && parameters > MOST_PARAMETERS_KEPT) {
    throw new InputError({
      argument: "--checkpoint",
      problem: `is for trainings of up to ${MOST_PARAMETERS_KEPT} parameters, and --hidden ${hidden} makes ${parameters}`,
    });
  }
  /** The file into which Ctrl-C saves the state of the training. */
  const kept = checkpointPath ?? (parameters > MOST_PARAMETERS_KEPT ? undefined : unusedPath(`${out}.checkpoint`));
  const { initialScale } = options;
  if (initialScale !== "auto") checkRange("--initial-scale", initialScale, SCALES[0] / scale, SCALES[1] / scale);

  const [
    { runTraining, TrainingInterrupted },
    { CheckpointFile },
    { writeModel },
    { standardising },
    report,
    { formatPath, printJson },
    { rmSync },
  ] = await Promise.all([
    import("./run-training.ts"),
    import("./checkpoint-file.ts"),
    import("../../../autoencoder/model/stored-model.ts"),
    import("../../../autoencoder/data/scaling.ts"),
    import("./training-report.ts"),
    import("../../output/output.ts"),
    import("node:fs"),
  ]);
  const plan = {
    data,
    source,
    standardise: options.standardise ?? false,
    options: {
      loss,
      sigma,
      hidden,
      iterations,
      seed,
      annealing,
      tied: options.tied ?? false,
      ...noiseOptions(options, distribution === null ? n : null),
      ...(initialScale !== "auto" && { initialScale }),
      engine: options.engine,
      ...(options.precision !== undefined && { precision: options.precision }),
    },
  };
  files.checkUsed();
  try {
    const file = kept === undefined ? undefined : new CheckpointFile(kept);
    const run = await runTraining(plan, {
      ...(options.threads !== undefined && { threads: options.threads }),
      onBegin: () => files.announce(),
      ...(file && (checkpointPath === undefined ? { rescue: file } : { checkpoint: file })),
    });
    writeModel(out, run.model);
    if (checkpointPath !== undefined) rmSync(checkpointPath, { force: true });
    const result = report.reportTraining(run, out, distribution, data);
    if (options.json) return printJson({ ...result, ...files.json() });
    const context = {
      loss,
      standardised: options.standardise ?? false,
      chosen: initialScale === "auto",
      example: report.examplePoint(standardising(data.training, data.dim)),
    };
    process.stdout.write(`${report.describeTraining(result, context)}\n`);
  } catch (error) {
    if (!(error instanceof TrainingInterrupted)) throw error;
    const { iteration } = error;
    let how = "nothing was written";
    if (kept !== undefined && iteration > 0) {
      const option = checkpointPath === undefined ? ` with --checkpoint ${formatPath(kept)}` : "";
      how = `they are saved in ${kept}, and the same command${option} continues from there`;
    }
    process.stderr.write(`Interrupted after ${iteration} of ${iterations} iterations: ${how}.\n`);
    process.exitCode = 130;
  }
}

/**
 * The default number of noise replicates for few points gives at least this number of noisy points, with at most this number for each
 * point.
 */
const [NOISY_POINTS, MOST_REPLICATES] = [4000, 50];
/** For points of a file: the number of iterations with the same noise, and the number of checks without a better validation loss. */
const [REDRAW, PATIENCE] = [20, 10];

/**
 * The options for the noise and for early stopping. A file has few points, so that by default new noise is drawn regularly and the
 * training stops early. Any number of points can be drawn from spiral and curve10d, for which one draw of the noise is enough, as in
 * the paper.
 * @param points the number of points of the file; null for spiral and curve10d
 */
function noiseOptions(
  { loss, redraw, noiseReplicates, annealing, patience }: Options,
  points: number | null,
): Pick<TrainingOptions, "redrawEvery" | "noiseReplicates" | "patience"> {
  const asked = redraw !== undefined || noiseReplicates !== undefined || annealing !== undefined;
  const fresh = points !== null && loss === "dae" && !asked;
  const replicates = fresh ? Math.min(MOST_REPLICATES, Math.ceil(NOISY_POINTS / points)) : noiseReplicates;
  const every = fresh ? REDRAW : redraw;
  const checks = patience ?? (points === null ? "never" : PATIENCE);
  return {
    ...(every !== undefined && { redrawEvery: every }),
    ...(replicates !== undefined && { noiseReplicates: replicates }),
    ...(checks !== "never" && { patience: checks }),
  };
}

function parseShare(text: string): number {
  const value = parseNumber(text);
  if (!(value > 0 && value < 1)) {
    throw new InputError({ argument: "--validation", problem: `must be a number between 0 and 1, not ${quote(text)}` });
  }
  return value;
}

function parseScale(text: string): number | "auto" {
  if (text === "auto") return text;
  const value = parseNumber(text);
  if (!(value > 0 && Number.isFinite(value))) {
    throw new InputError({
      argument: "--initial-scale",
      problem: `must be a positive finite number or auto, not ${quote(text)}`,
    });
  }
  return value;
}

function checkRange(option: string, value: number, smallest: number, largest: number): void {
  if (value >= smallest && value <= largest) return;
  const short = (bound: number): number => Number(bound.toPrecision(2));
  throw new InputError({
    argument: option,
    problem: `must be from ${short(smallest)} to ${short(largest)} for these data, not ${value}`,
  });
}
