import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { JupyterEnvironment } from "../environment/environment.ts";
import { refuseOpening } from "./refuse-opening.ts";

export interface LabOptions {
  /** What JupyterLab shows; the project's `notebooks/` where it is left out. */
  readonly folder?: string;
  /** More options for JupyterLab. */
  readonly arguments?: readonly string[];
  /** More environment variables. */
  readonly variables?: NodeJS.ProcessEnv;
  readonly stdio: StdioOptions;
}

/** What Jupyter leaves out of its list of files by itself. */
const hiddenByJupyter = ["__pycache__", "*.pyc", "*.pyo", ".DS_Store", "*~"];

/** Only Unix has signals and sessions; on Windows Ctrl-C reaches every program of a console. */
const windows = process.platform === "win32";

/**
 * Starts JupyterLab, which can be reached from this machine only and asks for a token. It is to be ended with `stopLab`.
 * @throws InputError where the options would open it to others
 */
export function startLab(environment: JupyterEnvironment, options: LabOptions): ChildProcess {
  const extra = options.arguments ?? [];
  refuseOpening(extra);
  const folder = options.folder ?? join(environment.root, "notebooks");
  // A container's user is often root, which Jupyter refuses for fear of the network it is not opened to.
  const root = process.getuid?.() === 0 ? ["--allow-root"] : [];
  return spawn(
    environment.python,
    [
      join(environment.root, "jupyter", "local_jupyterlab.py"),
      "--ServerApp.ip=127.0.0.1",
      "--ServerApp.allow_remote_access=False",
      "--ServerApp.allow_unauthenticated_access=False",
      // On Windows, where Ctrl-C reaches it: it stops without asking.
      "--ServerApp.answer_yes=True",
      `--ServerApp.root_dir=${folder}`,
      // A chapter shows once, as a notebook; saving it writes its text twin all the same.
      ...[...hiddenByJupyter, ...twinsIn(folder)].map((name) => `--ContentsManager.hide_globs=${name}`),
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

/** The text twins of the notebooks in a folder, as patterns for Jupyter, which match nothing else. */
function twinsIn(folder: string): string[] {
  const twins = readdirSync(folder)
    .filter((file) => file.endsWith(".ipynb"))
    .map((file) => file.replace(/\.ipynb$/, ".md"))
    .filter((file) => existsSync(join(folder, file)));
  return twins.map((file) => file.replace(/[[*?]/g, "[$&]"));
}
