import { join } from "node:path";
import { cacheFolder, isInstalled } from "../../../project.ts";

/** The project's own Jupyter: a Python environment with the kernel `tslab` registered in it. */
export interface JupyterEnvironment {
  /** The root of the project or of the installed package. */
  readonly root: string;
  /** The folder of the environment: `.venv` in a checkout; if npm installed the package, a folder in the package's cache. */
  readonly venv: string;
  /** The environment's Python; Jupyter's programs run as `python -m jupyterlab` and the like. */
  readonly python: string;
  /** The environment variables for its programs: those of this process, with the programs of the environment first on PATH. */
  readonly variables: NodeJS.ProcessEnv;
}

/** The paths of the environment, whether or not it has been set up yet. */
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
  // JupyterLab sets this variable to tell a kernel which notebook a page shows. A program that runs in a cell has no such page.
  delete variables.JPY_SESSION_NAME;
  // The project may write to its own environment, so that Python keeps compiled modules and does not compile them at every start.
  delete variables.PYTHONDONTWRITEBYTECODE;
  const path = Object.keys(variables).find((name) => name.toUpperCase() === "PATH") ?? "PATH";
  variables[path] = `${programs}${windows ? ";" : ":"}${variables[path] ?? ""}`;
  return { root, venv, python: join(programs, windows ? "python.exe" : "python"), variables };
}
