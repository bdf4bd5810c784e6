import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder, projectRoot } from "../../../project.ts";
import { lastLine } from "../../jupyter/last-line.ts";
import type { JupyterEnvironment } from "../../jupyter/places.ts";
import { describeEnvironment } from "../../jupyter/places.ts";
import { run } from "../../jupyter/run.ts";
import { runBound } from "../../jupyter/run-bound.ts";
import { SetupError } from "../../jupyter/setup-error.ts";
import { createVenv } from "../../jupyter/virtual-environment.ts";
import type { FileHash, SealedCertificate } from "./certificate.ts";
import type { ManifestItem } from "./codecheck.ts";

/**
 * Writes `ro-crate-metadata.json` into the folder of a bundle, by the Python package rocrate, which is installed into an
 * environment of its own on first use.
 * @param files of the bundle, relative to the folder
 * @throws SetupError one sentence that says what is missing
 */
export async function writeRoCrate(
  folder: string,
  certificate: SealedCertificate,
  files: readonly (ManifestItem & FileHash)[],
  report: (line: string) => void,
): Promise<void> {
  const { python, variables } = await ensureRocrate(report);
  const description = {
    name: "What Regularized Auto-Encoders Learn from the Data-Generating Distribution, computed anew",
    description: "Figures and verdicts that scorebook computed on one machine, with the hashes of all files.",
    license: "https://spdx.org/licenses/MIT",
    datePublished: certificate.time,
    version: certificate.scorebook,
    machine: certificate.machine,
    files,
  };
  const script = join(projectRoot(), "jupyter", "ro_crate.py");
  const { status, stderr } = await run(python, [script, folder], {
    env: variables,
    input: JSON.stringify(description),
  });
  if (status !== 0) throw new SetupError(`The RO-Crate could not be written: ${lastLine(stderr)}`);
}

async function ensureRocrate(report: (line: string) => void): Promise<JupyterEnvironment> {
  const root = projectRoot();
  const venv = join(cacheFolder(root), "certify");
  const environment = { ...describeEnvironment(root), venv, python: pythonIn(venv) };
  const requirements = join(root, "jupyter", "certify-requirements.txt");
  const stamp = join(venv, "scorebook.txt");
  const wanted = `${root} ${createHash("sha256").update(readFileSync(requirements)).digest("hex")}`;
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted && existsSync(environment.python)) return environment;
  await createVenv(environment, report);
  report("Installing rocrate from PyPI (once) …");
  const pip = ["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--quiet", "-r", requirements];
  const { status, stderr } = await runBound(environment.python, pip, { env: environment.variables });
  if (status !== 0) throw new SetupError(`rocrate could not be installed from PyPI: ${lastLine(stderr)}`);
  writeFileSync(stamp, wanted);
  return environment;
}

function pythonIn(venv: string): string {
  return process.platform === "win32" ? join(venv, "Scripts", "python.exe") : join(venv, "bin", "python");
}
