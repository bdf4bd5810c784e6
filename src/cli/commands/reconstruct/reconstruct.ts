import type { Command } from "commander";
import { examples } from "../../inputs/examples.ts";
import { explainFormula, explainOption, formulaJson } from "../../inputs/explain.ts";
import {
  densityOption,
  type Method,
  methodOption,
  pointsOption,
  sigmaOption,
  toleranceOption,
} from "../../inputs/options.ts";
import { addReadingOptions, type ReadingFlags } from "../../inputs/reading-options.ts";

interface Options extends ReadingFlags {
  readonly density: string;
  readonly method: Method;
  readonly sigma: number;
  readonly tolerance?: number;
  readonly at: string;
  readonly explain?: true;
  readonly json?: true;
}

/** `scorebook reconstruct`: the optimal reconstruction of a density, and its score and Hessian estimates, at points. */
export function register(program: Command): void {
  const command = program.command("reconstruct");
  command
    .description(
      "compute the reconstruction r that minimises the DAE or the RCAE loss, and the score that it estimates, at points",
    )
    .addOption(densityOption())
    .addOption(methodOption())
    .addOption(sigmaOption())
    .addOption(pointsOption())
    .addOption(toleranceOption())
    .addOption(explainOption())
    .option("--json", "print r, jacobian, score, scoreEstimate, hessianEstimate and their errors as one JSON object")
    .addHelpText(
      "after",
      `
scoreEstimate is (r(x) - x) / sigma^2, and hessianEstimate is (dr/dx - I) / sigma^2. score is grad
log p; it is null where p has no density. Where r is a Monte Carlo average (rcae above 2
dimensions), standardError, jacobianStandardError, bias and jacobianBias say how large the errors of
r and dr/dx may be. errorEstimate is the largest error of an entry of scoreEstimate, relative to
max(1, its size); jacobianErrorEstimate is the largest error of an entry of jacobian. errors holds
the error of every number.`,
    )
    .addHelpText(
      "after",
      examples('scorebook reconstruct --density paper1d --method dae --sigma 0.31 --at "[[-0.5],[0],[0.5]]"'),
    )
    .action(async (options: Options) => {
      const [{ parseDistribution }, { parsePoints }, { PointsFiles }, { describeAccuracy, reconstructAt }, output] =
        await Promise.all([
          import("../../inputs/density.ts"),
          import("../../inputs/points.ts"),
          import("../../inputs/points-files.ts"),
          import("./reconstruct-at.ts"),
          import("../../output/output.ts"),
        ]);
      const files = new PointsFiles(options);
      const density = await parseDistribution(options.density, files);
      const points = await parsePoints(options.at, density.dim, files);
      files.checkUsed();
      const result = await reconstructAt(density, options.method, options.sigma, points, options);
      files.announce();
      if (options.json) return output.printJson({ ...result, ...formulaJson(density), ...files.json() });
      if (options.explain) process.stdout.write(explainFormula(density));
      process.stdout.write(`${tableOf(result, points, density.dim, output)}\n`);
      process.stdout.write(`\n${output.formatWarnings(result.warnings)}`);
      process.stdout.write(`${options.method} optimum, sigma = ${options.sigma}; ${describeAccuracy(result)}.\n`);
    });
  addReadingOptions(command);
}

function tableOf(
  result: import("./reconstruct-at.ts").ReconstructionAtPoints,
  points: Float64Array,
  dim: number,
  { formatNumber, formatTable }: typeof import("../../output/output.ts"),
): string {
  const vector = (values: readonly number[] | null): string => {
    if (values === null) return "-";
    return values.length === 1
      ? formatNumber(values[0])
      : `(${values.map((value) => formatNumber(value, 6)).join(", ")})`;
  };
  const matrix = (rows: readonly (readonly number[])[]): string =>
    rows.length === 1 ? vector(rows[0]) : rows.map(vector).join("\n");
  const short = (values: readonly number[]): string => `(${values.map((value) => formatNumber(value, 2)).join(", ")})`;
  const withError = (text: string, error: readonly (number | readonly number[])[] | undefined): string => {
    if (!error) return text;
    const rows =
      typeof error[0] === "number" ? [error as readonly number[]] : (error as readonly (readonly number[])[]);
    return `${text}\n${rows.map((row) => `± ${short(row)}`).join("\n")}`;
  };
  return formatTable(
    ["x", "r(x)", "dr/dx", "score", "score estimate", "Hessian estimate"],
    result.r.map((r, i) => [
      vector(Array.from(points.subarray(i * dim, (i + 1) * dim))),
      withError(vector(r), result.standardError?.[i]),
      withError(matrix(result.jacobian[i]), result.jacobianStandardError?.[i]),
      vector(result.score?.[i] ?? null),
      vector(result.scoreEstimate[i]),
      matrix(result.hessianEstimate[i]),
    ]),
  );
}
