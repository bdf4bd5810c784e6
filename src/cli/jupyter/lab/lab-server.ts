import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { JupyterEnvironment } from "../environment/environment.ts";
import { refuseOpening } from "./refuse-opening.ts";

export interface LabOptions {
  /** The folder that JupyterLab shows. Default: `notebooks/` of the project. */
  readonly folder?: string;
  /** Further options for JupyterLab. */
  readonly arguments?: readonly string[];
  /** Further environment variables. */
  readonly variables?: NodeJS.ProcessEnv;
  readonly stdio: StdioOptions;
}

/** The files that Jupyter hides by default. */
const hiddenByJupyter = ["__pycache__", "*.pyc", "*.pyo", ".DS_Store", "*~"];

/** Windows has no signals and no sessions; there Ctrl-C reaches every program of a console. */
const windows = process.platform === "win32";

/**
 * Starts JupyterLab, which can be reached from this machine only and asks for a token. `stopLab` ends it.
 * @throws InputError if the options would give other machines or pages access
 */
export function startLab(environment: JupyterEnvironment, options: LabOptions): ChildProcess {
  const extra = options.arguments ?? [];
  refuseOpening(extra);
  const folder = options.folder ?? join(environment.root, "notebooks");
  // The user in a container is often root, which Jupyter refuses by default. That is safe here, because no network can reach it.
  const root = process.getuid?.() === 0 ? ["--allow-root"] : [];
  return spawn(
    environment.python,
    [
      join(environment.root, "jupyter", "local_jupyterlab.py"),
      "--ServerApp.ip=127.0.0.1",
      "--ServerApp.allow_remote_access=False",
      "--ServerApp.allow_unauthenticated_access=False",
      // On Windows Ctrl-C reaches JupyterLab, which then stops without asking.
      "--ServerApp.answer_yes=True",
      // No language servers are looked for, since none are used here: the kernel itself checks and completes. The search starts npm.
      "--LanguageServerManager.autodetect=False",
      `--ServerApp.root_dir=${folder}`,
      // Hides the text twins, so that each chapter is listed once. Saving a notebook still writes its text twin.
      ...[...hiddenByJupyter, ...twinsIn(folder)].map((name) => `--ContentsManager.hide_globs=${name}`),
      ...root,
      ...extra,
    ],
    {
      env: { ...environment.variables, ...options.variables },
      stdio: options.stdio,
      // JupyterLab runs in a session of its own, so that no signal of the terminal reaches it. Otherwise closing the terminal
      // would end JupyterLab at once and leave its kernels running.
      detached: !windows,
    },
  );
}

/** Tells JupyterLab to end. JupyterLab ends its kernels first. */
export function stopLab(lab: ChildProcess): void {
  if (!windows) lab.kill("SIGTERM");
}

/** Patterns for Jupyter that match exactly the text twins of the notebooks in a folder. */
function twinsIn(folder: string): string[] {
  const twins = readdirSync(folder)
    .filter((file) => file.endsWith(".ipynb"))
    .map((file) => file.replace(/\.ipynb$/, ".md"))
    .filter((file) => existsSync(join(folder, file)));
  return twins.map((file) => file.replace(/[[*?]/g, "[$&]"));
}
