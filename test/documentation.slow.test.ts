import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { claims } from "../src/claims/index.ts";
import { verdictTable } from "../src/cli/commands/verify/verdicts.ts";
import { projectRoot } from "../src/project.ts";
import { examples, outputDifference } from "./support/documentation.ts";
import { needFreshDist } from "./support/fresh-dist.ts";
import { keptReports } from "./support/kept-reports.ts";

needFreshDist();

const verify = "npx scorebook verify";

/** What the command prints: made from what the tests of the claims have just measured, or, where they have not run, by the command. */
function printed(): string {
  const reports = keptReports(claims.map(({ id }) => id));
  if (reports) return verdictTable(reports);
  const program = join(projectRoot(), "dist", "cli", "main.js");
  return spawnSync(process.execPath, [program, "verify"], { encoding: "utf8" }).stdout;
}

test("the example of verify shows what the claims say, measured with these sources and models", {
  timeout: 400_000,
}, () => {
  const all = examples(readFileSync(join(projectRoot(), "docs", "command.md"), "utf8"));
  const { shown = [] } = all.find(({ command }) => command === verify) ?? {};
  expect(shown.length).toBeGreaterThan(10);
  expect(outputDifference(shown, printed().trimEnd().split("\n"))).toBeNull();
});
