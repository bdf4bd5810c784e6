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

/** Characters that are gathered before they are written. */
const BUFFER = 1 << 20;

/**
 * A file that is written piece by piece, and is whole or not there at all: it lies under another name until `commit`, and `discard`
 * or the end of the program removes it. Otherwise as `writeWhole`.
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

  /** Puts the file in its place. */
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

  /** Removes what was written, unless it is in its place. */
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
