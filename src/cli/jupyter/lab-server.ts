import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { join } from "node:path";
import { InputError } from "../../numerics/input-error.ts";
import type { JupyterEnvironment } from "./environment.ts";

export interface LabOptions {
  /** What JupyterLab shows; the project's `notebooks/` where it is left out. */
  readonly folder?: string;
  /** More options for JupyterLab. */
  readonly arguments?: readonly string[];
  /** More environment variables. */
  readonly variables?: NodeJS.ProcessEnv;
  readonly stdio: StdioOptions;
}

/** Only Unix has signals and sessions; on Windows Ctrl-C reaches every program of a console. */
const windows = process.platform === "win32";

/**
 * Starts JupyterLab, which can be reached from this machine only and asks for a token. It is to be ended with `stopLab`.
 * @throws InputError where the options would open it to others
 */
export function startLab(environment: JupyterEnvironment, options: LabOptions): ChildProcess {
  const extra = options.arguments ?? [];
  refuseOpening(extra);
  // A container's user is often root, which Jupyter refuses for fear of the network it is not opened to.
  const root = process.getuid?.() === 0 ? ["--allow-root"] : [];
  return spawn(
    environment.python,
    [
      "-m",
      "jupyterlab",
      "--ServerApp.ip=127.0.0.1",
      "--ServerApp.allow_remote_access=False",
      // On Windows, where Ctrl-C reaches it: it stops without asking.
      "--ServerApp.answer_yes=True",
      `--ServerApp.root_dir=${options.folder ?? join(environment.root, "notebooks")}`,
      ...root,
      ...extra,
    ],
    {
      env: { ...environment.variables, ...options.variables },
      stdio: options.stdio,
      // In a session of its own, so that no signal of the terminal reaches it: a closed terminal would end it at once,
      // without the kernels it started.
      detached: !windows,
    },
  );
}

/** Tells JupyterLab to end, which it does once it has ended its kernels. */
export function stopLab(lab: ChildProcess): void {
  if (!windows) lab.kill("SIGTERM");
}

function refuseOpening(extra: readonly string[]): void {
  for (const [i, argument] of extra.entries()) {
    const [option, value = extra[i + 1] ?? ""] = argument.split(/=(.*)/s);
    if (/^--((ServerApp|LabApp)\.)?(ip|allow_remote_access)$/.test(option)) {
      throw new InputError(`${option}: JupyterLab is reached from this machine only (127.0.0.1); leave it out.`);
    }
    if (/^--((IdentityProvider|ServerApp|LabApp)\.)?token$/.test(option) && value === "") {
      throw new InputError(`${option}: the token cannot be empty; leave it out and one is made.`);
    }
  }
}
