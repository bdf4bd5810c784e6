import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** One run of a method: how long it took, and what it computed. */
export interface Run {
  readonly seconds: number;
  readonly values: Float64Array;
  /** Bytes by which the process was larger meanwhile, at its largest; where it was asked for and the system tells. */
  readonly memory?: number;
  /** What else there is to say of it, such as "720 iterations". */
  readonly note?: string;
}

interface Answer {
  readonly seconds: number;
  readonly values: readonly (number | null)[];
  readonly memory?: number | null;
}

/** The environment, but for choices of OpenBLAS's kernel and cache that would hold NumPy back: by itself it takes the processor's. */
export function unhinderedEnvironment(): NodeJS.ProcessEnv {
  const { OPENBLAS_CORETYPE: _, OPENBLAS_L2_SIZE: _size, ...environment } = process.env;
  return environment;
}

/**
 * A Python script of jupyter/bench that waits for tasks: a line of JSON each, answered by a line of JSON with the
 * seconds its own work took, and the values. One process for all tasks: importing NumPy is not in the times. After a task that ended
 * it, such as one that needs more memory than there is, the next one has a new process.
 */
export class Peer {
  readonly #python: string;
  readonly #script: string;
  #process: PythonProcess | undefined;

  /**
   * @param python the Python that has NumPy and SciPy
   * @param script path of the script
   */
  constructor(python: string, script: string) {
    this.#python = python;
    this.#script = script;
  }

  /** @throws Error with the last line of what the script complained of */
  async run(task: object): Promise<Run> {
    this.#process ??= new PythonProcess(this.#python, this.#script);
    const line = await this.#process.answer(JSON.stringify(task));
    if (line === null) {
      const complaint = await this.#process.complaint();
      this.#process = undefined;
      throw new Error(`the Python script ended: ${complaint}`);
    }
    // NaN and Infinity are what a solver that failed answers; JSON has no such numbers.
    const answer: Answer = JSON.parse(line.replaceAll(/-?Infinity|NaN/g, "null"));
    const { seconds, memory } = answer;
    const values = Float64Array.from(answer.values, (one) => one ?? Number.NaN);
    return { seconds, values, ...(typeof memory === "number" ? { memory } : {}) };
  }

  end(): void {
    this.#process?.end();
  }
}

/** A process that answers each line with one. */
class PythonProcess {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;
  readonly #closed: Promise<unknown>;
  #complaint = "";

  constructor(python: string, script: string) {
    this.#child = spawn(python, [script], { stdio: "pipe", windowsHide: true, env: unhinderedEnvironment() });
    this.#child.stderr.setEncoding("utf8");
    this.#child.stderr.on("data", (text: string) => {
      this.#complaint += text;
    });
    // After "close" no more comes of its complaint; not even a process that could not be started goes without one.
    this.#closed = new Promise((resolve) => this.#child.once("close", resolve));
    const lines = createInterface({ input: this.#child.stdout });
    this.#lines = lines[Symbol.asyncIterator]();
    // Where the process can't be started or ends early, the answer that does not come tells the story.
    this.#child.on("error", (error) => {
      this.#complaint += error.message;
      lines.close();
    });
    this.#child.stdin.on("error", () => {});
  }

  /** null where it ended instead. */
  async answer(line: string): Promise<string | null> {
    this.#child.stdin.write(`${line}\n`);
    const { value, done } = await this.#lines.next();
    return done ? null : value;
  }

  /** The last line of what it said on standard error, once it has ended. */
  async complaint(): Promise<string> {
    await this.#closed;
    return this.#complaint.trim().split("\n").pop() ?? "";
  }

  end(): void {
    this.#child.stdin.end();
  }
}
