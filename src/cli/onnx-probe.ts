import { multiply } from "../autoencoder/onnx/graph/arithmetic.ts";
import { constant, input } from "../autoencoder/onnx/graph/leaves.ts";
import { loadOnnxRuntime, onnxProblem, onnxProgram } from "../autoencoder/onnx/runtime.ts";

// A separate program that loads ONNX Runtime, lets it compute a product, and prints its name in a line of JSON. It is a separate program
// because a native library that does not suit the machine ends the process that loads it.
const name = await loadOnnxRuntime();
process.stdout.write(`${JSON.stringify(name === null ? { problem: onnxProblem() } : twiceTwo(name))}\n`);

function twiceTwo(found: string): object {
  const x = input("x", []);
  const program = onnxProgram({ inputs: [x], outputs: { y: multiply(constant(2), x) } }, "float64");
  const y = { data: new Float64Array(1), shape: [] };
  program.run({ x: { data: Float64Array.of(2), shape: [] } }, { y });
  return y.data[0] === 4 ? { name: found } : { problem: `it computed 2 x 2 as ${y.data[0]}` };
}
