import * as v from "valibot";
import { encodedNumbers, encodeNumbers } from "../../numerics/encoded-numbers.ts";
import { InputError } from "../../numerics/input-error.ts";
import { ClosedFormModel, type ClosedFormParts, densityDim, type FittedDensity } from "./closed-form-model.ts";
import { count, notWhole, positive, storedDataSource, storedLosses, storedScaling, unusable } from "./model-parts.ts";
import { componentsIn, encodedComponents, storedComponents } from "./stored-components.ts";

/** The content of the file of a fitted density. */
export function closedFormToContent({ density, sigmas, scaling, provenance }: ClosedFormParts): object {
  return {
    kind: density.kind,
    dim: densityDim(density),
    sigmas: [...sigmas],
    scaling: scaling && { mean: Array.from(scaling.mean), scale: Array.from(scaling.scale) },
    ...(density.kind === "points" ? { points: encodeNumbers(density.points) } : encodedComponents(density.components)),
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
const schema = v.variant("kind", [
  v.strictObject({ ...common, kind: v.literal("gaussian"), ...storedComponents }),
  v.strictObject({ ...common, kind: v.literal("mixture"), ...storedComponents }),
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
  const components = componentsIn(content, dim);
  if (content.kind === "gaussian" && components.length > 1) {
    throw unusable("is not a whole model: a Gaussian has one component");
  }
  return { kind: content.kind, components };
}
