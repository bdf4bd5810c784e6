import type { Training } from "../autoencoder/training.ts";
import { readInputFile } from "../files/input-file.ts";
import { writeWhole } from "../files/whole-file.ts";
import { quote } from "../numerics/quote.ts";
import { parseJson } from "./inputs/json.ts";
import { namingOption } from "./naming-option.ts";

/** Between two checkpoints, in milliseconds. */
const INTERVAL = 10_000;

/** Where a training is kept while it is under way. */
export class CheckpointFile {
  readonly path: string;
  #written = performance.now();

  constructor(path: string) {
    this.path = path;
  }

  /**
   * What an earlier run left there, parsed; undefined where there is none.
   * @throws InputError
   */
  read(): unknown {
    return namingOption("--checkpoint", () => {
      const text = readInputFile(this.path);
      return text === undefined ? undefined : parseJson(text, `the file ${quote(this.path)}`);
    });
  }

  write(training: Training): void {
    writeWhole(this.path, `${JSON.stringify(training.checkpoint())}\n`);
    this.#written = performance.now();
  }

  /** Writes, if the last time was some seconds ago. */
  keepUp(training: Training): void {
    if (performance.now() - this.#written >= INTERVAL) this.write(training);
  }
}
