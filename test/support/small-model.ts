import type { Scaling } from "../../src/autoencoder/data/scaling.ts";
import { TrainedModel } from "../../src/autoencoder/model/trained-model.ts";
import { OneLayer, TiedOneLayer } from "../../src/autoencoder/network/one-layer.ts";
import { completeTrainingOptions } from "../../src/autoencoder/training/training-options.ts";
import { createRng } from "../../src/numerics/random/random.ts";

/** A model with random weights and the provenance of a trained model. */
export function smallModel({
  dim = 2,
  hidden = 5,
  tied = false,
  sigma = 0.3,
  scaling = null,
  seed = 1,
}: {
  dim?: number;
  hidden?: number;
  tied?: boolean;
  sigma?: number;
  scaling?: Scaling | null;
  seed?: number;
} = {}): TrainedModel {
  const rng = createRng(seed);
  const normals = (n: number): Float64Array => Float64Array.from({ length: n }, () => rng.normal());
  const shared = { encoder: normals(hidden * dim), hiddenBias: normals(hidden), outputBias: normals(dim) };
  return new TrainedModel({
    network: tied
      ? new TiedOneLayer(shared, sigma)
      : new OneLayer({ ...shared, decoder: normals(hidden * dim) }, sigma),
    scaling,
    provenance: {
      scorebook: "1.2.3",
      data: { source: "points.csv", training: 9, validation: 1, sha256: "00" },
      options: completeTrainingOptions({ sigma, hidden, tied, iterations: 3, seed, initialScale: 1 }),
      losses: { training: 0.1, validation: 1 / 3, identity: 0.2 },
      curve: [
        { iteration: 0, training: 1, validation: 2 },
        { iteration: 3, training: 0.1, validation: 1 / 3 },
      ],
      stopped: null,
    },
  });
}
