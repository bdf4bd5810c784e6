import { type Command, Option } from "commander";
import { InputError } from "../../../numerics/input-error.ts";
import { examples } from "../../inputs/examples.ts";
import { parsePositive } from "../../inputs/number.ts";
import { countOption, parseOneOf, seedOption } from "../../inputs/options.ts";
import { addReadingOptions, pointsFile } from "../../inputs/reading-options.ts";
import type { CheckOptions } from "./check-options.ts";

const OUTPUTS = ["auto", "reconstruction", "score", "noise", "v", "velocity", "energy"] as const;
const MOST_POINTS = 1_000_000;
const FEWEST_POINTS = 100;

/** `scorebook check`: tests whether a model is a score; the exit status is 1 if it is not. */
export function register(program: Command): void {
  const command = program.command("check");
  command
    .description(
      "check whether a model is a score (sign, scale, error, gradient, loss, fixed points), and say what is wrong with it",
    )
    .argument("[MODEL]", "an ONNX file, or a model that scorebook wrote")
    .option(
      "--command <CMD>",
      'a command that evaluates a model, such as "python model.py"; it takes the place of MODEL',
    )
    .addOption(
      new Option("--protocol <P>", "how points are sent to the command: json, one object on a line, or npy")
        .default("json")
        .argParser((text) => parseOneOf(text, ["json", "npy"], "--protocol")),
    )
    .addOption(
      new Option("--output <KIND>", `what the model returns: ${OUTPUTS.join(", ")}`)
        .default("auto")
        .argParser((text) => parseOneOf(text, OUTPUTS, "--output")),
    )
    .option("--density <D>", "the true density, in the same form as for reconstruct")
    .option("--data <FILE>", `rows that the model was not trained on, ${pointsFile}`)
    .addOption(
      new Option(
        "--sigma <S...>",
        "the standard deviations of the noise at which the model is checked, one or several",
      ).argParser((text: string, before: readonly number[] = []) => [
        ...before,
        ...text.split(",").map((one) => parsePositive(one, "--sigma")),
      ]),
    )
    .addOption(
      new Option("--tolerance <REL>", "the largest relative error of the score that counts as right")
        .default(0.2)
        .argParser((text: string) => parsePositive(text, "--tolerance")),
    )
    .addOption(
      countOption(
        "--points <N>",
        "the number of noisy points at which the model is checked (default: 4000, fewer in many dimensions)",
        MOST_POINTS,
        FEWEST_POINTS,
      ),
    )
    .addOption(seedOption())
    .option("--json", "print the verdict, the scale and the checks as one JSON object")
    .option(
      "--report <FILE.html>",
      "write a page with the checks, and with pictures that show where the field is wrong",
    )
    .addHelpText(
      "after",
      `
The exit status is 1 if a check fails. Without --density the model is compared with the rows of --data.`,
    )
    .addHelpText(
      "after",
      examples(
        "scorebook check model.onnx --density spiral --sigma 0.01",
        "scorebook check model.json --data held-out.csv",
      ),
    )
    .action(async (model: string | undefined, options: CheckOptions) => {
      const { runCheck } = await import("./run-check.ts");
      if ((model === undefined) === (options.command === undefined)) {
        throw new InputError({
          argument: "MODEL",
          problem: "or --command must be given, and not both",
        });
      }
      await runCheck(model, options);
    });
  addReadingOptions(command);
}
