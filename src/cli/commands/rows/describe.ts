import { type Command, Option } from "commander";
import { parsePositive } from "../../inputs/number.ts";
import { seedOption } from "../../inputs/options.ts";
import { addReadingOptions, pointsFile } from "../../inputs/reading-options.ts";
import { RequiredOption } from "../../inputs/required-option.ts";
import type { DescribeOptions } from "./describe-rows.ts";

/** `scorebook describe`: what a model says about every row. */
export function register(program: Command): void {
  const command = program.command("describe");
  command
    .description("for every row: how probable it is, how far r moves it, its local dimension and its nearest mode")
    .addHelpText(
      "before",
      `Example:
  $ scorebook describe --model model.json --data points.csv --out described.csv
`,
    )
    .addOption(new RequiredOption("--model <MODEL>", "the model, a file that scorebook fit or train wrote"))
    .addOption(new RequiredOption("--data <FILE>", pointsFile))
    .addOption(new RequiredOption("--out <FILE>", "the CSV file to write, such as described.csv"))
    .addOption(
      new Option("--sigma <S>", "the sigma to use, where the model has several").argParser((text) =>
        parsePositive(text, "--sigma"),
      ),
    )
    .addOption(seedOption())
    .option("--json", "print a summary as one JSON object")
    .addHelpText(
      "after",
      `
The file has the columns of the data, and after them:
  log_density        log p_sigma of the row, less its median over the rows (over 2000 of them, if there
                     are more): sort by this column to find outliers. For a network it is the path integral of the
                     score from the row's nearest mode
  log_density_error  for a network only: the error of the quadrature, and how far two other paths differ;
                     a network need not be the gradient of anything
  step               |r(x) - x| in sigmas
  dimension          the sum of the eigenvalues of dr/dx, each taken to [0, 1]: a direction along which the data
                     go on count as 1, those that r projects away as 0
  mode               the number of the nearest mode, as in the table that is printed
  mode_distance      the distance to this mode, in sigmas
The file is read twice, in batches. The modes are found from 2000 of the rows; scorebook modes finds all of them.`,
    )
    .action(async (options: DescribeOptions) => {
      const { describeRows } = await import("./describe-rows.ts");
      await describeRows(options);
    });
  addReadingOptions(command);
}
