import {
  chmodSync,
  closeSync,
  existsSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";

/** The number of characters that are collected before they are written. */
const BUFFER = 1 << 20;

/**
 * Writes a file piece by piece, either completely or not at all. The file has a temporary name until `commit`. Before that,
 * `discard` or the end of the program removes it. Permissions and links are treated as in `writeWhole`.
 */
export class WholeFileWriter {
  readonly #target: string;
  readonly #temporary: string;
  readonly #mode: number | undefined;
  readonly #file: number;
  #gathered: string[] = [];
  #length = 0;
  #open = true;
  readonly #atExit = (): void => this.discard();

  constructor(path: string) {
    this.#target = existsSync(path) ? realpathSync(path) : path;
    this.#mode = statSync(this.#target, { throwIfNoEntry: false })?.mode;
    this.#temporary = join(dirname(this.#target), `.scorebook-${process.pid}-part`);
    this.#file = openSync(this.#temporary, "w");
    process.once("exit", this.#atExit);
  }

  write(text: string): void {
    this.#gathered.push(text);
    this.#length += text.length;
    if (this.#length >= BUFFER) this.#flush();
  }

  /** Gives the file its name. */
  commit(): void {
    try {
      this.#flush();
      this.#close();
      if (this.#mode !== undefined) chmodSync(this.#temporary, this.#mode);
      renameSync(this.#temporary, this.#target);
    } finally {
      this.discard();
    }
  }

  /** Removes the temporary file, unless it has been committed. */
  discard(): void {
    this.#close();
    rmSync(this.#temporary, { force: true });
    process.removeListener("exit", this.#atExit);
  }

  #flush(): void {
    const bytes = Buffer.from(this.#gathered.join(""));
    for (let written = 0; written < bytes.length; ) written += writeSync(this.#file, bytes, written);
    this.#gathered = [];
    this.#length = 0;
  }

  #close(): void {
    if (this.#open) closeSync(this.#file);
    this.#open = false;
  }
}
