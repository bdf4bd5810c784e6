import type { Command } from "commander";
import { densityOption, type Method, methodOption, pointsOption, sigmaOption } from "../inputs/options.ts";

interface Options {
  readonly density: string;
  readonly method: Method;
  readonly sigma: number;
  readonly at: string;
  readonly json?: true;
}

/** `scorebook reconstruct`: the optimal reconstruction of a density, and its score and Hessian estimates, at points. */
export function register(program: Command): void {
  program
    .command("reconstruct")
    .description(
      "the reconstruction r that minimises the DAE or the RCAE loss, and what it says of the score, at points",
    )
    .addOption(densityOption())
    .addOption(methodOption())
    .addOption(sigmaOption())
    .addOption(pointsOption())
    .option("--json", "print r, jacobian, score, scoreEstimate and hessianEstimate as one JSON object")
    .addHelpText(
      "after",
      `
scoreEstimate is (r(x) - x) / sigma^2 and hessianEstimate (dr/dx - I) / sigma^2;
score is grad log p, null where p has none.

Example:
  $ scorebook reconstruct --density paper1d --method dae --sigma 0.31 --at "[[-0.5],[0],[0.5]]"`,
    )
    .action(async (options: Options) => {
      const [{ parseDensity }, { parsePoints }, { reconstructAt }, output] = await Promise.all([
        import("../inputs/density.ts"),
        import("../inputs/points.ts"),
        import("../reconstruct-at.ts"),
        import("../output.ts"),
      ]);
      const density = parseDensity(options.density);
      const points = parsePoints(options.at, density.dim);
      const { errorEstimate, ...result } = reconstructAt(density, options.method, options.sigma, points);
      if (options.json) return output.printJson(result);
      process.stdout.write(`${tableOf(result, points, density.dim, output)}\n`);
      const error = errorEstimate === 0 ? "a closed form, exact up to rounding" : output.formatNumber(errorEstimate, 2);
      process.stdout.write(
        `\n${options.method} optimum, sigma = ${options.sigma}; error of the score estimate, relative to max(1, its size): ${error}.\n`,
      );
    });
}

function tableOf(
  result: Omit<import("../reconstruct-at.ts").ReconstructionAtPoints, "errorEstimate">,
  points: Float64Array,
  dim: number,
  { formatNumber, formatTable }: typeof import("../output.ts"),
): string {
  const vector = (values: readonly number[] | null): string => {
    if (values === null) return "-";
    return values.length === 1
      ? formatNumber(values[0])
      : `(${values.map((value) => formatNumber(value, 6)).join(", ")})`;
  };
  const matrix = (rows: readonly (readonly number[])[]): string =>
    rows.length === 1 ? vector(rows[0]) : rows.map(vector).join("\n");
  return formatTable(
    ["x", "r(x)", "dr/dx", "score", "score estimate", "Hessian estimate"],
    result.r.map((r, i) => [
      vector(Array.from(points.subarray(i * dim, (i + 1) * dim))),
      vector(r),
      matrix(result.jacobian[i]),
      vector(result.score[i]),
      vector(result.scoreEstimate[i]),
      matrix(result.hessianEstimate[i]),
    ]),
  );
}
