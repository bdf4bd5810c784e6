import { readFileSync } from "node:fs";
import { readModel } from "../../../autoencoder/model/stored-model.ts";
import { openOnnxFile } from "../../../check/models/onnx-file.ts";
import { startProcess } from "../../../check/models/process.ts";
import { checkOwnSigma, testedStoredModel } from "../../../check/models/stored-model.ts";
import type { TestedModel } from "../../../check/tested-model.ts";
import { InputError } from "../../../numerics/input-error.ts";
import { quote } from "../../../numerics/quote.ts";
import { needPackages } from "../../../optional-packages.ts";
import { namingOptionAsync, namingOptionOf } from "../../inputs/naming-option.ts";
import type { CheckOptions } from "./check-options.ts";

/** A model that is ready to be evaluated. */
export interface OpenModel {
  readonly model: TestedModel;
  /** A description of the model in one line. */
  readonly description: string;
  /** The argument that names the model. */
  readonly argument: "MODEL" | "--command";
  /** The units of its coordinates, see `StoredModel`. */
  readonly units?: Float64Array;
  close(): void;
}

/**
 * The model that the command line names.
 * @param dim of the density or of the rows, if they are given
 * @throws InputError
 */
export async function openModel(path: string | undefined, options: CheckOptions, dim: number): Promise<OpenModel> {
  if (path === undefined) return processModel(options, dim);
  return namingOptionAsync("MODEL", async () => {
    if (isStored(path)) return storedModel(path, options);
    needPackages("Checking an ONNX file", ["onnxruntime-node"]);
    const model = await openOnnxFile(path, { output: options.output, dim });
    return { model, description: model.description, argument: "MODEL", close: () => {} };
  });
}

function processModel({ command = "", output, protocol }: CheckOptions, dim: number): OpenModel {
  const model = startProcess(command, { dim, output: output === "auto" ? undefined : output, protocol });
  const description = `${quote(command)}, a process asked in ${protocol}`;
  return { model, description, argument: "--command", close: () => model.close() };
}

function storedModel(path: string, { sigma = [], output }: CheckOptions): OpenModel {
  if (output !== "auto" && output !== "reconstruction") {
    const allowed = "auto or reconstruction for a model that scorebook wrote";
    throw new InputError({ argument: "--output", allowed, problem: output });
  }
  const { model, units } = testedStoredModel(readModel(path));
  namingOptionOf({ sigmas: "--sigma" }, "--sigma", () => checkOwnSigma(model, sigma));
  const scaled = units ? ", in standard deviations of the columns" : "";
  return {
    model,
    description: `${path}, a model that scorebook wrote${scaled}`,
    argument: "MODEL",
    ...(units && { units }),
    close: () => {},
  };
}

/** Whether a file holds JSON, as the models of scorebook do. @throws InputError for a file that cannot be read */
function isStored(path: string): boolean {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const problem =
      code === "ENOENT"
        ? "does not exist; give an ONNX file or a model that scorebook wrote"
        : code === "EISDIR"
          ? "is a folder; give a file"
          : `cannot be read: ${code}`;
    throw new InputError({ argument: quote(path), problem }, { cause: error });
  }
  return !path.toLowerCase().endsWith(".onnx") && /^\s*\{/.test(bytes.subarray(0, 64).toString("latin1"));
}
