import type { Training } from "../../../autoencoder/training/training.ts";
import { readInputFile } from "../../../files/input-file.ts";
import { parseJson } from "../../../files/parse-json.ts";
import { writeWhole } from "../../../files/whole-file.ts";
import { quote } from "../../../numerics/quote.ts";
import { namingOption } from "../../inputs/naming-option.ts";

/** The shortest time between two checkpoints, in milliseconds. */
const INTERVAL = 10_000;
/**
 * The time between two checkpoints is also at least this multiple of the time that writing one takes, which is seconds for large
 * networks.
 */
const SHARE = 20;

/** The file in which the state of a training is saved during the training. */
export class CheckpointFile {
  readonly path: string;
  #written = performance.now();
  #interval = INTERVAL;

  constructor(path: string) {
    this.path = path;
  }

  /**
   * The parsed checkpoint of an earlier run; undefined if there is none.
   * @throws InputError
   */
  read(): unknown {
    return namingOption("--checkpoint", () => {
      const text = readInputFile(this.path);
      return text === undefined ? undefined : parseJson(text, `the file ${quote(this.path)}`);
    });
  }

  write(training: Training): void {
    const begun = performance.now();
    writeWhole(this.path, `${JSON.stringify(training.checkpoint())}\n`);
    this.#written = performance.now();
    this.#interval = Math.max(INTERVAL, SHARE * (this.#written - begun));
  }

  /** Writes a checkpoint if enough time has passed since the last one. */
  keepUp(training: Training): void {
    if (performance.now() - this.#written >= this.#interval) this.write(training);
  }
}
