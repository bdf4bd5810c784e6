import { type Command, Option } from "commander";
import type { Precision } from "../../../autoencoder/onnx/program.ts";
import { examples } from "../../inputs/examples.ts";
import { parsePositive } from "../../inputs/number.ts";
import { parseOneOf } from "../../inputs/options.ts";

interface Options {
  readonly onnx?: string;
  readonly npz?: string;
  readonly sigma?: number;
  readonly precision: Precision;
}

/** `scorebook export`: writes a model for other programs, as ONNX graphs or as arrays of NumPy. */
export function register(program: Command): void {
  program
    .command("export")
    .description(
      "write a model for other programs: r, score and Jacobian-vector product as ONNX graphs, weights for NumPy",
    )
    .argument("<MODEL>", "a model that scorebook wrote")
    .option("--onnx <FILE.onnx>", "write r and score to this file, and the Jacobian-vector product to FILE.jvp.onnx")
    .option("--npz <FILE.npz>", "write the weights as arrays of NumPy")
    .addOption(
      new Option(
        "--sigma <S>",
        "the sigma to export, where the model has a range (default: sigma becomes an input)",
      ).argParser((text) => parsePositive(text, "--sigma")),
    )
    .addOption(
      new Option("--precision <P>", "the precision of the ONNX graphs: float32 or float64")
        .default("float64")
        .argParser((text) => parseOneOf(text, ["float32", "float64"], "--precision")),
    )
    .addHelpText(
      "after",
      `
The inputs are x (n, d), sigma (n, 1) for a network that has a range of sigmas, and v (n, d) for the
product. The outputs are r, score and jvp, (n, d), in the data's own units. The graphs use operator
set 18.`,
    )
    .addHelpText("after", examples("scorebook export model.json --onnx model.onnx"))
    .action(async (path: string, options: Options) => {
      const { exportModel } = await import("./export-model.ts");
      exportModel(path, options);
    });
}
