import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeWhole } from "../../../files/whole-file.ts";
import { checkWritableFolder } from "../../../files/writable-folder.ts";
import { InputError } from "../../../numerics/input-error.ts";
import { quote } from "../../../numerics/quote.ts";
import { projectRoot } from "../../../project.ts";
import { namingOption } from "../../inputs/naming-option.ts";
import { type Certificate, type FileHash, REPORT, type SealedCertificate, sha256 } from "./certificate.ts";
import { type Codechecker, codecheckYaml, type ManifestItem } from "./codecheck.ts";
import type { Difference } from "./compare-certificates.ts";

/** The file that `certify --verify` reads. */
export const CERTIFICATE = "certificate.json";

/** @throws InputError that names --out, for a folder that cannot be written to or holds other files than a certificate */
export function checkBundleFolder(folder: string): void {
  namingOption("--out", () => checkWritableFolder(folder));
  if (!existsSync(folder)) return;
  const names = readdirSync(folder);
  if (names.length === 0 || names.includes(CERTIFICATE)) return;
  throw new InputError({
    argument: "--out",
    problem: `${quote(folder)} holds other files; give a folder that is empty, new, or holds a certificate`,
  });
}

/**
 * Writes the files of a bundle: the certificate, the figures, a report to read, and `codecheck.yml`.
 * @param report the text of the report
 * @returns the files, relative to the folder
 */
export function writeBundle(
  folder: string,
  certificate: SealedCertificate,
  report: string,
  codechecker: Codechecker,
): (ManifestItem & FileHash)[] {
  mkdirSync(join(folder, "codecheck"), { recursive: true });
  mkdirSync(join(folder, "figures"), { recursive: true });
  writeWhole(join(folder, CERTIFICATE), `${JSON.stringify(certificate, null, 2)}\n`);
  writeWhole(join(folder, REPORT), report);
  const figures = certificate.files.filter(({ file }) => file.startsWith("figures/"));
  for (const { file } of figures) copyFileSync(join(projectRoot(), file), join(folder, file));
  const manifest = [
    { file: CERTIFICATE, comment: "Every number of every claim, the hashes of figures and models, and the machine" },
    { file: REPORT, comment: "The verdicts as a table" },
    ...figures.map(({ file }) => ({ file, comment: commentOn(file) })),
  ];
  writeWhole(join(folder, "codecheck.yml"), codecheckYaml(certificate, manifest, codechecker));
  return [...manifest, { file: "codecheck.yml", comment: "The configuration file of CODECHECK" }].map((item) => ({
    ...item,
    sha256: sha256(readFileSync(join(folder, item.file))),
  }));
}

/**
 * The figures and the report of the bundle whose contents differ from those that the certificate names.
 * @param complete whether all of them have to be in the folder; a certificate alone may be anywhere
 */
export function changedInBundle({ files, report }: Certificate, folder: string, complete: boolean): Difference[] {
  const figures = files.filter(({ file }) => file.startsWith("figures/"));
  return [...figures, ...(report === undefined ? [] : [report])].flatMap(({ file, sha256: stated }) => {
    const path = join(folder, file);
    const found = existsSync(path) ? sha256(readFileSync(path)) : undefined;
    if (found === stated || (found === undefined && !complete)) return [];
    const ours = found === undefined ? "missing" : `${found.slice(0, 12)}…`;
    return [{ what: path, theirs: `${stated.slice(0, 12)}…`, ours, matters: true }];
  });
}

function commentOn(file: string): string {
  const [, number, ending] = /figure-(\w+)\.(\w+)$/.exec(file) ?? [];
  return `Figure ${number} of the paper, ${ending === "json" ? "its data and layout" : `as ${ending}`}`;
}

/** The report of a bundle: the machine, and the verdicts as a table. */
export function reportText({ scorebook, commit, time, machine }: Certificate, verdicts: string): string {
  const lines = Object.entries(machine).map(([name, value]) => `- ${name}: ${value}`);
  return `# What scorebook ${scorebook} computed

Made at ${time}${commit === null ? "" : ` from commit ${commit}`} on this machine:

${lines.join("\n")}

\`\`\`
${verdicts}
\`\`\`
`;
}
