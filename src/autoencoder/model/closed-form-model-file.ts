import * as v from "valibot";
import type { GaussianComponent } from "../../density/gaussian/gaussian-mixture.ts";
import { encodedNumbers, encodeNumbers } from "../../numerics/encoded-numbers.ts";
import { InputError } from "../../numerics/input-error.ts";
import { ClosedFormModel, type ClosedFormParts, densityDim, type FittedDensity } from "./closed-form-model.ts";
import { count, notWhole, positive, storedDataSource, storedLosses, storedScaling, unusable } from "./model-parts.ts";

/** The content of the file of a fitted density. */
export function closedFormToContent({ density, sigmas, scaling, provenance }: ClosedFormParts): object {
  return {
    kind: density.kind,
    dim: densityDim(density),
    sigmas: [...sigmas],
    scaling: scaling && { mean: Array.from(scaling.mean), scale: Array.from(scaling.scale) },
    ...(density.kind === "points"
      ? { points: encodeNumbers(density.points) }
      : {
          weights: encode(density.components.map(({ weight }) => weight)),
          means: encode(density.components.flatMap(({ mean }) => mean)),
          covariances: encode(density.components.flatMap(({ covariance }) => covariance.flat())),
        }),
    provenance,
  };
}

/** @throws InputError for the first invalid part */
export function closedFormFromContent(content: unknown): ClosedFormModel {
  const result = v.safeParse(schema, content, { abortEarly: true });
  if (!result.success) throw notWhole(result.issues[0]);
  const { dim, sigmas, scaling, provenance } = result.output;
  if (scaling && (scaling.mean.length !== dim || scaling.scale.length !== dim)) {
    throw unusable(`is not a whole model: scaling must have ${dim} means and scales`);
  }
  try {
    const model = new ClosedFormModel({ density: densityIn(result.output), sigmas, scaling, provenance });
    // This checks the weights, matrices and points.
    model.distribution;
    return model;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw unusable(`is not a whole model: ${error.message}`);
  }
}

function encode(numbers: readonly number[]): string {
  return encodeNumbers(Float64Array.from(numbers));
}

const common = {
  dim: count,
  sigmas: v.tuple([positive, positive]),
  scaling: storedScaling,
  provenance: v.strictObject({
    scorebook: v.string(),
    data: storedDataSource,
    options: v.strictObject({ loss: v.literal("dae"), seed: count }),
    losses: storedLosses,
    engine: v.exactOptional(v.string()),
  }),
};
const components = { weights: encodedNumbers, means: encodedNumbers, covariances: encodedNumbers };
const schema = v.variant("kind", [
  v.strictObject({ ...common, kind: v.literal("gaussian"), ...components }),
  v.strictObject({ ...common, kind: v.literal("mixture"), ...components }),
  v.strictObject({ ...common, kind: v.literal("points"), points: encodedNumbers }),
]);

function densityIn(content: v.InferOutput<typeof schema>): FittedDensity {
  const { dim } = content;
  if (content.kind === "points") {
    const { points } = content;
    if (points.length === 0 || points.length % dim !== 0) {
      throw unusable(`is not a whole model: points must be one point or more of dimension ${dim}`);
    }
    return { kind: "points", points, dim };
  }
  const { kind, weights, means, covariances } = content;
  const n = weights.length;
  if (n === 0 || means.length !== n * dim || covariances.length !== n * dim * dim) {
    throw unusable("is not a whole model: weights, means and covariances don't fit together");
  }
  if (kind === "gaussian" && n > 1) throw unusable("is not a whole model: a Gaussian has one component");
  return { kind, components: Array.from(weights, (weight, k) => componentIn(weight, means, covariances, k, dim)) };
}

function componentIn(
  weight: number,
  means: Float64Array,
  covariances: Float64Array,
  k: number,
  dim: number,
): GaussianComponent {
  const row = (a: number): number[] => Array.from(covariances.subarray((k * dim + a) * dim, (k * dim + a + 1) * dim));
  return {
    weight,
    mean: Array.from(means.subarray(k * dim, (k + 1) * dim)),
    covariance: Array.from({ length: dim }, (_, a) => row(a)),
  };
}
