import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { lastLine } from "../../processes/last-line.ts";
import { runBound } from "../../processes/run-bound.ts";
import { SetupError } from "../../processes/setup-error.ts";
import { environmentIn, type JupyterEnvironment } from "./places.ts";
import { findPython } from "./python.ts";

/** Makes an empty Python environment and replaces any that exists. */
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
  report("Installing JupyterLab and the packages that it needs (once; about half a minute on a fast network) …");
  await installFrom(environment, requirementsFile(environment.root));
}

/**
 * Installs the packages of a file of requirements.
 * @throws SetupError one sentence that says what is missing
 */
export async function installFrom(environment: JupyterEnvironment, requirements: string): Promise<void> {
  // The hashes in the file make pip check every download. Byte code is compiled when a module is first used, because most modules
  // are never used.
  const pip = ["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--quiet", "--no-compile"];
  // A file with hashes pins all that its packages need, too. To find that out again would take pip a sixth of its time.
  const pinned = readFileSync(requirements, "utf8").includes("--hash=") ? ["--no-deps"] : [];
  const installed = await runBound(environment.python, [...pip, ...pinned, "-r", requirements], {
    env: environment.variables,
  });
  if (installed.status === 0) return;
  const unreachable =
    /NewConnectionError|NameResolutionError|ConnectTimeout|Max retries|No matching distribution|ProxyError/i;
  const complaint = installed.stderr.match(/^ERROR: .*$/m)?.[0] ?? lastLine(installed.stderr);
  throw new SetupError(
    unreachable.test(installed.stderr)
      ? `The Python packages could not be downloaded. Check the network connection to PyPI. (pip: ${complaint})`
      : `The Python packages could not be installed (pip: ${complaint})`,
  );
}

/**
 * A separate Python environment with the packages of a file of requirements. The environment is made if it does not exist, and
 * made again if the file has changed or the project was moved.
 * @throws SetupError one sentence that says what is missing
 */
export async function ensureEnvironmentOf(
  { root, venv, requirements }: { readonly root: string; readonly venv: string; readonly requirements: string },
  report: (line: string) => void,
): Promise<JupyterEnvironment> {
  const environment = environmentIn(root, venv);
  const stamp = join(venv, "scorebook.txt");
  const wanted = `${root} ${createHash("sha256").update(readFileSync(requirements)).digest("hex")}`;
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted && existsSync(environment.python)) return environment;
  await createVenv(environment, report);
  report(`Installing the packages of ${relative(root, requirements)} from PyPI (once) …`);
  await installFrom(environment, requirements);
  writeFileSync(stamp, wanted);
  return environment;
}

/** The file that pins the packages of Jupyter. */
export function requirementsFile(root: string): string {
  return join(root, "jupyter", "requirements.txt");
}

/**
 * Marks the programs in the environment as CommonJS. JupyterLab starts Node programs that are CommonJS, and Node reads the type from
 * the nearest package.json. Without this mark that would be the package.json of the project, whose type is "module".
 */
export function markAsCommonJs(venv: string): void {
  const file = join(venv, "package.json");
  if (!existsSync(file)) writeFileSync(file, `${JSON.stringify({ private: true, type: "commonjs" })}\n`);
}
