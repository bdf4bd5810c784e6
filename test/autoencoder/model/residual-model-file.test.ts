import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { modelFromText, modelToText } from "../../../src/autoencoder/model/model-file.ts";
import { encodedComponents } from "../../../src/autoencoder/model/stored-components.ts";
import {
  isOneLayer,
  modelDisplacement,
  modelReconstruction,
  modelScore,
  networkOf,
  type ResidualModel,
} from "../../../src/autoencoder/model/trained-model.ts";
import { InputError } from "../../../src/numerics/input-error.ts";
import { smallModel } from "../../support/small-model.ts";
import { smallResidualModel } from "../../support/small-residual-model.ts";

const scaling = { mean: Float64Array.of(0.1, -1e-300), scale: Float64Array.of(1 / 3, 4e7) };
const models: Record<string, ResidualModel> = {
  "for one sigma": smallResidualModel(),
  "for a range of sigmas, of scaled data": smallResidualModel({ sigmas: [0.05, 2], scaling }),
  "that knows mean and covariance of its data": smallResidualModel({
    moments: { mean: Float64Array.of(0.1, 1 / 3), covariance: Float64Array.of(1, 0.2, 0.2, 3) },
  }),
  "whose displacement is limited": smallResidualModel({ limited: true }),
  "that has a mixture with which sampling begins": smallResidualModel({
    sigmas: [0.05, 2],
    start: [
      {
        weight: 0.3,
        mean: [-5, 1 / 3],
        covariance: [
          [1, 0.2],
          [0.2, 3],
        ],
      },
      {
        weight: 0.7,
        mean: [5, 0],
        covariance: [
          [2, 0],
          [0, 1e-7],
        ],
      },
    ],
  }),
  "with 32-bit parameters": smallResidualModel({ bits: 32 }),
  "in ten dimensions with tanh, three layers": smallResidualModel({ dim: 10, hidden: [4, 3, 5], activation: "tanh" }),
};

describe.each(Object.entries(models))("a residual model %s", (_name, model) => {
  it("comes back from its text as it was, to the bit, and gives the same text again", () => {
    const text = modelToText(model);
    const back = modelFromText(text);
    if (isOneLayer(back)) throw new Error("it has one layer");
    expect(back).toEqual(model);
    expect(modelToText(back)).toBe(text);
  });

  it("has version 2, which an older scorebook says that it can't read", () => {
    expect(JSON.parse(modelToText(model))).toMatchObject({ format: "scorebook-model", version: 2, kind: "residual" });
  });
});

it("parameters that are 32-bit numbers take half the space", () => {
  const [short, long] = [32 as const, 64 as const].map((bits) => {
    return JSON.parse(modelToText(smallResidualModel({ bits, hidden: [50, 50] })));
  });
  expect([short.bits, long.bits]).toEqual([32, 64]);
  expect(Math.abs(long.parameters.length / short.parameters.length - 2)).toBeLessThan(0.01);
});

it("a file in which the scale of the data is called spread, as version 0.2.0 wrote it, gives the same model", () => {
  const old = resealed((content) => {
    const { dataScale, ...rest } = content as Record<string, unknown>;
    for (const key of Object.keys(content)) delete content[key];
    Object.assign(content, rest, { spread: dataScale });
  });
  expect(old).toContain('"spread":1.5');
  expect(old).not.toContain("dataScale");
  expect(modelFromText(old)).toEqual(smallResidualModel());
});

/** The text with its content changed, and a checksum that fits. */
function resealed(change: (content: Record<string, never>) => void): string {
  const { format, version, sha256: _, ...content } = JSON.parse(modelToText(smallResidualModel()));
  change(content as never);
  const sha256 = createHash("sha256").update(JSON.stringify(content)).digest("hex");
  return JSON.stringify({ format, version, sha256, ...content });
}

describe("what is no model is refused with one sentence", () => {
  it.each([
    ["another kind", { kind: "other" }, /^the text is not a whole model: kind/],
    [
      "a layer more than parameters",
      { hidden: [4, 3, 2] },
      /^the text is not a whole model: parameters must hold \d+ numbers/,
    ],
    ["no layer", { hidden: [] }, /^the text is not a whole model: hidden must hold one number of units or more/],
    [
      "a range the wrong way round",
      { sigmas: [2, 1] },
      /^the text is not a whole model: sigmas must be two positive numbers/,
    ],
    ["an unknown activation", { activation: "relu" }, /^the text is not a whole model: activation/],
    ["16-bit numbers", { bits: 16 }, /^the text is not a whole model: bits/],
    [
      "a scale too many",
      { scaling: { mean: [0], scale: [1, 2] } },
      /^the text is not a whole model: scaling must have 2/,
    ],
    [
      "a start in another dimension",
      { start: encodedComponents([{ weight: 1, mean: [0], covariance: [[1]] }]) },
      /^the text is not a whole model: weights, means and covariances don't fit together/,
    ],
    [
      "a start whose covariance is negative",
      {
        start: encodedComponents([
          {
            weight: 1,
            mean: [0, 0],
            covariance: [
              [1, 0],
              [0, -1],
            ],
          },
        ]),
      },
      /^the text is not a whole model: .*covariance/,
    ],
    ["something beside", { extra: 1 }, /^the text is not a whole model: extra/],
  ])("%s", (_name, change, expected) => {
    const read = (): unknown => modelFromText(resealed((content) => Object.assign(content, change)));
    expect(read).toThrow(InputError);
    expect(read).toThrow(expected);
  });

  it("a one-layer model's content with the version of a residual network", () => {
    const text = modelToText(smallModel()).replace('"version": 1', '"version": 2');
    expect(() => modelFromText(text)).toThrow(/^the text is not a whole model/);
  });
});

describe("r of a model", () => {
  const points = Float64Array.of(0.3, -1, 0.2, 5e6);

  it("is for the sigma that is asked for, in the data's own coordinates", () => {
    const model = smallResidualModel({ sigmas: [0.05, 2], scaling });
    const r = modelReconstruction(model, points, 0.5);
    const scaled = points.map((x, j) => (x - scaling.mean[j % 2]) / scaling.scale[j % 2]);
    const own = model.network.at(0.5).evaluate(scaled);
    for (const [j, value] of r.entries()) {
      expect(Math.abs(value - (scaling.mean[j % 2] + scaling.scale[j % 2] * own[j]))).toBeLessThan(
        1e-12 * scaling.scale[j % 2],
      );
    }
    const [moved, score] = [modelDisplacement(model, points, 0.5), modelScore(model, points, 0.5)];
    for (const [j, change] of moved.entries()) {
      const expected = change / 0.25 / scaling.scale[j % 2] ** 2;
      expect(Math.abs(score[j] - expected)).toBeLessThanOrEqual(1e-12 * Math.abs(expected));
    }
  });

  it("needs to be told which of a range, and refuses what it was not trained for", () => {
    const [one, range] = [smallResidualModel(), smallResidualModel({ sigmas: [0.05, 2] })];
    expect(networkOf(one).sigma).toBe(0.3);
    expect(networkOf(range, 1).sigma).toBe(1);
    expect(() => networkOf(range)).toThrow("sigma must be given: the model has every sigma from 0.05 to 2");
    expect(() => networkOf(range, 3)).toThrow("sigma must be from 0.05 to 2, which the network was trained for, not 3");
    expect(() => networkOf(smallModel(), 1)).toThrow("sigma must be 0.3, which the model was trained for, not 1");
    expect(networkOf(smallModel(), 0.3).sigma).toBe(0.3);
  });
});
