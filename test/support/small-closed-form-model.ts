import type { Scaling } from "../../src/autoencoder/data/scaling.ts";
import { ClosedFormModel, type FittedDensity } from "../../src/autoencoder/model/closed-form-model.ts";
import type { SigmaRange } from "../../src/autoencoder/network/sigma-network.ts";

const gaussian = { weight: 1, mean: [0.5, -1], covariance: [[2, 0.6], [0.6, 0.5]] } as const; // biome-ignore format: a matrix
const narrow = { weight: 0.25, mean: [3, 0], covariance: [[0.2, 0], [0, 0.1]] } as const; // biome-ignore format: a matrix

/** A fitted density of each kind, in the plane. */
export const smallDensities: Readonly<Record<FittedDensity["kind"], FittedDensity>> = {
  gaussian: { kind: "gaussian", components: [gaussian] },
  mixture: { kind: "mixture", components: [{ ...gaussian, weight: 0.75 }, narrow] },
  points: { kind: "points", points: Float64Array.of(0, 0, 1, 1, 1, -1, 4, 0.5), dim: 2 },
};

/** A model of a given density in the form of a fitted model. */
export function smallClosedFormModel({
  density = smallDensities.mixture,
  sigmas = [0.4, 0.4],
  scaling = null,
}: {
  density?: FittedDensity;
  sigmas?: SigmaRange;
  scaling?: Scaling | null;
} = {}): ClosedFormModel {
  return new ClosedFormModel({
    density,
    sigmas,
    scaling,
    provenance: {
      scorebook: "1.2.3",
      data: { source: "points.csv", training: 9, validation: 1, sha256: "00", columns: ["x", "y"] },
      options: { loss: "dae", seed: 1 },
      losses: { training: 0.1, validation: 1 / 3, identity: 0.32 },
    },
  });
}
