// tanh in a memory of one thread only. src/numerics/vector-functions/tanh-memory.ts hands it out, to ONNX Runtime among others.
export { table } from "./layout";
export { tanhInPlace } from "./tanh";
