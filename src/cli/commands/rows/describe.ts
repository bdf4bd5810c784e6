import { type Command, Option } from "commander";
import { examples } from "../../inputs/examples.ts";
import { parsePositive } from "../../inputs/number.ts";
import { seedOption } from "../../inputs/options.ts";
import { addReadingOptions, pointsFile } from "../../inputs/reading-options.ts";
import { RequiredOption } from "../../inputs/required-option.ts";
import type { DescribeOptions } from "./describe-rows.ts";

/** `scorebook describe`: writes the log density, the step, the dimension and the mode of every row. */
export function register(program: Command): void {
  const command = program.command("describe");
  command
    .description("write for every row how probable it is, how far r moves it, its local dimension and its nearest mode")
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
  log_density        log p_sigma of the row, less the median over the rows (over 2000 of them, if there
                     are more). Sort by this column to find outliers. For a network it is the path integral of
                     the score from the nearest mode
  log_density_error  for a network only: the error of the quadrature plus the largest difference from two other
                     paths, because a network need not be a gradient
  step               |r(x) - x| in sigmas
  dimension          the sum of the eigenvalues of dr/dx, each clipped to [0, 1]: a direction along which the data
                     extend counts as 1, a direction that r projects away counts as 0
  mode               the number of the nearest mode, as in the table that is printed
  mode_distance      the distance to this mode, in sigmas
The file is read twice, in batches. The modes are found from 2000 of the rows; scorebook modes finds all of them.`,
    )
    .addHelpText("after", examples("scorebook describe --model model.json --data points.csv --out described.csv"))
    .action(async (options: DescribeOptions) => {
      const { describeRows } = await import("./describe-rows.ts");
      await describeRows(options);
    });
  addReadingOptions(command);
}
