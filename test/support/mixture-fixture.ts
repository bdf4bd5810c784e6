import { readFileSync } from "node:fs";
import { join } from "node:path";
import { GaussianMixture } from "../../src/density/gaussian-mixture.ts";
import { projectRoot } from "../../src/project.ts";

/** A reference value as the sum of two float64, for each entry. */
type Parts = readonly number[];

/** What test/fixtures/mixture-rounding.py writes; numbers that are given are decimals of 20 digits. */
interface StoredCase {
  readonly kind: string;
  readonly components: readonly { weight: string; mean: string[]; covariance: string[][] }[];
  readonly sigma: string;
  readonly points: readonly ({ readonly x: readonly string[] } & Readonly<Record<ReferenceName, Parts>>)[];
}

type ReferenceName = "logPdf" | "score" | "hessian" | "r" | "jacobian" | "loss";

/** One point of one case, in float64. */
export interface RoundingCase {
  readonly kind: string;
  readonly density: GaussianMixture;
  readonly sigma: number;
  readonly point: Float64Array;
  readonly reference: Readonly<Partial<Record<ReferenceName, Parts>>>;
}

/** All cases, of the kinds that are asked for. */
export function roundingCases(...kinds: readonly string[]): RoundingCase[] {
  const path = join(projectRoot(), "test", "fixtures", "mixture-rounding.json");
  const stored: readonly StoredCase[] = JSON.parse(readFileSync(path, "utf8"));
  return stored
    .filter(({ kind }) => kinds.length === 0 || kinds.includes(kind))
    .flatMap(({ kind, components, sigma, points }) => {
      const density = new GaussianMixture(
        components.map(({ weight, mean, covariance }) => ({
          weight: Number(weight),
          mean: mean.map(Number),
          covariance: covariance.map((row) => row.map(Number)),
        })),
      );
      return points.map(({ x, ...reference }) => {
        return { kind, density, sigma: Number(sigma), point: Float64Array.from(x, Number), reference };
      });
    });
}

/** |value - reference| of each entry, where the reference has twice the digits. */
export function trueErrors(values: ArrayLike<number>, parts: Parts): number[] {
  return Array.from(values, (value, i) => Math.abs(value - parts[2 * i] - parts[2 * i + 1]));
}

/** The middle one. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}
