import { createHash } from "node:crypto";
import { existsSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../project.ts";
import { withLock } from "./lock.ts";
import { ensurePackage } from "./package-ready.ts";
import { findPython } from "./python.ts";
import { run } from "./run.ts";
import { SetupError } from "./setup-error.ts";

/** The project's own Jupyter: a Python environment in `.venv` with the kernel `tslab` registered in it. */
export interface JupyterEnvironment {
  /** The project's root. */
  readonly root: string;
  /** The environment's folder. */
  readonly venv: string;
  /** The environment's Python; Jupyter's programs run as `python -m jupyterlab` and the like. */
  readonly python: string;
  /** Variables to run its programs with: this process's, with the environment first on PATH. */
  readonly variables: NodeJS.ProcessEnv;
}

/** What `.venv` was made from; each part is done anew only where its value here differs. */
interface Stamp {
  readonly root: string;
  /** Hash of the locked requirements. */
  readonly requirements: string;
  /** Everything the kernel's registration depends on. */
  readonly kernel: string;
}

/**
 * Sets Jupyter up in `.venv`: the Python environment, the pinned packages of jupyter/requirements.txt, the kernel
 * `tslab`, run by this very Node. What is done already is not done again; several processes may call it at once.
 * @param report receives one line for each thing that takes time
 * @throws SetupError one sentence that says what is missing
 */
export async function ensureJupyter(report: (line: string) => void = () => {}): Promise<JupyterEnvironment> {
  const root = projectRoot();
  const environment = describeEnvironment(root);
  // In node_modules: there whenever the project can run, and never committed.
  return withLock(join(root, "node_modules", ".cache", "scorebook-setup.lock"), async () => {
    await ensurePackage(root, report);
    const wanted = wantedStamp(root);
    const found = readStamp(environment.venv);
    // Its scripts carry absolute paths: an environment that was moved, or lost its Python, is made anew.
    const usable = found?.root === root && existsSync(environment.python);
    if (!usable) await createVenv(environment, report);
    if (!usable || found.requirements !== wanted.requirements) {
      await installRequirements(environment, report);
      writeStamp(environment.venv, { ...wanted, kernel: "" });
    }
    if (!usable || found.kernel !== wanted.kernel || !existsSync(kernelFile(environment, "tslab"))) {
      await registerKernel(environment, report);
      writeStamp(environment.venv, wanted);
    }
    return environment;
  });
}

/** Where everything is, whether or not it has been set up yet. */
export function describeEnvironment(root: string): JupyterEnvironment {
  const windows = process.platform === "win32";
  const venv = join(root, ".venv");
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

function requirementsFile(root: string): string {
  return join(root, "jupyter", "requirements.txt");
}

function tslabProgram(root: string): string {
  return join(root, "node_modules", "tslab", "bin", "tslab");
}

function kernelFile(environment: JupyterEnvironment, name: string): string {
  return join(environment.venv, "share", "jupyter", "kernels", name, "kernel.json");
}

function wantedStamp(root: string): Stamp {
  const tslab = JSON.parse(readFileSync(join(root, "node_modules", "tslab", "package.json"), "utf8"));
  return {
    root,
    requirements: createHash("sha256")
      .update(readFileSync(requirementsFile(root)))
      .digest("hex"),
    kernel: `tslab ${tslab.version} run by ${process.execPath}`,
  };
}

function readStamp(venv: string): Stamp | null {
  try {
    return JSON.parse(readFileSync(join(venv, "scorebook.json"), "utf8"));
  } catch {
    return null;
  }
}

function writeStamp(venv: string, stamp: Stamp): void {
  const file = join(venv, "scorebook.json");
  writeFileSync(`${file}.new`, `${JSON.stringify(stamp, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}

async function createVenv(environment: JupyterEnvironment, report: (line: string) => void): Promise<void> {
  const python = await findPython();
  report(`Making a Python environment in ${environment.venv} …`);
  rmSync(environment.venv, { recursive: true, force: true });
  const made = await run(python, ["-m", "venv", environment.venv]);
  if (made.status !== 0 || !existsSync(environment.python)) {
    throw new SetupError(
      `A Python environment could not be made in ${environment.venv}: ${lastLine(made.stderr || made.stdout)}`,
    );
  }
}

async function installRequirements(environment: JupyterEnvironment, report: (line: string) => void): Promise<void> {
  report("Installing JupyterLab and what belongs to it (once; about half a minute on a fast network) …");
  // Hashes in the file make pip check every download. Byte code is compiled when a module is first used: most never is.
  const pip = ["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--quiet", "--no-compile"];
  const installed = await run(environment.python, [...pip, "-r", requirementsFile(environment.root)], {
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

async function registerKernel(environment: JupyterEnvironment, report: (line: string) => void): Promise<void> {
  report("Registering the TypeScript kernel tslab …");
  const { root, python, variables } = environment;
  const program = tslabProgram(root);
  const options = [`--python=${python}`, "--sys-prefix", `--binary=${program}`];
  const installed = await run(process.execPath, [program, "install", ...options], { env: variables });
  if (installed.status !== 0) {
    throw new SetupError(`The kernel could not be registered (tslab install): ${lastLine(installed.stderr)}`);
  }
  // tslab writes its program alone, to be run by whatever Node is first on PATH when Jupyter starts. Naming the Node
  // makes the kernel the same from anywhere. Node's warnings (deprecations, experimental features) are for those who
  // write programs and would show up as errors in the cells of those who read them.
  for (const name of ["tslab", "jslab"]) {
    const file = kernelFile(environment, name);
    const spec = JSON.parse(readFileSync(file, "utf8"));
    if (spec.argv[0] !== process.execPath) spec.argv.unshift(process.execPath);
    spec.env = { NODE_NO_WARNINGS: "1" };
    writeFileSync(file, `${JSON.stringify(spec, null, 2)}\n`);
  }
  const listed = await run(python, ["-m", "jupyter_client.kernelspecapp", "list", "--json"], { env: variables });
  const resources: string | undefined =
    listed.status === 0 ? JSON.parse(listed.stdout).kernelspecs?.tslab?.resource_dir : undefined;
  if (resources === undefined || !realpathSync(resources).startsWith(realpathSync(environment.venv))) {
    throw new SetupError(
      `Jupyter does not find the kernel tslab in ${environment.venv} (jupyter kernelspec list: ${
        resources ?? (lastLine(listed.stderr) || "not listed")
      })`,
    );
  }
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
