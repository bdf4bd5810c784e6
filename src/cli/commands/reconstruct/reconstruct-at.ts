import { type Distribution, hasDensity, type Interval } from "../../../density/density.ts";
import { InputError } from "../../../numerics/input-error.ts";
import { quote } from "../../../numerics/quote.ts";
import { maximum } from "../../../numerics/sorting/maximum.ts";
import type { RcaeLangevin } from "../../../reconstruction/any-dimension/rcae-langevin.ts";
import { errorsAt, largestErrors } from "../../../reconstruction/errors-at.ts";
import type { OptimalOptions } from "../../../reconstruction/optimal.ts";
import { hessianEstimate, type OptimalReconstruction, scoreEstimate } from "../../../reconstruction/reconstruction.ts";
import { namingOption } from "../../inputs/naming-option.ts";
import { digitsWarning } from "../../output/digits-warning.ts";
import { formatNumber } from "../../output/output.ts";
import { matrices, vectors } from "../../output/rows.ts";
import { optimalFor, toleranceWarning } from "./optimal-for.ts";
import { outsideOfRegion, regionWarning, zeroWarning } from "./region-warning.ts";

/** What `scorebook reconstruct --json` prints: one entry per point in each of the arrays. */
export interface ReconstructionAtPoints {
  readonly r: number[][];
  readonly jacobian: number[][][];
  /** null for points and curves, which have no density; an entry is null at a point without a score, such as one outside of the domain. */
  readonly score: (number[] | null)[] | null;
  readonly scoreEstimate: number[][];
  readonly hessianEstimate: number[][][];
  /** The largest error of an entry of scoreEstimate, relative to max(1, its size), and of an entry of the Jacobian. */
  readonly errorEstimate: number;
  readonly jacobianErrorEstimate: number;
  /** The standard error and the bias of r and of dr/dx, if these are Monte Carlo averages. */
  readonly standardError?: number[][];
  readonly jacobianStandardError?: number[][][];
  readonly bias?: number[][];
  readonly jacobianBias?: number[][][];
  /** The absolute error of every number above. */
  readonly errors: ErrorsAtPoints;
  readonly method: "dae" | "rcae";
  /** How r is computed: "closed form", "quadrature", "finite elements" or "Langevin paths". */
  readonly computedBy: string | null;
  readonly sigma: number;
  /** Number and dimension of the points. */
  readonly points: number;
  readonly dim: number;
  readonly warnings: readonly string[];
}

/** Errors in the shapes of the numbers that they belong to; null at a point for which no error estimate holds. */
export interface ErrorsAtPoints {
  readonly r: (number[] | null)[];
  readonly jacobian: (number[][] | null)[];
  /** null if the density cannot bound its rounding error. */
  readonly score: (number[] | null)[] | null;
  readonly scoreEstimate: (number[] | null)[];
  readonly hessianEstimate: (number[][] | null)[];
}

/**
 * Evaluates the optimal reconstruction of a density at points.
 * @param points shape (n, d)
 * @throws InputError for a point where r has no finite value: outside the support, or too far out for float64
 */
export async function reconstructAt(
  density: Distribution,
  method: "dae" | "rcae",
  sigma: number,
  points: Float64Array,
  options: OptimalOptions = {},
): Promise<ReconstructionAtPoints> {
  const { dim } = density;
  const optimum = optimalFor(density, method, sigma, options);
  const paths = isByPaths(optimum) ? optimum : undefined;
  if (paths) {
    // The module that shows progress is loaded only here, because the fast methods do not need it.
    const { followPaths } = await import("./follow-paths.ts");
    namingOption("--at", () => followPaths(paths, points));
  }
  const result = namingOption("--at", () => ({
    r: vectors(optimum.evaluate(points), dim),
    jacobian: matrices(optimum.jacobian(points), dim),
    score: hasDensity(density) ? finiteRows(density.score(points), dim) : null,
    scoreEstimate: vectors(scoreEstimate(optimum, points), dim),
    hessianEstimate: matrices(hessianEstimate(optimum, points), dim),
  }));
  checkFinite(result, points, { density, method, sigma });
  const { summary, errors, warnings } = errorsOf(optimum, density, points, result.score);
  return {
    ...result,
    ...summary,
    ...(paths && monteCarlo(paths, points)),
    errors,
    method,
    computedBy: optimum.computedBy ?? null,
    sigma,
    points: points.length / dim,
    dim,
    warnings: [...warnings, ...toleranceWarning(optimum, options)],
  };
}

const GIVEN_DIGITS = "by the last digits of the numbers that were given";
/** Why an error is large, by how r is computed. */
const WHY: Readonly<Record<string, string>> = {
  "closed form": GIVEN_DIGITS,
  quadrature: "as two meshes show it",
  "finite elements": "as two degrees of the elements show it",
};

/** The errors at the points, and warnings on them. */
function errorsOf(
  optimum: OptimalReconstruction,
  density: Distribution,
  points: Float64Array,
  score: ReconstructionAtPoints["score"],
): {
  summary: Pick<ReconstructionAtPoints, "errorEstimate" | "jacobianErrorEstimate">;
  errors: ErrorsAtPoints;
  warnings: string[];
} {
  const { dim } = optimum;
  const bounds = errorsAt(optimum, points);
  const estimate = scoreEstimate(optimum, points);
  const own = largestErrors(bounds, estimate);
  // A mesh states one error for its region; beyond it, nothing is known.
  const outside = optimum.errorsAt
    ? new Array<boolean>(points.length / dim).fill(false)
    : outsideOfRegion(density, points);
  const covered = <T>(rows: T[]): (T | null)[] => rows.map((row, i) => (outside[i] ? null : row));
  const ofScore = hasDensity(density) ? density.errorsAt?.(points).score : undefined;
  const errors: ErrorsAtPoints = {
    r: covered(vectors(bounds.r, dim)),
    jacobian: covered(matrices(bounds.jacobian, dim)),
    score: ofScore && score ? vectors(ofScore, dim).map((row, i) => (score[i] ? row : null)) : null,
    scoreEstimate: covered(vectors(bounds.scoreEstimate, dim)),
    hessianEstimate: covered(matrices(bounds.hessianEstimate, dim)),
  };
  const estimates = { values: vectors(estimate, dim), errors: errors.scoreEstimate };
  const reason = WHY[optimum.computedBy ?? ""] ?? "as its method states it";
  return {
    summary: optimum.errorsAt
      ? own
      : { errorEstimate: optimum.errorEstimate, jacobianErrorEstimate: optimum.jacobianErrorEstimate },
    errors,
    warnings: [
      ...regionWarning(outside),
      ...(optimum.method === "rcae" ? zeroWarning(density, points) : []),
      ...(optimum.notRuledOut ? [optimum.notRuledOut] : []),
      ...digitsWarning("the score", { values: score, errors: errors.score }, GIVEN_DIGITS),
      // Standard errors are printed beside what they are the errors of.
      ...(isByPaths(optimum) ? [] : digitsWarning("the score estimate", estimates, reason)),
    ],
  };
}

function monteCarlo(
  paths: RcaeLangevin,
  points: Float64Array,
): Required<Pick<ReconstructionAtPoints, "standardError" | "jacobianStandardError" | "bias" | "jacobianBias">> {
  const { dim } = paths;
  const [r, jacobian] = [paths.estimate(points), paths.estimateJacobian(points)];
  return {
    standardError: vectors(r.standardError, dim),
    jacobianStandardError: matrices(jacobian.standardError, dim),
    bias: vectors(r.biasEstimate, dim),
    jacobianBias: matrices(jacobian.biasEstimate, dim),
  };
}

function finiteRows(values: Float64Array, dim: number): (number[] | null)[] {
  return vectors(values, dim).map((row) => (row.every(Number.isFinite) ? row : null));
}

/** @throws InputError for a point where r has no finite value */
function checkFinite(
  result: Pick<ReconstructionAtPoints, "r" | "jacobian" | "scoreEstimate" | "hessianEstimate">,
  points: Float64Array,
  { density, method, sigma }: { density: Distribution; method: string; sigma: number },
): void {
  vectors(points, density.dim).forEach((point, i) => {
    const rows = [result.r[i], result.scoreEstimate[i], ...result.jacobian[i], ...result.hessianEstimate[i]];
    if (rows.every((row) => row.every(Number.isFinite))) return;
    throw new InputError({
      argument: "--at",
      problem: `row ${i + 1}, ${quote(point)}, has no finite ${method} reconstruction at sigma = ${sigma}; points must lie where the density lives, ${describeSupport(density, sigma)}`,
    });
  });
}

/** The accuracy of the result, in a sentence without its full stop. */
export function describeAccuracy(result: ReconstructionAtPoints): string {
  const { bias, computedBy, errorEstimate, jacobianErrorEstimate } = result;
  if (bias) {
    const largest = maximum(bias.flat(), 0);
    return `by Langevin paths, with standard errors after ±; bias of r from finite steps: at most ${formatNumber(largest, 2)}`;
  }
  const ofScore = `error of the score estimate, relative to max(1, its size): ${formatNumber(errorEstimate, 2)}`;
  const how = computedBy === null ? "" : `; by ${computedBy === "closed form" ? "a " : ""}${computedBy}`;
  return `${ofScore}; of an entry of dr/dx: ${formatNumber(jacobianErrorEstimate, 2)}${how}`;
}

function describeSupport(density: Distribution, sigma: number): string {
  return whereItLives(density, sigma)
    .map(([lower, upper]) => `[${Number(lower.toPrecision(6))}, ${Number(upper.toPrecision(6))}]`)
    .join(" x ");
}

/**
 * The region in which the reconstruction can be computed, in words. On the whole space it exists everywhere, but
 * float64 limits how far out it can be computed.
 */
function whereItLives(density: Distribution, sigma: number): readonly Interval[] {
  if (!hasDensity(density)) return density.smoothed?.(sigma).effectiveSupport(500) ?? [];
  const bounded = density.support.every((interval) => interval.every(Number.isFinite));
  return bounded ? density.support : density.effectiveSupport(500);
}

/** Whether an optimum is computed by Langevin paths, which also have a standard error and a bias. */
function isByPaths(optimum: OptimalReconstruction): optimum is RcaeLangevin {
  return optimum.computedBy === "Langevin paths";
}
