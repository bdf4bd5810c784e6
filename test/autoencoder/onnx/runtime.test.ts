import { expect, it } from "vitest";
import { multiply } from "../../../src/autoencoder/onnx/graph/arithmetic.ts";
import { constant, input } from "../../../src/autoencoder/onnx/graph/leaves.ts";
import { loadOnnxRuntime, onnxProgram } from "../../../src/autoencoder/onnx/runtime.ts";

const loaded = await loadOnnxRuntime();

it.skipIf(loaded === null)(
  "writes outputs into the arrays given, and keeps no other copy until a garbage collection",
  () => {
    const a = input("a", ["n"]);
    const program = onnxProgram({ inputs: [a], outputs: { twice: multiply(a, constant(2)) } }, "float64");
    const length = 2 ** 17;
    const data = Float64Array.from({ length }, (_, k) => k);
    const twice = new Float64Array(length);
    const run = () => program.run({ a: { data, shape: [length] } }, { twice: { data: twice, shape: [length] } });
    run();
    const before = process.memoryUsage().arrayBuffers;
    for (let k = 0; k < 4; k++) run();
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 * length);
    expect(twice.every((value, k) => value === 2 * k)).toBe(true);
    program.close();
  },
);
