import { type Model, modelDim, modelSigmas, takesSigma } from "../../autoencoder/model/trained-model.ts";
import { InputError } from "../../numerics/input-error.ts";
import { axisSigmas, type Reconstruction } from "../../reconstruction/reconstruction.ts";
import type { TestedModel } from "../tested-model.ts";

/** A model from a scorebook file, ready to be checked. */
export interface StoredModel {
  readonly model: TestedModel;
  /** The units in which all coordinates have the same sigma, for a model with a sigma for each coordinate; else undefined. */
  readonly units?: Float64Array;
}

/**
 * Makes a model from a scorebook file ready to be checked. For a model of standardised data the coordinates are in standard
 * deviations, so that all coordinates have the same sigma.
 */
export function testedStoredModel(model: Model): StoredModel {
  const dim = modelDim(model);
  const [smallest, largest] = modelSigmas(model);
  const at = reconstructions(model);
  const { sigma: first } = at(smallest);
  const units =
    typeof first === "number" ? undefined : axisSigmas({ dim, sigma: first }).map((sigma) => sigma / smallest);
  return {
    ...(units && { units }),
    model: {
      dim,
      output: "reconstruction",
      ...(smallest === largest && { sigma: smallest }),
      takesSigma: takesSigma(model),
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

/** The model's reconstruction at each sigma. It is made once for each sigma. */
function reconstructions(model: Model): (sigma: number) => Reconstruction {
  const known = new Map<number, Reconstruction>();
  return (sigma) => {
    const r = known.get(sigma) ?? (takesSigma(model) ? model.reconstruction(sigma) : model.reconstruction());
    known.set(sigma, r);
    return r;
  };
}

/** Checks that a model of one sigma is not evaluated at another. @throws InputError */
export function checkOwnSigma({ sigma, takesSigma: several }: TestedModel, given: readonly number[]): void {
  if (several || sigma === undefined) return;
  const other = given.find((one) => one !== sigma);
  if (other === undefined) return;
  throw new InputError({ argument: "sigmas", allowed: `${sigma}, which the model was trained for`, problem: other });
}
