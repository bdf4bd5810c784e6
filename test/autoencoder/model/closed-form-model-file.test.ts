import { describe, expect, it } from "vitest";
import { modelFromText, modelToText } from "../../../src/autoencoder/model/model-file.ts";
import {
  isClosedForm,
  modelDim,
  modelErrors,
  modelScore,
  networkOf,
  takesSigma,
} from "../../../src/autoencoder/model/trained-model.ts";
import { createRng, normals } from "../../../src/numerics/random/random.ts";
import { sha256 } from "../../../src/numerics/sha256.ts";
import { smallClosedFormModel, smallDensities } from "../../support/small-closed-form-model.ts";

/** The text of a model whose content was changed, with the checksum that belongs to it. */
function changed(change: (content: Record<string, unknown>) => void): string {
  const { sha256: _, format, version, ...content } = JSON.parse(modelToText(smallClosedFormModel()));
  change(content);
  return JSON.stringify({ format, version, sha256: sha256(JSON.stringify(content)), ...content });
}

const points = normals(createRng(7), 20, 2);
const scaling = { mean: Float64Array.of(10, -3), scale: Float64Array.of(2, 0.5) };

describe("the file of a fitted density", () => {
  for (const [kind, density] of Object.entries(smallDensities)) {
    it(`holds a model of kind ${kind} to the bit`, () => {
      const model = smallClosedFormModel({ density, scaling });
      const text = modelToText(model);
      const back = modelFromText(text);
      expect(modelToText(back)).toBe(text);
      expect(isClosedForm(back) && back.density).toEqual(density);
      expect(back.reconstruction().evaluate(points)).toEqual(model.reconstruction().evaluate(points));
    });
  }

  it("is refused where it was changed, or where its parts don't fit together", () => {
    expect(() => modelFromText(modelToText(smallClosedFormModel()).replace('"dim": 2', '"dim": 3'))).toThrow(
      "the text was changed after it was written: its checksum is another",
    );
    expect(() =>
      modelFromText(
        changed((content) => {
          content.dim = 3;
        }),
      ),
    ).toThrow("the text is not a whole model: weights, means and covariances don't fit together");
    expect(() =>
      modelFromText(
        changed((content) => {
          content.kind = "gaussian";
        }),
      ),
    ).toThrow("the text is not a whole model: a Gaussian has one component");
    expect(() =>
      modelFromText(
        changed((content) => {
          content.covariances = (content.covariances as string).replace(/^.{11}/, "AAAAAAAA8L8");
        }),
      ),
    ).toThrow(/^the text is not a whole model: components\[0\]\.covariance must be/);
  });
});

describe("a fitted density as a model", () => {
  it("has the denoiser of every sigma, and its own where none is asked for", () => {
    const model = smallClosedFormModel();
    expect(networkOf(model).sigma).toBe(0.4);
    expect(networkOf(model, 3).sigma).toBe(3);
    expect([modelDim(model), takesSigma(model)]).toEqual([2, true]);
    expect(() => networkOf(smallClosedFormModel({ sigmas: [0.1, 1] }))).toThrow(
      "sigma must be given: the model is for every sigma from 0.1 to 1",
    );
    expect(() => networkOf(model, -1)).toThrow("sigma must be a positive number, not -1");
  });

  it("estimates the score of the data in their own units, grad log p_sigma of a scaled Gaussian", () => {
    const model = smallClosedFormModel({ density: smallDensities.gaussian, scaling });
    // In the data's units: mean 10 + 2 * 0.5 and -3 - 0.5, covariance S (Sigma + 0.16 I) S with S = diag(2, 0.5).
    const [aa, ab, bb] = [4 * 2.16, 0.6, 0.25 * 0.66];
    const determinant = aa * bb - ab * ab;
    const score = modelScore(model, points);
    const { score: bounds } = modelErrors(model, points);
    for (let i = 0; i < points.length; i += 2) {
      const [x, y] = [points[i] - 11, points[i + 1] + 3.5];
      const exact = [(-bb * x + ab * y) / determinant, (ab * x - aa * y) / determinant];
      // The formula above rounds, too: 20 units of its terms.
      const rounding = 20 * 2 ** -53 * (Math.abs(aa * y) + Math.abs(ab * x) + Math.abs(ab * y) + Math.abs(bb * x));
      for (const a of [0, 1]) {
        expect(Math.abs(score[i + a] - exact[a])).toBeLessThanOrEqual(bounds[i + a] + rounding / determinant);
        expect(bounds[i + a]).toBeLessThan(1e-12);
      }
    }
  });
});
