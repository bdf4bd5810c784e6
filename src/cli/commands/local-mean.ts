import type { Command } from "commander";
import type { LocalMoments } from "../../density/local/local-moments.ts";
import { examples } from "../inputs/examples.ts";
import { explainFormula, explainOption, formulaJson } from "../inputs/explain.ts";
import { parsePositive } from "../inputs/number.ts";
import { densityOption } from "../inputs/options.ts";
import { addReadingOptions, type ReadingFlags } from "../inputs/reading-options.ts";
import { RequiredOption } from "../inputs/required-option.ts";

interface Options extends ReadingFlags {
  readonly density: string;
  readonly at: string;
  readonly radius: number;
  readonly explain?: true;
  readonly json?: true;
}

/** The seed of the random points. It is fixed, so that integrals that are averages over random points are the same at every call. */
const SEED = 1;

/** `scorebook local-mean`: the mass and the mean of a density in a ball, beside their asymptotic forms for a small ball. */
export function register(program: Command): void {
  const command = program.command("local-mean");
  command
    .description("compute the mass and the mean of a density in a ball, and their asymptotic forms for a small radius")
    .addOption(densityOption())
    .addOption(
      new RequiredOption(
        "--at <POINT>",
        "the center of the ball, as a JSON array such as [0.5], or a file of one point",
      ),
    )
    .addOption(
      new RequiredOption("--radius <R>", "the radius of the ball, a positive number such as 0.1").argParser((text) =>
        parsePositive(text, "--radius"),
      ),
    )
    .addOption(explainOption())
    .option(
      "--json",
      "print mass, logMass, mean, massAsymptotic, meanAsymptotic, their errors, and standardError where points are drawn, as one JSON object",
    )
    .addHelpText("after", examples('scorebook local-mean --density paper1d --at "[0.5]" --radius 0.1'))
    .action(async ({ density: text, at, radius, explain, json, ...reading }: Options) => {
      const [
        { parseDensity },
        { parsePoint },
        { PointsFiles },
        { localMoments },
        { asymptoticErrors },
        { createRng },
        { namingOptionOf },
        output,
      ] = await Promise.all([
        import("../inputs/density.ts"),
        import("../inputs/points.ts"),
        import("../inputs/points-files.ts"),
        import("../../density/local/local-moments.ts"),
        import("../../density/local/asymptotic-errors.ts"),
        import("../../numerics/random/random.ts"),
        import("../inputs/naming-option.ts"),
        import("../output/output.ts"),
      ]);
      const files = new PointsFiles(reading);
      const density = await parseDensity(text, "local-mean", files);
      const point = await parsePoint(at, density.dim, files);
      files.checkUsed();
      const moments = namingOptionOf({ radius: "--radius" }, "--at", () =>
        localMoments(density, point, radius, createRng(SEED)),
      );
      const [mean, meanAsymptotic] = [[...moments.mean], [...moments.meanAsymptotic]];
      const { mass, logMass, massAsymptotic, errorEstimate, standardError } = moments;
      files.announce();
      const warnings = warningsOf(moments);
      if (json) {
        const ofAsymptotic = asymptoticErrors(density, point, radius);
        return output.printJson({
          mass,
          mean,
          massAsymptotic,
          meanAsymptotic,
          errorEstimate,
          ...(standardError !== undefined && { standardError }),
          logMass,
          errors: {
            mass: mass * errorEstimate,
            mean: mean.map((value) => radius * errorEstimate + Number.EPSILON * Math.abs(value)),
            massAsymptotic: ofAsymptotic ? ofAsymptotic.massAsymptotic : null,
            meanAsymptotic: ofAsymptotic ? [...ofAsymptotic.meanAsymptotic] : null,
          },
          at: [...point],
          radius,
          dim: density.dim,
          warnings,
          ...formulaJson(density),
          ...files.json(),
        });
      }
      if (explain) process.stdout.write(explainFormula(density));
      const vector = (values: readonly number[]): string =>
        values.map((value) => output.formatNumber(value)).join(", ");
      const rows = [
        [
          "mass",
          mass > 0 ? output.formatNumber(mass) : `exp(${output.formatNumber(logMass)})`,
          output.formatNumber(massAsymptotic),
        ],
        ["mean", vector(mean), vector(meanAsymptotic)],
      ];
      process.stdout.write(`${output.formatTable(["", `radius ${radius}`, "asymptotic"], rows)}\n`);
      const how = standardError === undefined ? "error at most" : "standard error";
      process.stdout.write(
        `\n${how}, of the mass relative to it and of the mean in radii: ${output.formatNumber(standardError ?? errorEstimate, 2)}.\n`,
      );
      process.stdout.write(output.formatWarnings(warnings));
    });
  addReadingOptions(command);
}

/** With a relative error above this, fewer than three digits are certain. */
const LARGE_ERROR = 1e-3;

function warningsOf({ errorEstimate, standardError }: LocalMoments): string[] {
  if (standardError !== undefined || errorEstimate <= LARGE_ERROR) return [];
  return ["the error estimate leaves fewer than three digits of the mass, or of the mean in radii"];
}
