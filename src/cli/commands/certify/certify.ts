import type { Command } from "commander";
import { InputError } from "../../../numerics/input-error.ts";
import { examples } from "../../inputs/examples.ts";

interface Options {
  readonly out: string;
  readonly only?: string;
  readonly verify?: string;
  readonly codechecker?: string;
  readonly orcid?: string;
  readonly certificate?: string;
  readonly report?: string;
  readonly json?: true;
}

/** `scorebook certify`: a certificate of what this machine computes, or the comparison with one of another machine. */
export function register(program: Command): void {
  program
    .command("certify")
    .description("measure the claims, compute the figures and write a certificate of both; or verify a certificate")
    .option("--out <FOLDER>", "the folder to write to", "certificate")
    .option("--verify <FILE>", "a certificate, or its folder: report what differs on this machine, and write nothing")
    .option(
      "--only <IDS>",
      "ids of claims and figures, separated by commas, such as t1,f4 (default: all; with --verify, those in the certificate)",
    )
    .option("--codechecker <NAME>", "for codecheck.yml: the name of the person who checks")
    .option("--orcid <ID>", "for codecheck.yml: the codechecker's ORCID, such as 0000-0002-1825-0097")
    .option("--certificate <ID>", "for codecheck.yml: the identifier in the register of CODECHECK, such as 2026-001")
    .option("--report <URL>", "for codecheck.yml: where the report is published, a DOI as a URL")
    .option("--json", "print the certificate, or the differences, as one JSON object")
    .addHelpText(
      "after",
      `
The folder is a bundle: certificate.json with every number of every claim, the hashes of figures and models, and the
machine; the figures; codecheck/report.md; codecheck.yml as CODECHECK 2.0 specifies it; and an RO-Crate,
ro-crate-metadata.json, which the Python package rocrate writes.

--verify measures and computes everything again and names each file and number that differs. A number that differs by
less than its tolerance is named, but it is not a failure, because machines round differently.

The exit status is 1 if a claim fails or something differs.`,
    )
    .addHelpText("after", examples("scorebook certify --out certificate", "scorebook certify --verify certificate"))
    .action(certify);
}

async function certify(options: Options, command: Command): Promise<void> {
  if (options.verify !== undefined) {
    const ofWriting = ["out", "codechecker", "orcid", "certificate", "report"];
    const [given] = ofWriting.filter((name) => command.getOptionValueSource(name) === "cli");
    if (given !== undefined) {
      throw new InputError({
        argument: `--${given}`,
        problem: "is for a new certificate, and --verify writes nothing",
      });
    }
  }
  const { runCertify, runVerify } = await import("./run-certify.ts");
  const { certificate, ...others } = options;
  const codechecker = {
    ...(options.codechecker !== undefined && { name: options.codechecker }),
    ...(options.orcid !== undefined && { orcid: options.orcid }),
    ...(certificate !== undefined && { certificate }),
    ...(options.report !== undefined && { report: options.report }),
  };
  const ok =
    options.verify === undefined ? await runCertify(others, codechecker) : await runVerify(options.verify, others);
  if (!ok) process.exitCode = 1;
}
