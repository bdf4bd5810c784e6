import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { arch, cpus, platform, release } from "node:os";
import { join } from "node:path";
import type { ClaimReport } from "../../../claims/claim-report.ts";
import type { Figure } from "../../../figures/specification/figure.ts";
import { figureJson } from "../../../figures/write.ts";
import { packageVersion, projectRoot } from "../../../project.ts";
import { run } from "../../processes/run.ts";
import { type VerdictJson, verdictJson } from "../verify/verdicts.ts";

/** A file and the SHA-256 of its bytes. */
export interface FileHash {
  /** Relative to the project's root, with slashes. */
  readonly file: string;
  readonly sha256: string;
}

/** The content of `certificate.json`: what this machine computed, and a description of the machine. */
export interface Certificate {
  readonly version: 1;
  readonly scorebook: string;
  /**
   * The commit of the checkout, followed by "+ changes" if files differ from the commit; null in an installed package.
   */
  readonly commit: string | null;
  /** When it was made, ISO 8601. */
  readonly time: string;
  readonly machine: Readonly<Record<string, string>>;
  /** The specifications of the figures as this machine computes them; the files in `figures/` are not used. */
  readonly computed: readonly FileHash[];
  /** The files of figures and models in the project. */
  readonly files: readonly FileHash[];
  readonly claims: VerdictJson["claims"];
  /** The report of the bundle, which shows the verdicts to people; a certificate of an older version does not name it. */
  readonly report?: FileHash;
}

/** The report, relative to the folder of the bundle. */
export const REPORT = "codecheck/report.md";

/** A certificate with the hash of its other fields, which shows whether the certificate was changed later. */
export type SealedCertificate = Certificate & { readonly seal: string };

export function sha256(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/**
 * The certificate of the measured claims and of the project's files.
 * @param report writes the report of the bundle from the other parts of the certificate
 */
export async function makeCertificate(
  reports: readonly ClaimReport[],
  figures: readonly Figure[],
  report: (certificate: Certificate) => string,
): Promise<{ readonly certificate: SealedCertificate; readonly report: string }> {
  const certificate: Certificate = {
    version: 1,
    scorebook: packageVersion(),
    commit: await commitOf(projectRoot()),
    time: new Date().toISOString(),
    machine: describeMachine(),
    computed: figures.map((figure) => ({ file: `figures/${figure.stem}.json`, sha256: sha256(figureJson(figure)) })),
    files: projectFiles(figures).map((file) => ({ file, sha256: sha256(readFileSync(join(projectRoot(), file))) })),
    claims: verdictJson(reports).claims,
  };
  const text = report(certificate);
  return { certificate: seal({ ...certificate, report: { file: REPORT, sha256: sha256(text) } }), report: text };
}

export function seal(certificate: Certificate): SealedCertificate {
  return { ...certificate, seal: sha256(JSON.stringify(certificate)) };
}

/** Whether a certificate is unchanged since it was made. */
export function isSealed({ seal: stated, ...certificate }: SealedCertificate): boolean {
  return sha256(JSON.stringify(certificate)) === stated;
}

/** The pictures and specifications of figures, and all models, by their paths below the project's root. */
function projectFiles(figures: readonly Figure[]): string[] {
  const root = projectRoot();
  const inFolder = (folder: string, wanted: (name: string) => boolean): string[] => {
    if (!existsSync(join(root, folder))) return [];
    return readdirSync(join(root, folder))
      .filter(wanted)
      .sort()
      .map((name) => `${folder}/${name}`);
  };
  const stems = figures.map(({ stem }) => `${stem}.`);
  return [
    ...inFolder("figures", (name) => stems.some((stem) => name.startsWith(stem))),
    ...inFolder("models", (name) => name.endsWith(".json")),
  ];
}

function describeMachine(): Record<string, string> {
  return {
    system: `${platform()} ${release()} ${arch()}`,
    processor: `${cpus().length} x ${cpus()[0]?.model ?? "unknown"}`,
    node: process.versions.node,
    v8: process.versions.v8,
    packages: lockHash(),
  };
}

/** The hash of the lock file, which says what npm installed, or a few words if there is no lock file. */
function lockHash(): string {
  const file = join(projectRoot(), "package-lock.json");
  return existsSync(file) ? `package-lock.json ${sha256(readFileSync(file))}` : "as npm installed them";
}

async function commitOf(root: string): Promise<string | null> {
  if (!existsSync(join(root, ".git"))) return null;
  const git = (...args: string[]): Promise<string | null> =>
    run("git", args, { cwd: root }).then(
      ({ status, stdout }) => (status === 0 ? stdout.trim() : null),
      () => null,
    );
  const [commit, changes] = await Promise.all([git("rev-parse", "HEAD"), git("status", "--porcelain")]);
  return commit && changes ? `${commit} + changes` : commit;
}
