import { type Command, Option } from "commander";
import type { Purpose } from "../../../autoencoder/fit/choose-sigma.ts";
import { type EstimatorName, estimatorNames } from "../../../autoencoder/fit/estimator.ts";
import type { SigmaRange } from "../../../autoencoder/network/sigma-network.ts";
import { InputError } from "../../../numerics/input-error.ts";
import { parseNumber } from "../../../numerics/parse-number.ts";
import { quote } from "../../../numerics/quote.ts";
import { examples } from "../../inputs/examples.ts";
import { countOption, parseOneOf, seedOption } from "../../inputs/options.ts";
import { addPlotOptions, type PlotFlags } from "../../inputs/plot-options.ts";
import { addReadingOptions, pointsFile, type ReadingFlags } from "../../inputs/reading-options.ts";
import { RequiredOption } from "../../inputs/required-option.ts";

interface Options extends ReadingFlags, PlotFlags {
  readonly data: string;
  readonly sigma: number | SigmaRange | "auto";
  readonly for: Purpose;
  readonly estimators?: readonly EstimatorName[];
  readonly out?: string;
  readonly seed: number;
  readonly samples?: number;
  readonly steps?: number;
  readonly standardise?: boolean;
  readonly json?: true;
}

const MOST_SAMPLES = 1_000_000;
const MOST_STEPS = 1_000_000;
const purposes: readonly Purpose[] = ["denoising", "sampling", "modes"];

/** `scorebook fit`: the best estimator of the score that the data support. */
export function register(program: Command): void {
  const command = program.command("fit");
  command
    .description("fit estimators of the score to points, compare them on held-out points, and keep the best")
    .addOption(new RequiredOption("--data <D>", `the points: ${pointsFile}; spiral or curve10d`))
    .addOption(
      new Option(
        "--sigma <S>",
        "the standard deviation of the noise: a number such as 0.3; a range such as 0.05..2, for one model that serves every sigma in the range; or auto, which tries a grid of sigmas and takes the one that --for needs",
      )
        .default("auto")
        .argParser(parseSigma),
    )
    .addOption(
      new Option("--for <P>", "with --sigma auto, what the model is for: denoising, sampling or modes")
        .default("denoising")
        .argParser((text) => parseOneOf(text, purposes, "--for")),
    )
    .option("--out <MODEL>", "the file to which the chosen model is written, such as model.json")
    .addOption(
      new Option(
        "--estimators <A,B>",
        "compare only these estimators, and the identity: gaussian, mixture, points, one-layer, deep (default: all)",
      ).argParser((text) => text.split(",").map((name) => parseOneOf(name.trim(), estimatorNames, "--estimators"))),
    )
    .addOption(seedOption())
    .addOption(
      countOption(
        "--steps <N>",
        "the largest number of training steps of the deep network (default: 3000; 1000 for few points, 4000 for a range of sigmas)",
        MOST_STEPS,
      ),
    )
    .addOption(
      countOption(
        "--samples <N>",
        "with spiral and curve10d, the number of points to draw (default: 5000)",
        MOST_SAMPLES,
        10,
      ),
    )
    .option(
      "--standardise",
      "learn from (x - mean) / standard deviation, column by column; sigma is then in these units (default: standardise if the standard deviations differ by more than a factor of 2)",
    )
    .option("--no-standardise", "learn from the points as they are")
    .option("--json", "print the table as one JSON object")
    .addHelpText(
      "after",
      `
The estimators, from the simplest to the most complex: identity, r(x) = x; gaussian, one
Gaussian with shrunk covariance; mixture, a mixture of Gaussians whose number is chosen by
validation; points, the exact score of the blurred points; one-layer, the paper's network; deep,
a residual network. Each estimator is fitted to one part of the points. Its denoising loss, the
mean of |r(x + sigma noise) - x|^2, is measured on the other part. By Theorem 1 this loss
exceeds the lowest possible loss by exactly E|r - r*|^2. The command keeps the simplest
estimator whose loss is within one standard error of the lowest. The estimator that is kept is then
fitted to all points, so that the table says what was learnt from a part of them. The same seed
gives the same table.`,
    )
    .addHelpText(
      "after",
      examples(
        "scorebook fit --data points.csv --sigma 0.3 --out model.json",
        "scorebook fit --data points.csv --for modes --estimators gaussian,mixture,points --out fitted.json",
      ),
    )
    .action(fit);
  addPlotOptions(command, "the losses of the estimators with their standard errors, along sigma or as bars");
  addReadingOptions(command);
}

async function fit(options: Options): Promise<void> {
  const { sigma, out, seed, json, plot } = options;
  const [{ checkWrittenFiles }, { namingOptionOfAsync }, { PointsFiles }, { readFitData }, plotFile] =
    await Promise.all([
      import("../../inputs/written-files.ts"),
      import("../../inputs/naming-option.ts"),
      import("../../inputs/points-files.ts"),
      import("./fit-data.ts"),
      import("../../output/plot-file.ts"),
    ]);
  checkWrittenFiles({ "--out": out }, { "--data": options.data });
  await plotFile.checkPlot(options, { "--data": options.data, "--out": out });
  const files = new PointsFiles(options);
  const data = await readFitData(options, files);
  files.checkUsed();
  const [{ fitModel }, { startProgress }, { writeModel }, { describeFit, reportFit }, { printJson }] =
    await Promise.all([
      import("../../../autoencoder/fit/fit-model.ts"),
      import("../../output/progress.ts"),
      import("../../../autoencoder/model/stored-model.ts"),
      import("./fit-report.ts"),
      import("../../output/output.ts"),
    ]);
  let progress: ReturnType<typeof startProgress> | undefined;
  try {
    const { estimators, steps } = options;
    const plan = {
      ...{ ...data, sigma, purpose: options.for, seed },
      ...(estimators && { estimators }),
      ...(steps !== undefined && { steps }),
    };
    const fitted = await namingOptionOfAsync({ rows: "--data", sigma: "--sigma", steps: "--steps" }, "--data", () =>
      fitModel(plan, {
        onStep: (now, done, total) => {
          // The rows and sigma are checked before the first step; until then an error is the only line.
          if (!progress) files.announce();
          progress ??= startProgress("fit", total);
          progress.update(done, now);
        },
      }),
    );
    progress?.stop();
    const picture = plot === undefined ? null : (await import("./fit-picture.ts")).fitPicture(fitted);
    if (out !== undefined) writeModel(out, fitted.model);
    const drawn = plot !== undefined && picture ? await plotFile.writePicture(plot, picture, options.theme) : null;
    const report = reportFit(fitted, out, drawn);
    if (json) printJson({ ...report, ...files.json() });
    else process.stdout.write(`${describeFit(report)}\n`);
  } finally {
    progress?.stop();
  }
}

/** A number, a range "0.05..2", or "auto". @throws InputError */
function parseSigma(text: string): number | SigmaRange | "auto" {
  if (text === "auto") return text;
  const ends = text.split("..").map((part) => parseNumber(part));
  const fits = ends.every((end) => end > 0 && Number.isFinite(end));
  if (fits && ends.length === 1) return ends[0];
  if (fits && ends.length === 2 && ends[0] < ends[1]) return [ends[0], ends[1]];
  const allowed = "a positive number such as 0.3, a range of two such as 0.05..2, or auto";
  throw new InputError({ argument: "--sigma", allowed, problem: quote(text) });
}
