import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { changedInBundle } from "../../../../src/cli/commands/certify/bundle.ts";
import { type Certificate, isSealed, seal, sha256 } from "../../../../src/cli/commands/certify/certificate.ts";
import { compareCertificates } from "../../../../src/cli/commands/certify/compare-certificates.ts";
import { scorebook } from "../../scorebook-on-thread.ts";

const folder = mkdtempSync(join(tmpdir(), "certify-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
writeFileSync(join(folder, "notes.txt"), "mine");

const certificate: Certificate = {
  version: 1,
  scorebook: "0.2.0",
  commit: null,
  time: "2026-01-01T00:00:00.000Z",
  machine: { node: "20" },
  computed: [{ file: "figures/figure-1.json", sha256: "ab" }],
  files: [{ file: "models/a.json", sha256: "cd" }],
  claims: [
    {
      ...{ id: "T1", title: "", statement: "", hypotheses: "", source: "", chapter: "", verdict: "holds", order: null },
      checks: [{ name: "x", predicted: 1, measured: 1.01, tolerance: 0.1, verdict: "holds" }],
    },
  ],
};

describe("a certificate", () => {
  test("shows by its seal whether it was changed", () => {
    const sealed = seal(certificate);
    expect(isSealed(sealed)).toBe(true);
    expect(isSealed({ ...sealed, time: "2025-01-01T00:00:00.000Z" })).toBe(false);
  });

  test("is compared hash by hash and number by number", () => {
    const [claim] = certificate.claims;
    const here: Certificate = {
      ...certificate,
      computed: [{ file: "figures/figure-1.json", sha256: "ef" }],
      files: [],
      claims: [{ ...claim, verdict: "fails", checks: [{ ...claim.checks[0], measured: 1.3, verdict: "fails" }] }],
    };
    expect(compareCertificates(certificate, certificate)).toEqual([]);
    expect(compareCertificates(certificate, here).map(({ what, matters }) => [what, matters])).toEqual([
      ["computed anew: figures/figure-1.json", true],
      ["models/a.json", true],
      ["T1", true],
      ["T1: x, measured", true],
      ["T1: x, verdict", true],
    ]);
    expect(compareCertificates(certificate, { ...certificate, claims: [] })).toMatchObject([{ what: "T1" }]);
  });
});

describe("what was tampered with is named", () => {
  test.each(["predicted", "measured", "tolerance"] as const)("a number of the certificate: %s", (field) => {
    const [claim] = certificate.claims;
    const [check] = claim.checks;
    const tampered = { ...check, [field]: check[field] + 2 * check.tolerance };
    const theirs = { ...certificate, claims: [{ ...claim, checks: [tampered] }] };
    expect(compareCertificates(theirs, certificate)).toEqual([
      { what: `T1: x, ${field}`, theirs: String(tampered[field]), ours: String(check[field]), matters: true },
    ]);
  });

  test("a figure that this machine computes or that lies in the checkout", () => {
    const theirs = { ...certificate, files: [{ file: "figures/figure-1.svg", sha256: "12" }] };
    const ours = { ...certificate, files: [{ file: "figures/figure-1.svg", sha256: "34" }] };
    expect(compareCertificates(theirs, ours)).toMatchObject([{ what: "figures/figure-1.svg", matters: true }]);
    const computed = [{ file: "figures/figure-1.json", sha256: "00" }];
    expect(compareCertificates({ ...certificate, computed }, certificate)).toMatchObject([
      { what: "computed anew: figures/figure-1.json", matters: true },
    ]);
  });

  test.each(["expected", "measured"] as const)("the fitted order of a claim: %s", (field) => {
    const order = { expected: 2, measured: 2.01 };
    const [claim] = certificate.claims;
    const checks = [{ name: "order", predicted: 2, measured: 2.01, tolerance: 0.1, verdict: "holds" as const }];
    const ours = { ...certificate, claims: [{ ...claim, order, checks }] };
    const close = { ...order, [field]: order[field] + 0.05 };
    const far = { ...order, [field]: order[field] + 0.2 };
    const differences = [order, close, far, null].map((theirs) =>
      compareCertificates({ ...certificate, claims: [{ ...claim, order: theirs, checks }] }, ours)
        .filter(({ what }) => what === `T1: order, ${field}`)
        .map(({ matters }) => matters),
    );
    expect(differences).toEqual([[], [field === "expected"], [true], [true]]);
  });

  test("the verdict of a check", () => {
    const [claim] = certificate.claims;
    const theirs = {
      ...certificate,
      claims: [{ ...claim, checks: [{ ...claim.checks[0], verdict: "fails" as const }] }],
    };
    expect(compareCertificates(theirs, certificate)).toMatchObject([{ what: "T1: x, verdict", matters: true }]);
  });

  test("a number that is not there, also where the other is smaller than the tolerance", () => {
    const [claim] = certificate.claims;
    const of = (measured: number | null): Certificate =>
      JSON.parse(
        JSON.stringify({ ...certificate, claims: [{ ...claim, checks: [{ ...claim.checks[0], measured }] }] }),
      );
    expect(compareCertificates(of(null), of(0.01))).toMatchObject([{ what: "T1: x, measured", matters: true }]);
  });

  test("a figure or the report of the bundle that was removed, but not where the certificate lies alone", () => {
    const bundle = mkdtempSync(join(tmpdir(), "bundle-"));
    try {
      const report = { file: "codecheck/report.md", sha256: sha256("verdicts") };
      const stated = { ...certificate, files: [{ file: "figures/figure-1.svg", sha256: "12" }], report };
      expect(changedInBundle(stated, bundle, false)).toEqual([]);
      expect(changedInBundle(stated, bundle, true)).toMatchObject([
        { what: join(bundle, "figures/figure-1.svg"), ours: "missing", matters: true },
        { what: join(bundle, "codecheck/report.md"), ours: "missing", matters: true },
      ]);
      mkdirSync(join(bundle, "codecheck"));
      writeFileSync(join(bundle, "codecheck", "report.md"), "verdict5");
      expect(changedInBundle(stated, bundle, false)).toMatchObject([{ what: join(bundle, "codecheck/report.md") }]);
    } finally {
      rmSync(bundle, { recursive: true, force: true });
    }
  });

  test("a figure of the bundle, and none that is as it was made", () => {
    const bundle = mkdtempSync(join(tmpdir(), "bundle-"));
    try {
      mkdirSync(join(bundle, "figures"));
      const names = ["figures/figure-1.svg", "figures/figure-2.svg"];
      for (const name of names) writeFileSync(join(bundle, name), `<svg id="${name}"/>`);
      const files = names.map((file) => ({ file, sha256: sha256(readFileSync(join(bundle, file))) }));
      expect(changedInBundle({ ...certificate, files }, bundle, true)).toEqual([]);
      appendFileSync(join(bundle, names[1]), " ");
      expect(changedInBundle({ ...certificate, files }, bundle, true)).toMatchObject([
        { what: join(bundle, names[1]), matters: true },
      ]);
    } finally {
      rmSync(bundle, { recursive: true, force: true });
    }
  });
});

test.each([
  [
    ["--orcid", "0000-0002-1825-0098", "--codechecker", "A"],
    /^--orcid: must be an ORCID .*, not "0000-0002-1825-0098"$/,
  ],
  [["--orcid", "0000-0002-1825-0097"], /^--orcid: needs --codechecker too/],
  [["--certificate", "26-1"], '--certificate: must be of the form YYYY-NNN, not "26-1"'],
  [["--report", "zenodo"], '--report: must be a URL, such as that of a DOI, not "zenodo"'],
  [["--only", "t9"], /^--only: "t9" is not one of the claims and figures /],
  [["--verify", ".", "--report", "https://a"], "--report: is for a new certificate, and --verify writes nothing"],
  [["--verify", "nothing"], /^--verify: "nothing" does not exist; /],
  [["--verify", "notes.txt"], /^--verify: "notes.txt" is not JSON; /],
  [["--out", "."], /^--out: "." holds other files; give a folder that is empty, new, or holds a certificate$/],
])("scorebook certify %j is refused in a sentence, and nothing is written", (args, message) => {
  const { status, stdout, stderr } = scorebook(["certify", ...args], folder);
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  if (typeof message === "string") expect(stderr.trimEnd()).toBe(message);
  else expect(stderr.trimEnd()).toMatch(message);
  expect(readdirSync(folder)).toEqual(["notes.txt"]);
});
