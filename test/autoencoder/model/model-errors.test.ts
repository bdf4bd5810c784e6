import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Scaling } from "../../../src/autoencoder/data/scaling.ts";
import {
  modelErrors,
  modelReconstruction,
  modelScore,
  TrainedModel,
} from "../../../src/autoencoder/model/trained-model.ts";
import { type ActivationName, activations } from "../../../src/autoencoder/network/activation.ts";
import { OneLayer } from "../../../src/autoencoder/network/one-layer.ts";
import { type Compared, compared, medianRatio } from "../../support/rounding-fixture.ts";
import { smallModel } from "../../support/small-model.ts";

interface Stored {
  readonly activation: ActivationName;
  readonly sigma: number;
  readonly weights: Readonly<Record<"encoder" | "hiddenBias" | "decoder" | "outputBias", number[]>>;
  readonly scaling: { readonly mean: number[]; readonly scale: number[] } | null;
  readonly points: readonly { readonly x: string[]; readonly r: number[]; readonly score: number[] }[];
}

const cases: readonly Stored[] = JSON.parse(
  readFileSync(new URL("../../fixtures/network-rounding.json", import.meta.url), "utf8"),
);

function modelOf({ activation, sigma, weights, scaling }: Stored): TrainedModel {
  const { encoder, hiddenBias, decoder, outputBias } = weights;
  const arrays = {
    encoder: Float64Array.from(encoder),
    hiddenBias: Float64Array.from(hiddenBias),
    decoder: Float64Array.from(decoder),
    outputBias: Float64Array.from(outputBias),
  };
  const scaled: Scaling | null = scaling && {
    mean: Float64Array.from(scaling.mean),
    scale: Float64Array.from(scaling.scale),
  };
  return new TrainedModel({
    ...smallModel(),
    network: new OneLayer(arrays, sigma, activations[activation]),
    scaling: scaled,
  });
}

test.each(["tanh", "sigmoid", "softplus", "silu"])(
  "%s: r and score are within their bounds, against 60 digits (network-rounding.py); bound over error is below 60 in the median",
  (activation) => {
    const entries: Compared[] = [];
    for (const one of cases.filter((stored) => stored.activation === activation)) {
      const model = modelOf(one);
      for (const { x, r, score } of one.points) {
        const point = Float64Array.from(x, Number);
        const errors = modelErrors(model, point);
        entries.push(...compared(modelReconstruction(model, point), errors.r, r));
        entries.push(...compared(modelScore(model, point), errors.score, score));
      }
    }
    expect(entries.length).toBeGreaterThan(50);
    for (const { error, bound } of entries) expect(error).toBeLessThanOrEqual(bound);
    expect(medianRatio(entries)).toBeLessThan(60);
  },
);
