import { checkScore } from "../../../check/check-score.ts";
import { densityInUnits } from "../../../check/density-in-units.ts";
import type { ScoreReport } from "../../../check/score-report.ts";
import type { Distribution } from "../../../density/density.ts";
import { checkWritable, writeWhole } from "../../../files/whole-file.ts";
import { InputError } from "../../../numerics/input-error.ts";
import { quote } from "../../../numerics/quote.ts";
import { parseDistribution } from "../../inputs/density.ts";
import { namingOption, namingOptionOf, namingOptionOfAsync } from "../../inputs/naming-option.ts";
import { PointsFiles } from "../../inputs/points-files.ts";
import { printJson } from "../../output/output.ts";
import { startProgress } from "../../output/progress.ts";
import type { CheckOptions } from "./check-options.ts";
import { type OpenModel, openModel } from "./open-model.ts";
import { checkJson, checkText } from "./verdict.ts";

const OPTIONS = {
  density: "--density",
  rows: "--data",
  sigmas: "--sigma",
  sigma: "--sigma",
  output: "--output",
  tolerance: "--tolerance",
  points: "--points",
};

/** Runs `scorebook check`. @throws InputError */
export async function runCheck(path: string | undefined, options: CheckOptions): Promise<void> {
  const { density: given, data, report: page, json } = options;
  if (given === undefined && data === undefined) {
    throw new InputError({
      argument: "--density",
      problem: "is required without --data",
      advice: "give the density that is the truth, or rows that were held out",
    });
  }
  if (page !== undefined) checkPage(page);
  const files = new PointsFiles(options);
  const density = given === undefined ? undefined : await parseDistribution(given, files);
  const table =
    data === undefined
      ? undefined
      : await files.read("--data", data, "does not exist; give a file of points", {
          ...(density && { expected: { dim: density.dim, why: `because the density has dimension ${density.dim}` } }),
        });
  const dim = density?.dim ?? table?.dim ?? 0;
  files.checkUsed();
  const opened = await openModel(path, options, dim);
  try {
    checkDimension(opened, dim, given === undefined ? "--data" : "--density");
    const rows = table && inUnits(table.points, opened.units);
    const report = await measure(opened, { ...options, ...(density && { truth: density }), ...(rows && { rows }) });
    files.announce();
    if (page !== undefined) {
      const { reportPage } = await import("./report-page.ts");
      writeWhole(page, reportPage(report, opened.description, density !== undefined));
    }
    if (json) printJson({ ...checkJson(report, opened.description), ...files.json() });
    else
      process.stdout.write(
        `${checkText(report, opened.description)}${page === undefined ? "" : `\nWritten: ${page}.\n`}`,
      );
    if (report.verdict === "fails") process.exitCode = 1;
  } finally {
    opened.close();
  }
}

interface Measurement extends CheckOptions {
  readonly truth?: Distribution;
  readonly rows?: Float64Array;
}

async function measure({ model, units, argument }: OpenModel, options: Measurement): Promise<ScoreReport> {
  const { truth: given, rows, sigma, output, tolerance, points, seed } = options;
  const truth = units && given ? namingOptionOf(OPTIONS, argument, () => densityInUnits(given, units)) : given;
  if (sigma === undefined && model.sigma === undefined) {
    throw new InputError({
      argument: "--sigma",
      problem: "is required",
      advice: "give the standard deviation of the noise that the model is for",
    });
  }
  const progress = startProgress("check", sigma?.length ?? 1);
  try {
    return await namingOptionOfAsync(OPTIONS, argument, () =>
      checkScore(model, {
        ...(truth && { density: truth }),
        ...(rows && { rows }),
        ...(sigma && { sigmas: sigma }),
        output,
        tolerance,
        ...(points !== undefined && { points }),
        seed,
        onSigma: (done, of) => progress.finish(`sigma ${done} of ${of}`),
      }),
    );
  } finally {
    progress.stop();
  }
}

function inUnits(points: Float64Array, units: Float64Array | undefined): Float64Array {
  return units ? points.map((x, j) => x / units[j % units.length]) : points;
}

function checkDimension({ model }: OpenModel, dim: number, option: string): void {
  if (model.dim === dim) return;
  throw new InputError({
    argument: option,
    verb: "have",
    allowed: `dimension ${model.dim}, like the model`,
    problem: dim,
  });
}

function checkPage(path: string): void {
  if (!path.toLowerCase().endsWith(".html")) {
    throw new InputError({ argument: "--report", allowed: "a file that ends in .html", problem: quote(path) });
  }
  namingOption("--report", () => checkWritable(path));
}
