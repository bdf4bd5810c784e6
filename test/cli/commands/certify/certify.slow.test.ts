import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { seal } from "../../../../src/cli/commands/certify/certificate.ts";
import { cacheFolder } from "../../../../src/project.ts";
import { scorebook } from "../../scorebook.ts";

const folder = mkdtempSync(join(tmpdir(), "certify me "));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const signed = ["--codechecker", "A Reader", "--orcid", "0000-0002-1825-0097", "--certificate", "2026-001"];

beforeAll(() => {
  const args = [
    "certify",
    "--only",
    "i1,f4",
    "--out",
    "bundle",
    ...signed,
    "--report",
    "https://doi.org/10.5281/zenodo.1",
  ];
  const { status, stdout, stderr } = scorebook(args, folder);
  expect(status, stderr).toBe(0);
  expect(stdout).toMatch(/^1 of 1 claims hold; 1 figure, \d+ files\. The bundle is in bundle\.\n/);
}, 300_000);

const at = (name: string): string => join(folder, name);

/** A copy of the bundle in which something was changed. */
function copyOf(name: string): string {
  cpSync(at("bundle"), at(name), { recursive: true });
  return at(name);
}

interface Comparison {
  readonly verdict: string;
  readonly differences: readonly { what: string; theirs: string; ours: string; matters: boolean }[];
}

function verify(name: string): { status: number | null; comparison: Comparison } {
  const { status, stdout } = scorebook(["certify", "--verify", name, "--json"], folder);
  return { status, comparison: JSON.parse(stdout) };
}

test("codecheck.yml has what its specification requires, and every file of its manifest is there", () => {
  const text = readFileSync(at("bundle/codecheck.yml"), "utf8");
  expect(text.startsWith("---\n")).toBe(true);
  const config = parse(text);
  expect(config).toMatchObject({
    version: "https://codecheck.org.uk/spec/config/2.0/",
    codechecker: [{ name: "A Reader", ORCID: "0000-0002-1825-0097" }],
    certificate: "2026-001",
    report: "https://doi.org/10.5281/zenodo.1",
    paper: { authors: [{ name: "Guillaume Alain" }, { name: "Yoshua Bengio" }] },
  });
  expect(config.summary).toContain("measured 1 of the paper's claims, of which 1 hold");
  for (const { file } of config.manifest) expect(readFileSync(at(join("bundle", file))).length).toBeGreaterThan(0);
});

test("the Python package rocrate reads the RO-Crate and finds every file with its hash", () => {
  const script = `
import sys, hashlib, pathlib
from rocrate.rocrate import ROCrate
crate = ROCrate(sys.argv[1])
files = [entity for entity in crate.data_entities if entity.type == "File"]
for entity in files:
    found = hashlib.sha256(pathlib.Path(sys.argv[1], entity.id).read_bytes()).hexdigest()
    assert found == entity["sha256"], entity.id
assert crate.license["name"] == "MIT License", crate.license
assert crate.root_dataset["mentions"]["@type"] == "CreateAction", crate.root_dataset["mentions"]
print(len(files))`;
  const python = join(cacheFolder(), "certify", "bin", "python");
  const count = Number(execFileSync(python, ["-c", script, at("bundle")], { encoding: "utf8" }));
  expect(count).toBe(parse(readFileSync(at("bundle/codecheck.yml"), "utf8")).manifest.length + 1);
});

describe("certify --verify", () => {
  test("finds nothing on the machine that made the certificate", () => {
    expect(verify("bundle")).toEqual({ status: 0, comparison: { verdict: "same", differences: [] } });
  });

  test("finds nothing where it verifies a part of the certificate, and says how much it compared", () => {
    const { status, stdout } = scorebook(["certify", "--verify", "bundle", "--only", "i1"], folder);
    expect([status, stdout]).toEqual([
      0,
      expect.stringMatching(/^Nothing differs: 0 figures computed anew, \d+ files, \d+ numbers\.\n$/),
    ]);
  });

  test("names a picture that was tampered with", () => {
    const copy = copyOf("picture");
    const path = join(copy, "figures", "figure-4.svg");
    writeFileSync(path, readFileSync(path, "utf8").replace("<svg", "<svg data-a='1'"));
    const { status, comparison } = verify("picture");
    expect(status).toBe(1);
    expect(comparison.differences.map(({ what }) => what)).toEqual(["picture/figures/figure-4.svg"]);
  });

  test("names the report if one of its numbers was tampered with", () => {
    const path = join(copyOf("report"), "codecheck", "report.md");
    writeFileSync(path, readFileSync(path, "utf8").replace(/0\.0956/, "0.0957"));
    const { status, comparison } = verify("report");
    expect(status).toBe(1);
    expect(comparison.differences.map(({ what }) => what)).toEqual(["report/codecheck/report.md"]);
  });

  test.each([
    ["and the certificate itself", false, ["the certificate itself"]],
    ["also where it was sealed again", true, []],
  ])("names a number that was tampered with, %s", (_, again, others) => {
    const copy = copyOf(`number-${again}`);
    const path = join(copy, "certificate.json");
    const { seal: _seal, ...certificate } = JSON.parse(readFileSync(path, "utf8"));
    const [check] = certificate.claims[0].checks;
    check.measured += 10 * check.tolerance;
    const changed = again ? seal(certificate) : { ...certificate, seal: _seal };
    writeFileSync(path, JSON.stringify(changed));
    const { status, comparison } = verify(`number-${again}`);
    expect(status).toBe(1);
    expect(comparison.verdict).toBe("differs");
    expect(comparison.differences.map(({ what }) => what)).toEqual([...others, `i1: ${check.name}, measured`]);
  });

  test("names a number that moved by less than its tolerance, and does not call it a failure", () => {
    const path = join(copyOf("close"), "certificate.json");
    const { seal: _, ...certificate } = JSON.parse(readFileSync(path, "utf8"));
    const [check] = certificate.claims[0].checks;
    check.measured += check.tolerance / 2;
    writeFileSync(path, JSON.stringify(seal(certificate)));
    const { status, comparison } = verify("close");
    expect({ status, ...comparison }).toMatchObject({ status: 0, verdict: "same", differences: [{ matters: false }] });
  });
});
