import { join } from "node:path";
import { cacheFolder, projectRoot } from "../../../project.ts";
import type { JupyterEnvironment } from "../../jupyter/environment/places.ts";
import { ensureEnvironmentOf } from "../../jupyter/environment/virtual-environment.ts";
import { lastLine } from "../../processes/last-line.ts";
import { run } from "../../processes/run.ts";
import { SetupError } from "../../processes/setup-error.ts";
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
    license: { url: "https://spdx.org/licenses/MIT", name: "MIT License" },
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

function ensureRocrate(report: (line: string) => void): Promise<JupyterEnvironment> {
  const root = projectRoot();
  const requirements = join(root, "jupyter", "certify-requirements.txt");
  return ensureEnvironmentOf({ root, venv: join(cacheFolder(root), "certify"), requirements }, report);
}
