import { type RunOptions, type RunResult, run } from "./run.ts";

/**
 * Runs a program until the program or this process ends, whichever comes first. Even if this process is killed, the program must not
 * go on writing files.
 *
 * This process therefore starts a guard in a process group of its own, and the guard starts the program. The standard input of the
 * guard is a pipe, which closes when this process ends for any reason. The guard then kills its group, to which the program and
 * all processes that the program started belong.
 *
 * @throws the error of the system if Node cannot be started; if the program cannot be started, its exit status is 127
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
