// What cells, and the modules that they import, can ask of the kernel: `import { display } from "jupyterlite-typescript-kernel"`.
// A module that also runs elsewhere finds the same object as `globalThis[Symbol.for("jupyterlite-typescript-kernel")]`.

/** One thing to show in several forms, by MIME type: text, base64 for a picture, an object for JSON types. */
export type MimeBundle = Readonly<Record<string, unknown>>;

export interface DisplayOptions {
  /** By MIME type, such as the size of a picture. */
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** A name by which the output can be replaced later. */
  readonly id?: string;
  /** Replaces the output that has this `id`, rather than adding one. Default false. */
  readonly update?: boolean;
}

/** Files that cells read and write: those published with the site, and those that the reader added. */
export interface Files {
  /** The folder of the notebook, from which relative paths go: `/` or `/folder`. */
  readonly folder: string;
  /** The content of a file; undefined where there is none. */
  read(path: string): Uint8Array | undefined;
  /** Writes a file. One that lies in the contents shows up in the file browser; one in `/tmp` does not. */
  write(path: string, bytes: Uint8Array): void;
  remove(path: string): void;
}

/** The kernel, as cells see it. */
export interface CellKernel {
  /** Shows something below the cell. */
  display(bundle: MimeBundle, options?: DisplayOptions): void;
  /** Prints text below the cell, without a line break of its own. */
  print(name: "stdout" | "stderr", text: string): void;
  /** Clears the output of the cell. @param wait until the next output comes; default false */
  clearOutput(wait?: boolean): void;
  /**
   * Calls a function when the reader interrupts the kernel: long work should then end by itself. While somebody listens, the
   * kernel waits for that, for two seconds; the worker must come to an `await` of a timer or a message in that time.
   * @returns a function that stops listening
   */
  onInterrupt(listener: () => void): () => void;
  readonly files: Files;
  /**
   * Whether the cell that runs is one of a published notebook, was reached by the cells that lead to it there, and has read no file of
   * the reader's: its published outputs are then what it would give where nothing is missing. A library that misses something can
   * throw an error with the property `keepStoredResult`, and otherwise go on without.
   */
  readonly hasStoredResult: boolean;
}

/** The key of the kernel in `globalThis`. */
export const kernelKey: unique symbol = Symbol.for("jupyterlite-typescript-kernel") as never;
