import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageFolder } from "../../../optional-packages.ts";
import { cacheFolder, projectRoot } from "../../../project.ts";
import { withLock } from "../../processes/lock.ts";
import { extensionFolder, extensionHash, installExtension } from "./lab-extension.ts";
import { ensurePackage } from "./package-ready.ts";
import { describeEnvironment, type JupyterEnvironment } from "./places.ts";
import { kernelIsThere, registerKernel } from "./register-kernel.ts";
import { createVenv, installRequirements, markAsCommonJs, requirementsFile } from "./virtual-environment.ts";

export { describeEnvironment, type JupyterEnvironment } from "./places.ts";

/** What the environment was made from. A step of the set-up is repeated only if its value here differs. */
interface Stamp {
  readonly root: string;
  /** Hash of the locked requirements. */
  readonly requirements: string;
  /** Everything the kernel's registration depends on. */
  readonly kernel: string;
  /** Hash of JupyterLab's extension for figures. */
  readonly extension: string;
}

/**
 * Sets Jupyter up in `describeEnvironment(root).venv`: the Python environment, the pinned packages of jupyter/requirements.txt, the kernel
 * `tslab`, which this same Node runs, and JupyterLab's extension for figures. A step that is done already is not done again. Several
 * processes may call this function at the same time. If the process is killed, the programs that it started end too; the next call
 * replaces an environment that was not finished.
 * @param report receives one line for each step that takes time
 * @throws SetupError one sentence that says what is missing
 */
export async function ensureJupyter(report: (line: string) => void = () => {}): Promise<JupyterEnvironment> {
  const root = projectRoot();
  const environment = describeEnvironment(root);
  // The lock is in node_modules, because this folder exists whenever the project can run, and is never committed.
  const lock = `${cacheFolder(root)}-setup.lock`;
  const setUp = async (): Promise<JupyterEnvironment> => {
    await ensurePackage(root, report);
    await ensureEnvironment(environment, report);
    return environment;
  };
  return withLock(lock, setUp, (process) => report(`Process ${process} sets Jupyter up; waiting for it …`));
}

async function ensureEnvironment(environment: JupyterEnvironment, report: (line: string) => void): Promise<void> {
  const { root, venv } = environment;
  const wanted = wantedStamp(root);
  let found = readStamp(venv);
  // The scripts of an environment hold absolute paths, so an environment that was moved, or whose Python is missing, is made anew.
  if (found?.root !== root || !existsSync(environment.python)) {
    await createVenv(environment, report);
    found = null;
  }
  markAsCommonJs(venv);
  if (found?.requirements !== wanted.requirements) {
    // Without this file the environment counts as unfinished until all packages are installed.
    rmSync(stampFile(venv), { force: true });
    await installRequirements(environment, report);
    found = { root, requirements: wanted.requirements, kernel: "", extension: "" };
    writeStamp(venv, found);
  }
  if (found.kernel !== wanted.kernel || !kernelIsThere(environment)) {
    await registerKernel(environment, report);
    found = { ...found, kernel: wanted.kernel };
    writeStamp(venv, found);
  }
  if (found.extension !== wanted.extension || !existsSync(extensionFolder(venv))) {
    installExtension(root, venv);
    writeStamp(venv, wanted);
  }
}

function wantedStamp(root: string): Stamp {
  const tslab = JSON.parse(readFileSync(join(packageFolder("tslab", root) ?? "", "package.json"), "utf8"));
  return {
    root,
    requirements: createHash("sha256")
      .update(readFileSync(requirementsFile(root)))
      .digest("hex"),
    kernel: `tslab ${tslab.version} run by ${process.execPath}`,
    extension: extensionHash(root),
  };
}

function readStamp(venv: string): Stamp | null {
  try {
    return JSON.parse(readFileSync(stampFile(venv), "utf8"));
  } catch {
    return null;
  }
}

function stampFile(venv: string): string {
  return join(venv, "scorebook.json");
}

function writeStamp(venv: string, stamp: Stamp): void {
  const file = stampFile(venv);
  writeFileSync(`${file}.new`, `${JSON.stringify(stamp, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}
