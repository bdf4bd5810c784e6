import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import * as v from "valibot";
import { claims } from "../../../claims/index.ts";
import { figures } from "../../../figures/index.ts";
import { InputError } from "../../../numerics/input-error.ts";
import { plural, quote } from "../../../numerics/quote.ts";
import { selectIds } from "../../inputs/ids.ts";
import { formatPath, formatTable, printJson } from "../../output/output.ts";
import { SetupError } from "../../processes/setup-error.ts";
import { measureClaims } from "../verify/measure-claims.ts";
import { verdictTable } from "../verify/verdicts.ts";
import { CERTIFICATE, changedInBundle, checkBundleFolder, reportText, writeBundle } from "./bundle.ts";
import { makeCertificate, type SealedCertificate } from "./certificate.ts";
import { type Codechecker, missingNodes } from "./codecheck.ts";
import { brokenSeal, compareCertificates, type Difference } from "./compare-certificates.ts";
import { writeRoCrate } from "./ro-crate.ts";

interface CertifyOptions {
  readonly out: string;
  readonly only?: string;
  readonly json?: true;
}

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/**
 * Measures the claims, computes the figures, and writes the bundle.
 * @returns whether every claim holds and the bundle is complete
 */
export async function runCertify({ out, only, json }: CertifyOptions, codechecker: Codechecker): Promise<boolean> {
  checkCodechecker(codechecker);
  checkBundleFolder(out);
  const { certificate, report } = await certificateOf(selected(only));
  const files = writeBundle(out, certificate, report, codechecker);
  const problem = await writeRoCrate(out, certificate, files, say).then(
    () => null,
    (error) => {
      if (error instanceof SetupError) return error.message;
      throw error;
    },
  );
  const failing = certificate.claims.filter(({ verdict }) => verdict === "fails").map(({ id }) => id);
  if (json) printJson({ ...certificate, folder: out, problem });
  else {
    const count = `${certificate.claims.length - failing.length} of ${certificate.claims.length} claims hold`;
    const what = `${plural(certificate.computed.length, "figure")}, ${plural(certificate.files.length, "file")}`;
    process.stdout.write(`${count}; ${what}. The bundle is in ${formatPath(out)}.\n`);
    process.stdout.write(`codecheck.yml still lacks: ${missingNodes(codechecker).join(", ")}.\n`);
    if (problem !== null) process.stdout.write(`Warning: ${problem}\n`);
  }
  return failing.length === 0 && problem === null;
}

/**
 * Computes again everything that a certificate states, and names what differs.
 * @returns whether the two do not contradict each other
 */
export async function runVerify(path: string, { only, json }: CertifyOptions): Promise<boolean> {
  const { certificate, folder, isBundle } = readCertificate(path);
  const stated = [...certificate.claims.map(({ id }) => id.toLowerCase()), ...certificate.computed.map(figureId)];
  const ids = only === undefined ? stated : selectIds(only, stated, "--only", "claims and figures of the certificate");
  const theirs = {
    ...certificate,
    claims: certificate.claims.filter(({ id }) => ids.includes(id.toLowerCase())),
    computed: certificate.computed.filter((hash) => ids.includes(figureId(hash))),
    files: certificate.files.filter(({ file }) => !isOfOtherFigure(file, ids)),
  };
  const { certificate: ours } = await certificateOf(ids);
  const differences = [
    ...brokenSeal(certificate),
    ...compareCertificates(theirs, ours),
    ...changedInBundle(certificate, folder, isBundle),
  ];
  if (json) printJson({ verdict: differences.some(({ matters }) => matters) ? "differs" : "same", differences });
  else process.stdout.write(`${describeDifferences(differences, theirs, ours)}\n`);
  return !differences.some(({ matters }) => matters);
}

function describeDifferences(all: readonly Difference[], theirs: SealedCertificate, ours: SealedCertificate): string {
  const numbers = theirs.claims.reduce((sum, { checks }) => sum + 3 * checks.length, 0);
  const compared = `${plural(theirs.computed.length, "figure")} computed anew, ${plural(theirs.files.length, "file")}, ${numbers} numbers`;
  if (all.length === 0) return `Nothing differs: ${compared}.`;
  const rows = all.map(({ what, theirs, ours, matters }) => [what, theirs, ours, matters ? "differs" : "in tolerance"]);
  const table = formatTable(["what", "certificate", "here", ""], rows, [50, 26, 26, 14]);
  const machines = Object.keys(theirs.machine).filter((name) => theirs.machine[name] !== ours.machine[name]);
  const where = machines.map((name) => `${name} ${theirs.machine[name]}, here ${ours.machine[name]}`).join("; ");
  const count = all.filter(({ matters }) => matters).length;
  const other = where === "" ? "" : `\nThe machines differ: ${where}.`;
  const within = plural(all.length - count, "number");
  return `${table}\n\nCompared: ${compared}. ${count} differ, and ${within} within the tolerance.${other}`;
}

async function certificateOf(ids: readonly string[]): ReturnType<typeof makeCertificate> {
  const measured = await measureClaims(claims.map(({ id }) => id).filter((id) => ids.includes(id)));
  const reports = measured.map((claim) => claim.report);
  const chosen = figures.filter(({ id }) => ids.includes(id));
  return makeCertificate(reports, chosen, (certificate) => reportText(certificate, verdictTable(reports)));
}

function selected(only: string | undefined): readonly string[] {
  return selectIds(
    only,
    [...claims, ...figures].map(({ id }) => id),
    "--only",
    "claims and figures",
  );
}

/** Whether a file shows a figure that is not among these. */
function isOfOtherFigure(file: string, ids: readonly string[]): boolean {
  const figure = figures.find(({ stem }) => file.startsWith(`figures/${stem}.`));
  return figure !== undefined && !ids.includes(figure.id);
}

function figureId({ file }: { readonly file: string }): string {
  return figures.find(({ stem }) => file === `figures/${stem}.json`)?.id ?? file;
}

const hash = v.strictObject({ file: v.string(), sha256: v.string() });
const number = v.union([v.number(), v.null(), v.picklist(["Infinity", "-Infinity"])]);
const schema = v.looseObject({
  version: v.literal(1),
  seal: v.string(),
  machine: v.record(v.string(), v.string()),
  computed: v.array(hash),
  files: v.array(hash),
  claims: v.array(
    v.looseObject({
      id: v.string(),
      verdict: v.string(),
      checks: v.array(
        v.looseObject({
          name: v.string(),
          predicted: number,
          measured: number,
          tolerance: number,
          verdict: v.string(),
        }),
      ),
      order: v.nullable(v.looseObject({ expected: number, measured: number })),
    }),
  ),
  report: v.optional(hash),
});

/** @throws InputError for an argument that is not a certificate */
function readCertificate(given: string): {
  readonly certificate: SealedCertificate;
  readonly folder: string;
  readonly isBundle: boolean;
} {
  const isBundle = statSync(given, { throwIfNoEntry: false })?.isDirectory() ?? false;
  const path = isBundle ? join(given, CERTIFICATE) : given;
  const refuse = (why: string): InputError =>
    new InputError({
      argument: "--verify",
      problem: `${quote(path)} ${why}; give a file or a folder that scorebook certify wrote`,
    });
  if (!existsSync(path)) throw refuse("does not exist");
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, "utf8"));
  } catch {
    throw refuse("is not JSON");
  }
  if (!v.safeParse(schema, json).success) throw refuse("is not a certificate");
  return { certificate: json as SealedCertificate, folder: dirname(path), isBundle };
}

function checkCodechecker({ orcid, certificate, report: url, name }: Codechecker): void {
  if (orcid !== undefined && !isOrcid(orcid)) {
    throw new InputError({
      argument: "--orcid",
      allowed: "an ORCID such as 0000-0002-1825-0097, its last digit included",
      problem: quote(orcid),
    });
  }
  if (orcid !== undefined && name === undefined) {
    throw new InputError({
      argument: "--orcid",
      problem: "needs --codechecker too, because the ORCID is that of the codechecker",
    });
  }
  if (certificate !== undefined && !/^\d{4}-\d{3}$/.test(certificate)) {
    throw new InputError({ argument: "--certificate", allowed: "of the form YYYY-NNN", problem: quote(certificate) });
  }
  if (url !== undefined && !/^https?:\/\/\S+$/.test(url)) {
    throw new InputError({ argument: "--report", allowed: "a URL, such as that of a DOI", problem: quote(url) });
  }
}

/** Whether the checksum of an ORCID is right: ISO 7064, mod 11-2. */
function isOrcid(text: string): boolean {
  if (!/^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$/.test(text)) return false;
  const digits = text.replaceAll("-", "");
  const total = [...digits.slice(0, 15)].reduce((sum, digit) => (sum + Number(digit)) * 2, 0);
  const check = (12 - (total % 11)) % 11;
  return digits[15] === (check === 10 ? "X" : String(check));
}
