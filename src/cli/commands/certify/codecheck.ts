import { stringify } from "yaml";
import type { SealedCertificate } from "./certificate.ts";

/** The fields that only a codechecker can give. Each may be left out. */
export interface Codechecker {
  readonly name?: string;
  readonly orcid?: string;
  /** The identifier in the register of CODECHECK: YYYY-NNN. */
  readonly certificate?: string;
  /** Where the report is published: a DOI as a URL. */
  readonly report?: string;
}

/** A file of the bundle. */
export interface ManifestItem {
  readonly file: string;
  readonly comment: string;
}

const SPECIFICATION = "https://codecheck.org.uk/spec/config/2.0/";

/** The paper whose results are computed, as in CITATION.cff. */
export const paper = {
  title: "What Regularized Auto-Encoders Learn from the Data-Generating Distribution",
  authors: [{ name: "Guillaume Alain" }, { name: "Yoshua Bengio" }],
  reference: "https://jmlr.org/papers/v15/alain14a.html",
} as const;

/**
 * The text of `codecheck.yml`, version 2.0 of the specification. Nodes that are not known are left out: see
 * `missingNodes`.
 * @param manifest the files of the bundle, relative to this one
 */
export function codecheckYaml(
  certificate: SealedCertificate,
  manifest: readonly ManifestItem[],
  { name, orcid, certificate: id, report }: Codechecker = {},
): string {
  const { claims, computed, machine, time, scorebook } = certificate;
  const holding = claims.filter(({ verdict }) => verdict === "holds").length;
  const summary =
    `scorebook ${scorebook} measured ${claims.length} of the paper's claims, of which ${holding} hold, and computed ` +
    `${computed.length} of its figures, with Node ${machine.node} on ${machine.system}.`;
  const content = {
    version: SPECIFICATION,
    paper,
    manifest,
    ...(name !== undefined && { codechecker: [{ name, ...(orcid !== undefined && { ORCID: orcid }) }] }),
    summary,
    check_time: time,
    ...(id !== undefined && { certificate: id }),
    ...(report !== undefined && { report }),
  };
  // The specification asks for the marker of the document's beginning.
  return `---\n${stringify(content, { lineWidth: 120 })}`;
}

/** The nodes that the specification requires and that are not known here. */
export function missingNodes({ name, certificate, report }: Codechecker): string[] {
  return [
    ...(name === undefined ? ["codechecker (give --codechecker NAME)"] : []),
    ...(certificate === undefined ? ["certificate (give --certificate YYYY-NNN)"] : []),
    ...(report === undefined ? ["report (give --report URL)"] : []),
    "the ORCIDs of the paper's authors",
  ];
}
