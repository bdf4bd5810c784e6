import { describe, expect, test } from "vitest";
import { claimCommand, claimTypescript } from "../../../book/explore/claim/claim-code.ts";
import { measureClaim } from "../../../book/explore/claim/claim-numbers.ts";
import { claimSentence } from "../../../book/explore/claim/claim-sentence.ts";
import { CLAIM_IDS, statementOf } from "../../../book/explore/claim/claim-state.ts";
import { runCopiedTypescript } from "../../support/copied-code.ts";

interface PrintedReport {
  readonly verdict: string;
  readonly checks: readonly { readonly name: string; readonly measured: number; readonly verdict: string }[];
}

function measurementsOf({ verdict, checks }: PrintedReport): unknown {
  return { verdict, checks: checks.map(({ name, measured, verdict: own }) => ({ name, measured, verdict: own })) };
}

describe("claim T1 with a missing factor of 2", () => {
  const state = { claim: "t1", breakage: "factor" } as const;
  let solved = 0;
  const report = measureClaim(state, () => {
    solved += 1;
  });

  test("fails, says how far it has come, and is what the TypeScript prints, to the last bit", {
    timeout: 60_000,
  }, async () => {
    const printed = (await runCopiedTypescript(claimTypescript(state))) as PrintedReport;
    expect(measurementsOf(printed)).toEqual(measurementsOf(report));
    expect(report.verdict).toBe("fails");
    expect(solved).toBeGreaterThan(10);
  });

  test("is told in a sentence, and so is a claim that holds", () => {
    expect(claimSentence(state, report)).toMatch(
      /^Claim T1 with a missing factor of 2 fails: \d+ of \d+ measurements are as predicted\. The error of .+ falls as σ to the power 2, where the claim says 4\.$/,
    );
    const checks = report.checks.map((check) => ({ ...check, verdict: "holds" as const }));
    const holding = { ...report, checks, verdict: "holds" as const };
    expect(claimSentence({ claim: "t1", breakage: "none" }, holding)).toMatch(
      /^Claim T1 holds: (\d+) of \1 measurements/,
    );
  });
});

test.each(CLAIM_IDS)("the page knows the statement of %s, and its commands say which claim they measure", (id) => {
  expect(statementOf(id).id).toBe(id);
  expect(claimCommand({ claim: id, breakage: "none" })).toBe(`npx scorebook verify --only ${id} --json\n`);
  expect(claimCommand({ claim: id, breakage: "sign" })).toMatch(/^# .+ measures the claim as it is/);
  expect(claimTypescript({ claim: id, breakage: "sign" })).toContain("const factor = -1;");
});
