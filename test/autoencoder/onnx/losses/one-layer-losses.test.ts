import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { batchRows } from "../../../../src/autoencoder/onnx/losses/graph-loss.ts";
import { OnnxContractiveLoss, OnnxDenoisingLoss } from "../../../../src/autoencoder/onnx/losses/one-layer-losses.ts";
import { ContractiveLoss } from "../../../../src/autoencoder/training/contractive-loss.ts";
import { DenoisingLoss } from "../../../../src/autoencoder/training/denoising-loss.ts";
import { denoisingRounding } from "../../../support/denoising-rounding.ts";
import { testedPrecisions } from "../../../support/graph-programs.ts";
import { relativeDifference } from "../../../support/relative-difference.ts";
import { type TrainingProblem, trainingProblem } from "../../../support/training-problem.ts";
import { valueAndGradient } from "../../../support/value-and-gradient.ts";

const problems: fc.Arbitrary<TrainingProblem> = fc
  .record({
    dim: fc.integer({ min: 1, max: 5 }),
    // With fewer than d^2 units the penalty is in closed form.
    hidden: fc.integer({ min: 1, max: 19 }),
    tied: fc.boolean(),
    samples: fc.integer({ min: 1, max: 40 }),
    seed: fc.integer({ min: 1, max: 1e6 }),
  })
  .map(({ samples, seed, ...shape }) => trainingProblem(shape, samples, seed));

/** Of float32 in units of float64's. */
const UNITS = { float64: 1, float32: 2 ** 29 };

describe.each(testedPrecisions)("in %s", (precision) => {
  it("the DAE loss and its gradient are those of the plain loss, up to the rounding of both", async () => {
    await fc.assert(
      fc.asyncProperty(problems, async ({ clean, noisy, shape, parameters }) => {
        const loss = await OnnxDenoisingLoss.create(clean, noisy, shape, { precision });
        const values = valueAndGradient(loss, parameters);
        await loss.close();
        const plain = valueAndGradient(new DenoisingLoss(clean, noisy, shape), parameters);
        const bounds = denoisingRounding(parameters, clean, noisy, shape);
        for (const [j, bound] of [bounds.loss, ...bounds.gradient].entries()) {
          expect(Math.abs(values[j] - plain[j])).toBeLessThanOrEqual(2 * UNITS[precision] * bound);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("the RCAE loss and its gradient are those of the plain loss, to 1e-12 or 1e-4 of the largest", async () => {
    await fc.assert(
      fc.asyncProperty(problems, async ({ clean, shape, parameters }) => {
        const loss = await OnnxContractiveLoss.create(clean, 0.6, shape, { precision });
        const values = valueAndGradient(loss, parameters);
        await loss.close();
        const plain = valueAndGradient(new ContractiveLoss(clean, 0.6, shape), parameters);
        expect(relativeDifference(values, plain)).toBeLessThan(precision === "float64" ? 1e-12 : 1e-4);
      }),
      { numRuns: 40 },
    );
  });

  it("several batches, and a last one that is smaller, are one sum; another sigma, another corruption", async () => {
    const shape = { dim: 3, hidden: 300, tied: false };
    const { clean, noisy, parameters } = trainingProblem(shape, 2 * batchRows(300, precision) + 17, 5);
    const tolerance = precision === "float64" ? 1e-12 : 1e-4;
    const denoising = await OnnxDenoisingLoss.create(clean, clean, shape, { precision });
    denoising.setNoisy(noisy);
    const plain = valueAndGradient(new DenoisingLoss(clean, noisy, shape), parameters);
    expect(relativeDifference(valueAndGradient(denoising, parameters), plain)).toBeLessThan(tolerance);
    await denoising.close();
    const contractive = await OnnxContractiveLoss.create(clean, 1, shape, { precision });
    contractive.setSigma(0.3);
    const expected = valueAndGradient(new ContractiveLoss(clean, 0.3, shape), parameters);
    expect(relativeDifference(valueAndGradient(contractive, parameters), expected)).toBeLessThan(tolerance);
    await contractive.close();
  });

  it("the same again gives the same bytes", async () => {
    const shape = { dim: 6, hidden: 200, tied: true };
    const { clean, noisy, parameters } = trainingProblem(shape, 3000, 6);
    const values = await Promise.all(
      [1, 2, 3].map(async () => {
        const loss = await OnnxDenoisingLoss.create(clean, noisy, shape, { precision });
        const all = [valueAndGradient(loss, parameters), valueAndGradient(loss, parameters)];
        await loss.close();
        return all;
      }),
    );
    for (const again of values.flat()) expect(again).toEqual(values[0][0]);
  });

  it("refuses points that don't fit, in a sentence", async () => {
    const shape = { dim: 2, hidden: 3, tied: false };
    const [three, four] = [new Float64Array(3), new Float64Array(4)];
    await expect(OnnxDenoisingLoss.create(three, three, shape)).rejects.toThrow(
      "clean must hold one point or more of dimension 2, not 3 numbers",
    );
    await expect(OnnxContractiveLoss.create(three, 1, shape)).rejects.toThrow(
      "points must hold one point or more of dimension 2, not 3 numbers",
    );
    const loss = await OnnxDenoisingLoss.create(four, four, shape);
    expect(() => loss.setNoisy(three)).toThrow("noisy must hold one point or more of dimension 2, not 3 numbers");
    await loss.close();
  });
});
