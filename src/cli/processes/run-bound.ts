import { type RunOptions, type RunResult, run } from "./run.ts";

/**
 * Runs a program to its end, or to the end of this process, whichever comes first: even where this process is killed,
 * what it had started must not go on writing.
 *
 * Between the two runs a guard, in a process group of its own. Its standard input is a pipe that closes when this process
 * ends, however that happens; then it kills its group, which the program and what that starts belong to.
 *
 * @throws the system's error where Node cannot be started; a program that cannot be started has exit status 127
 */
export function runBound(
  command: string,
  args: readonly string[],
  options: Omit<RunOptions, "input"> = {},
): Promise<RunResult> {
  return run(process.execPath, ["--eval", guard, "--", command, ...args], { ...options, bound: true });
}

const guard = `
  const { spawn, spawnSync } = require("node:child_process");
  const [command, ...args] = process.argv.slice(1);
  const program = spawn(command, args, { stdio: ["ignore", "inherit", "inherit"], windowsHide: true });
  program.once("error", (error) => {
    process.stderr.write(error.message + "\\n");
    process.exit(127);
  });
  program.once("exit", (status) => process.exit(status ?? 1));
  process.stdin.resume().once("close", () => {
    if (process.platform === "win32") spawnSync("taskkill", ["/pid", String(program.pid), "/t", "/f"]);
    else process.kill(-process.pid, "SIGKILL");
  });`;
