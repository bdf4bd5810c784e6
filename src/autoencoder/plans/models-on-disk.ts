import { join } from "node:path";
import { readInputFile } from "../../files/input-file.ts";
import { projectRoot } from "../../project.ts";
import { useModelSource } from "./committed-models.ts";
import type { CommittedModel } from "./noise-level-models.ts";

/** The path of a committed model's file. */
export function modelPath({ name }: Pick<CommittedModel, "name">): string {
  return join(projectRoot(), "models", `${name}.json`);
}

/** Sets that committed models are read from the package's folder models/. */
export function readModelsFromDisk(): void {
  useModelSource((name) => readInputFile(modelPath({ name })));
}
