import { inspect } from "node-inspect-extracted";
import { runtime } from "../language/rewrite.ts";
import type { ExecutionService, Outcome, OutputMessage } from "../protocol.ts";
import { Cells } from "./cells.ts";
import { describeError, Interrupted } from "./errors.ts";
import type { CellKernel } from "./public.ts";
import type { SharedFiles } from "./shared-files.ts";

/** Loads a module by the name in an import. */
export type LoadModule = (specifier: string) => Promise<unknown>;

type CellFunction = (
  cells: Record<string, unknown>,
  define: Cells["define"],
  load: LoadModule,
  result: (value: unknown) => void,
) => Promise<void>;

/** Executes compiled cells, one after the other. */
export class ExecutionSession implements CellKernel {
  readonly files: SharedFiles;
  readonly #cells = new Cells();
  readonly #load: LoadModule;
  readonly #send: (output: OutputMessage) => void;
  readonly #listeners = new Set<() => void>();
  #stopWaiting: (() => void) | null = null;
  #isPublished = false;

  constructor(load: LoadModule, files: SharedFiles, send: (output: OutputMessage) => void) {
    this.#load = load;
    this.files = files;
    this.#send = send;
  }

  async run({ name, code, hasStoredResult }: Parameters<ExecutionService["run"]>[0]): Promise<Outcome> {
    this.#isPublished = hasStoredResult;
    this.files.forgetReads();
    const outcome = await this.#run(name, code);
    return this.files.ownWasRead ? { ...outcome, readOwnFile: true } : outcome;
  }

  get hasStoredResult(): boolean {
    return this.#isPublished && !this.files.ownWasRead;
  }

  async #run(name: string, code: string): Promise<Outcome> {
    const interrupted = new Promise<never>((_, reject) => {
      this.#stopWaiting = () => reject(new Interrupted("The cell was interrupted while it waited."));
    });
    // Nobody waits for this one where the cell ends by itself.
    interrupted.catch(() => {});
    const result = (value: unknown): void => {
      // What a cell ends with is shown, unless that is nothing.
      if (value === undefined || value === null) return;
      this.#send({ type: "stream", name: "stdout", text: `${typeof value === "string" ? value : inspect(value)}\n` });
    };
    try {
      const execute = functionOf(name, code);
      await Promise.race([execute(this.#cells.object, this.#cells.define, this.#load, result), interrupted]);
      this.#cells.takeDefined();
      return { status: "ok" };
    } catch (error) {
      return describeError(error, name, this.#cells.takeDefined());
    } finally {
      this.#stopWaiting = null;
    }
  }

  /** Tells those who listen; where nobody does, a cell that waits ends. What it waited for goes on. */
  interrupt(): void {
    if (this.#listeners.size === 0) this.#stopWaiting?.();
    for (const listener of [...this.#listeners]) listener();
  }

  display: CellKernel["display"] = (data, { metadata = {}, id, update = false } = {}) => {
    this.#send({ type: "display", data, metadata, ...(id !== undefined && { displayId: id }), update });
  };

  print: CellKernel["print"] = (name, text) => {
    this.#send({ type: "stream", name, text });
  };

  clearOutput: CellKernel["clearOutput"] = (wait = false) => {
    this.#send({ type: "clear", wait });
  };

  onInterrupt: CellKernel["onInterrupt"] = (listener) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };
}

/** The cell as a function. Its lines are those of the cell, under the name of the cell. */
function functionOf(name: string, code: string): CellFunction {
  const { cells, define, load, result } = runtime;
  const text = `(async (${cells}, ${define}, ${load}, ${result}) => {"use strict";${code}\n})\n//# sourceURL=${name}.ts`;
  // Called by another name, `eval` sees no variable of this module.
  // biome-ignore lint/security/noGlobalEval: to execute what the reader writes is what a kernel is for.
  const evaluate = globalThis.eval;
  return evaluate(text);
}
