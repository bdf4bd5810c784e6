import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** The text for standard input, which is closed after the text. */
  readonly input?: string;
  /** Called with each line of standard output as soon as it is printed. */
  readonly onLine?: (line: string) => void;
  /**
   * Whether the program runs in a process group of its own, with a standard input that stays open until this process ends (see `runBound`).
   */
  readonly bound?: boolean;
}

export interface RunResult {
  /** The exit status, or null if a signal ended the process. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program to its end, without a shell.
 * @throws the error of the system (code "ENOENT", ...) if the program cannot be started
 */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  return new Promise((resolve, reject) => {
    const { cwd, env, bound = false } = options;
    const detached = bound && process.platform !== "win32";
    const child = spawn(command, args, { cwd, env, stdio: "pipe", windowsHide: true, detached });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8");
    child.stderr.setEncoding("utf8");
    child.stdout.on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.on("data", (text: string) => {
      stderr += text;
    });
    if (options.onLine) createInterface({ input: child.stdout }).on("line", options.onLine);
    // A child that ends before it has read its whole input closes the pipe, which is no error here: its exit status says how it ended.
    child.stdin.on("error", () => {});
    if (!bound) child.stdin.end(options.input ?? "");
    child.once("error", reject);
    child.once("close", (status) => resolve({ status, stdout, stderr }));
  });
}
