import { type Command, Option } from "commander";
import { InputError } from "../../../numerics/input-error.ts";
import { examples } from "../../inputs/examples.ts";
import { explainOption } from "../../inputs/explain.ts";
import { parsePositive } from "../../inputs/number.ts";
import { countOption, parseOneOf, seedOption } from "../../inputs/options.ts";
import { addPlotOptions } from "../../inputs/plot-options.ts";
import { addReadingOptions } from "../../inputs/reading-options.ts";
import { RequiredOption } from "../../inputs/required-option.ts";
import { checkDiffusion, type DiffusionOptions, diffusions, FOR_DIFFUSION } from "./diffusion-options.ts";
import {
  checkTogether,
  DEFAULT_WARM_UP,
  drawsFormats,
  energies,
  MOST_CHAINS,
  MOST_NODES,
  MOST_STEPS,
  type SampleOptions,
  samplers,
  samplingEngines,
  thinOf,
} from "./sampling-options.ts";

/** `scorebook sample`: Markov chains that follow the score of a trained auto-encoder or of the optimal denoiser of a density. */
export function register(program: Command): void {
  const command = program.command("sample");
  command
    .description("draw samples by Markov chains that a reconstruction guides, and write them to a CSV file")
    .option("--model <MODEL>", "a model, a file that scorebook fit or train wrote")
    .option(
      "--density <D>",
      'or a density; its optimal denoiser at --sigma then guides the chains: paper1d, spiral, curve10d, JSON of kind "gaussianMixture", "energy" or "points", a file that holds such JSON, or a file of points',
    )
    .addOption(
      new Option(
        "--sigma <S>",
        "with --density, the corruption level; with --model, one of the sigmas that the model has (most models have only one)",
      ).argParser((text) => parsePositive(text, "--sigma")),
    )
    .addOption(
      new Option(
        "--engine <E>",
        "with --model, the engine that computes its network: fused (a kernel for one layer, which gives the same bytes on every machine), onnx (ONNX Runtime), plain (TypeScript), or auto, the fastest (default: fused for one layer, otherwise auto)",
      ).argParser((text) => parseOneOf(text, samplingEngines, "--engine")),
    )
    .addOption(explainOption())
    .addOption(new RequiredOption("--out <FILE>", "the file to write the draws to, such as draws.csv"))
    .addOption(
      new Option(
        "--method <M>",
        "mh (Metropolis-Hastings), mala (Metropolis-adjusted Langevin) or langevin (unadjusted) at one sigma; ladder (annealed Langevin) or flow (probability flow) through many",
      )
        .default("mh")
        .argParser((text) => parseOneOf(text, [...samplers, ...diffusions], "--method")),
    )
    .addOption(
      new Option(
        "--energy <E>",
        "for mh and mala, how the energy difference is computed: exact (the default with --density, whose p_sigma is known), path (an integral along the segment, the default with --model) or first-order",
      ).argParser((text) => parseOneOf(text, energies, "--energy")),
    )
    .addOption(
      countOption(
        "--nodes <K>",
        "the number of Gauss points of the path integral (default: as many as each decision needs)",
        MOST_NODES,
      ),
    )
    .addOption(
      countOption(
        "--chains <C>",
        "the number of chains (default: 100, or the number of points of --start)",
        MOST_CHAINS,
      ),
    )
    .addOption(countOption("--steps <N>", "the number of steps of each chain", MOST_STEPS).default(1000))
    .addOption(
      countOption(
        "--burn-in <B>",
        "the number of steps at the beginning of each chain from which no draw is kept",
        MOST_STEPS,
        0,
      ).default(0),
    )
    .addOption(countOption("--thin <K>", "after the burn-in, keep every K-th step (default: 10)", MOST_STEPS))
    .addOption(
      new Option(
        "--proposal <P>",
        "the standard deviation of the random part of a step; for mala and langevin the time step is P^2 / 2 (default: mh and mala adapt the proposal in a warm-up, langevin takes sigma)",
      ).argParser((text) => parsePositive(text, "--proposal")),
    )
    .addOption(
      countOption(
        "--warm-up <W>",
        `the number of steps before the burn-in, during which the default proposal adapts (default: ${DEFAULT_WARM_UP})`,
        MOST_STEPS,
      ),
    )
    .option(
      "--start <FILE>",
      "a file of points at which the chains begin, or a file that sample wrote: the chains then continue from its last draws (default: draws of the data, if they are known)",
    )
    .option(
      "--reference <FILE>",
      "a file of points with which the draws are compared, after noise of sigma was added to the points (default: draws of the data, if they are known)",
    )
    .addOption(
      new Option(
        "--largest-sigma <S>",
        "for ladder and flow, the first sigma (default: the largest that the model has, or twice the standard deviation of the data)",
      ).argParser((text) => parsePositive(text, "--largest-sigma")),
    )
    .addOption(countOption("--levels <L>", "for ladder and flow, the number of sigmas (default: 40)", MOST_LEVELS, 2))
    .addOption(
      countOption(
        "--level-steps <N>",
        "for ladder, the number of Langevin steps at each sigma, or 0 for the reverse diffusion from each sigma to the next (default: 20 if the score is exact, 0 for a network)",
        MOST_LEVEL_STEPS,
        0,
      ),
    )
    .addOption(seedOption())
    .addOption(
      new Option("--format <F>", "the format of the file: csv, or arviz, the JSON that arviz.from_json reads in Python")
        .default("csv")
        .argParser((text) => parseOneOf(text, drawsFormats, "--format")),
    )
    .option("--json", "print the diagnostics as one JSON object")
    .addHelpText(
      "after",
      `
A reconstruction that was trained with noise sigma gives the score (r(x) - x) / sigma^2 of the data
blurred by N(0, sigma^2 I). The chains sample this blurred density, and the draws are compared with
it. Chain i begins at the i-th point of --start; if there are more chains than points, the points are
used again.

Without --proposal a warm-up comes first. It adapts the proposal until 23.4 % of the steps of mh, or
57.4 % of the steps of mala, are accepted. Then the proposal no longer changes, and the chains
continue from their positions. With a density, mh and mala know p_sigma exactly and have no bias.
With a model, they integrate the score along each step, by rules of 1 and 2 points, and of up to 64
points if the decision depends on the integral.

The table shows the mean of each column with its Monte Carlo standard error, R-hat (above 1.01 the
chains have not mixed) and effective sample sizes. --json prints the same numbers and the warnings. A
number that is not defined is null. An infinite R-hat is null too, and rHatIsInfinite is then true.
With --reference a permutation test says whether the draws differ from its rows. It takes draws of each
chain that are two autocorrelation times apart, or the last draws, because closer draws are alike.

ladder and flow begin with much noise and lower sigma by a constant factor down to --sigma, so that
they miss no mode. The default is the smallest sigma that the model has, and 1 % of the scale of a
fitted Gaussian or mixture. A last step r(x) removes the remaining noise. Both need --density, a
fitted density, or a network for a range of sigmas (fit --sigma 0.05..2). --chains is the number of
draws (default: 1000). The file has the columns of the data and a line for each draw. The draws are
independent, and a permutation test compares them with the rows of --reference.

The file of the other methods has the header chain,step,x1,...,xd and a line for each draw that is
kept, chain after chain, in the coordinates of the data. For a model that was trained with
--standardise, --proposal and the distances are in standard deviations of the columns. Ctrl-C ends the
chains and keeps their draws.`,
    )
    .addHelpText(
      "after",
      examples(
        "scorebook sample --model model.json --start points.csv --steps 2000 --out draws.csv",
        "scorebook sample --model fitted.json --method flow --reference held-out.csv --out draws.csv",
      ),
    )
    .action(sample);
  addPlotOptions(command, "the draws beside the data, in pairs of columns");
  addReadingOptions(command);
}

/** Larger values would take days. */
const MOST_LEVELS = 10_000;
const MOST_LEVEL_STEPS = 100_000;

async function sample(options: SampleOptions | DiffusionOptions, command: Command): Promise<void> {
  const given = command.options
    .filter((option) => command.getOptionValueSource(option.attributeName()) === "cli")
    .map(({ long }) => long ?? "");
  const { model, density, start, reference, out } = options;
  const others = { "--model": model, "--density": density, "--start": start, "--reference": reference, "--out": out };
  const { checkPlot } = await import("../../output/plot-file.ts");
  await checkPlot(options, others);
  if (isDiffusion(options)) {
    checkDiffusion(options, given);
    const { drawByDiffusion } = await import("./draw-by-diffusion.ts");
    return drawByDiffusion(options);
  }
  const other = FOR_DIFFUSION.find((name) => given.includes(name));
  if (other) throw new InputError({ argument: other, problem: "is for the methods ladder and flow" });
  checkTogether(options);
  const thin = thinOf(options);
  const { drawSamples } = await import("./draw-samples.ts");
  await drawSamples({ ...options, thin });
}

function isDiffusion(options: SampleOptions | DiffusionOptions): options is DiffusionOptions {
  return diffusions.some((name) => name === options.method);
}
