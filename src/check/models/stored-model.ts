import type { Model } from "../../autoencoder/model/trained-model.ts";
import { InputError } from "../../numerics/input-error.ts";
import { axisSigmas, type Reconstruction } from "../../reconstruction/reconstruction.ts";
import type { TestedModel } from "../tested-model.ts";

/** A model of a scorebook file, ready to be checked. */
export interface StoredModel {
  readonly model: TestedModel;
  /** Where the model has a sigma for each coordinate: in what units its coordinates have the same one; else undefined. */
  readonly units?: Float64Array;
}

/**
 * A trained model as one to be checked. Of a model of standardised data the coordinates are counted in standard deviations, so that
 * there is one sigma.
 */
export function testedStoredModel(model: Pick<Model, "reconstruction" | "network">): StoredModel {
  const { dim, sigmas } = model.network as { readonly dim: number; readonly sigmas?: readonly [number, number] };
  const own =
    (model.network as { readonly sigma?: number }).sigma ?? (sigmas?.[0] === sigmas?.[1] ? sigmas?.[0] : undefined);
  const at = (sigma: number): Reconstruction =>
    own === undefined ? model.reconstruction(sigma) : model.reconstruction();
  const sample = at(own ?? sigmas?.[0] ?? 1);
  const units =
    typeof sample.sigma === "number" ? undefined : axisSigmas(sample).map((sigma) => sigma / (own ?? sigmas?.[0] ?? 1));
  return {
    ...(units && { units }),
    model: {
      dim,
      output: "reconstruction",
      sigma: own,
      takesSigma: own === undefined,
      precision: "float64",
      evaluate: ({ points, sigma }) => {
        const r = at(sigma);
        if (!units) return r.evaluate(points);
        const scaled = r.evaluate(points.map((x, j) => x * units[j % dim]));
        return scaled.map((x, j) => x / units[j % dim]);
      },
    },
  };
}

/** @throws InputError where a model of one sigma is asked for another */
export function checkOwnSigma({ sigma, takesSigma }: TestedModel, given: readonly number[]): void {
  if (takesSigma || sigma === undefined) return;
  const other = given.find((one) => one !== sigma);
  if (other === undefined) return;
  throw new InputError({ argument: "sigmas", allowed: `${sigma}, which the model was trained for`, problem: other });
}
