export type PartKind = "setting up" | "computing";

/** A part of a long job, with the time that it took (null if it was not begun). */
export interface Part {
  readonly name: string;
  readonly kind: PartKind | "";
  readonly seconds: number | null;
  readonly outcome: string;
}

/** Keeps a record of a job of several parts. A part that fails does not end the job. */
export class Parts {
  readonly #parts: Part[] = [];
  readonly #problems: string[] = [];
  readonly #changes: string[] = [];

  /**
   * Does `work` and notes how long it took; if it fails, notes the reason and returns undefined.
   * @param describe a description of the result in a few words
   */
  async time<T>(
    name: string,
    kind: PartKind,
    work: () => Promise<T>,
    describe: (result: T) => string = () => "done",
  ): Promise<T | undefined> {
    const start = performance.now();
    const note = (outcome: string): void => {
      this.#parts.push({ name, kind, seconds: (performance.now() - start) / 1000, outcome });
    };
    try {
      const result = await work();
      note(describe(result));
      return result;
    } catch (error) {
      note("failed");
      this.problem(`${name}: ${error instanceof Error ? error.message : String(error)}`);
      if (process.env.DEBUG && error instanceof Error) process.stderr.write(`${error.stack}\n`);
      return undefined;
    }
  }

  /** Notes a part that is not begun, and the reason. */
  skip(name: string, why: string): void {
    this.#parts.push({ name, kind: "", seconds: null, outcome: `left out: ${why}` });
  }

  /** Notes a problem that makes the job a failure. */
  problem(message: string): void {
    this.#problems.push(message);
  }

  /** Notes the files that were written. */
  changed(files: readonly string[]): void {
    this.#changes.push(...files);
  }

  list(): readonly Part[] {
    return this.#parts;
  }

  problems(): readonly string[] {
    return this.#problems;
  }

  changes(): readonly string[] {
    return this.#changes;
  }

  /** The time that all parts of a kind took, in seconds. */
  seconds(kind: PartKind): number {
    return this.#parts.filter((part) => part.kind === kind).reduce((sum, part) => sum + (part.seconds ?? 0), 0);
  }
}
