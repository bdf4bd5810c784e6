import { type Command, Option } from "commander";
import { examples } from "../inputs/examples.ts";
import { parsePositive } from "../inputs/number.ts";
import { pointsOption, seedOption } from "../inputs/options.ts";
import { addPlotOptions, type PlotFlags } from "../inputs/plot-options.ts";
import { addReadingOptions, type ReadingFlags } from "../inputs/reading-options.ts";
import { RequiredOption } from "../inputs/required-option.ts";

interface Options extends ReadingFlags, PlotFlags {
  readonly model: string;
  readonly at: string;
  readonly sigma?: number;
  readonly out?: string;
  readonly seed: number;
  readonly json?: true;
}

/** `scorebook score`: the score that a trained auto-encoder estimates, at points. */
export function register(program: Command): void {
  const command = program.command("score");
  command
    .description("compute the score that a trained auto-encoder estimates, and its reconstruction, at points")
    .addOption(new RequiredOption("--model <MODEL>", "the model, a file that scorebook fit or train wrote"))
    .addOption(pointsOption())
    .addOption(
      new Option("--sigma <S>", "the sigma to use, where the model has several").argParser((text) =>
        parsePositive(text, "--sigma"),
      ),
    )
    .option(
      "--out <FILE>",
      "write r and score of every row of the file --at to this CSV file, beside the file's own columns",
    )
    .addOption(seedOption())
    .option("--json", "print score, r and their errors as one JSON object")
    .addHelpText(
      "after",
      `
score is (r(x) - x) / sigma^2, an estimate of grad log p. Points, score and r are in the
coordinates of the data, also for a model that was trained with --standardise. In JSON, errors
holds the errors by rounding only. The losses say how much the network has learnt: the loss on the
training points, the loss on points that the network has not seen (validation), and the loss of
r(x) = x on the latter (identity).`,
    )
    .addHelpText(
      "after",
      examples(
        'scorebook score --model model.json --at "[[0.1,0.2],[0.3,-0.1]]"',
        "scorebook score --model model.json --at points.csv --out scores.csv",
      ),
    )
    .action(async ({ model: path, at, sigma, out, json, plot, theme, seed, ...reading }: Options) => {
      const { checkPlot, describePicture, writePicture } = await import("../output/plot-file.ts");
      await checkPlot(
        { ...(plot !== undefined && { plot }), ...(theme && { theme }) },
        { "--model": path, "--at": at, "--out": out },
      );
      if (out !== undefined) {
        const { scoreRows } = await import("./rows/score-rows.ts");
        return scoreRows({
          model: path,
          data: at,
          out,
          seed,
          ...(plot !== undefined && { plot }),
          ...(theme && { theme }),
          ...(sigma !== undefined && { sigma }),
          ...(json && { json }),
          ...reading,
        });
      }
      const [
        { InputError },
        { parsePoints },
        { PointsFiles },
        { namingOption, namingOptionOf },
        { readModel },
        trained,
        { vectors },
        { digitsWarning },
        output,
      ] = await Promise.all([
        import("../../numerics/input-error.ts"),
        import("../inputs/points.ts"),
        import("../inputs/points-files.ts"),
        import("../inputs/naming-option.ts"),
        import("../../autoencoder/model/stored-model.ts"),
        import("../../autoencoder/model/trained-model.ts"),
        import("../output/rows.ts"),
        import("../output/digits-warning.ts"),
        import("../output/output.ts"),
      ]);
      const model = namingOption("--model", () => readModel(path));
      const dim = trained.modelDim(model);
      const network = namingOptionOf({ sigma: "--sigma" }, "--model", () => trained.networkOf(model, sigma));
      const files = new PointsFiles(reading);
      const points = await parsePoints(at, dim, files, "the model");
      const r = vectors(trained.modelReconstruction(model, points, sigma), dim);
      const score = vectors(trained.modelScore(model, points, sigma), dim);
      const bad = score.findIndex((row) => !row.every(Number.isFinite));
      if (bad !== -1)
        throw new InputError({
          argument: "--at",
          problem: `row ${bad + 1} is so far away that its score is not a finite number`,
        });
      files.announce();
      const bounds = trained.modelErrors(model, points, sigma);
      const errors = { score: vectors(bounds.score, dim), r: vectors(bounds.r, dim) };
      const why = "by rounding and the last digits of the points";
      const warnings = digitsWarning("the score estimate", { values: score, errors: errors.score }, why);
      const { options, data, losses } = model.provenance;
      let drawn = null;
      if (plot !== undefined) {
        const { pictureOfScores } = await import("./rows/score-picture.ts");
        const names = files.json().inputs?.[0].columns ?? null;
        drawn = await writePicture(plot, await pictureOfScores(path, sigma, { points, names, seed }), theme);
      }
      if (json)
        return output.printJson({
          score,
          r,
          errors,
          points: r.length,
          dim,
          loss: options.loss,
          sigma: network.sigma,
          sigmaUnit: model.scaling ? "standard deviations" : "data",
          source: data.source,
          losses,
          warnings,
          ...drawn,
          ...files.json(),
        });
      const vector = (values: ArrayLike<number>): string => {
        const texts = Array.from(values, (value) => output.formatNumber(value, dim === 1 ? 9 : 6));
        return dim === 1 ? texts[0] : `(${texts.join(", ")})`;
      };
      const rows = r.map((row, i) => [vector(points.subarray(i * dim, (i + 1) * dim)), vector(row), vector(score[i])]);
      process.stdout.write(`${output.formatTable(["x", "r(x)", "score estimate"], rows)}\n`);
      const units = model.scaling ? " standard deviations" : "";
      process.stdout.write(`\n${output.formatWarnings(warnings)}`);
      process.stdout.write(`trained with ${options.loss}, sigma = ${network.sigma}${units}, on ${data.source}.\n`);
      if (drawn) process.stdout.write(`${describePicture(drawn)}\n`);
    });
  addPlotOptions(command, "the field r(x) - x over log p_sigma, with the points");
  addReadingOptions(command);
}
