import type { GaussianComponent } from "../../density/gaussian/gaussian-mixture.ts";
import { encodedNumbers, encodeNumbers } from "../../numerics/encoded-numbers.ts";
import { unusable } from "./model-parts.ts";

/** The components of a mixture of Gaussians as the fields of a model's file: shapes (n), (n, d) and (n, d, d). */
export const storedComponents: Readonly<Record<"weights" | "means" | "covariances", typeof encodedNumbers>> = {
  weights: encodedNumbers,
  means: encodedNumbers,
  covariances: encodedNumbers,
};

export function encodedComponents(
  components: readonly GaussianComponent[],
): Record<keyof typeof storedComponents, string> {
  return {
    weights: encode(components.map(({ weight }) => weight)),
    means: encode(components.flatMap(({ mean }) => mean)),
    covariances: encode(components.flatMap(({ covariance }) => covariance.flat())),
  };
}

/** @throws InputError for arrays that don't fit together */
export function componentsIn(
  { weights, means, covariances }: Readonly<Record<keyof typeof storedComponents, Float64Array>>,
  dim: number,
): readonly GaussianComponent[] {
  const n = weights.length;
  if (n === 0 || means.length !== n * dim || covariances.length !== n * dim * dim) {
    throw unusable("is not a whole model: weights, means and covariances don't fit together");
  }
  return Array.from(weights, (weight, k) => ({
    weight,
    mean: Array.from(means.subarray(k * dim, (k + 1) * dim)),
    covariance: Array.from({ length: dim }, (_, a) => {
      const row = (k * dim + a) * dim;
      return Array.from(covariances.subarray(row, row + dim));
    }),
  }));
}

function encode(numbers: readonly number[]): string {
  return encodeNumbers(Float64Array.from(numbers));
}
