import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { lastLine } from "./last-line.ts";
import type { JupyterEnvironment } from "./places.ts";
import { findPython } from "./python.ts";
import { runBound } from "./run-bound.ts";
import { SetupError } from "./setup-error.ts";

/** Makes an empty Python environment, in the place of what is there. */
export async function createVenv(environment: JupyterEnvironment, report: (line: string) => void): Promise<void> {
  const python = await findPython();
  report(`Making a Python environment in ${environment.venv} …`);
  rmSync(environment.venv, { recursive: true, force: true });
  const made = await runBound(python, ["-m", "venv", environment.venv]);
  if (made.status !== 0 || !existsSync(environment.python)) {
    throw new SetupError(
      `A Python environment could not be made in ${environment.venv}: ${lastLine(made.stderr || made.stdout)}`,
    );
  }
}

/** Installs the pinned packages of Jupyter. */
export async function installRequirements(
  environment: JupyterEnvironment,
  report: (line: string) => void,
): Promise<void> {
  report("Installing JupyterLab and what belongs to it (once; about half a minute on a fast network) …");
  await installFrom(environment, requirementsFile(environment.root));
}

/**
 * Installs the packages of a file of requirements.
 * @throws SetupError one sentence that says what is missing
 */
export async function installFrom(environment: JupyterEnvironment, requirements: string): Promise<void> {
  // Hashes in the file make pip check every download. Byte code is compiled when a module is first used: most never is.
  const pip = ["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--quiet", "--no-compile"];
  const installed = await runBound(environment.python, [...pip, "-r", requirements], {
    env: environment.variables,
  });
  if (installed.status === 0) return;
  const unreachable =
    /NewConnectionError|NameResolutionError|ConnectTimeout|Max retries|No matching distribution|ProxyError/i;
  const complaint = installed.stderr.match(/^ERROR: .*$/m)?.[0] ?? lastLine(installed.stderr);
  throw new SetupError(
    unreachable.test(installed.stderr)
      ? `The Python packages could not be downloaded: is there a network connection to PyPI? (pip: ${complaint})`
      : `The Python packages could not be installed (pip: ${complaint})`,
  );
}

/** The file that pins them. */
export function requirementsFile(root: string): string {
  return join(root, "jupyter", "requirements.txt");
}

/**
 * JupyterLab starts Node programs of its own, which are CommonJS. Node goes by the nearest package.json, and above the
 * environment that is the project's, of type "module".
 */
export function markAsCommonJs(venv: string): void {
  const file = join(venv, "package.json");
  if (!existsSync(file)) writeFileSync(file, `${JSON.stringify({ private: true, type: "commonjs" })}\n`);
}
