// tanh in a memory that only one thread has: what src/autoencoder/onnx/tanh-memory.ts hands to ONNX Runtime.
export { table } from "./layout";
export { tanhInPlace } from "./tanh";
