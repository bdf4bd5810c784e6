import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Density } from "../../src/density/density.ts";
import { FinitePoints } from "../../src/density/finite-points.ts";
import { GaussianMixture } from "../../src/density/gaussian/gaussian-mixture.ts";
import { projectRoot } from "../../src/project.ts";

/** The reference value of each entry, as the sum of two float64. */
type Parts = readonly number[];

type ReferenceName = "logPdf" | "score" | "hessian" | "r" | "jacobian" | "loss";

/** A case as the scripts beside the fixtures write it. Given numbers are decimals of 20 digits. */
interface StoredCase {
  readonly kind: string;
  readonly sigma: string;
  readonly points: readonly ({ readonly x: readonly string[] } & Readonly<Record<ReferenceName, Parts>>)[];
}

interface StoredMixture extends StoredCase {
  readonly components: readonly { weight: string; mean: string[]; covariance: string[][] }[];
}

interface StoredPoints extends StoredCase {
  readonly given: { readonly points: readonly string[][]; readonly weights: readonly string[] };
}

/** Points with weights, as the fixture gives them. */
export interface Atoms {
  readonly points: Float64Array;
  readonly weights: Float64Array;
}

/** One point of a case, in float64. */
export interface RoundingCase<D> {
  readonly kind: string;
  readonly density: D;
  readonly sigma: number;
  readonly point: Float64Array;
  readonly reference: Readonly<Partial<Record<ReferenceName, Parts>>>;
}

/** The cases of test/fixtures/mixture-rounding.py, of one kind or of all kinds. */
export function mixtureCases(kind?: string): RoundingCase<GaussianMixture>[] {
  return casesOf<StoredMixture, GaussianMixture>("mixture-rounding.json", kind, ({ components }) => {
    const numbers = components.map(({ weight, mean, covariance }) => ({
      weight: Number(weight),
      mean: mean.map(Number),
      covariance: covariance.map((row) => row.map(Number)),
    }));
    return new GaussianMixture(numbers);
  });
}

/** The cases of test/fixtures/points-rounding.py, of one kind or of all kinds. */
export function pointsCases(kind?: string): RoundingCase<FinitePoints>[] {
  return casesOf<StoredPoints, FinitePoints>("points-rounding.json", kind, ({ given: { points, weights } }) => {
    const numbers = Float64Array.from(points.flat(), Number);
    return new FinitePoints(numbers, points[0].length, Float64Array.from(weights, Number));
  });
}

/** The same cases as points with weights, of one kind. */
export function atomCases(kind: string): RoundingCase<Atoms>[] {
  return casesOf<StoredPoints, Atoms>("points-rounding.json", kind, ({ given: { points, weights } }) => {
    return { points: Float64Array.from(points.flat(), Number), weights: Float64Array.from(weights, Number) };
  });
}

function casesOf<S extends StoredCase, D>(
  file: string,
  only: string | undefined,
  parse: (stored: S) => D,
): RoundingCase<D>[] {
  const stored: readonly S[] = JSON.parse(readFileSync(join(projectRoot(), "test", "fixtures", file), "utf8"));
  return stored
    .filter(({ kind }) => only === undefined || kind === only)
    .flatMap((one) => {
      const density = parse(one);
      return one.points.map(({ x, ...reference }) => {
        return { kind: one.kind, density, sigma: Number(one.sigma), point: Float64Array.from(x, Number), reference };
      });
    });
}

/** A computed entry, the bound on its error, and the error. */
export interface Compared {
  readonly value: number;
  readonly bound: number;
  readonly error: number;
}

/** Every entry of one function of the blurred density, over all cases. */
export function comparedAt(
  cases: readonly RoundingCase<{ smoothed(sigma: number): Density }>[],
  what: "logPdf" | "score" | "hessian",
): Compared[] {
  return cases.flatMap(({ density, sigma, point, reference }) => {
    const smoothed = density.smoothed(sigma);
    return compared(smoothed[what](point), smoothed.errorsAt?.(point)[what] ?? [], reference[what] ?? []);
  });
}

/** @param parts references with twice the digits of the values */
export function compared(values: ArrayLike<number>, bounds: ArrayLike<number>, parts: Parts): Compared[] {
  return Array.from(values, (value, i) => {
    return { value, bound: bounds[i], error: Math.abs(value - parts[2 * i] - parts[2 * i + 1]) };
  });
}

/** The median of bound / error. */
export function medianRatio(entries: readonly Compared[]): number {
  return entries.map(({ bound, error }) => bound / error).sort((a, b) => a - b)[entries.length >> 1];
}
