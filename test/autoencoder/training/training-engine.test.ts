import { afterEach, describe, expect, it, vi } from "vitest";
import { drawnData } from "../../../src/autoencoder/data/training-data.ts";
import { modelFromText, modelToText } from "../../../src/autoencoder/model/model-file.ts";
import { type ModelPlan, trainModel } from "../../../src/autoencoder/plans/train-model.ts";
import { Training } from "../../../src/autoencoder/training/training.ts";
import { spiral } from "../../../src/density/examples/spiral.ts";
import { testedPrecisions } from "../../support/graph-programs.ts";

const data = drawnData(spiral(), 300, 1);
const options = { sigma: 0.2, hidden: 12, iterations: 20, seed: 1, initialScale: 5 };
const plan = (more: Partial<ModelPlan["options"]> = {}): ModelPlan => ({
  data,
  source: "spiral",
  options: { ...options, ...more },
});

afterEach(() => {
  vi.unstubAllEnvs();
});

describe.each(testedPrecisions)("training by ONNX Runtime in %s", (precision) => {
  it.each(["dae", "rcae"] as const)("of the loss %s goes where the fused kernel goes", async (loss) => {
    const [fused, onnx] = [
      await trainModel(plan({ loss })),
      await trainModel(plan({ loss, engine: "onnx", precision })),
    ];
    // L-BFGS doubles what rounding changes in every few of its 20 steps.
    const tolerance = precision === "float64" ? 1e-9 : 1e-2;
    for (const kind of ["training", "validation"] as const) {
      const [a, b] = [onnx.provenance.losses[kind], fused.provenance.losses[kind]];
      expect(Math.abs(a / b - 1)).toBeLessThan(tolerance);
    }
  });

  it("says so in the model, whose file can be read again, and gives the same file for the same seed", async () => {
    const made = async (): Promise<string> => modelToText(await trainModel(plan({ engine: "onnx", precision })));
    const text = await made();
    expect(await made()).toBe(text);
    const { provenance } = modelFromText(text);
    expect(provenance.engine).toMatch(/^ONNX Runtime \d/);
    expect(provenance.options).toMatchObject({ engine: "onnx", precision });
  });

  it("goes on from a checkpoint to the same bytes, with new noise every 5 iterations", async () => {
    const own = { ...options, engine: "onnx", precision, redrawEvery: 5 } as const;
    const whole = await Training.start(data, own);
    while (!whole.done) whole.step();
    const first = await Training.start(data, own);
    for (let k = 0; k < 8; k++) first.step();
    const second = await Training.resume(data, JSON.parse(JSON.stringify(first.checkpoint())));
    while (!second.done) second.step();
    expect(second.network.weights).toEqual(whole.network.weights);
    for (const training of [whole, first, second]) await training.close();
  });
});

describe("without a word of engines", () => {
  it("the fused kernel trains, and the model says nothing of it, as before", async () => {
    const { provenance } = await trainModel(plan());
    expect(provenance).not.toHaveProperty("engine");
    expect(provenance.options).not.toHaveProperty("engine");
    expect(provenance.options).not.toHaveProperty("precision");
    expect(modelToText(await trainModel(plan({ engine: "fused" })))).toBe(modelToText(await trainModel(plan())));
  });

  it("auto takes the fused kernel in the plane", async () => {
    vi.stubEnv("SCOREBOOK_ENGINE", undefined);
    expect((await trainModel(plan({ engine: "auto" }))).provenance).not.toHaveProperty("engine");
  });

  it.runIf(testedPrecisions.length > 0)("SCOREBOOK_ENGINE forces ONNX Runtime", async () => {
    vi.stubEnv("SCOREBOOK_ENGINE", "onnx");
    expect((await trainModel(plan())).provenance.engine).toMatch(/^ONNX Runtime/);
  });
});

describe("refuses in a sentence", () => {
  it.each([
    [
      { precision: "float32" },
      "precision must be float64 for the fused kernel, not float32, which is for the engine onnx",
    ],
    [{ engine: "plain" }, "engine plain is not for training auto-encoders with one layer"],
    [{ engine: "onnx", precision: "float16" }, 'precision must be "float64" or "float32", not "float16"'],
  ])("%j: %s", async (wrong, message) => {
    vi.stubEnv("SCOREBOOK_ENGINE", undefined);
    await expect(trainModel(plan(wrong as never))).rejects.toThrow(message);
  });
});
