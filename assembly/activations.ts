// tanh in a memory of one thread only. src/autoencoder/onnx/tanh-memory.ts gives this memory to ONNX Runtime.
export { table } from "./layout";
export { tanhInPlace } from "./tanh";
