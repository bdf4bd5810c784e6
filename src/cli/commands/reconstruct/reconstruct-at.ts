import { type Distribution, hasDensity, type Interval } from "../../../density/density.ts";
import { InputError } from "../../../numerics/input-error.ts";
import { quote } from "../../../numerics/quote.ts";
import { maximum } from "../../../numerics/sorting/maximum.ts";
import { RcaeLangevin } from "../../../reconstruction/any-dimension/rcae-langevin.ts";
import { hessianEstimate, scoreEstimate } from "../../../reconstruction/reconstruction.ts";
import { namingOption } from "../../inputs/naming-option.ts";
import { formatNumber } from "../../output/output.ts";
import { matrices, vectors } from "../../output/rows.ts";
import { optimalFor } from "./optimal-for.ts";

/** What `scorebook reconstruct` prints: one entry per point in each. */
export interface ReconstructionAtPoints {
  readonly r: number[][];
  readonly jacobian: number[][][];
  /** null for points and curves, which have no density; an entry of it is null where there is no score, e.g. outside of the domain. */
  readonly score: (number[] | null)[] | null;
  readonly scoreEstimate: number[][];
  readonly hessianEstimate: number[][][];
  /** Standard error of r and of dr/dx, where they are a Monte Carlo average. */
  readonly standardError?: number[][];
  readonly jacobianStandardError?: number[][][];
  /** How accurate that is, in a sentence without full stop. */
  readonly accuracy: string;
}

/**
 * The optimal reconstruction of a density, evaluated.
 * @param points shape (n, d)
 * @throws InputError for a point where r has no finite value: outside the support, or too far out for float64
 */
export async function reconstructAt(
  density: Distribution,
  method: "dae" | "rcae",
  sigma: number,
  points: Float64Array,
): Promise<ReconstructionAtPoints> {
  const { dim } = density;
  const reconstruction = optimalFor(density, method, sigma);
  const paths = reconstruction instanceof RcaeLangevin ? reconstruction : undefined;
  if (paths) {
    // Loads what shows progress, which the quick methods do without.
    const { followPaths } = await import("./follow-paths.ts");
    namingOption("--at", () => followPaths(paths, points));
  }
  const result = namingOption("--at", () => ({
    r: vectors(reconstruction.evaluate(points), dim),
    jacobian: matrices(reconstruction.jacobian(points), dim),
    score: hasDensity(density)
      ? vectors(density.score(points), dim).map((row) => (row.every(Number.isFinite) ? row : null))
      : null,
    scoreEstimate: vectors(scoreEstimate(reconstruction, points), dim),
    hessianEstimate: matrices(hessianEstimate(reconstruction, points), dim),
    ...(paths && {
      standardError: vectors(paths.standardError(points), dim),
      jacobianStandardError: matrices(paths.estimateJacobian(points).standardError, dim),
    }),
    accuracy: paths ? accuracyOfPaths(paths, points) : accuracyOf(reconstruction.errorEstimate),
  }));
  vectors(points, dim).forEach((point, i) => {
    const values = [result.r[i], result.jacobian[i], result.scoreEstimate[i], result.hessianEstimate[i]].flat(2);
    if (values.every(Number.isFinite)) return;
    throw new InputError(
      `--at: row ${i + 1}, ${quote(point)}, has no finite ${method} reconstruction at sigma = ${sigma}; points must lie where the density lives, ${describeSupport(density, sigma)}`,
    );
  });
  return result;
}

function accuracyOf(errorEstimate: number): string {
  const error = errorEstimate === 0 ? "a closed form, exact up to rounding" : formatNumber(errorEstimate, 2);
  return `error of the score estimate, relative to max(1, its size): ${error}`;
}

function accuracyOfPaths(paths: RcaeLangevin, points: Float64Array): string {
  const bias = maximum(paths.estimate(points).biasEstimate, 0);
  return `by Langevin paths, with standard errors after ±; bias of r from finite steps: at most ${formatNumber(bias, 2)}`;
}

function describeSupport(density: Distribution, sigma: number): string {
  return whereItLives(density, sigma)
    .map(([lower, upper]) => `[${Number(lower.toPrecision(6))}, ${Number(upper.toPrecision(6))}]`)
    .join(" x ");
}

/** On the whole space the reconstruction exists everywhere; how far it can be computed is what limits it. */
function whereItLives(density: Distribution, sigma: number): readonly Interval[] {
  if (!hasDensity(density)) return density.smoothed?.(sigma).effectiveSupport(500) ?? [];
  const bounded = density.support.every((interval) => interval.every(Number.isFinite));
  return bounded ? density.support : density.effectiveSupport(500);
}
