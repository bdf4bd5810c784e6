import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** One run of a method: its time in seconds, and the values that it computed. */
export interface Run {
  readonly seconds: number;
  readonly values: Float64Array;
  /** The largest number of bytes by which the process grew during the run, if it was asked for and the system reports it. */
  readonly memory?: number;
  /** A remark on the run, such as "720 iterations". */
  readonly note?: string;
}

interface Answer {
  readonly seconds: number;
  readonly values: readonly (number | null)[];
  readonly memory?: number | null;
}

/**
 * The environment without the variables that select a kernel and a cache size for OpenBLAS. They could slow NumPy down; without them
 * OpenBLAS selects what fits the processor.
 */
export function unhinderedEnvironment(): NodeJS.ProcessEnv {
  const { OPENBLAS_CORETYPE: _, OPENBLAS_L2_SIZE: _size, ...environment } = process.env;
  return environment;
}

/**
 * A Python script of jupyter/bench that waits for tasks. A task is a line of JSON. The answer is a line of JSON with the values and
 * the time that computing them took, in seconds. One process does all tasks, so that importing NumPy is not in the times. If a task
 * ends the process, for example because it needs more memory than there is, the next task starts a new process.
 */
export class Peer {
  readonly #python: string;
  readonly #script: string;
  #process: PythonProcess | undefined;

  /**
   * @param python the path of the Python that has NumPy and SciPy
   * @param script the path of the script
   */
  constructor(python: string, script: string) {
    this.#python = python;
    this.#script = script;
  }

  /** @throws Error with the last line that the script wrote to standard error, if it ended */
  async run(task: object): Promise<Run> {
    this.#process ??= new PythonProcess(this.#python, this.#script);
    const line = await this.#process.answer(JSON.stringify(task));
    if (line === null) {
      const complaint = await this.#process.complaint();
      this.#process = undefined;
      throw new Error(`the Python script ended: ${complaint}`);
    }
    // A solver that failed answers with NaN or Infinity, which JSON cannot represent.
    const answer: Answer = JSON.parse(line.replaceAll(/-?Infinity|NaN/g, "null"));
    const { seconds, memory } = answer;
    const values = Float64Array.from(answer.values, (one) => one ?? Number.NaN);
    return { seconds, values, ...(typeof memory === "number" ? { memory } : {}) };
  }

  end(): void {
    this.#process?.end();
  }
}

/** A process that answers each line with one line. */
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
    // After "close" nothing more arrives on standard error. A process that could not be started emits "close" too.
    this.#closed = new Promise((resolve) => this.#child.once("close", resolve));
    const lines = createInterface({ input: this.#child.stdout });
    this.#lines = lines[Symbol.asyncIterator]();
    // If the process cannot be started or ends early, there is no answer, and `run` reports the complaint.
    this.#child.on("error", (error) => {
      this.#complaint += error.message;
      lines.close();
    });
    this.#child.stdin.on("error", () => {});
  }

  /** The answer to a line, or null if the process ended instead. */
  async answer(line: string): Promise<string | null> {
    this.#child.stdin.write(`${line}\n`);
    const { value, done } = await this.#lines.next();
    return done ? null : value;
  }

  /** The last line that the process wrote to standard error; it waits until the process has ended. */
  async complaint(): Promise<string> {
    await this.#closed;
    return this.#complaint.trim().split("\n").pop() ?? "";
  }

  end(): void {
    this.#child.stdin.end();
  }
}
