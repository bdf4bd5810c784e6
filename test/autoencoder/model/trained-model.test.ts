import { describe, expect, it } from "vitest";
import type { Scaling } from "../../../src/autoencoder/data/scaling.ts";
import {
  modelDisplacement,
  modelReconstruction,
  modelScore,
  TrainedModel,
} from "../../../src/autoencoder/model/trained-model.ts";
import type { Activation } from "../../../src/autoencoder/network/activation.ts";
import { OneLayer, type TiedOneLayer } from "../../../src/autoencoder/network/one-layer.ts";
import { GaussianMixture } from "../../../src/density/gaussian/gaussian-mixture.ts";
import { createRng } from "../../../src/numerics/random/random.ts";
import { smallModel } from "../../support/small-model.ts";

const linear: Activation = { name: "linear", value: (z) => z, derivative: () => 1, antiderivative: (z) => (z * z) / 2 };
const scaling: Scaling = { mean: Float64Array.of(40, 4000), scale: Float64Array.of(5, 800) };
const rng = createRng(1);
const points = Float64Array.from({ length: 20 }, (_, j) => scaling.mean[j % 2] + scaling.scale[j % 2] * rng.normal());

/** r(u) = u + sigma^2 grad log p(u) of N(0, S) blurred by sigma, which is linear: A u with A = I - sigma^2 (S + sigma^2 I)^-1. */
function optimalFor([s11, s12, s22]: readonly number[], sigma: number): OneLayer {
  const variance = sigma * sigma;
  const [a, b, c] = [s11 + variance, s12, s22 + variance];
  const determinant = a * c - b * b;
  const A = [1 - (variance * c) / determinant, (variance * b) / determinant];
  const encoder = Float64Array.of(A[0], A[1], A[1], 1 - (variance * a) / determinant);
  const shared = { hiddenBias: new Float64Array(2), outputBias: new Float64Array(2) };
  return new OneLayer({ encoder, decoder: Float64Array.of(1, 0, 0, 1), ...shared }, sigma, linear);
}

describe("a model of scaled data", () => {
  const sigma = 0.3;
  // The covariance of u.
  const S = [1, 0.6, 1] as const;
  const model = new TrainedModel({ ...smallModel({ sigma }), network: optimalFor(S, sigma), scaling });
  // In the data's own coordinates the noise has standard deviation sigma scale, and the blurred density this covariance.
  const [dx, dy] = scaling.scale;
  const blurred = new GaussianMixture([
    {
      weight: 1,
      mean: [...scaling.mean],
      covariance: [
        [(S[0] + sigma ** 2) * dx * dx, S[1] * dx * dy],
        [S[1] * dx * dy, (S[2] + sigma ** 2) * dy * dy],
      ],
    },
  ]);

  it("has the score of the Gaussian it is the best denoiser of, in the data's own coordinates, to 1e-12", () => {
    const expected = blurred.score(points);
    modelScore(model, points).forEach((value, j) => {
      expect(Math.abs(value - expected[j]) * scaling.scale[j % 2]).toBeLessThan(1e-12);
    });
  });

  it("moves a point by (sigma scale)^2 times that score, to 1e-12 of the scale", () => {
    const score = blurred.score(points);
    const moved = modelDisplacement(model, points);
    const r = modelReconstruction(model, points);
    points.forEach((x, j) => {
      const scale = scaling.scale[j % 2];
      expect(Math.abs(moved[j] - (sigma * scale) ** 2 * score[j]) / scale).toBeLessThan(1e-12);
      expect(Math.abs(r[j] - x - moved[j]) / scale).toBeLessThan(1e-12);
    });
  });

  it("with tied weights has the score that is minus the slope of its energy over sigma^2, by differences to 1e-6", () => {
    const tied = smallModel({ tied: true, sigma, scaling });
    const energy = (x: Float64Array): number => {
      const u = x.map((value, a) => (value - scaling.mean[a]) / scaling.scale[a]);
      return (tied.network as TiedOneLayer).energy(u)[0] / sigma ** 2;
    };
    const score = modelScore(tied, points);
    for (let j = 0; j < points.length; j++) {
      const step = 1e-5 * scaling.scale[j % 2];
      const at = (sign: number): number => {
        const x = points.slice(j - (j % 2), j - (j % 2) + 2);
        x[j % 2] += sign * step;
        return energy(x);
      };
      const slope = (at(1) - at(-1)) / (2 * step);
      expect(Math.abs(score[j] + slope) * scaling.scale[j % 2]).toBeLessThan(1e-6);
    }
  });
});

describe("a model of data as they are", () => {
  const model = smallModel();

  it("is its network", () => {
    const [r, moved, score] = [modelReconstruction, modelDisplacement, modelScore].map((of) => of(model, points));
    expect(r).toEqual(model.network.evaluate(points));
    expect(moved).toEqual(r.map((value, j) => value - points[j]));
    expect(score).toEqual(moved.map((value) => value / 0.3 ** 2));
  });
});
