import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { modelFromText, modelToText } from "../../../src/autoencoder/model/model-file.ts";
import { readModel, writeModel } from "../../../src/autoencoder/model/stored-model.ts";
import type { TrainedModel } from "../../../src/autoencoder/model/trained-model.ts";
import { TiedOneLayer } from "../../../src/autoencoder/network/one-layer.ts";
import { InputError } from "../../../src/numerics/input-error.ts";
import { smallModel } from "../../support/small-model.ts";

const scaling = { mean: Float64Array.of(0.1, -1e-300), scale: Float64Array.of(1 / 3, 4e7) };
const models = {
  "an untied model": smallModel(),
  "a tied one": smallModel({ tied: true }),
  "one of scaled data": smallModel({ scaling }),
  "one in 10 dimensions": smallModel({ dim: 10, hidden: 3 }),
  "one that stopped early, with new noise, noise replicates and an annealing schedule": {
    ...smallModel(),
    provenance: {
      ...smallModel().provenance,
      options: { ...smallModel().provenance.options, redrawEvery: 7, noiseReplicates: 3, annealing: [0.5, 0.4] },
      stopped: "the line search found no lower point",
    },
  },
};

describe.each(Object.entries(models))("%s", (_name, model) => {
  it("comes back from its text as it was, to the bit", () => {
    const back = modelFromText(modelToText(model)) as TrainedModel;
    expect(back.network.weights).toEqual(model.network.weights);
    expect(back.network instanceof TiedOneLayer).toBe(model.network instanceof TiedOneLayer);
    expect(back.network.sigma).toBe(model.network.sigma);
    expect(back.scaling).toEqual(model.scaling);
    expect(back.provenance).toEqual(model.provenance);
  });

  it("gives the same text again, whether it was read or not, and in whatever order its options were given", () => {
    const text = modelToText(model);
    expect(modelToText(model)).toBe(text);
    expect(modelToText(modelFromText(text))).toBe(text);
    const { provenance } = model;
    const options = Object.fromEntries(Object.entries(provenance.options).reverse()) as typeof provenance.options;
    expect(modelToText({ ...model, provenance: { ...provenance, options } })).toBe(text);
  });
});

/** The text with its content changed, and a checksum that fits. */
function resealed(change: (content: Record<string, never>) => void): string {
  const { format, version, sha256: _, ...content } = JSON.parse(modelToText(smallModel()));
  change(content as never);
  const sha256 = createHash("sha256").update(JSON.stringify(content)).digest("hex");
  return JSON.stringify({ format, version, sha256, ...content });
}

describe("what is no model is refused with one sentence", () => {
  const text = modelToText(smallModel());
  const foreign = "is not a model that scorebook wrote";
  it.each([
    ["nothing", "", foreign],
    ["words", "weights", foreign],
    ["other JSON", '{"weights":[1,2]}', foreign],
    ["a list", "[]", foreign],
    ["null", "null", foreign],
    ["a checkpoint", '{"format":"scorebook-checkpoint"}', foreign],
    ["half of a file", text.slice(0, text.length / 2), foreign],
    ["all but the last brace", text.trimEnd().slice(0, -1), foreign],
    [
      "a newer version",
      text.replace('"version": 1', '"version": 4'),
      "has version 4 of the format; this scorebook reads versions 1 to 3",
    ],
    ["a changed sigma", text.replace('"sigma": 0.3', '"sigma": 0.4'), /^the text was changed after it was written/],
    [
      "a changed loss",
      text.replace('"identity": 0.2', '"identity": 0.21'),
      /^the text was changed after it was written/,
    ],
    ["no checksum", text.replace(/ "sha256": "[^"]*",\n/, ""), /^the text was changed after it was written/],
    [
      "weights that are missing",
      resealed((c) => Reflect.deleteProperty(c.weights, "encoder")),
      /^the text is not a whole model: .*encoder/,
    ],
    ["a sigma of 0", resealed((c) => Object.assign(c, { sigma: 0 })), /^the text is not a whole model: sigma/],
    [
      "one more unit than weights",
      resealed((c) => Object.assign(c, { hidden: 6 })),
      /^the text is not a whole model: its weights/,
    ],
    [
      "another activation",
      resealed((c) => Object.assign(c, { activation: "relu" })),
      /^the text is not a whole model: activation/,
    ],
    [
      "a scale of 0",
      resealed((c) => Object.assign(c, { scaling: { mean: [0, 0], scale: [1, 0] } })),
      /^the text is not a whole model: scaling/,
    ],
    [
      "too few scales",
      resealed((c) => Object.assign(c, { scaling: { mean: [0], scale: [1] } })),
      /^the text is not a whole model: scaling must have 2/,
    ],
    [
      "numbers that are none",
      resealed((c) => Object.assign(c.weights, { outputBias: "AAAA" })),
      /^the text is not a whole model: .*outputBias/,
    ],
    ["something beside", resealed((c) => Object.assign(c, { extra: 1 })), /^the text is not a whole model: extra/],
  ])("%s", (_name, given, expected) => {
    let message = "";
    try {
      modelFromText(given);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      message = error.message;
    }
    expect(message).toMatch(expected);
    expect(message).not.toContain("\n");
  });

  it("a character anywhere in the weights or the provenance that is another: seen at 200 places", () => {
    const from = text.indexOf('"dim"');
    for (let k = 0; k < 200; k++) {
      const at = from + Math.floor((k * (text.length - from - 4)) / 200);
      const character = text[at];
      if (/\s/.test(character)) continue;
      const other = character === "7" ? "8" : "7";
      expect(() => modelFromText(text.slice(0, at) + other + text.slice(at + 1)), text.slice(at - 20, at + 20)).toThrow(
        InputError,
      );
    }
  });
});

describe("files", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "scorebook-model-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("a model is written, replaced and read, and nothing else is left in the folder", () => {
    const path = join(folder, "model.json");
    writeModel(path, smallModel({ seed: 2 }));
    writeModel(path, smallModel());
    expect(readFileSync(path, "utf8")).toBe(modelToText(smallModel()));
    expect(readModel(path)).toEqual(smallModel());
    expect(readdirSync(folder)).toEqual(["model.json"]);
  });

  it("one that is missing or broken is named", () => {
    const [missing, broken] = [join(folder, "missing.json"), join(folder, "broken.json")];
    writeFileSync(broken, "{}");
    expect(() => readModel(missing)).toThrow(
      /missing\.json" does not exist; give a file that scorebook fit or train wrote$/,
    );
    expect(() => readModel(broken)).toThrow(/broken\.json" is not a model that scorebook wrote$/);
    expect(() => readModel(folder)).toThrow(/is a folder; give a file$/);
    expect(() => writeModel(join(folder, "gone", "model.json"), smallModel())).toThrow(
      /model\.json" cannot be written: there is no folder ".*gone"$/,
    );
  });
});
