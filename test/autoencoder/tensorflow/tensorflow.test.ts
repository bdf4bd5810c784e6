import * as tf from "@tensorflow/tfjs";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type loadTensorflow, openBackend } from "../../../src/autoencoder/tensorflow/tensorflow.ts";
import { readyTensorflow } from "../../../src/autoencoder/tensorflow/tensorflow-module.ts";
import { testedBackends } from "../../support/tensorflow-backends.ts";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

/** The module anew, as in a process that has not chosen a backend yet. */
async function freshModule(): Promise<{ loadTensorflow: typeof loadTensorflow }> {
  vi.resetModules();
  return import("../../../src/autoencoder/tensorflow/tensorflow.ts");
}

describe("loadTensorflow", () => {
  it("chooses once, and says so once", async () => {
    vi.stubEnv("SCOREBOOK_TFJS", "cpu");
    const fresh = await freshModule();
    const said: string[] = [];
    const first = await fresh.loadTensorflow((description) => said.push(description));
    vi.stubEnv("SCOREBOOK_TFJS", "wasm");
    const second = await fresh.loadTensorflow((description) => said.push(description));
    expect(second).toBe(first);
    expect(first.backend).toBe("cpu");
    expect(said).toEqual(["TensorFlow.js 4.22.0, backend cpu (plain JavaScript)"]);
  });

  it("says it on standard error where nobody else listens", async () => {
    vi.stubEnv("SCOREBOOK_TFJS", "cpu");
    const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    await (await freshModule()).loadTensorflow();
    expect(write.mock.calls).toEqual([["TensorFlow.js 4.22.0, backend cpu (plain JavaScript)\n"]]);
    write.mockRestore();
  });

  it("has to come before what computes with TensorFlow.js, which says so", async () => {
    vi.resetModules();
    const { TensorflowDenoisingLoss } = await import("../../../src/autoencoder/tensorflow/tensorflow-losses.ts");
    const [point, shape] = [Float64Array.of(1), { dim: 1, hidden: 1, tied: false }];
    const message = "TensorFlow.js has no backend yet; await loadTensorflow() first";
    expect(() => new TensorflowDenoisingLoss(point, point, shape)).toThrow(message);
  });

  it("refuses a backend there is none of, and can be tried again", async () => {
    vi.stubEnv("SCOREBOOK_TFJS", "gpu");
    const fresh = await freshModule();
    await expect(fresh.loadTensorflow()).rejects.toThrow('SCOREBOOK_TFJS must be native, wasm or cpu, not "gpu"');
    vi.stubEnv("SCOREBOOK_TFJS", "cpu");
    expect((await fresh.loadTensorflow(() => {})).backend).toBe("cpu");
  });
});

describe.each(testedBackends)("the backend %s", (backend) => {
  it("is the one that computes, on one instance of TensorFlow.js, with gradients", async () => {
    await openBackend(backend);
    expect(tf.getBackend()).toBe(backend === "native" ? "tensorflow" : backend);
    expect(readyTensorflow().engine).toBe(tf.engine);
    const slope = tf.grad((x) => tf.sum(tf.square(x)))(tf.tensor1d([1, -3]));
    expect(Array.from(slope.dataSync())).toEqual([2, -6]);
  });
});
