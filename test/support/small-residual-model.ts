import type { Scaling } from "../../src/autoencoder/data/scaling.ts";
import { type DataMoments, ResidualModel } from "../../src/autoencoder/model/trained-model.ts";
import type { ActivationName } from "../../src/autoencoder/network/activation.ts";
import { deepParameterCount } from "../../src/autoencoder/network/deep-shape.ts";
import { SigmaNetwork, type SigmaRange } from "../../src/autoencoder/network/sigma-network.ts";
import { completeResidualOptions } from "../../src/autoencoder/residual/residual-options.ts";
import type { GaussianComponent } from "../../src/density/gaussian/gaussian-mixture.ts";
import { createRng, normals } from "../../src/numerics/random/random.ts";

/** A residual model with random parameters and the provenance of a trained model. */
export function smallResidualModel({
  dim = 2,
  hidden = [5, 4],
  activation = "silu",
  sigmas = [0.3, 0.3],
  scaling = null,
  bits = 64,
  moments = null,
  limited = false,
  start = null,
}: {
  dim?: number;
  hidden?: readonly number[];
  activation?: ActivationName;
  sigmas?: SigmaRange;
  scaling?: Scaling | null;
  bits?: 32 | 64;
  moments?: DataMoments | null;
  limited?: boolean;
  start?: readonly GaussianComponent[] | null;
} = {}): ResidualModel {
  const shape = { dim, hidden, activation, conditioned: sigmas[0] < sigmas[1], ...(limited && { limited }) };
  const parameters = normals(createRng(1), deepParameterCount(shape), 0.3);
  const own = bits === 32 ? parameters.map(Math.fround) : parameters;
  return new ResidualModel({
    network: new SigmaNetwork(shape, own, sigmas, 1.5),
    scaling,
    moments,
    start,
    provenance: {
      scorebook: "1.2.3",
      engine: "plain TypeScript",
      data: { source: "points.csv", training: 9, validation: 1, sha256: "00" },
      options: completeResidualOptions({ sigma: sigmas, hidden, activation, limited, seed: 1 }),
      losses: { training: 0.1, validation: 1 / 3, identity: 0.2 },
      curve: [
        { iteration: 0, training: 1, validation: 2 },
        { iteration: 60, training: 0.1, validation: 1 / 3 },
      ],
      stopped: null,
    },
  });
}
