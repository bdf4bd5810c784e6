import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { type OneLayerShape, parameterCount } from "../../../src/autoencoder/network/parameters.ts";
import { openBackend } from "../../../src/autoencoder/tensorflow/tensorflow.ts";
import {
  TensorflowContractiveLoss,
  TensorflowDenoisingLoss,
} from "../../../src/autoencoder/tensorflow/tensorflow-losses.ts";
import { ContractiveLoss } from "../../../src/autoencoder/training/contractive-loss.ts";
import { DenoisingLoss } from "../../../src/autoencoder/training/denoising-loss.ts";
import { createRng } from "../../../src/numerics/random/random.ts";
import { testedBackends } from "../../support/tensorflow-backends.ts";

const SIGMA = 0.3;
const POINTS = 100;

interface Case {
  readonly shape: OneLayerShape;
  readonly parameters: Float64Array;
  readonly clean: Float64Array;
  readonly noisy: Float64Array;
}

const cases: readonly [name: string, given: Case][] = [
  { dim: 1, hidden: 1, tied: false },
  { dim: 2, hidden: 30, tied: false },
  { dim: 2, hidden: 30, tied: true },
  { dim: 5, hidden: 12, tied: false },
  { dim: 5, hidden: 12, tied: true },
].map((shape, k) => {
  const rng = createRng(k + 1);
  const clean = Float64Array.from({ length: POINTS * shape.dim }, () => rng.normal());
  const noisy = clean.map((x) => x + SIGMA * rng.normal());
  const parameters = Float64Array.from({ length: parameterCount(shape) }, () => rng.normal() / 2);
  const name = `d = ${shape.dim}, H = ${shape.hidden}, ${shape.tied ? "tied" : "untied"}`;
  return [name, { shape, parameters, clean, noisy }] as const;
});

/** Unit roundoff of float32. */
const ROUNDOFF = 2 ** -24;

/**
 * What rounding may do, relative to the largest entry: one unit for each addition of the longest sums, over points, over units
 * and over entries of the Jacobian. The sums of these cases don't cancel to much less than their terms.
 */
function tolerance({ shape }: Case): number {
  return (POINTS + shape.hidden + shape.dim ** 2) * ROUNDOFF;
}

describe.each(testedBackends)("on the backend %s", (backend) => {
  beforeAll(async () => {
    await openBackend(backend);
  });

  const losses = [
    {
      name: "the DAE loss",
      expected: ({ clean, noisy, shape }: Case) => new DenoisingLoss(clean, noisy, shape),
      actual: ({ clean, noisy, shape }: Case) => new TensorflowDenoisingLoss(clean, noisy, shape),
    },
    {
      name: "the RCAE loss",
      expected: ({ clean, shape }: Case) => new ContractiveLoss(clean, SIGMA, shape),
      actual: ({ clean, shape }: Case) => new TensorflowContractiveLoss(clean, SIGMA, shape),
    },
  ];

  describe.each(losses)("$name and its gradient", ({ expected, actual }) => {
    it.each(cases)("agree with the plain float64 loop to N + H + d^2 units of float32's rounding, %s", (_, given) => {
      const [plain, tensors] = [expected(given), actual(given)];
      const [gradient, float32Gradient] = [new Float64Array(plain.size), new Float64Array(plain.size)];
      const value = plain.evaluate(given.parameters, gradient);
      const float32Value = tensors.evaluate(given.parameters, float32Gradient);
      expect(Math.abs(float32Value - value)).toBeLessThanOrEqual(tolerance(given) * value);
      const errors = gradient.map((slope, j) => Math.abs(float32Gradient[j] - slope));
      expect(Math.max(...errors)).toBeLessThanOrEqual(tolerance(given) * Math.max(...gradient.map(Math.abs)));
      tensors.dispose();
    });
  });

  it("leave no tensors behind: as many after evaluating and disposing as before", () => {
    const [, given] = cases[1];
    const before = tf.memory().numTensors;
    for (const { actual } of losses) {
      const loss = actual(given);
      loss.evaluate(given.parameters, new Float64Array(loss.size));
      loss.dispose();
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  it("refuse points that don't fit the shape, in a sentence", () => {
    const [, { shape }] = cases[1];
    const odd = new Float64Array(3);
    expect(() => new TensorflowDenoisingLoss(odd, odd, shape)).toThrow(
      "clean must hold one point or more of dimension 2, not 3 numbers",
    );
    expect(() => new TensorflowContractiveLoss(odd, SIGMA, shape)).toThrow(
      "points must hold one point or more of dimension 2, not 3 numbers",
    );
  });
});
