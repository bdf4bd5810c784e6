import { type Command, Option } from "commander";
import { examples } from "../../inputs/examples.ts";
import { parsePositive } from "../../inputs/number.ts";
import { countOption } from "../../inputs/options.ts";
import { addReadingOptions, pointsFile, type ReadingFlags } from "../../inputs/reading-options.ts";
import { RequiredOption } from "../../inputs/required-option.ts";

interface Options extends ReadingFlags {
  readonly model: string;
  readonly data: string;
  readonly out: string;
  readonly steps: number;
  readonly sigma?: number;
  readonly json?: true;
}

const MOST_STEPS = 100_000;

/** `scorebook denoise`: replaces every row x by r(x). */
export function register(program: Command): void {
  const command = program.command("denoise");
  command
    .description("replace every row by its reconstruction r(x), in a file with the same columns")
    .addOption(new RequiredOption("--model <MODEL>", "the model, a file that scorebook fit or train wrote"))
    .addOption(new RequiredOption("--data <FILE>", pointsFile))
    .addOption(new RequiredOption("--out <FILE>", "the CSV file to write, such as clean.csv"))
    .addOption(countOption("--steps <K>", "how many times r is applied", MOST_STEPS).default(1))
    .addOption(
      new Option(
        "--sigma <S>",
        "the sigma to use, where the model has several: the standard deviation of the noise in the rows",
      ).argParser((text) => parsePositive(text, "--sigma")),
    )
    .option("--json", "print what was done as one JSON object")
    .addHelpText(
      "after",
      `
The coordinates are replaced in their columns. All other columns, the names and the order of the rows
stay as they are; rows that --missing drop leaves out are not written. Applied once, r removes noise
of the model's sigma. Applied several times, r moves the rows on towards the modes. The file is read
and written in batches, so it may be larger than memory.`,
    )
    .addHelpText("after", examples("scorebook denoise --model model.json --data noisy.csv --out clean.csv"))
    .action(async (options: Options) => {
      const { denoiseRows } = await import("./denoise-rows.ts");
      await denoiseRows(options);
    });
  addReadingOptions(command);
}
