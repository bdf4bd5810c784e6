import { join } from "node:path";
import { cacheFolder, isInstalled } from "../../../project.ts";

/** The project's own Jupyter: a Python environment with the kernel `tslab` registered in it. */
export interface JupyterEnvironment {
  /** The root of the project or of the installed package. */
  readonly root: string;
  /** The environment's folder: `.venv` of a checkout, or in the cache folder where the package is installed. */
  readonly venv: string;
  /** The environment's Python; Jupyter's programs run as `python -m jupyterlab` and the like. */
  readonly python: string;
  /** Variables to run its programs with: this process's, with the environment first on PATH. */
  readonly variables: NodeJS.ProcessEnv;
}

/** Where everything is, whether or not it has been set up yet. */
export function describeEnvironment(root: string): JupyterEnvironment {
  return environmentIn(root, isInstalled(root) ? join(cacheFolder(root), "venv") : join(root, ".venv"));
}

/** The same for an environment in another folder, with other packages. */
export function environmentIn(root: string, venv: string): JupyterEnvironment {
  const windows = process.platform === "win32";
  const programs = join(venv, windows ? "Scripts" : "bin");
  const variables: NodeJS.ProcessEnv = { ...process.env, VIRTUAL_ENV: venv, JUPYTER_PREFER_ENV_PATH: "1" };
  delete variables.PYTHONHOME;
  delete variables.PYTHONPATH;
  // Says to a kernel that a page shows its notebook; what is run from such a kernel's own cells has none.
  delete variables.JPY_SESSION_NAME;
  // The environment is the project's own to write to: modules are compiled once, not at every start.
  delete variables.PYTHONDONTWRITEBYTECODE;
  const path = Object.keys(variables).find((name) => name.toUpperCase() === "PATH") ?? "PATH";
  variables[path] = `${programs}${windows ? ";" : ":"}${variables[path] ?? ""}`;
  return { root, venv, python: join(programs, windows ? "python.exe" : "python"), variables };
}
