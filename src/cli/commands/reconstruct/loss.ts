import type { Command } from "commander";
import type { Estimate } from "../../../numerics/estimate.ts";
import { examples } from "../../inputs/examples.ts";
import { explainFormula, explainOption, formulaJson } from "../../inputs/explain.ts";
import { densityOption, type Method, methodOption, sigmaOption, toleranceOption } from "../../inputs/options.ts";
import { addReadingOptions, type ReadingFlags } from "../../inputs/reading-options.ts";

interface Options extends ReadingFlags {
  readonly density: string;
  readonly method: Method;
  readonly sigma: number;
  readonly tolerance?: number;
  readonly explain?: true;
  readonly json?: true;
}

/** `scorebook loss`: the smallest loss that any reconstruction can have. */
export function register(program: Command): void {
  const command = program.command("loss");
  command
    .description("compute the minimum of the DAE or the RCAE loss over all reconstructions")
    .addOption(densityOption())
    .addOption(methodOption())
    .addOption(sigmaOption())
    .addOption(toleranceOption())
    .addOption(explainOption())
    .option("--json", "print optimalLoss and its errorEstimate as one JSON object")
    .addHelpText("after", examples("scorebook loss --density paper1d --method rcae --sigma 0.06"))
    .action(async (options: Options) => {
      const [{ parseDistribution }, { PointsFiles }, { namingOption }, { optimalFor, toleranceWarning }, output] =
        await Promise.all([
          import("../../inputs/density.ts"),
          import("../../inputs/points-files.ts"),
          import("../../inputs/naming-option.ts"),
          import("./optimal-for.ts"),
          import("../../output/output.ts"),
        ]);
      const { method, sigma } = options;
      const files = new PointsFiles(options);
      const density = await parseDistribution(options.density, files);
      const optimum = optimalFor(density, method, sigma, options);
      files.checkUsed();
      const loss = namingOption("--density", () => optimum.optimalLoss());
      const { value, errorEstimate, standardError, biasEstimate } = loss;
      const warnings = [
        ...warningsOf(loss),
        ...toleranceWarning(optimum, options),
        ...(optimum.notRuledOut ? [optimum.notRuledOut] : []),
      ];
      files.announce();
      if (options.json)
        return output.printJson({
          optimalLoss: value,
          errorEstimate,
          ...(standardError !== undefined && { standardError }),
          ...(biasEstimate !== undefined && { bias: biasEstimate }),
          method,
          sigma,
          dim: optimum.dim,
          warnings,
          ...formulaJson(density),
          ...files.json(),
        });
      if (options.explain) process.stdout.write(explainFormula(density));
      const error =
        standardError !== undefined
          ? `standard error ${output.formatNumber(standardError, 2)}`
          : `error at most ${output.formatNumber(errorEstimate, 2)}`;
      const bias =
        biasEstimate !== undefined ? `; bias from finite steps: at most ${output.formatNumber(biasEstimate, 2)}` : "";
      process.stdout.write(
        `optimal ${method} loss at sigma = ${sigma}: ${output.formatNumber(value, standardError !== undefined ? 6 : 12)} (${error})${bias}\n`,
      );
      process.stdout.write(output.formatWarnings(warnings));
    });
  addReadingOptions(command);
}

/** An error above this fraction of the loss leaves fewer than two digits. */
const LARGE_ERROR = 0.01;

function warningsOf({ value, errorEstimate, standardError }: Estimate): string[] {
  if (standardError !== undefined || errorEstimate <= LARGE_ERROR * value) return [];
  return ["the error estimate is more than a hundredth of the loss"];
}
