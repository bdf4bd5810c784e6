import { modelArrays } from "../../../autoencoder/export/model-arrays.ts";
import { modelGraphs } from "../../../autoencoder/export/model-graphs.ts";
import { readModel } from "../../../autoencoder/model/stored-model.ts";
import type { Model } from "../../../autoencoder/model/trained-model.ts";
import { onnxModel } from "../../../autoencoder/onnx/file/onnx-model.ts";
import type { NamedGraph, Precision } from "../../../autoencoder/onnx/program.ts";
import { npzFile } from "../../../files/npz.ts";
import { checkWritable, writeWhole } from "../../../files/whole-file.ts";
import { InputError } from "../../../numerics/input-error.ts";
import { quote } from "../../../numerics/quote.ts";
import { namingOption, namingOptionOf } from "../../inputs/naming-option.ts";

export interface ExportOptions {
  readonly onnx?: string;
  readonly npz?: string;
  readonly sigma?: number;
  readonly precision: Precision;
}

/** Runs `scorebook export`. @throws InputError */
export function exportModel(path: string, { onnx, npz, sigma, precision }: ExportOptions): void {
  if (onnx === undefined && npz === undefined) {
    throw new InputError({
      argument: "--onnx",
      problem: "is required without --npz",
      advice: "give the file to write",
    });
  }
  const model = namingOption("MODEL", () => readModel(path));
  const files = [...(onnx === undefined ? [] : graphFiles(model, onnx, sigma, precision)), ...arrayFile(model, npz)];
  for (const { option, path: target } of files) namingOption(option, () => checkWritable(target));
  for (const { path: target, bytes } of files) writeWhole(target, bytes);
  for (const { path: target, what } of files) process.stdout.write(`Written: ${target}, ${what}.\n`);
}

interface ExportedFile {
  /** The option that asks for the file. */
  readonly option: "--onnx" | "--npz";
  readonly path: string;
  readonly bytes: Uint8Array;
  /** The contents of the file in a few words. */
  readonly what: string;
}

function graphFiles(model: Model, path: string, sigma: number | undefined, precision: Precision): ExportedFile[] {
  checkEnding("--onnx", path, ".onnx");
  const graphs = namingOptionOf({ sigma: "--sigma" }, "MODEL", () => modelGraphs(model, sigma));
  const file = (target: string, graph: NamedGraph): ExportedFile => {
    const inputs = graph.inputs.map(({ name, shape }) => `${name} (${shape.join(", ")})`).join(", ");
    const what = `${inputs} -> ${Object.keys(graph.outputs).join(", ")}, ${precision}`;
    return { option: "--onnx", path: target, bytes: onnxModel(graph, precision, "float64"), what };
  };
  return [file(path, graphs.values), file(path.replace(/\.onnx$/i, ".jvp.onnx"), graphs.derivative)];
}

function arrayFile(model: Model, path: string | undefined): ExportedFile[] {
  if (path === undefined) return [];
  checkEnding("--npz", path, ".npz");
  const arrays = modelArrays(model);
  return [{ option: "--npz", path, bytes: npzFile(arrays), what: `arrays ${Object.keys(arrays).join(", ")}` }];
}

function checkEnding(option: string, path: string, ending: string): void {
  if (path.toLowerCase().endsWith(ending)) return;
  throw new InputError({ argument: option, allowed: `a file that ends in ${ending}`, problem: quote(path) });
}
