import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { chooseEngine, describeEngine } from "../../../src/autoencoder/engine/choose-engine.ts";
import {
  type EngineTable,
  type EngineTask,
  engineTable,
  fastestOf,
} from "../../../src/autoencoder/engine/engine-table.ts";
import { loadOnnxRuntime } from "../../../src/autoencoder/onnx/runtime.ts";

const installed = (await loadOnnxRuntime()) !== null;

const plane: EngineTask = { task: "loss", network: "one-layer", dim: 2, hidden: [1000], batch: 10_000 };
const images: EngineTask = { ...plane, dim: 784, hidden: [512], batch: 1000 };
const near: EngineTask = { ...plane, dim: 2, hidden: [30], batch: 100 };
const deep: EngineTask = { ...images, network: "residual", dim: 64, hidden: [256, 256] };

const table: EngineTable = {
  processor: "made up",
  threads: 2,
  rows: [
    { ...plane, microseconds: { "fused float64": 1, "onnx float64": 3, "onnx float32": 0.6 } },
    { ...images, microseconds: { "fused float64": 9, "onnx float64": 2, "onnx float32": 1 } },
    { ...near, microseconds: { "fused float64": 1.05, "onnx float64": 1, "onnx float32": 1 } },
  ],
};

describe("the fastest engine by a table", () => {
  const both = ["fused float64", "onnx float64"];

  it.each([
    ["the same task", plane, both, "fused float64"],
    ["a similar one", { ...plane, dim: 5, hidden: [300] }, both, "fused float64"],
    ["one more like another row", { ...plane, dim: 300 }, both, "onnx float64"],
    ["the fastest, where another one is named first", plane, ["fused float64", "onnx float32"], "onnx float32"],
    ["the fastest, where it is named first", plane, ["onnx float32", "fused float64"], "onnx float32"],
    ["two within a tenth: the first", near, ["fused float64", "onnx float64"], "fused float64"],
    ["two within a tenth: the first, the other way round", near, ["onnx float64", "fused float64"], "onnx float64"],
    ["another task, of which nothing is known: the first", { ...plane, task: "evaluate" as const }, both, both[0]],
    ["an engine of which nothing is known: the first", plane, ["plain float64", "onnx float64"], "plain float64"],
    ["only one", images, ["fused float64"], "fused float64"],
  ])("%s", (_what, task, usable, expected) => {
    expect(fastestOf(task, usable, table)).toBe(expected);
  });
});

describe("the table that was measured", () => {
  it("has the tasks of the paper's sizes and beyond, with each engine that can do them", () => {
    expect(engineTable.rows.length).toBeGreaterThan(200);
    for (const { network, microseconds } of engineTable.rows) {
      const engines = ["onnx float64", "onnx float32", "plain float64"];
      expect(Object.keys(microseconds).sort()).toEqual(
        [...engines, ...(network === "one-layer" ? ["fused float64"] : [])].sort(),
      );
      expect(Object.values(microseconds).every((time) => time > 0)).toBe(true);
    }
  });
});

describe("the choice", () => {
  beforeEach(() => {
    vi.stubEnv("SCOREBOOK_ENGINE", undefined);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it("is the fused kernel in the plane and for the committed models in R^10", async () => {
    expect(await chooseEngine(plane)).toEqual({ engine: "fused", precision: "float64" });
    const curve = { ...plane, dim: 10, hidden: [500], batch: 8000 };
    expect(await chooseEngine(curve)).toEqual({ engine: "fused", precision: "float64" });
  });

  it.runIf(installed)(
    "is ONNX Runtime for many columns and for deep networks, in the precision that is needed",
    async () => {
      expect(await chooseEngine(images)).toEqual({ engine: "onnx", precision: "float64" });
      expect(await chooseEngine(images, "auto", "float32")).toEqual({ engine: "onnx", precision: "float32" });
      expect(await chooseEngine(deep)).toEqual({ engine: "onnx", precision: "float64" });
    },
  );

  it("is what is asked for, or what SCOREBOOK_ENGINE forces", async () => {
    expect(await chooseEngine(images, "fused")).toEqual({ engine: "fused", precision: "float64" });
    expect(await chooseEngine(plane, "plain", "float32")).toEqual({ engine: "plain", precision: "float64" });
    vi.stubEnv("SCOREBOOK_ENGINE", "plain");
    expect(await chooseEngine(deep, "auto")).toEqual({ engine: "plain", precision: "float64" });
  });

  it("is told with its precision", async () => {
    expect(await describeEngine({ engine: "fused", precision: "float64" })).toBe("the fused kernel, float64");
    if (!installed) return;
    expect(await describeEngine({ engine: "onnx", precision: "float32" })).toMatch(/^ONNX Runtime [\d.]+, float32$/);
  });

  it("refuses what is no engine, and one that can't do it, in a sentence that names who asked", async () => {
    await expect(chooseEngine(plane, "jax" as never)).rejects.toThrow(
      'engine must be auto, fused, onnx or plain, not "jax"',
    );
    await expect(chooseEngine(deep, "fused")).rejects.toThrow("engine fused is for auto-encoders with one layer");
    vi.stubEnv("SCOREBOOK_ENGINE", "gpu");
    await expect(chooseEngine(plane)).rejects.toThrow('SCOREBOOK_ENGINE must be auto, fused, onnx or plain, not "gpu"');
  });
});
