import { type Command, Option } from "commander";
import { InputError } from "../../../numerics/input-error.ts";
import { examples } from "../../inputs/examples.ts";
import { parsePositive } from "../../inputs/number.ts";
import { countOption, parseOneOf, seedOption } from "../../inputs/options.ts";
import { addPlotOptions } from "../../inputs/plot-options.ts";
import { addReadingOptions, pointsFile } from "../../inputs/reading-options.ts";
import type { ModesFlags } from "./modes-flags.ts";

/** The largest number of points along each axis of a grid: a million points in the plane. */
const MOST_GRID = 1000;
const MOST_STEPS = 1_000_000;

/** `scorebook modes`: the fixed points of a reconstruction, and the mode to which each row flows. */
export function register(program: Command): void {
  const command = program.command("modes");
  command
    .description(
      "find the fixed points of a reconstruction (modes, some of them false attractors), and the mode to which each row flows",
    )
    .option("--model <MODEL>", "a model, a file that scorebook fit or train wrote")
    .option(
      "--density <D>",
      'or a density; the command then uses its optimal denoiser at --sigma: paper1d, spiral, curve10d, JSON of kind "gaussianMixture", "energy" or "points", a file that holds such JSON, or a file of points',
    )
    .addOption(
      new Option(
        "--sigma <S>",
        "with --density, the standard deviation of the noise; with --model, one of the sigmas that the model has (most models have only one)",
      ).argParser((text) => parsePositive(text, "--sigma")),
    )
    .option("--data <FILE>", `the rows that flow to the modes, and near which the modes should lie: ${pointsFile}`)
    .addOption(
      new Option("--starts <S>", "where the search starts: rows (the default with --data) or grid").argParser((text) =>
        parseOneOf(text, ["rows", "grid"], "--starts"),
      ),
    )
    .option(
      "--from <LO,HI>",
      "start from a grid over this interval along every axis, or over LO,HI of each axis in turn",
    )
    .addOption(countOption("--grid <N>", "points along each axis of the grid (default: 41)", MOST_GRID, 2))
    .addOption(
      new Option(
        "--cutoff <C>",
        "a mode that is farther than this from the data, in sigmas, counts as false (default: the distance that 1 in 1000 noisy points exceeds)",
      ).argParser((text) => parsePositive(text, "--cutoff")),
    )
    .addOption(
      new Option("--tolerance <T>", "fixed points that are at most this far apart, in sigmas, count as one")
        .default(0.1)
        .argParser((text) => parsePositive(text, "--tolerance")),
    )
    .addOption(countOption("--steps <N>", "the largest number of steps from one start", MOST_STEPS).default(2000))
    .addOption(seedOption())
    .option("--out <FILE>", "a CSV file for the mode of each row, in the rows' order")
    .option("--json", "print modes and labels as one JSON object")
    .addHelpText(
      "after",
      `
From every start r(x) is applied again and again (mean shift). Where that is slow, implicit steps follow the
flow dx/dt = r(x) - x to its end. The end is a mode if all eigenvalues of dr/dx are below 1, a saddle if one
of them is above 1, and part of a ridge if one of them is 1 to seven digits. The error says how far the
fixed point may be from the printed position. Distances are in units of sigma; for a model that was trained
with --standardise, sigma is different in each column.

--data gives the rows. Without it the search starts from 1000 draws of the data, if the model knows them, or
else from a grid. A mode far from all rows is a false attractor. --out has the columns row and mode: the
row's number in the file, and the mode's number in the table, 0 for a row that r leads to infinity. In JSON
labels are positions in modes, from 0, and -1 for such rows; falseFraction is the fraction of starts that
end farther from the data than the cut-off, on their way or beyond all bounds.`,
    )
    .addHelpText(
      "after",
      examples(
        "scorebook modes --model model.json --data points.csv --out labels.csv",
        "scorebook modes --model model.json --from -1.5,1.5 --grid 41 --cutoff 5",
      ),
    )
    .action(async (options: ModesFlags) => {
      checkTogether(options);
      const { findModesOf } = await import("./find-modes.ts");
      await findModesOf(options);
    });
  addPlotOptions(command, "the field, the data and the modes");
  addReadingOptions(command);
}

/** @throws InputError for options that exclude each other */
function checkTogether({ model, density, sigma, data, starts, from, grid, out }: ModesFlags): void {
  const refuse = (argument: string, problem: string): InputError => new InputError({ argument, problem });
  if (model === undefined && density === undefined) {
    throw refuse("--model", "is required without --density; give a file that scorebook fit or train wrote");
  }
  if (model !== undefined && density !== undefined) {
    throw refuse("--density", "does not go with --model; give one of the two");
  }
  if (density !== undefined && sigma === undefined) {
    throw refuse("--sigma", "is required with --density; give the corruption level, a positive number such as 0.31");
  }
  const onGrid = starts === "grid" || from !== undefined || grid !== undefined;
  if (starts === "rows" && data === undefined) throw refuse("--starts", "rows needs --data, the file that holds them");
  if (starts === "rows" && onGrid) throw refuse("--starts", "rows does not go with --from and --grid");
  if (onGrid && from === undefined && data === undefined) {
    throw refuse("--from", "is required for a grid without --data; give the ends of an interval, such as -2,2");
  }
  if (out !== undefined && (data === undefined || onGrid)) {
    throw refuse("--out", "holds the mode of each row, and needs rows: --data without --from, --grid or --starts grid");
  }
}
