import { type Command, Option } from "commander";
import { parsePositive } from "../../inputs/number.ts";
import { seedOption } from "../../inputs/options.ts";
import { addReadingOptions, pointsFile } from "../../inputs/reading-options.ts";
import { RequiredOption } from "../../inputs/required-option.ts";
import type { DescribeOptions } from "./describe-rows.ts";

/** `scorebook describe`: what a model says of every row. */
export function register(program: Command): void {
  const command = program.command("describe");
  command
    .description("say of every row how probable it is, how far r moves it, its local dimension and its nearest mode")
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
      new Option("--sigma <S>", "of a model that has several, which sigma").argParser((text) =>
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
                     are more): what to sort outliers by. Of a network it is the path integral of the
                     score from the row's nearest mode
  log_density_error  of a network only: the error of the quadrature, and what two other paths make of it;
                     a network need not be the gradient of anything
  step               |r(x) - x| in sigmas
  dimension          the sum of the eigenvalues of dr/dx, each taken to [0, 1]: directions in which the data
                     go on count as 1, those that r projects away as 0
  mode               the mode that is nearest, numbered as in the table, and
  mode_distance      how far it is, in sigmas
Rows are read twice, some at a time. Modes are those of 2000 of the rows; scorebook modes finds all.`,
    )
    .action(async (options: DescribeOptions) => {
      const { describeRows } = await import("./describe-rows.ts");
      await describeRows(options);
    });
  addReadingOptions(command);
}
