// The core, and what needs Node: files of points, models on disk, pictures of figures, TensorFlow.js, ONNX Runtime.
import { readModelsFromDisk } from "./autoencoder/plans/models-on-disk.ts";

readModelsFromDisk();

export { readModel, writeModel } from "./autoencoder/model/stored-model.ts";
export type { DeepTraining, DeepTrainingOptions } from "./autoencoder/tensorflow/deep.ts";
export { trainDeep } from "./autoencoder/tensorflow/deep.ts";
export type { Tensorflow, TensorflowBackend } from "./autoencoder/tensorflow/tensorflow.ts";
export { loadTensorflow } from "./autoencoder/tensorflow/tensorflow.ts";
export { TensorflowContractiveLoss, TensorflowDenoisingLoss } from "./autoencoder/tensorflow/tensorflow-losses.ts";
export type { OnnxFileModel, OnnxFileOptions } from "./check/models/onnx-file.ts";
export { openOnnxFile } from "./check/models/onnx-file.ts";
export type { ProcessModel, ProcessOptions, Protocol } from "./check/models/process.ts";
export { startProcess } from "./check/models/process.ts";
export { describePoints } from "./files/describe-points.ts";
export { openPoints } from "./files/open-points.ts";
export type { ExpectedPoints, OpenOptions, PointsBlock, PointsReader, PointsSummary } from "./files/points-reader.ts";
export type { PointsTable } from "./files/points-table.ts";
export { readPoints } from "./files/points-table.ts";
export type { ReadingOption, ReadingOptions, SpellOption } from "./files/reading-options.ts";
export * from "./index.ts";
