import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { npyArray } from "../../files/npy-array.ts";
import { checkObject, checkOneOf, checkPositive, checkText, checkWhole } from "../../numerics/check.ts";
import { InputError } from "../../numerics/input-error.ts";
import { quote } from "../../numerics/quote.ts";
import type { OutputKind } from "../output-kind.ts";
import type { ModelInput, TestedModel } from "../tested-model.ts";
import { checkOutput } from "../tested-model.ts";
import { npyLength, readNpy } from "./npy-stream.ts";

/** The format of questions and answers. */
export type Protocol = "json" | "npy";

export interface ProcessOptions {
  readonly dim: number;
  readonly output?: OutputKind | undefined;
  /** The format of questions and answers. Default "json": one line of JSON for each question and each answer. */
  readonly protocol?: Protocol;
  /** Whether the process uses sigma. Default true. */
  readonly takesSigma?: boolean;
  /** The longest time that an answer may take, in seconds. Default 60. */
  readonly timeout?: number;
}

/** A model that another process computes. */
export interface ProcessModel extends TestedModel {
  /** Ends the process. */
  close(): void;
}

/**
 * Starts a command in a shell. The process answers questions about a model and is kept for the whole check. In JSON, a question is
 * the line {"x": [[...], ...], "sigma": s, "t": t}, and the answer is a line with an array of rows, or of numbers for an energy. In
 * .npy, a question is two arrays of float64, the points (n, d) and [sigma, t], and the answer is one array of float32 or float64.
 * @throws InputError from `evaluate`, for a command that ends, does not answer in time, or answers something else
 */
export function startProcess(command: string, options: ProcessOptions): ProcessModel {
  checkText("command", command);
  checkObject("options", options, "dim and output");
  const { dim, output, protocol = "json", takesSigma = true, timeout = 60 } = options;
  checkWhole("dim", dim);
  if (output !== undefined) checkOutput("output", output);
  checkOneOf("protocol", protocol, ["json", "npy"]);
  checkPositive("timeout", timeout);
  const child = spawn(command, { shell: true, stdio: "pipe" });
  const answers = protocol === "json" ? new Lines(child, command, timeout) : new Arrays(child, command, timeout);
  return {
    dim,
    output,
    takesSigma,
    close: () => {
      child.stdin.end();
      child.kill();
    },
    evaluate: async (input) => {
      const answer = answers.next();
      child.stdin.write(protocol === "json" ? questionLine(input, dim) : questionArrays(input, dim));
      return protocol === "json"
        ? numbersIn((await answer).toString("utf8"), command)
        : readNpy(await answer, (problem) => unusable(command, problem));
    },
  };
}

function questionLine({ points, sigma, time }: ModelInput, dim: number): string {
  const rows = Array.from({ length: points.length / dim }, (_, i) =>
    Array.from(points.subarray(i * dim, (i + 1) * dim)),
  );
  return `${JSON.stringify({ x: rows, sigma, t: time })}\n`;
}

function questionArrays({ points, sigma, time }: ModelInput, dim: number): Uint8Array {
  return Buffer.concat([npyArray(points, [points.length / dim, dim]), npyArray(Float64Array.of(sigma, time), [2])]);
}

/** The numbers of a line of JSON, row by row. NaN and Infinity, which Python writes, become NaN. */
function numbersIn(line: string, command: string): Float64Array {
  let json: unknown;
  try {
    json = JSON.parse(line.replaceAll(/\bNaN\b/g, "null").replaceAll(/-?\bInfinity\b/g, "null"));
  } catch {
    throw unusable(command, `answered ${quote(line.slice(0, 60))}, which is not a line of JSON`);
  }
  const rows = Array.isArray(json) ? json.flat(2) : [];
  if (!Array.isArray(json) || !rows.every((value) => typeof value === "number" || value === null)) {
    throw unusable(command, `answered ${quote(line.slice(0, 60))}, which is not an array of rows of numbers`);
  }
  return Float64Array.from(rows, (value) => (value === null ? Number.NaN : (value as number)));
}

/** Divides the output of a process into answers. */
abstract class Answers {
  #pending: Buffer = Buffer.alloc(0);
  #waiting: { resolve(answer: Buffer): void; reject(error: Error): void; timer: NodeJS.Timeout } | undefined;
  #ended: Error | undefined;
  #standardError = "";

  constructor(child: ChildProcessWithoutNullStreams, command: string, timeout: number) {
    this.command = command;
    this.timeout = timeout;
    child.stdout.on("data", (chunk: Buffer) => {
      this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
      this.#deliver();
    });
    child.stderr.on("data", (chunk: Buffer) => {
      this.#standardError = (this.#standardError + chunk.toString("utf8")).slice(-2000);
    });
    // Writing to a process that has ended fails. The error that "close" reports says why it ended.
    child.stdin.on("error", () => {});
    child.on("error", (error) => this.#end(unusable(command, `cannot be started: ${error.message}`)));
    child.on("close", (status, signal) => {
      const last = this.#standardError.trim().split("\n").at(-1);
      const how = signal ? `by ${signal}` : `with status ${status}`;
      this.#end(unusable(command, `ended ${how} before it answered${last ? `: ${last}` : ""}`));
    });
  }

  readonly command: string;
  readonly timeout: number;

  /** The next answer. */
  next(): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#end(unusable(this.command, `gave no answer for ${this.timeout} seconds; it must flush what it writes`));
      }, 1000 * this.timeout);
      this.#waiting = { resolve, reject, timer };
      if (this.#ended) this.#end(this.#ended);
      else this.#deliver();
    });
  }

  /** The length in bytes of the answer that begins here, or undefined if the answer is not complete. */
  protected abstract lengthOf(bytes: Buffer): number | undefined;

  #deliver(): void {
    const waiting = this.#waiting;
    if (!waiting) return;
    try {
      const length = this.lengthOf(this.#pending);
      if (length === undefined) return;
      const answer = this.#pending.subarray(0, length);
      this.#pending = this.#pending.subarray(length);
      this.#waiting = undefined;
      clearTimeout(waiting.timer);
      waiting.resolve(answer);
    } catch (error) {
      this.#end(error as Error);
    }
  }

  #end(error: Error): void {
    this.#ended = error;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (!waiting) return;
    clearTimeout(waiting.timer);
    waiting.reject(error);
  }
}

class Lines extends Answers {
  protected lengthOf(bytes: Buffer): number | undefined {
    const end = bytes.indexOf(10);
    return end === -1 ? undefined : end + 1;
  }
}

class Arrays extends Answers {
  protected lengthOf(bytes: Buffer): number | undefined {
    return npyLength(bytes, (problem) => unusable(this.command, problem));
  }
}

function unusable(command: string, problem: string): InputError {
  return new InputError({ argument: quote(command), problem });
}
